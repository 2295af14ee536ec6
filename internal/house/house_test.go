package house

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"strings"
	"testing"

	"kreislauf/internal/testenv"
)

func TestEveryImportFollowsTheArrowsOfTheHouse(t *testing.T) {
	t.Parallel()
	packages := listPackages(t)
	if len(packages) == 0 {
		t.Fatal("go list found no package, so nothing was checked")
	}
	for _, violation := range broken(packages) {
		t.Error(violation)
	}
}

func TestTheGuardSeesEachForbiddenArrow(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, from, to string
		indirect       bool
	}{
		{name: "domain to Fiber", from: "kreislauf/internal/survey", to: "github.com/gofiber/fiber/v2"},
		{name: "domain to bun, through another package", from: "kreislauf/internal/account", to: "github.com/uptrace/bun", indirect: true},
		{name: "domain to River", from: "kreislauf/internal/campaign", to: "github.com/riverqueue/river"},
		{name: "domain to templ", from: "kreislauf/internal/cooperation", to: "github.com/a-h/templ"},
		{name: "domain to go-echarts", from: "kreislauf/internal/analytics", to: "github.com/go-echarts/go-echarts/v2/charts"},
		{name: "domain to the database package", from: "kreislauf/internal/account", to: "database/sql"},
		{name: "domain to the store", from: "kreislauf/internal/survey", to: "kreislauf/internal/store"},
		{name: "domain to an unlisted module", from: "kreislauf/internal/survey", to: "example.org/clever"},
		{name: "cron outside the calendar", from: "kreislauf/internal/campaign", to: "github.com/robfig/cron/v3"},
		{name: "gonum outside analytics", from: "kreislauf/internal/campaign", to: "gonum.org/v1/gonum/stat"},
		{name: "calendar to campaign", from: "kreislauf/internal/calendar", to: "kreislauf/internal/campaign"},
		{name: "calendar to the people, through another package", from: "kreislauf/internal/calendar", to: "kreislauf/internal/account", indirect: true},
		{name: "roster to campaign", from: "kreislauf/internal/roster", to: "kreislauf/internal/campaign"},
		{name: "roster to answers, through another package", from: "kreislauf/internal/roster", to: "kreislauf/internal/survey", indirect: true},
		{name: "survey to analytics", from: "kreislauf/internal/survey", to: "kreislauf/internal/analytics"},
		{name: "web to the store, through another package", from: "kreislauf/internal/web", to: "kreislauf/internal/store", indirect: true},
		{name: "below web to the store", from: "kreislauf/internal/web/respond", to: "kreislauf/internal/store"},
		{name: "Fiber outside web", from: "kreislauf/cmd/web", to: "github.com/gofiber/fiber/v2"},
		{name: "bun outside the store", from: "kreislauf/internal/scheduler", to: "github.com/uptrace/bun"},
		{name: "scheduler to web", from: "kreislauf/internal/scheduler", to: "kreislauf/internal/web"},
		{name: "templates to the store", from: "kreislauf/web/templates/wave", to: "kreislauf/internal/store", indirect: true},
		{name: "web to the keys", from: "kreislauf/internal/web", to: "kreislauf/internal/seal", indirect: true},
		{name: "domain to printed pages", from: "kreislauf/internal/campaign", to: "kreislauf/internal/paper"},
		{name: "domain to the interface's words", from: "kreislauf/internal/campaign", to: "kreislauf/internal/i18n"},
		{name: "printed pages to the store", from: "kreislauf/internal/paper", to: "kreislauf/internal/store", indirect: true},
		{name: "files to the pages", from: "kreislauf/internal/interchange", to: "kreislauf/web/templates/people"},
		{name: "demo past the services", from: "kreislauf/internal/demo", to: "kreislauf/internal/store"},
		{name: "product to a network for tests", from: "kreislauf/cmd/web", to: "kreislauf/internal/store/resulttest", indirect: true},
		{name: "product to the tests' tools", from: "kreislauf/cmd/web", to: "kreislauf/internal/testenv", indirect: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := pkg{ImportPath: c.from, Deps: []string{"context", c.to}}
			if !c.indirect {
				p.Imports = p.Deps
			}
			if got := broken([]pkg{p}); len(got) == 0 {
				t.Errorf("%s may reach %s unseen", c.from, c.to)
			}
		})
	}
}

func TestTheGuardLetsTheArrowsOfTheHouseThrough(t *testing.T) {
	t.Parallel()
	for from, to := range map[string]string{
		"kreislauf/cmd/web":             "kreislauf/internal/store",
		"kreislauf/internal/analytics":  "kreislauf/internal/survey",
		"kreislauf/internal/calendar":   "github.com/robfig/cron/v3",
		"kreislauf/internal/campaign":   "kreislauf/internal/calendar",
		"kreislauf/internal/chart":      "kreislauf/internal/analytics",
		"kreislauf/internal/mail":       "kreislauf/web/templates/mail",
		"kreislauf/internal/roster":     "kreislauf/internal/cooperation",
		"kreislauf/internal/scheduler":  "github.com/riverqueue/river",
		"kreislauf/internal/store":      "kreislauf/internal/survey",
		"kreislauf/internal/survey":     "kreislauf/internal/fault",
		"kreislauf/internal/web":        "github.com/gofiber/fiber/v2",
		"kreislauf/internal/web/survey": "kreislauf/internal/web",
		"kreislauf/web/templates/ui":    "kreislauf/internal/i18n",
	} {
		if got := broken([]pkg{{ImportPath: from, Imports: []string{to}, Deps: []string{to}}}); len(got) != 0 {
			t.Errorf("%s to %s: %q", from, to, got)
		}
	}
}

// listPackages asks the go command for the module's packages. It goes on over a package that does not
// compile, since the compiler tells that better.
func listPackages(t *testing.T) []pkg {
	t.Helper()
	command := exec.CommandContext(t.Context(), "go", "list", "-e", "-deps", "-json=ImportPath,Imports,Deps", "./...")
	command.Dir = testenv.Root(t)
	output, err := command.Output()
	if err != nil {
		t.Fatalf("list the module's packages: %v", err)
	}
	var packages []pkg
	decoder := json.NewDecoder(strings.NewReader(string(output)))
	for {
		var p pkg
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return packages
		} else if err != nil {
			t.Fatalf("read the list of packages: %v", err)
		}
		if within(p.ImportPath, []string{module}) {
			packages = append(packages, p)
		}
	}
}
