package main

import (
	"context"
	"io"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"

	"kreislauf/internal/account"
	"kreislauf/internal/config"
)

func TestTheAdminCommandGrantsAndRevokes(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	env := map[string]string{
		"KREISLAUF_DATA": filepath.Join(folder, "data"), "KREISLAUF_KEYS": filepath.Join(folder, "keys"),
		"KREISLAUF_MAIL": "file:" + filepath.Join(folder, "outbox"),
	}
	inProgram(t, env, func(ctx context.Context, p *program) error {
		secret, err := p.account.SetupLink(ctx)
		if err != nil {
			return err
		}
		_, err = p.account.CompleteSetup(ctx, secret, account.SetupInput{Name: "Mia", Email: "mia@netz.example", NetworkName: "Netz"})
		return err
	})
	for _, tc := range []struct {
		args  []string
		code  int
		says  string
		admin bool
	}{
		{[]string{"--revoke", "mia@netz.example"}, exitOK, "no longer", false},
		{[]string{"mia@netz.example"}, exitOK, "/admin", true},
		{[]string{"--revoke", "--log", "json", "--", "Mia@Netz.example"}, exitOK, "no longer", false},
		{[]string{"--", "mia@netz.example"}, exitOK, "/admin", true},
		{[]string{"per@netz.example"}, exitFailed, "no account", true},
		{[]string{"--revoke"}, exitUsage, "ADDRESS", true},
		{nil, exitUsage, "ADDRESS", true},
		{[]string{"--", "mia@netz.example", "per@netz.example"}, exitUsage, "", true},
		{[]string{"--loud", "--", "mia@netz.example"}, exitUsage, "loud", true},
	} {
		code, out, errs := launch(t.Context(), env, append([]string{"admin"}, tc.args...)...)
		if code != tc.code || !strings.Contains(out+errs, tc.says) {
			t.Errorf("%q: exit %d, stdout %q, stderr %q", tc.args, code, out, errs)
		}
		inProgram(t, env, func(ctx context.Context, p *program) error {
			user, err := p.account.UserByEmail(ctx, "mia@netz.example")
			if user.Admin != tc.admin {
				t.Errorf("%q: the account runs the server: %t", tc.args, user.Admin)
			}
			return err
		})
	}
}

// inProgram runs fn on the program that the settings describe.
func inProgram(t *testing.T, env map[string]string, fn func(context.Context, *program) error) {
	t.Helper()
	c, err := config.Load("test", nil, func(k string) string { return env[k] }, nil, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	p, err := openProgram(t.Context(), c, slog.New(slog.DiscardHandler), pace{})
	if err != nil {
		t.Fatal(err)
	}
	if err := fn(t.Context(), p); err != nil {
		t.Error(err)
	}
	if err := p.Close(); err != nil {
		t.Error(err)
	}
}
