package chart_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/chart"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestEveryChartIsDrawnAsBefore(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"de", "en"} {
		for name, c := range all(lang) {
			got := readable(t, c)
			path := filepath.Join("testdata", name+"."+lang+".json")
			if *update {
				if err := os.WriteFile(path, got, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), string(got)); diff != "" {
				t.Errorf("%s in %s (-want +got):\n%s", name, lang, diff)
			}
		}
	}
}

func TestNoOptionHoldsAFunctionOrMarkup(t *testing.T) {
	t.Parallel()
	for name, c := range all("de") {
		for _, forbidden := range []string{"function", "__f__", "=>", "</script", "<b>"} {
			if bytes.Contains(c.Option, []byte(forbidden)) {
				t.Errorf("%s: the option holds %q", name, forbidden)
			}
		}
		if !bytes.Contains(c.Option, []byte(`"renderMode":"richText"`)) {
			t.Errorf("%s: the tooltip is drawn as markup", name)
		}
	}
}

func TestANameCannotActAsATemplateOfALabel(t *testing.T) {
	t.Parallel()
	for name, c := range all("de") {
		var option any
		if err := json.Unmarshal(c.Option, &option); err != nil {
			t.Fatal(err)
		}
		for _, text := range formatters(option) {
			if strings.ContainsAny(text, "{}") && text != "{MMM}" {
				t.Errorf("%s: label %q holds a placeholder", name, text)
			}
		}
	}
}

func formatters(node any) []string {
	var found []string
	switch v := node.(type) {
	case map[string]any:
		for key, value := range v {
			if text, ok := value.(string); ok && key == "formatter" {
				found = append(found, text)
			}
			found = append(found, formatters(value)...)
		}
	case []any:
		for _, value := range v {
			found = append(found, formatters(value)...)
		}
	}
	return found
}

func TestEveryChartHasAFindingADescriptionAndItsNumbersAsTable(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"de", "en"} {
		for name, c := range all(lang) {
			if c.Title == "" || c.Subtitle == "" || c.Aria == "" || len(c.Table.Rows) == 0 {
				t.Errorf("%s in %s lacks a text or its table: %+v", name, lang, c)
			}
			for _, text := range []string{c.Title, c.Subtitle, c.Aria, c.Note} {
				if strings.Contains(text, "chart.") {
					t.Errorf("%s in %s shows a key: %s", name, lang, text)
				}
			}
			for _, row := range c.Table.Rows {
				if len(row) != len(c.Table.Head) {
					t.Errorf("%s in %s: row %q does not fit the head %q", name, lang, row, c.Table.Head)
				}
			}
		}
	}
}

func TestAWithheldCellLeavesNoNumberInTheChart(t *testing.T) {
	t.Parallel()
	c := all("de")["agreement"]
	last := c.Table.Rows[len(c.Table.Rows)-1]
	if diff := cmp.Diff([]string{"Nicht zu zeigen", "nicht gezeigt", "nicht gezeigt", "nicht gezeigt", "nicht gezeigt", "nicht gezeigt"}, last); diff != "" {
		t.Error(diff)
	}
}

func readable(t *testing.T, c chart.Chart) []byte {
	t.Helper()
	text, err := json.MarshalIndent(c, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return append(text, '\n')
}
