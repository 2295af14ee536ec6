package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWindowsPrintsOpeningsInUTC(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		args []string
		want []string
	}{
		"the gap of Berlin": {
			[]string{"--rule", "30 2 * * *", "--zone", "Europe/Berlin", "--from", "2027-03-27T00:00:00Z", "--count", "3"},
			[]string{"2027-03-27T01:30:00Z", "2027-03-28T01:00:00Z", "2027-03-29T00:30:00Z"},
		},
		"the fold opens once, asked between its passes": {
			[]string{"--rule=30 2 * * *", "--from=2026-10-25T02:45:00+02:00", "--count=1"}, []string{"2026-10-26T01:30:00Z"},
		},
		"strictly after": {
			[]string{"--rule", "0 8 * * *", "--zone", "UTC", "--from", "2027-01-04T08:00:00Z", "--count", "1"}, []string{"2027-01-05T08:00:00Z"},
		},
		"a fraction of a second before": {
			[]string{"--rule", "0 8 * * *", "--zone", "UTC", "--from", "2027-01-04T07:59:59.999Z", "--count", "1"}, []string{"2027-01-04T08:00:00Z"},
		},
		"a fraction of a second after": {
			[]string{"--rule", "0 8 * * *", "--zone", "UTC", "--from", "2027-01-04T08:00:00.001Z", "--count", "1"}, []string{"2027-01-05T08:00:00Z"},
		},
		"Berlin and five are assumed": {
			[]string{"--rule", "@monthly", "--from", "2027-01-01T00:00:00+01:00"},
			[]string{"2027-01-31T23:00:00Z", "2027-02-28T23:00:00Z", "2027-03-31T22:00:00Z", "2027-04-30T22:00:00Z", "2027-05-31T22:00:00Z"},
		},
		"month ends": {
			[]string{"--rule", "0 8 31 * *", "--from", "2027-01-31T07:00:00Z", "--count", "3"},
			[]string{"2027-02-28T07:00:00Z", "2027-03-31T06:00:00Z", "2027-04-30T06:00:00Z"},
		},
		"named months keep their 31st": {
			[]string{"--rule", "0 8 31 jan,feb *", "--from", "2027-01-01T00:00:00Z", "--count", "2"},
			[]string{"2027-01-31T07:00:00Z", "2028-01-31T07:00:00Z"},
		},
		"half an hour on Lord Howe": {
			[]string{"--rule", "15 2 * * *", "--zone", "Australia/Lord_Howe", "--from", "2026-10-03T00:00:00Z", "--count", "1"}, []string{"2026-10-03T15:30:00Z"},
		},
		"a zone of fixed offset": {
			[]string{"--rule", "@daily", "--zone", "Etc/GMT+5", "--from", "2027-01-01T00:00:00Z", "--count", "1"}, []string{"2027-01-01T05:00:00Z"},
		},
		"tabs between the fields": {
			[]string{"--rule", " 0\t8\t1 1 * ", "--zone", "UTC", "--from", "2027-01-01T08:00:00Z", "--count", "1"}, []string{"2028-01-01T08:00:00Z"},
		},
		"the plain choices": {
			[]string{"--rule", `{"every":"quarter","ordinal":"first","weekday":1,"time":"08:00"}`, "--from", "2026-11-24T09:00:00Z", "--count", "2"},
			[]string{"2027-01-04T07:00:00Z", "2027-04-05T06:00:00Z"},
		},
		"a stored rule with its own zone and length": {
			[]string{"--rule", `{"kind":"cron","cron":"0 8 1 * *","zone":"UTC","length":{"days":14},"start_from":"2027-06-01"}`, "--from", "2027-01-01T00:00:00Z", "--count", "1"},
			[]string{"2027-06-01T08:00:00Z"},
		},
		"the flag wins over the rule's zone": {
			[]string{"--rule", `{"kind":"cron","cron":"0 8 1 6 *","zone":"UTC"}`, "--zone", "Europe/Berlin", "--from", "2027-01-01T00:00:00Z", "--count", "1"},
			[]string{"2027-06-01T06:00:00Z"},
		},
		"once": {
			[]string{"--rule", `{"kind":"once","once":"2027-10-31T02:30"}`, "--from", "2027-01-01T00:00:00Z", "--count", "9"}, []string{"2027-10-31T00:30:00Z"},
		},
		"once, by its local time alone": {
			[]string{"--rule", "2027-03-28T02:30", "--from", "2027-01-01T00:00:00Z", "--count", "9"}, []string{"2027-03-28T01:00:00Z"},
		},
		"small letters in a time": {
			[]string{"--rule", "0 8 * * *", "--zone", "UTC", "--from", "2027-01-04t08:00:00z", "--count", "1"}, []string{"2027-01-05T08:00:00Z"},
		},
		"windows that touch": {
			[]string{"--rule", "0 8 * * *", "--days", "1", "--from", "2027-01-01T00:00:00Z", "--count", "1"}, []string{"2027-01-01T07:00:00Z"},
		},
		"years that can be written": {
			[]string{"--rule", "@yearly", "--zone", "UTC", "--from", "9998-06-01T00:00:00Z"}, []string{"9999-01-01T00:00:00Z"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			code, out, errs := launch(t.Context(), nil, append([]string{"windows"}, tc.args...)...)
			if code != exitOK || errs != "" {
				t.Fatalf("exit %d, stderr %q", code, errs)
			}
			if diff := cmp.Diff(strings.Join(tc.want, "\n")+"\n", out); diff != "" {
				t.Fatalf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestWindowsRefusesWithAReason(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ args, says string }{
		"no rule":                         {"--zone|UTC", "Five fields"},
		"an empty rule":                   {"--rule|", "Five fields"},
		"day of month with weekday":       {"--rule|0 8 1 * 1", "Day of month and weekday"},
		"a step of days with weekday":     {"--rule|0 8 */2 * mon", "Day of month and weekday"},
		"@every":                          {"--rule|@every 1h", "@every"},
		"@reboot":                         {"--rule|@reboot", "cannot be read"},
		"six fields":                      {"--rule|0 0 8 1 * *", "Five fields"},
		"four fields":                     {"--rule|0 8 1 *", "Five fields"},
		"30 February":                     {"--rule|0 8 30 2 *", "never begins"},
		"31 April":                        {"--rule|0 8 31 apr *", "never begins"},
		"a zone inside":                   {"--rule|TZ=UTC 0 8 1 * *", "time zone does not belong"},
		"another zone inside":             {"--rule|CRON_TZ=Asia/Tokyo @daily", "time zone does not belong"},
		"a reversed range":                {"--rule|0 8 10-5 * *", "cannot be read"},
		"step 0":                          {"--rule|*/0 8 * * *", "cannot be read"},
		"weekday 7":                       {"--rule|0 8 * * 7", "0 (Sunday) to 6"},
		"the last day of other crons":     {"--rule|0 8 L * *", "31 means the last day"},
		"once on a day that never comes":  {"--rule|2027-02-30T08:00", "no such day"},
		"digits of another script":        {"--rule|٠ 8 * * *", "cannot be read"},
		"an unknown zone":                 {"--rule|@daily|--zone|Europe/Atlantis", "time zone is not known"},
		"the machine's zone":              {"--rule|@daily|--zone|Local", "time zone is not known"},
		"a zone in small letters":         {"--rule|@daily|--zone|europe/berlin", "time zone is not known"},
		"a path":                          {"--rule|@daily|--zone|../etc/passwd", "time zone is not known"},
		"an empty zone":                   {"--rule|@daily|--zone|", "Europe/Berlin"},
		"no time":                         {"--rule|@daily|--from|yesterday", "no time like"},
		"a time without an offset":        {"--rule|@daily|--from|2027-01-01T00:00:00", "no time like"},
		"a time of one digit":             {"--rule|@daily|--from|2027-01-01T8:00:00Z", "no time like"},
		"count 0":                         {"--rule|@daily|--count|0", "--count"},
		"a count beyond reason":           {"--rule|@daily|--count|100001", "--count"},
		"a count that is no number":       {"--rule|@daily|--count|many", "count"},
		"an argument left over":           {"--rule|@daily|now", "unexpected argument"},
		"a flag that does not exist":      {"--rule|@daily|--loud", "loud"},
		"windows that overlap":            {"--rule|0 8 * * 1|--days|8|--from|2027-01-01T00:00:00Z", "would still be open"},
		"windows that overlap in spring":  {"--rule|0 8 * * *|--hours|24|--from|2027-01-01T00:00:00Z", "would still be open"},
		"no days":                         {"--rule|@daily|--days|0", "whole number"},
		"days and hours":                  {"--rule|@monthly|--days|1|--hours|1", "stays open"},
		"93 days":                         {"--rule|@yearly|--days|93", "stays open"},
		"once, already past":              {`--rule|{"kind":"once","once":"2027-01-04T08:00"}|--from|2027-01-04T07:00:00Z`, "already passed"},
		"an unknown field":                {`--rule|{"every":"month","dayy":1,"time":"08:00"}`, "dayy"},
		"broken JSON":                     {`--rule|{"every":`, "not JSON"},
		"two mistakes in plain choices":   {`--rule|{"every":"month","day":32,"time":"8"}`, "four digits"},
		"an unknown kind":                 {`--rule|{"kind":"moon"}`, "once or repeatedly"},
		"a stored rule that overlaps":     {`--rule|{"kind":"cron","cron":"@daily","length":{"days":2}}`, "would still be open"},
		"a rule that begins in centuries": {`--rule|{"kind":"cron","cron":"@daily","start_from":"9000-01-01"}`, "years ahead"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			code, out, errs := launch(t.Context(), nil, append([]string{"windows"}, strings.Split(tc.args, "|")...)...)
			if code != exitUsage || out != "" || !strings.Contains(errs, tc.says) {
				t.Errorf("exit %d, stdout %q, stderr %q does not say %q", code, out, errs, tc.says)
			}
		})
	}
}

func TestWindowsExplainsItself(t *testing.T) {
	t.Parallel()
	code, out, errs := launch(t.Context(), nil, "windows", "--help")
	if code != exitOK || errs != "" || !strings.Contains(out, `{"kind":"once"`) {
		t.Errorf("exit %d, stdout %q, stderr %q", code, out, errs)
	}
}
