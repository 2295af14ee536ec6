package gallery_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"
	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/i18n"
	"kreislauf/web/static"
	"kreislauf/web/templates/gallery"
)

var update = flag.Bool("update", false, "write the golden files")

func pages() map[string]templ.Component {
	return map[string]templ.Component{
		"blocks": gallery.Blocks(), "forms": gallery.Forms(), "charts": gallery.Charts(),
		"question": gallery.Question(), "start": gallery.Start(), "signin": gallery.SignIn(),
	}
}

func render(t *testing.T, lang string, page templ.Component) string {
	t.Helper()
	ctx := i18n.With(context.Background(), i18n.New(lang, time.UTC))
	var out bytes.Buffer
	if err := page.Render(ctx, &out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

var fingerprint = regexp.MustCompile(`\?v=[0-9a-f]{12}`)

func TestTheGalleryLooksAsItsGoldenFiles(t *testing.T) {
	t.Parallel()
	for name, page := range pages() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := fingerprint.ReplaceAllString(render(t, "de", page), "")
			got = strings.ReplaceAll(got, "><", ">\n<") + "\n"
			path := filepath.Join("testdata", name+".golden.html")
			if *update {
				if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("%s differs (-golden +now); run with -update if that is meant:\n%s", name, diff)
			}
		})
	}
}

func TestPagesCarryNothingThatTheContentPolicyForbids(t *testing.T) {
	t.Parallel()
	for name, page := range pages() {
		for _, lang := range i18n.Languages {
			doc := parse(t, render(t, lang, page))
			doc.Find("[style], style, script:not([src])").Each(func(_ int, s *goquery.Selection) {
				html, _ := goquery.OuterHtml(s)
				t.Errorf("%s (%s): inline style or script: %.80s", name, lang, html)
			})
			doc.Find("*").Each(func(_ int, s *goquery.Selection) {
				for _, attr := range s.Nodes[0].Attr {
					if strings.HasPrefix(attr.Key, "on") || strings.HasPrefix(attr.Key, "hx-on") {
						t.Errorf("%s (%s): handler %s", name, lang, attr.Key)
					}
				}
			})
		}
	}
}

func TestEveryReferenceInsideAPageLeadsSomewhere(t *testing.T) {
	t.Parallel()
	for name, page := range pages() {
		doc := parse(t, render(t, "de", page))
		ids := map[string]int{}
		doc.Find("[id]").Each(func(_ int, s *goquery.Selection) { ids[s.AttrOr("id", "")]++ })
		for id, n := range ids {
			if n > 1 {
				t.Errorf("%s: id %q stands %d times", name, id, n)
			}
		}
		for _, attr := range []string{"for", "aria-labelledby", "aria-describedby", "form"} {
			doc.Find("[" + attr + "]").Each(func(_ int, s *goquery.Selection) {
				for _, id := range strings.Fields(s.AttrOr(attr, "")) {
					if ids[id] == 0 {
						t.Errorf("%s: %s=%q leads nowhere", name, attr, id)
					}
				}
			})
		}
	}
}

func TestEveryIconOfTheGalleryIsInTheSprite(t *testing.T) {
	t.Parallel()
	sprite, err := static.Files.ReadFile("icons.svg")
	if err != nil {
		t.Fatal(err)
	}
	for name, page := range pages() {
		parse(t, render(t, "de", page)).Find("svg use").Each(func(_ int, s *goquery.Selection) {
			_, icon, _ := strings.Cut(s.AttrOr("href", ""), "#")
			if !bytes.Contains(sprite, []byte(`<symbol id="`+icon+`"`)) {
				t.Errorf("%s: icon %q is not in the sprite", name, icon)
			}
		})
	}
}

func TestARespondentsFirstPageTakesFourRequests(t *testing.T) {
	t.Parallel()
	doc := parse(t, render(t, "de", gallery.Start()))
	requests := map[string]bool{"the page": true}
	doc.Find("link[rel=stylesheet], script[src], svg use").Each(func(_ int, s *goquery.Selection) {
		address, _, _ := strings.Cut(s.AttrOr("href", s.AttrOr("src", "")), "#")
		requests[address] = true
	})
	if len(requests) > 4 {
		t.Errorf("%d requests, want at most 4: %v", len(requests), requests)
	}
}

func TestTheErrorOfAFieldIsTiedToIt(t *testing.T) {
	t.Parallel()
	field := parse(t, render(t, "de", gallery.Forms())).Find("input[name=mail]")
	if got := field.AttrOr("aria-invalid", ""); got != "true" {
		t.Errorf("aria-invalid = %q, want true", got)
	}
	if got := field.AttrOr("aria-describedby", ""); got != "mail-error mail-hint" {
		t.Errorf("aria-describedby = %q, want the error before the hint", got)
	}
}

func TestChartOptionsHoldNoFunctions(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/charts/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no chart options: %v", err)
	}
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !json.Valid(body) || bytes.Contains(body, []byte("function")) || bytes.Contains(body, []byte("=>")) {
			t.Errorf("%s is no plain option", file)
		}
	}
}

func parse(t *testing.T, html string) *goquery.Document {
	t.Helper()
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(html))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}
