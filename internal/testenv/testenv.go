// Package testenv owns what tests take from the machine: a PostgreSQL database of their own, a browser,
// axe-core's source, a clock that stands still. A part that is missing fails the test with the command that
// brings it; nothing is skipped. The product never imports it, which internal/house guards.
package testenv

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

const howToRun = "run `make test`, or `scripts/with-postgres.sh go test ./...` where everything is installed"

// Root is the module's folder: the nearest one with a go.mod, from the test's working folder upwards.
func Root(t testing.TB) string {
	t.Helper()
	folder, err := os.Getwd()
	if err != nil {
		t.Fatalf("find the module's folder: %v", err)
	}
	for {
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil {
			return folder
		}
		parent := filepath.Dir(folder)
		if parent == folder {
			t.Fatal("find the module's folder: no go.mod above the working folder")
		}
		folder = parent
	}
}

// Chromium is the path of the browser: KREISLAUF_CHROMIUM, or the first known name in PATH. The test fails
// when there is none.
func Chromium(t testing.TB) string {
	t.Helper()
	path, err := findChromium(os.Getenv("KREISLAUF_CHROMIUM"), exec.LookPath)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func findChromium(named string, lookPath func(string) (string, error)) (string, error) {
	names := []string{"chromium", "chromium-browser", "google-chrome"}
	if named != "" {
		names = []string{named}
	}
	for _, name := range names {
		if path, err := lookPath(name); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("no browser among %q: %s", names, howToRun)
}

// AxeSource is the JavaScript text of axe-core, to be evaluated in a page under test. The test fails when
// the Node packages are not installed.
func AxeSource(t testing.TB) string {
	t.Helper()
	source, err := os.ReadFile(filepath.Join(Root(t), "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		t.Fatalf("read axe-core: %v: run `npm ci`, or `make test`", err)
	}
	return string(source)
}
