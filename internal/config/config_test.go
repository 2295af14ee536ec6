package config_test

import (
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	"kreislauf/internal/config"
)

func load(t *testing.T, env map[string]string, args ...string) (config.Config, error) {
	t.Helper()
	files := func(name string) ([]byte, error) {
		if name == "/secret" {
			return []byte("postgres://u:p@db/k\n"), nil
		}
		return nil, os.ErrNotExist
	}
	return config.Load("serve", args, func(k string) string { return env[k] }, files, io.Discard)
}

func TestAFlagWinsOverTheEnvironmentWhichWinsOverTheDefault(t *testing.T) {
	t.Parallel()
	c, err := load(t, map[string]string{"KREISLAUF_LISTEN": "127.0.0.1:1", "KREISLAUF_DATA": "/d"}, "--listen", "127.0.0.1:2")
	if err != nil {
		t.Fatal(err)
	}
	if c.Listen != "127.0.0.1:2" || c.Data != "/d" || c.Keys != "./keys" || c.BaseURL != "http://127.0.0.1:2" {
		t.Fatalf("got %+v", c)
	}
}

func TestASecretMayStandInAFile(t *testing.T) {
	t.Parallel()
	c, err := load(t, map[string]string{"KREISLAUF_DATABASE_FILE": "/secret"})
	if err != nil || c.Database != "postgres://u:p@db/k" {
		t.Fatalf("database = %q, err = %v", c.Database, err)
	}
	for name, env := range map[string]map[string]string{
		"both":    {"KREISLAUF_DATABASE_FILE": "/secret", "KREISLAUF_DATABASE": "postgres://x"},
		"missing": {"KREISLAUF_DATABASE_FILE": "/nowhere"},
	} {
		if _, err := load(t, env); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestWrongSettingsAreRefusedWithTheirName(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ args, want string }{
		{"--listen here", "--listen"},
		{"--base-url ftp://x", "--base-url"},
		{"--database mysql://x", "--database"},
		{"--role boss", "--role"},
		{"--role worker", "--role worker"},
		{"--log loud", "--log"},
		{"--keys ./data/keys", "--keys"},
		{"--mail-per-minute many", "--mail-per-minute"},
		{"--mail-per-domain -1", "--mail-per-domain"},
		{"--bounce-token short", "--bounce-token"},
		{"--nonsense", "nonsense"},
		{"extra", "extra"},
	} {
		_, err := load(t, nil, strings.Fields(tc.args)...)
		if err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: error %v does not name %s", tc.args, err, tc.want)
		}
	}
}

func TestMailsArePacedUnlessASettingSaysOtherwise(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]config.MailPace{
		"": {PerMinute: 120, PerDomain: 60}, "--mail-per-minute 0 --mail-per-domain 5": {PerMinute: 0, PerDomain: 5},
	} {
		c, err := load(t, nil, strings.Fields(args)...)
		if err != nil || c.MailPace != want {
			t.Errorf("%q: pace %+v, %v", args, c.MailPace, err)
		}
	}
}

func TestHelpNamesEveryVariable(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	_, err := config.Load("serve", []string{"--help"}, func(string) string { return "" }, os.ReadFile, &out)
	if !errors.Is(err, config.ErrHelp) {
		t.Fatalf("err = %v", err)
	}
	for _, name := range []string{"KREISLAUF_DATABASE_FILE", "KREISLAUF_KEYS", "KREISLAUF_MAIL", "--role"} {
		if !strings.Contains(out.String(), name) {
			t.Errorf("help does not mention %s", name)
		}
	}
}
