package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"unicode"

	"kreislauf/internal/config"
	"kreislauf/internal/i18n"
	"kreislauf/internal/interchange"
	"kreislauf/internal/roster"
	"kreislauf/internal/store"
)

const peopleUsage = `Usage: kreislauf people check [flags] FILE

Judges a list of people, CSV or XLSX, as an import would, and changes nothing.
FILE may be - for standard input. The result is CSV on standard output:
row,verdict,email,reason. The row is the number of the record, the header
being 1, or the row of the spreadsheet. Verdicts: accept, warn, reject,
duplicate, update, skip. A file that cannot be read ends the command with 2.

The list is compared with the roster of the database that the settings name.
Without a database there is nothing to compare it with: names of companies
are not checked then.

  --company NAME
        company of all rows; otherwise a column of the list names it
  --network NAME
        network, where the database holds several
  --sheet NAME
        sheet of a spreadsheet; otherwise the first one with headings`

// people dispatches the commands about lists of people.
func people(ctx context.Context, p process, args []string) error {
	if len(args) > 0 && (args[0] == "--help" || args[0] == "-h") {
		return printLines(p.out, peopleUsage)
	}
	if len(args) == 0 || args[0] != "check" {
		return usageError{errors.New("people: the command is people check [flags] FILE")}
	}
	return checkPeople(ctx, p, args[1:])
}

// peopleQuery is the command line of people check.
type peopleQuery struct {
	file, network, company, sheet string
	settings                      []string // flags of the settings
}

// checkPeople prints the verdict on each row of a list.
func checkPeople(ctx context.Context, p process, args []string) error {
	q, err := readPeopleQuery(args)
	if err != nil {
		return usageError{err}
	}
	c, err := p.settings("people check", q.settings)
	if err != nil {
		return err
	}
	if q.file == "" {
		return usageError{errors.New("people check: name one file: people check [flags] FILE")}
	}
	table, err := readList(ctx, q)
	if err != nil {
		return usageError{fmt.Errorf("people check: %w", err)}
	}
	known, err := snapshotOf(ctx, c, q.network)
	if err != nil {
		return err
	}
	in, err := q.input(ctx, &known, table)
	if err != nil {
		return usageError{fmt.Errorf("people check: %w", err)}
	}
	judged, err := roster.Judge(known, in)
	if err != nil {
		return usageError{fmt.Errorf("people check: %s", inEnglish(err))}
	}
	return printVerdicts(p.out, judged)
}

// readPeopleQuery parts the command line into own flags, flags of the settings
// and the file, in whatever order they stand.
func readPeopleQuery(args []string) (peopleQuery, error) {
	var q peopleQuery
	own := map[string]*string{"network": &q.network, "company": &q.company, "sheet": &q.sheet}
	var files []string
	for i := 0; i < len(args); i++ {
		arg := args[i]
		name, value, joined := strings.Cut(strings.TrimLeft(arg, "-"), "=")
		target, isOwn := own[name]
		switch {
		case arg == "--":
			files = append(files, args[i+1:]...)
			i = len(args)
		case arg == "-" || !strings.HasPrefix(arg, "-"):
			files = append(files, arg)
		case isOwn && !joined && i+1 == len(args):
			return q, fmt.Errorf("people check: flag needs an argument: %s", arg)
		case isOwn:
			if !joined {
				i++
				value = args[i]
			}
			*target = strings.TrimSpace(value)
		case joined || name == "help" || name == "h" || i+1 == len(args):
			q.settings = append(q.settings, arg)
		default:
			i++
			q.settings = append(q.settings, arg, args[i])
		}
	}
	if len(files) > 1 {
		return q, fmt.Errorf("people check: one file at a time, not %d", len(files))
	}
	if len(files) == 1 {
		q.file = files[0]
	}
	return q, nil
}

func readList(ctx context.Context, q peopleQuery) (*interchange.Table, error) {
	file := os.Stdin
	if q.file != "-" {
		var err error
		if file, err = os.Open(q.file); err != nil {
			return nil, err
		}
		defer func() { _ = file.Close() }() // read only: nothing can be lost
	}
	body, err := io.ReadAll(io.LimitReader(file, interchange.MaxListBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read the list: %w", err)
	}
	if err := interchange.CheckName(q.file, body); err != nil {
		return nil, errors.New(inEnglish(err))
	}
	table, err := interchange.ReadTable(ctx, body, q.sheet)
	if err != nil {
		return nil, errors.New(inEnglish(err))
	}
	return table, nil
}

// snapshotOf reads the roster that a list is compared with; it is empty when
// there is no database.
func snapshotOf(ctx context.Context, c config.Config, network string) (_ roster.Snapshot, err error) {
	db, err := store.OpenReadOnly(ctx, databaseOf(c))
	if errors.Is(err, store.ErrNoDatabase) {
		if network != "" {
			return roster.Snapshot{}, usageError{fmt.Errorf("people check: there is no database with a network %q", network)}
		}
		return roster.Snapshot{Language: "de"}, nil
	}
	if err != nil {
		return roster.Snapshot{}, fmt.Errorf("database: %w", explained(err, c))
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	networks, err := db.Networks(ctx)
	if err != nil {
		return roster.Snapshot{}, err
	}
	var found []string
	for _, n := range networks {
		if network == "" || strings.EqualFold(n.Name, network) {
			found = append(found, n.ID)
		}
	}
	switch {
	case len(found) == 0 && network == "":
		return roster.Snapshot{Language: "de"}, nil
	case len(found) == 0:
		return roster.Snapshot{}, usageError{fmt.Errorf("people check: there is no network %q", network)}
	case len(found) > 1:
		return roster.Snapshot{}, usageError{errors.New("people check: the database holds several networks; choose one with --network NAME")}
	}
	return roster.Load(ctx, db.Roster(), found[0])
}

// input maps the list's columns and settles the company of its rows.
func (q peopleQuery) input(ctx context.Context, known *roster.Snapshot, table *interchange.Table) (roster.ImportInput, error) {
	in := roster.ImportInput{Mapping: known.Guess(table.Header, table.Sample), Records: table.Records(ctx)}
	named := in.Mapping.Has(roster.ColumnCompany)
	known.Unbound = len(known.Companies) == 0 || !named
	switch {
	case q.company != "" && len(known.Companies) > 0:
		for _, c := range known.Companies {
			if strings.EqualFold(c.Name, q.company) || strings.EqualFold(c.ShortName, q.company) {
				in.CompanyID = c.ID
			}
		}
		if in.CompanyID == "" {
			return in, fmt.Errorf("there is no company %q", q.company)
		}
	case !named && len(known.Companies) == 1:
		in.CompanyID = known.Companies[0].ID
	}
	return in, nil
}

// printVerdicts writes CSV that runs nothing in a spreadsheet and moves no
// cursor in a terminal: addresses that are none and names come as strangers
// wrote them.
func printVerdicts(w io.Writer, judged roster.Import) error {
	out, english := csv.NewWriter(w), i18n.New("en", nil)
	lines := [][]string{{"row", "verdict", "email", "reason"}}
	for _, row := range judged.Rows {
		reasons := make([]string, len(row.Reasons))
		for i, r := range row.Reasons {
			reasons[i] = strings.TrimSuffix(english.T(r.Key, r.Args...), ".")
		}
		line := []string{strconv.Itoa(row.Number), string(row.Verdict), printable(row.Email), printable(strings.Join(reasons, "; "))}
		lines = append(lines, interchange.Inert(line))
	}
	if err := out.WriteAll(lines); err != nil {
		return fmt.Errorf("write verdicts: %w", err)
	}
	return nil
}

// printable keeps text on one line and shows what cannot be printed as such.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r):
			return unicode.ReplacementChar
		}
		return r
	}, text)
}
