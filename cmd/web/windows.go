package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"kreislauf/internal/calendar"
	"kreislauf/internal/config"
	"kreislauf/internal/fault"
	"kreislauf/internal/i18n"
)

const windowsUsage = `Usage: kreislauf windows --rule RULE [flags]

Prints the instants at which a rule opens windows, strictly after --from, one
RFC 3339 time in UTC a line. It needs neither a database nor settings. A rule
that the form would refuse is refused here too: the reason is written to
standard error and the command ends with 2.

  --rule RULE     five cron fields ("0 8 1 1,4,7,10 *"), a word ("@monthly"),
                  the plain choices of the form as JSON, or a stored rule:
                  {"every":"quarter","ordinal":"first","weekday":1,"time":"08:00"}
                  {"every":"month","day":31,"time":"08:00"}
                  {"kind":"once","once":"2027-01-04T08:00"}, or just that time
  --zone ZONE     IANA time zone (default Europe/Berlin)
  --from TIME     RFC 3339 time (default now)
  --count N       how many at most, 1 to 100000 (default 5)
  --days N        how long a window stays open, in calendar days, or
  --hours N       in hours; then windows that overlap are refused
`

// mostWindows bounds --count.
const mostWindows = 100_000

// lastYear is the last one that RFC 3339 can write.
const lastYear = 9999

// windows prints when a rule opens.
func windows(_ context.Context, p process, args []string) error {
	query, err := readWindowQuery(args)
	if errors.Is(err, flag.ErrHelp) {
		return errors.Join(config.ErrHelp, printLines(p.out, strings.TrimSuffix(windowsUsage, "\n")))
	}
	if err != nil {
		return usageError{fmt.Errorf("windows: %w", err)}
	}
	openings, err := query.openings()
	if err != nil {
		return usageError{fmt.Errorf("windows: %s", inEnglish(err))}
	}
	return printLines(p.out, openings...)
}

// windowQuery is the command line of windows.
type windowQuery struct {
	rule  calendar.Rule
	from  time.Time
	count int
}

func readWindowQuery(args []string) (windowQuery, error) {
	q := windowQuery{from: time.Now()}
	var rule, zone string
	var length calendar.Length
	set := flag.NewFlagSet("windows", flag.ContinueOnError)
	set.SetOutput(io.Discard)
	set.StringVar(&rule, "rule", "", "")
	set.IntVar(&q.count, "count", 5, "")
	set.Func("days", "", positive(&length.Days))
	set.Func("hours", "", positive(&length.Hours))
	set.Func("from", "", func(text string) (err error) {
		q.from, err = readInstant(text)
		return err
	})
	set.Func("zone", "", func(text string) error {
		if zone = text; zone == "" {
			return errors.New("use a name such as Europe/Berlin, or leave it out")
		}
		return nil
	})
	err := set.Parse(args)
	switch {
	case err != nil:
		return windowQuery{}, err
	case set.NArg() > 0:
		return windowQuery{}, fmt.Errorf("unexpected argument %q", set.Arg(0))
	case q.count < 1 || q.count > mostWindows:
		return windowQuery{}, fmt.Errorf("--count %d: use 1 to %d", q.count, mostWindows)
	}
	if q.rule, err = readRule(rule); err != nil {
		return windowQuery{}, err
	}
	q.rule.Zone = cmp.Or(zone, q.rule.Zone)
	if length != (calendar.Length{}) {
		q.rule.Length = length
	}
	return q, nil
}

// positive reads a number of at least 1 into n.
func positive(n *int) func(string) error {
	return func(text string) (err error) {
		if *n, err = strconv.Atoi(text); err != nil || *n < 1 {
			return errors.New("use a whole number from 1")
		}
		return nil
	}
}

// readInstant reads an RFC 3339 time, whose letters may be small ones;
// time.Parse alone refuses those, and lets "8:00" pass for "08:00" and a comma
// for the point before a fraction.
func readInstant(text string) (time.Time, error) {
	upper := strings.ToUpper(text)
	at, err := time.Parse(time.RFC3339, upper)
	if err != nil || strings.Contains(text, ",") || !strings.HasPrefix(upper, at.Format("2006-01-02T15:04:05")) {
		return time.Time{}, fmt.Errorf("%q is no time like 2027-01-04T08:00:00Z", text)
	}
	return at, nil
}

// readRule tells the ways to write a rule apart: JSON with a kind is a stored
// rule, JSON without one are the plain choices, a local time is a one-off rule,
// all else is an expression.
func readRule(text string) (calendar.Rule, error) {
	if len(text) == len(calendar.WallLayout) && text[4] == '-' && text[10] == 'T' {
		return calendar.Rule{Kind: calendar.KindOnce, Once: text}, nil
	}
	if !strings.HasPrefix(strings.TrimSpace(text), "{") {
		return calendar.Rule{Kind: calendar.KindCron, Cron: text}, nil
	}
	var head struct {
		Kind calendar.Kind `json:"kind"`
	}
	if err := json.Unmarshal([]byte(text), &head); err != nil {
		return calendar.Rule{}, fmt.Errorf("--rule is not JSON that describes a rule: %w", err)
	}
	rule := calendar.Rule{Kind: calendar.KindPlain}
	target := any(&rule.Plain)
	if head.Kind != "" {
		target = &rule
	}
	strict := json.NewDecoder(bytes.NewReader([]byte(text)))
	strict.DisallowUnknownFields()
	if err := strict.Decode(target); err != nil {
		return calendar.Rule{}, fmt.Errorf("--rule is not JSON that describes a rule: %w", err)
	}
	return rule, nil
}

// openings lists the instants as text, or returns the fault of the rule. A
// rule without a length cannot overlap.
func (q windowQuery) openings() ([]string, error) {
	validate := q.rule.ValidateOpenings
	if q.rule.Length != (calendar.Length{}) {
		validate = q.rule.Validate
	}
	if err := validate(q.from); err != nil {
		return nil, err
	}
	schedule, err := q.rule.Schedule()
	if err != nil {
		return nil, err
	}
	var lines []string
	at := schedule.Next(q.from)
	for len(lines) < q.count && !at.IsZero() && at.Year() <= lastYear {
		lines = append(lines, at.Format(time.RFC3339))
		at = schedule.Next(at)
	}
	return lines, nil
}

// inEnglish writes the reasons of a refusal as the form shows them.
func inEnglish(err error) string {
	var reasons []string
	for _, f := range fault.All(err) {
		reasons = append(reasons, i18n.New("en", time.UTC).T(f.Key, f.Args...))
	}
	if reasons == nil {
		return err.Error()
	}
	return strings.Join(reasons, " ")
}
