package house

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"kreislauf/internal/testenv"
)

// statement finds SQL in a string. Keywords in capitals count anywhere, small ones only at the beginning
// and in company, for "select a date from the list" is a sentence.
var statement = regexp.MustCompile(`(?s)\bSELECT\s.*\bFROM\b|^\s*SELECT\s|\bINSERT\s+INTO\b|\bUPDATE\s+\S+\s+SET\b|\bDELETE\s+FROM\b|` +
	`^\s*select\s.+\sfrom\s+\S+\s+(where|join|order|group)\b|^\s*insert\s+into\s+\S+\s*(\(|values|select)|^\s*update\s+\S+\s+set\s+\S+\s*=|^\s*delete\s+from\s+\S+(\s+where|\s*$)`)

func TestSQLStandsInTheStoreOnly(t *testing.T) {
	t.Parallel()
	for _, f := range productFiles(t) {
		if !strings.HasPrefix(f.path, "internal/store/") && !strings.HasPrefix(f.path, "migrations/") {
			for _, text := range sqlIn(f.tree) {
				t.Errorf("%s holds SQL: %.80s", f.path, text)
			}
		}
	}
}

func TestNoContextBeginsBelowInternal(t *testing.T) {
	t.Parallel()
	for _, f := range productFiles(t) {
		if strings.HasPrefix(f.path, "internal/") {
			for _, call := range freshContextsIn(f.tree) {
				t.Errorf("%s calls %s: pass the caller's context on", f.path, call)
			}
		}
	}
}

func TestTheGuardTellsSQLFromWords(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"SELECT id FROM wave":                     true,
		"SELECT ":                                 true,
		"WITH open AS (SELECT 1 FROM x) TABLE x":  true,
		"INSERT INTO wave (id) VALUES (?)":        true,
		"\n\tUPDATE wave SET state = ?":           true,
		"DELETE\nFROM wave":                       true,
		"select id from wave where id = ?":        true,
		"insert into wave (id) values (?)":        true,
		"update wave set state = ?":               true,
		"delete from wave where id = ?":           true,
		"select a date from the list":             false,
		"update the settings, then set a date":    false,
		"delete from the list what is not needed": false,
		"Selected answers come from the form":     false,
		"UPDATED":                                 false,
	} {
		if got := len(sqlIn(parse(t, "package x\nconst text = "+strconv.Quote(text)))) > 0; got != want {
			t.Errorf("%q: got SQL = %v, want %v", text, got, want)
		}
	}
}

func TestTheGuardSeesAFreshContextUnderAnyName(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]int{
		"package x\nimport \"context\"\nvar a, b = context.Background(), context.TODO()":    2,
		"package x\nimport c \"context\"\nvar a = c.Background()":                           1,
		"package x\nimport \"context\"\nfunc f(ctx context.Context) { context.Cause(ctx) }": 0,
		"package x\nimport context \"colour\"\nvar a = context.Background()":                0,
	} {
		if got := freshContextsIn(parse(t, source)); len(got) != want {
			t.Errorf("%q: got %q, want %d", source, got, want)
		}
	}
}

// goFile is a parsed source file; path is relative to the module's folder, with slashes.
type goFile struct {
	path string
	tree *ast.File
}

// productFiles are all Go files of the module that are no tests.
func productFiles(t *testing.T) []goFile {
	t.Helper()
	root := testenv.Root(t)
	var files []goFile
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if name := entry.Name(); entry.IsDir() && path != root && (name == "node_modules" || strings.HasPrefix(name, ".")) {
			return fs.SkipDir
		}
		if entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		tree, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return fmt.Errorf("parse: %w", err)
		}
		relative, err := filepath.Rel(root, path)
		files = append(files, goFile{filepath.ToSlash(relative), tree})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Fatal("no Go file found, so nothing was checked")
	}
	return files
}

func sqlIn(file *ast.File) []string {
	var found []string
	ast.Inspect(file, func(node ast.Node) bool {
		literal, ok := node.(*ast.BasicLit)
		if !ok || literal.Kind != token.STRING {
			return true
		}
		if text, err := strconv.Unquote(literal.Value); err == nil && statement.MatchString(text) {
			found = append(found, text)
		}
		return true
	})
	return found
}

func freshContextsIn(file *ast.File) []string {
	var name string
	for _, imported := range file.Imports {
		if imported.Path.Value == `"context"` {
			name = "context"
			if imported.Name != nil {
				name = imported.Name.Name
			}
		}
	}
	var found []string
	ast.Inspect(file, func(node ast.Node) bool {
		selector, ok := node.(*ast.SelectorExpr)
		if !ok || (selector.Sel.Name != "Background" && selector.Sel.Name != "TODO") {
			return true
		}
		if from, ok := selector.X.(*ast.Ident); ok && name != "" && from.Name == name {
			found = append(found, name+"."+selector.Sel.Name)
		}
		return true
	})
	return found
}

func parse(t *testing.T, source string) *ast.File {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "x.go", source, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	return file
}
