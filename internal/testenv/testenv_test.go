package testenv

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

func TestEachTestGetsAnEmptyDatabaseThatIsGoneAfterwards(t *testing.T) {
	t.Parallel()
	addresses := make(map[string]bool)
	for _, name := range []string{"first", "second"} {
		t.Run(name, func(t *testing.T) {
			address := Postgres(t)
			addresses[address] = true
			connection, err := pgx.Connect(t.Context(), address)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := connection.Exec(t.Context(), "CREATE TABLE only_here (id TEXT)"); err != nil {
				t.Fatal(err)
			}
		})
	}
	if len(addresses) != 2 {
		t.Errorf("got %d different databases, want 2", len(addresses))
	}
	for address := range addresses {
		if connection, err := pgx.Connect(t.Context(), address); err == nil {
			_ = connection.Close(t.Context())
			t.Error("a test's database outlived the test")
		}
	}
}

func TestWithoutAServerTheMessageNamesTheCommand(t *testing.T) {
	t.Parallel()
	for _, value := range []string{"", "localhost:5432", "mysql://localhost/x"} {
		if _, err := serverURL(value); err == nil || !strings.Contains(err.Error(), serverVariable) {
			t.Errorf("serverURL(%q): got error %v", value, err)
		}
	}
	if _, err := serverURL(""); !strings.Contains(err.Error(), "make test") {
		t.Errorf("got %q, which does not say how to run the tests", err)
	}
}

func TestTheBrowserIsTheNamedOneOrTheFirstInPath(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, named string
		installed   []string
		want        string
	}{
		{"named", "/opt/chrome", []string{"/opt/chrome", "chromium"}, "/opt/chrome"},
		{"named but absent", "/opt/chrome", []string{"chromium"}, ""},
		{"Debian", "", []string{"chromium", "google-chrome"}, "chromium"},
		{"Ubuntu", "", []string{"chromium-browser"}, "chromium-browser"},
		{"none", "", nil, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := findChromium(c.named, func(name string) (string, error) {
				for _, installed := range c.installed {
					if installed == name {
						return name, nil
					}
				}
				return "", errors.New("not installed")
			})
			if got != c.want || (err == nil) != (c.want != "") {
				t.Errorf("got %q, %v, want %q", got, err, c.want)
			}
			if err != nil && !strings.Contains(err.Error(), "make test") {
				t.Errorf("got %q, which does not say how to run the tests", err)
			}
		})
	}
}

func TestTheMachineHasABrowserAndAxe(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat(Chromium(t)); err != nil {
		t.Error(err)
	}
	if !strings.Contains(AxeSource(t), "axe.run") {
		t.Error("axe-core's source does not look like axe-core")
	}
}

func TestTheRootIsTheModulesFolder(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join(Root(t), "go.mod"))
	if err != nil || !strings.HasPrefix(string(text), "module kreislauf\n") {
		t.Errorf("got %.30q, %v", text, err)
	}
}

func TestTheClockMovesOnlyWhenTold(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 10, 25, 0, 30, 0, 0, time.UTC)
	clock := NewClock(start)
	if got := clock.Now(); !got.Equal(start) {
		t.Errorf("got %v, want %v", got, start)
	}
	var group sync.WaitGroup
	for range 60 {
		group.Go(func() { clock.Advance(time.Minute) })
	}
	group.Wait()
	if got, want := clock.Now(), start.Add(time.Hour); !got.Equal(want) {
		t.Errorf("after sixty minutes: got %v, want %v", got, want)
	}
	clock.Set(start)
	if got := clock.Advance(-time.Second); !got.Equal(start.Add(-time.Second)) {
		t.Errorf("set and turned back: got %v", got)
	}
}
