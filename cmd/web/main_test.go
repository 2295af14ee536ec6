package main

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// screen is a terminal that can be read while the program writes.
type screen struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *screen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// launch runs a command as the operating system would.
func launch(ctx context.Context, env map[string]string, args ...string) (code int, out, errs string) {
	var stdout, stderr screen
	code = run(ctx, process{args: args, getenv: func(k string) string { return env[k] }, out: &stdout, errs: &stderr})
	return code, stdout.String(), stderr.String()
}

func TestAStartThatCannotWorkSaysWhyAndHowItEnds(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = taken.Close() })
	notADatabase := t.TempDir()
	if err := os.WriteFile(filepath.Join(notADatabase, "kreislauf.db"), bytes.Repeat([]byte("not a database "), 400), 0o600); err != nil {
		t.Fatal(err)
	}
	locked := t.TempDir()
	unlock, err := lockFolder(locked)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(unlock)
	aFile := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(aFile, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		env  map[string]string
		args []string
		code int
		says string
	}{
		"unknown command":       {args: []string{"dance"}, code: exitUsage, says: `no command "dance"`},
		"unknown flag":          {args: []string{"serve", "--loud"}, code: exitUsage, says: "loud"},
		"port in use":           {args: []string{"serve", "--listen", taken.Addr().String()}, code: exitFailed, says: "is in use"},
		"locked folder":         {args: []string{"serve", "--data", locked}, code: exitFailed, says: "another Kreislauf"},
		"not a database":        {args: []string{"serve", "--data", notADatabase}, code: exitFailed, says: "database"},
		"data folder is a file": {args: []string{"serve", "--data", aFile}, code: exitFailed, says: "data folder"},
		"key folder is a file":  {args: []string{"serve", "--keys", aFile}, code: exitFailed, says: "key store"},
		"keys inside data":      {args: []string{"serve", "--data", "/kept/data", "--keys", "/kept/data/keys"}, code: exitUsage, says: "backup"},
		"unreachable database": {
			env:  map[string]string{"KREISLAUF_DATABASE": "postgres://someone:secret@127.0.0.1:1/none"},
			args: []string{"serve"}, code: exitFailed, says: "database",
		},
		"mail setting":       {args: []string{"serve", "--mail", "pigeon://x"}, code: exitUsage, says: "--mail"},
		"link without name":  {args: []string{"link"}, code: exitUsage, says: "address"},
		"link to nobody":     {args: []string{"link", "--", "nobody@nowhere.example"}, code: exitFailed, says: "no account"},
		"nobody to ask":      {args: []string{"healthcheck", "--listen", "127.0.0.1:1"}, code: exitFailed, says: "healthcheck"},
		"web without server": {args: []string{"serve", "--role", "web"}, code: exitUsage, says: "--database"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			env := map[string]string{
				"KREISLAUF_DATA": filepath.Join(folder, "data"), "KREISLAUF_KEYS": filepath.Join(folder, "keys"),
				"KREISLAUF_MAIL": "file:" + filepath.Join(folder, "outbox"), "KREISLAUF_LISTEN": "127.0.0.1:0",
			}
			for k, v := range tc.env {
				env[k] = v
			}
			code, _, errs := launch(t.Context(), env, tc.args...)
			if code != tc.code || !strings.Contains(errs, tc.says) {
				t.Errorf("exit %d, want %d; stderr %q does not say %q", code, tc.code, errs, tc.says)
			}
			if strings.Contains(errs, "secret") {
				t.Errorf("stderr shows a password: %s", errs)
			}
		})
	}
}

func TestAServerPrintsTheSetupLinkAnswersAndEndsOnASignal(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	ctx, signal := context.WithCancel(t.Context())
	defer signal()
	var out, errs screen
	address, ended := startAnywhere(ctx, t, &out, &errs, "--data", filepath.Join(folder, "data"), "--keys", filepath.Join(folder, "keys"),
		"--mail", "file:"+filepath.Join(folder, "outbox"))
	_, rest, found := strings.Cut(out.String(), "http://"+address+"/setup/")
	if !found {
		t.Fatalf("no setup link in %q", out.String())
	}
	secret, _, _ := strings.Cut(rest, "\n")
	if body := get(t, "http://"+address+"/setup/"+secret); !strings.Contains(body, `name="network"`) {
		t.Error("the setup link does not open the first-run page")
	}
	if body := get(t, "http://"+address+"/setup/"+secret+"x"); strings.Contains(body, `name="network"`) {
		t.Error("a wrong setup link opens the first-run page")
	}
	until(t, "a healthcheck that passes", func() bool {
		code, _, _ := launch(t.Context(), nil, "healthcheck", "--listen", address)
		return code == exitOK
	})
	signal()
	if code := <-ended; code != exitOK {
		t.Errorf("exit %d: %s", code, errs.String())
	}
	if strings.Contains(errs.String(), secret) {
		t.Error("the log holds the setup link")
	}
}

// startAnywhere runs serve on a port of the loopback until ctx ends, and returns
// the address once it serves. A port that was free may be taken when the
// program asks for it; then it gets another.
func startAnywhere(ctx context.Context, t *testing.T, out, errs *screen, args ...string) (string, <-chan int) {
	t.Helper()
	for {
		address, ended := freeAddress(t), make(chan int, 1)
		go func() {
			ended <- run(ctx, process{
				args: append([]string{"serve", "--listen", address}, args...), getenv: func(string) string { return "" }, out: out, errs: errs,
			})
		}()
		taken := false
		until(t, "the server", func() bool {
			taken = strings.Contains(errs.String(), address+" is in use")
			return taken || strings.Contains(out.String(), "Kreislauf is at")
		})
		if !taken {
			return address, ended
		}
	}
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

func TestHelpAndVersionAnswerOnStandardOutput(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ args, says string }{
		{"help", "demo"}, {"--help", "demo"}, {"version", "kreislauf"}, {"serve --help", "KREISLAUF_DATABASE"}, {"demo --help", "--keys"},
		{"serve --help", "Usage: kreislauf serve [flags]\n"}, {"link --help", "[flags] -- ADDRESS"}, {"admin --help", "--revoke\n"}, {"admin --help", "KREISLAUF_KEYS"},
	} {
		code, out, errs := launch(t.Context(), nil, strings.Fields(tc.args)...)
		if code != exitOK || errs != "" || !strings.Contains(out, tc.says) {
			t.Errorf("%s: exit %d, stdout %q, stderr %q", tc.args, code, out, errs)
		}
	}
}

func get(t *testing.T, address string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}
