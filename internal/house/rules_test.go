package house

import (
	"fmt"
	"slices"
	"strings"
)

const module = "kreislauf"

// pkg is what the rules need of one package, as `go list -json` says it. Imports are direct, Deps
// transitive; neither counts test files.
type pkg struct {
	ImportPath string
	Imports    []string
	Deps       []string
}

// Prefixes of import paths: each stands for the package and everything below it.
var (
	fiber       = []string{"github.com/gofiber"}
	bun         = []string{"github.com/uptrace/bun"}
	river       = []string{"github.com/riverqueue"}
	templ       = []string{"github.com/a-h/templ"}
	echarts     = []string{"github.com/go-echarts"}
	databases   = []string{"database/sql", "github.com/jackc", "modernc.org/sqlite"}
	frameworks  = slices.Concat(fiber, bun, river, templ, echarts)
	domain      = internal("cooperation", "survey", "calendar", "roster", "campaign", "analytics", "account")
	outerRooms  = internal("web", "scheduler", "mail", "chart", "interchange", "paper", "demo", "store", "seal", "i18n", "config")
	rendering   = append(internal("web"), module+"/web")
	onlyInTests = internal("testenv", "house", "linkage", "store/storetest", "store/surveytest", "store/resulttest", "mail/mailtest")
)

func internal(names ...string) []string {
	paths := make([]string, len(names))
	for i, name := range names {
		paths[i] = module + "/internal/" + name
	}
	return paths
}

// rule forbids the packages in `of` to reach those in `not`. A reach counts through any number of packages
// between; with direct set, only the package's own import statements count.
type rule struct {
	of     []string
	except []string
	not    []string
	direct bool
	reason string
}

var rules = []rule{
	{of: domain, not: slices.Concat(frameworks, databases), reason: "the domain knows no framework and no database"},
	{of: domain, not: slices.Concat(outerRooms, []string{module + "/web"}), reason: "arrows point to the domain"},
	{of: internal("survey"), not: internal("analytics"), reason: "analytics reads answers, and answers do not know it"},
	{of: internal("calendar"), not: internal("cooperation", "survey", "roster", "campaign", "analytics", "account"), reason: "the calendar knows time and nothing else"},
	{of: internal("roster"), not: internal("survey", "calendar", "campaign", "analytics"), reason: "the roster does not know what people are asked"},
	{of: internal("web"), not: slices.Concat(internal("store", "seal", "scheduler", "mail"), bun), reason: "handlers go through the services"},
	{of: []string{module}, except: internal("web"), not: fiber, direct: true, reason: "Fiber is replaced by changing one package"},
	{of: []string{module}, except: slices.Concat(internal("store"), []string{module + "/migrations"}), not: bun, direct: true, reason: "all SQL is in the store"},
	{of: internal("scheduler"), not: slices.Concat(rendering, internal("store"), bun), reason: "workers call the services"},
	{of: internal("store"), not: slices.Concat(rendering, internal("scheduler", "mail", "chart", "interchange", "paper", "demo")), reason: "the store knows domain types only"},
	{of: internal("chart"), not: slices.Concat(rendering, internal("store", "scheduler", "mail")), reason: "charts draw results of analytics"},
	{of: internal("interchange", "paper"), not: slices.Concat(rendering, internal("store", "seal", "scheduler", "mail"), fiber, bun, river), reason: "files and printed pages hold what they are given"},
	{of: internal("demo"), not: slices.Concat(rendering, internal("store", "seal", "scheduler", "mail"), bun), reason: "the demo goes through the services"},
	{of: internal("mail"), not: slices.Concat(internal("web", "store", "scheduler"), fiber), reason: "mail renders and sends"},
	{of: []string{module + "/web"}, not: slices.Concat(internal("web", "store", "scheduler", "mail", "seal"), fiber, bun, river), reason: "templates show values and do nothing"},
	{of: []string{module + "/cmd"}, not: onlyInTests, reason: "the product does without its tests' tools"},
}

// domainAllows lists all that a domain package may import besides the standard library, for everything
// forbidden by name leaves room for a newcomer.
var domainAllows = map[string][]string{
	module + "/internal/account":   {"golang.org/x/net/idna"},
	module + "/internal/calendar":  {"github.com/robfig/cron/v3"},
	module + "/internal/analytics": {"gonum.org/v1/gonum"},
}

func broken(packages []pkg) []string {
	var found []string
	for _, p := range packages {
		for _, r := range rules {
			if !within(p.ImportPath, r.of) || within(p.ImportPath, r.except) {
				continue
			}
			reached := p.Deps
			if r.direct {
				reached = p.Imports
			}
			for _, path := range reached {
				if within(path, r.not) && !within(p.ImportPath, []string{path}) {
					found = append(found, fmt.Sprintf("%s reaches %s: %s", p.ImportPath, path, r.reason))
				}
			}
		}
		if within(p.ImportPath, domain) {
			found = append(found, strangersIn(p)...)
		}
	}
	return found
}

func strangersIn(p pkg) []string {
	allowed := slices.Concat(domain, internal("fault"), domainAllows[p.ImportPath])
	var found []string
	for _, path := range p.Imports {
		if !isStandard(path) && !within(path, allowed) {
			found = append(found, fmt.Sprintf("%s imports %s, which is not on the domain's list", p.ImportPath, path))
		}
	}
	return found
}

// within says whether path is one of the prefixes or lies below one.
func within(path string, prefixes []string) bool {
	return slices.ContainsFunc(prefixes, func(prefix string) bool {
		return path == prefix || strings.HasPrefix(path, prefix+"/")
	})
}

// isStandard goes by the first element: only addresses of modules have a dot there.
func isStandard(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return first != module && !strings.Contains(first, ".")
}
