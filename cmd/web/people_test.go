package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"

	"kreislauf/internal/account"
	"kreislauf/internal/config"
	"kreislauf/internal/cooperation"
	"kreislauf/internal/roster"
)

// checked runs people check and returns "row verdict email" of each line.
func checked(t *testing.T, env map[string]string, args ...string) []string {
	t.Helper()
	code, out, errs := launch(t.Context(), env, append([]string{"people", "check"}, args...)...)
	if code != exitOK || errs != "" {
		t.Fatalf("people check %q: exit %d, %s", args, code, errs)
	}
	lines, err := csv.NewReader(strings.NewReader(out)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"row", "verdict", "email", "reason"}, lines[0]); diff != "" {
		t.Errorf("header (-want +got):\n%s", diff)
	}
	var got []string
	for _, line := range lines[1:] {
		if needs := line[1] != "accept"; needs != (line[3] != "") {
			t.Errorf("%q: every verdict but accept has a reason", line)
		}
		got = append(got, strings.TrimSpace(strings.Join(line[:3], " ")))
	}
	return got
}

// written writes a file and returns its path.
func written(t *testing.T, name string, body []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, body, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// nowhere are settings whose folders do not exist.
func nowhere(t *testing.T) (env map[string]string, folder string) {
	t.Helper()
	folder = t.TempDir()
	return map[string]string{"KREISLAUF_DATA": filepath.Join(folder, "data"), "KREISLAUF_KEYS": filepath.Join(folder, "keys")}, folder
}

func TestAListIsJudgedWithoutADatabaseAndWithoutMakingOne(t *testing.T) {
	t.Parallel()
	env, folder := nowhere(t)
	windows, err := charmap.Windows1252.NewEncoder().Bytes([]byte(
		"Vorname;Nachname;E-Mail;Firma\r\nJörg;Größe;joerg@müller.example;Nord\r\n\"Ute\r\nMaria\";Kern;UTE@nord.example;Süd\r\n;;;\r\n" +
			"Ute;Kern;ute@Nord.example;Süd\r\nKai;Berg;kai@@nord.example;Nord\r\nTomasz;Nowak;;Nord\r\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"2 accept joerg@xn--mller-kva.example", "3 accept ute@nord.example", "4 skip", "5 duplicate ute@nord.example",
		"6 reject kai@@nord.example", "7 warn",
	}
	if diff := cmp.Diff(want, checked(t, env, written(t, "list.csv", windows))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
		t.Errorf("the command made %v (%v)", left, err)
	}
}

func TestASpreadsheetIsNumberedByItsRows(t *testing.T) {
	t.Parallel()
	env, _ := nowhere(t)
	f := excelize.NewFile()
	for cell, row := range map[string][]any{
		"A1": {"Mitarbeitende"}, "A3": {"Name", "E-Mail"}, "A4": {"Ute Kern", "ute@nord.example"}, "A6": {"Kai Berg"}, "A7": {"Lea", "lea@nord"},
	} {
		if err := f.SetSheetRow("Sheet1", cell, &row); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.SetCellFormula("Sheet1", "B6", `LOWER(LEFT(A6,3))&"@nord.example"`); err != nil {
		t.Fatal(err)
	}
	var body bytes.Buffer
	if err := f.Write(&body); err != nil {
		t.Fatal(err)
	}
	want := []string{"4 accept ute@nord.example", "5 skip", "6 accept kai@nord.example", "7 reject lea@nord"}
	for _, name := range []string{"list.xlsx", "list.csv"} { // told apart by content
		if diff := cmp.Diff(want, checked(t, env, written(t, name, body.Bytes()))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestVerdictsRunNothingInASpreadsheetAndKeepToTheirLine(t *testing.T) {
	t.Parallel()
	env, _ := nowhere(t)
	list := written(t, "list.csv", []byte("Name;E-Mail\n=Ute;=HYPERLINK(1)\nKai;k\x1b[2Jai\n\x1b[2JLea;lea@nord.example\nAda;\"ada@nord.example\r\nada@sued.example\"\n"))
	code, out, errs := launch(t.Context(), env, "people", "check", list)
	want := `row,verdict,email,reason
2,reject,'=HYPERLINK(1),The e-mail address lacks the @
3,reject,k\ufffd[2Jai,The e-mail address contains characters that we cannot store
4,reject,lea@nord.example,“\ufffd[2JLea” contains characters that we cannot store
5,reject,ada@nord.example  ada@sued.example,There are several e-mail addresses here. Please give only one
`
	if diff := cmp.Diff(strings.ReplaceAll(want, `\ufffd`, "\ufffd"), out); diff != "" || code != exitOK || errs != "" {
		t.Errorf("exit %d, stderr %q (-want +got):\n%s", code, errs, diff)
	}
}

func TestAListIsComparedWithTheRosterAndNothingChanges(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	env, folder := nowhere(t)
	c, err := config.Load("test", nil, func(k string) string { return env[k] }, os.ReadFile, os.Stderr)
	if err != nil {
		t.Fatal(err)
	}
	enter(ctx, t, c)
	list := written(t, "list.csv", []byte("Name,E-Mail,Firma\nUte Kern,ute@nord.example,Nord\nUte Berg,UTE@nord.example,\nLea,lea@nord.example,West\nNeu,neu@nord.example,nord\n"))
	before := files(t, folder)
	want := []string{"2 skip ute@nord.example", "3 duplicate ute@nord.example", "4 reject lea@nord.example", "5 accept neu@nord.example"}
	if diff := cmp.Diff(want, checked(t, env, list)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	plain := written(t, "plain.csv", []byte("Name,E-Mail\nUte Berg,ute@nord.example\nNeu,neu@nord.example\n"))
	want = []string{"2 update ute@nord.example", "3 accept neu@nord.example"}
	for _, args := range [][]string{
		{plain}, {"--company", "Nord", plain}, {plain, "--company=nord", "--network", "Nordnetz"}, {"--data", env["KREISLAUF_DATA"], "--", plain},
	} {
		if diff := cmp.Diff(want, checked(t, env, args...)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", args, diff)
		}
	}
	if got := checked(t, env, "--company", "Süd", plain); got[0] != "2 reject ute@nord.example" {
		t.Errorf("somebody of another company: %q", got)
	}
	if diff := cmp.Diff(before, files(t, folder)); diff != "" {
		t.Errorf("files (-before +after):\n%s", diff)
	}
}

// enter makes a network of two companies with one person.
func enter(ctx context.Context, t *testing.T, c config.Config) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	run, err := openProgram(ctx, c, process{errs: os.Stderr}.logger(c), pace{})
	must(err)
	setup, err := run.account.SetupLink(ctx)
	must(err)
	_, err = run.account.CompleteSetup(ctx, setup, account.SetupInput{Name: "Jana", Email: "jana@netz.example", NetworkName: "Nordnetz"})
	must(err)
	networks, err := run.db.Networks(ctx)
	must(err)
	v := account.Viewer{NetworkID: networks[0].ID, Role: account.Manager, Language: "de"}
	north, err := run.cooperation.CreateCompany(ctx, v, cooperation.CompanyForm{Name: "Nord"})
	must(err)
	_, err = run.cooperation.CreateCompany(ctx, v, cooperation.CompanyForm{Name: "Süd"})
	must(err)
	_, err = run.roster.AddPerson(ctx, v, roster.PersonInput{CompanyID: north.ID, Name: "Ute Kern", Email: "ute@nord.example", Language: "de"})
	must(err)
	must(run.Close())
}

// files returns the content of every file below a folder.
func files(t *testing.T, folder string) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := os.ReadFile(path)
		found[path] = string(body)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestAListThatCannotBeJudgedEndsWithTwoAndTheReason(t *testing.T) {
	t.Parallel()
	env, _ := nowhere(t)
	good := written(t, "good.csv", []byte("Name;E-Mail\nUte;ute@nord.example\n"))
	for name, c := range map[string]struct {
		args []string
		says string
	}{
		"nothing":         {nil, "people check"},
		"another command": {[]string{"dance"}, "people check"},
		"no file":         {[]string{"check"}, "name one file"},
		"two files":       {[]string{"check", good, good}, "one file"},
		"missing file":    {[]string{"check", good + "x"}, "no such file"},
		"a folder":        {[]string{"check", t.TempDir()}, "directory"},
		"empty file":      {[]string{"check", written(t, "empty.csv", nil)}, "no rows"},
		"a picture":       {[]string{"check", written(t, "a.csv", []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x00"))}, "no table"},
		"no people":       {[]string{"check", written(t, "b.csv", []byte("Artikel;Preis\nSchraube;3\n"))}, "name or the e-mail"},
		"unknown flag":    {[]string{"check", "--loud", "x", good}, "loud"},
		"half a flag":     {[]string{"check", good, "--company"}, "needs an argument"},
		"unknown network": {[]string{"check", "--network", "Nord", good}, "no database"},
		"unknown sheet":   {[]string{"check", "--sheet", "Liste", good}, "no such sheet"},
	} {
		code, out, errs := launch(t.Context(), env, append([]string{"people"}, c.args...)...)
		if code != exitUsage || out != "" || !strings.Contains(errs, c.says) {
			t.Errorf("%s: exit %d, stdout %q; stderr %q does not say %q", name, code, out, errs, c.says)
		}
	}
	for _, args := range [][]string{{"people", "--help"}, {"people", "check", "--help"}} {
		if code, out, errs := launch(t.Context(), env, args...); code != exitOK || errs != "" || !strings.Contains(out, "row,verdict,email,reason") || strings.Count(out, "Usage:") != 1 {
			t.Errorf("%q: exit %d, stdout %q, stderr %q", args, code, out, errs)
		}
	}
}
