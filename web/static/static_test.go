package static_test

import (
	"bytes"
	"compress/gzip"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"kreislauf/web/static"
)

func TestEveryAssetHasAFingerprintInItsAddress(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"app.css", "survey.css", "app.js", "respond.js", "charts.js", "icons.svg", "vendor/htmx.min.js", "vendor/echarts.min.js"} {
		if got := static.URL(name); !strings.HasPrefix(got, "/static/"+name+"?v=") {
			t.Errorf("URL(%q) = %q, want a fingerprint", name, got)
		}
	}
	if got := static.URL("missing.css"); got != "/static/missing.css" {
		t.Errorf("URL of an unknown asset = %q, want it without a fingerprint", got)
	}
}

func TestEveryIconThatPagesNameIsInTheSprite(t *testing.T) {
	t.Parallel()
	sprite, err := static.Files.ReadFile("icons.svg")
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile(`(?:Icon\(|Icon: |Submit(?:Button)?\([^"]*(?:"[^"]*")?[^"]*, )"([a-z0-9-]+)"`)
	found := 0
	for _, root := range []string{"../templates", "../../internal/web"} {
		for _, path := range sources(t, root) {
			source, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			for _, icon := range named.FindAllSubmatch(source, -1) {
				found++
				if !bytes.Contains(sprite, []byte(`id="`+string(icon[1])+`"`)) {
					t.Errorf("%s names the icon %q, which is not in styles/icons.txt", path, icon[1])
				}
			}
		}
	}
	if found < 50 {
		t.Errorf("found %d names of icons, want the pages' 50 and more", found)
	}
}

// sources lists the templates and the hand-written Go files below root.
func sources(t *testing.T, root string) []string {
	t.Helper()
	var paths []string
	err := filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
		written := strings.HasSuffix(path, ".templ") || strings.HasSuffix(path, ".go")
		if written && !strings.HasSuffix(path, "_templ.go") && !strings.HasSuffix(path, "_test.go") {
			paths = append(paths, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

// The budgets are those of the design: 30 KB on the wire for a respondent's
// first page in all, of which its HTML takes about 2.5 KB, and 270 KB for the
// chart bundle.
func TestAssetsStayWithinTheirBudgets(t *testing.T) {
	t.Parallel()
	budgets := []struct {
		what  string
		names []string
		limit int
	}{
		{"respondent's first page without its HTML", []string{"survey.css", "respond.js", "icons.svg"}, 27_500},
		{"chart bundle", []string{"vendor/echarts.min.js"}, 270_000},
		{"account page without charts", []string{"app.css", "app.js", "vendor/htmx.min.js", "icons.svg"}, 36_000},
	}
	for _, budget := range budgets {
		size := 0
		for _, name := range budget.names {
			size += zipped(t, name)
		}
		if size > budget.limit {
			t.Errorf("%s: %d bytes gzipped, want at most %d", budget.what, size, budget.limit)
		}
	}
}

func TestBuiltStylesAndScriptsFetchNothingFromElsewhere(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"app.css", "survey.css", "app.js", "respond.js", "charts.js"} {
		body, err := static.Files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, mark := range []string{"url(http", "url(//", "@import", "eval(", "new Function"} {
			if bytes.Contains(body, []byte(mark)) {
				t.Errorf("%s contains %q", name, mark)
			}
		}
	}
}

func zipped(t *testing.T, name string) int {
	t.Helper()
	body, err := static.Files.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(body); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Len()
}
