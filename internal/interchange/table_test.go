package interchange_test

import (
	"errors"
	"strings"
	"testing"

	"kreislauf/internal/interchange"
)

func TestATableOpensInASpreadsheetOfTheLanguage(t *testing.T) {
	t.Parallel()
	rows := [][]string{{"Unternehmen", "Mittel"}, {"Kranz; Söhne", "2,5"}, {`"Nord"`, "−1"}}
	for language, want := range map[string]string{
		"de": "\ufeffUnternehmen;Mittel\n\"Kranz; Söhne\";2,5\n\"\"\"Nord\"\"\";−1\n",
		"en": "\ufeffUnternehmen,Mittel\nKranz; Söhne,\"2,5\"\n\"\"\"Nord\"\"\",−1\n",
	} {
		var text strings.Builder
		if err := interchange.WriteTable(&text, language, rows); err != nil {
			t.Fatal(err)
		}
		if text.String() != want {
			t.Errorf("%s: %q, want %q", language, text.String(), want)
		}
	}
}

func TestNoCellRunsAsAFormula(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	rows := [][]string{{"=1+1", "+1", "-1", "@x", "\tx", "fine", ""}}
	if err := interchange.WriteTable(&text, "en", rows); err != nil {
		t.Fatal(err)
	}
	if want := "\ufeff'=1+1,'+1,'-1,'@x,'\tx,fine,\n"; text.String() != want {
		t.Errorf("%q, want %q", text.String(), want)
	}
	if rows[0][0] != "=1+1" {
		t.Error("the caller's rows were changed")
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestAFailedWriteIsReported(t *testing.T) {
	t.Parallel()
	if err := interchange.WriteTable(broken{}, "de", [][]string{{"a"}}); err == nil {
		t.Error("a table that could not be written is reported as written")
	}
}
