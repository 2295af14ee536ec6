package web_test

import (
	"context"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/account"
	"kreislauf/internal/campaign"
	"kreislauf/internal/fault"
	"kreislauf/internal/scheduler"
	"kreislauf/internal/seal"
	"kreislauf/internal/web"
)

// queue is a queue in which some jobs have failed.
type queue struct {
	failed  []campaign.FailedJob
	letters []campaign.FailedJob
	retried []int64
}

func (q *queue) Failed(context.Context, int) ([]campaign.FailedJob, error) { return q.failed, nil }

func (q *queue) FailedLetters(context.Context, int) ([]campaign.FailedJob, error) {
	return q.letters, nil
}

func (q *queue) NextTick(at time.Time) time.Time { return at.Add(5 * time.Second) }

func (q *queue) Retry(_ context.Context, id int64) error {
	q.retried = append(q.retried, id)
	before := len(q.failed)
	q.failed = slices.DeleteFunc(q.failed, func(j campaign.FailedJob) bool { return j.ID == id })
	if len(q.failed) == before {
		return fault.NotFound("error.not_found")
	}
	return nil
}

// overseen is the bureau with a queue, seen by its first user, who runs the
// server.
func overseen(t *testing.T) (*bureau, *queue) {
	t.Helper()
	b := newBureau(t)
	_, err := scheduler.New(t.Context(), b.db, nil, nil, scheduler.Options{}) // the queue's tables
	b.must(err)
	at := b.clock.Now()
	q := &queue{failed: []campaign.FailedJob{
		{ID: 7, Kind: campaign.JobTally, SubjectID: "wave-7", Attempt: 3, Most: 25, Error: "key store: folder is gone", FailedAt: at.Add(-time.Minute), NextAt: at.Add(time.Minute)},
		{ID: 5, Kind: "of_tomorrow", SubjectID: "x", Attempt: 25, Most: 25, Error: campaign.ErrorPanic},
	}}
	b.app, err = web.New(web.Deps{
		Account: b.accounts, Roster: b.roster, Campaign: b.campaigns,
		Oversight: campaign.NewOversight(b.db.Campaign(), q, campaign.ClockFunc(b.clock.Now)),
		Server:    web.Server{Role: "web", Version: "v1.2.3", PostgreSQL: true, MailPerMinute: 600},
		Stamp:     seal.NewStamp([]byte(strings.Repeat("k", 32))), Ready: b.db.Ping, Now: b.clock.Now,
		Log: slog.New(slog.DiscardHandler), BaseURL: "http://kreislauf.test",
	})
	b.must(err)
	b.manager = b.signedIn(t, b.manager.cookies["kreislauf_session"])
	return b, q
}

func TestTheAdminSeesTicksEffectsAndFailuresAndHasJobsTriedAgain(t *testing.T) {
	t.Parallel()
	b, q := overseen(t)
	_, wave := b.plan()
	b.must(b.db.Beat(t.Context(), campaign.Heartbeat{Worker: "host_1", Role: "worker", Version: "v1.2.2", At: b.clock.Now().Add(-time.Hour), TookMS: 12}))
	b.must(b.db.Beat(t.Context(), campaign.Heartbeat{Worker: "host_2", Role: "all", Version: "v1.2.3", At: b.clock.Now(), TookMS: 1234, Failure: "database is away"}))
	v := b.manager.get("/admin")
	v.want(http.StatusOK, "h1", "Hintergrundarbeit")
	v.want(http.StatusOK, ".lead", "09:00 Uhr, Zeitzone Europe/Berlin.")
	v.want(http.StatusOK, ".figures", "Nächster Takt09:00:05")
	v.want(http.StatusOK, ".figures", "Mails in der Warteschlangeleer")
	if diff := cmp.Diff([]string{
		"host_2 Rolle all, Version v1.2.3|24. November 2026, 09:00 Uhr|1.234 ms|Gescheitertdatabase is away",
		"host_1 Rolle worker, Version v1.2.2|24. November 2026, 08:00 Uhr|12 ms|Meldet sich nicht mehr",
	}, plain(v.lines("[aria-labelledby=prozesse] tbody tr"))); diff != "" {
		t.Errorf("workers (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{
		"Öffnung mit Einladungen|Wie läuft es? (Runde 1)|30. November 2026, 08:00 Uhr",
		"Öffnung mit Einladungen|Wie läuft es? (Runde 2)|30. Mai 2027, 08:00 Uhr",
	}, plain(v.lines("[aria-labelledby=faellig] tbody tr"))); diff != "" {
		t.Errorf("effects (-want +got):\n%s", diff)
	}
	if link := v.page.Find("[aria-labelledby=faellig] tbody a").First().AttrOr("href", ""); link != "/waves/"+wave {
		t.Errorf("the effect leads to %q", link)
	}
	if diff := cmp.Diff([]string{
		"Auswerten wave-7|key store: folder is gone|3 von 25 zuletzt 24. November 2026, 08:59 Uhr|24. November 2026, 09:01 Uhr|Jetzt versuchen : Auswerten 7",
		"of_tomorrow x|Interner Fehler; Näheres steht im Protokoll des Servers.|25 von 25|Aufgegeben|Jetzt versuchen : of_tomorrow 5",
	}, plain(v.lines("[aria-labelledby=fehlschlaege] tbody tr"))); diff != "" {
		t.Errorf("failed (-want +got):\n%s", diff)
	}
	v.want(http.StatusOK, "[aria-labelledby=prozesse] dl", "Rolleweb Versionv1.2.3 DatenbankPostgreSQL Mails je Minuteinsgesamt 600, je Domain unbegrenzt")

	v.do("/admin", "/admin/jobs/7", nil).do("/admin", "/admin/jobs", nil).want(http.StatusOK, "[aria-labelledby=fehlschlaege]", "Nichts ist fehlgeschlagen")
	if diff := cmp.Diff([]int64{7, 5}, q.retried); diff != "" {
		t.Errorf("tried again (-want +got):\n%s", diff)
	}
	v.get("/admin?lang=en").want(http.StatusOK, "h1", "Background work")
}

// plain writes narrow spaces as spaces.
func plain(lines []string) []string {
	for i, line := range lines {
		lines[i] = strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(line)
	}
	return lines
}

func TestBackgroundWorkDoesNotExistForThoseWhoDoNotRunTheServer(t *testing.T) {
	t.Parallel()
	b, q := overseen(t)
	for _, role := range []account.Role{account.Manager, account.Partner, account.Reader} {
		company := ""
		if role == account.Partner {
			company = b.large
		}
		v := b.admit(t, role, company)
		v.get("/admin").want(http.StatusNotFound, "h1", "")
		for _, action := range []string{"/admin/jobs", "/admin/jobs/7"} {
			v.get("/calendar")
			v.post(action, map[string][]string{"_csrf": {v.page.Find("input[name=_csrf]").First().AttrOr("value", "")}})
			if v.answer.StatusCode < 400 {
				t.Errorf("%s, %s: %d", role, action, v.answer.StatusCode)
			}
		}
	}
	if len(q.retried) > 0 {
		t.Errorf("jobs %v were tried again", q.retried)
	}
}

func TestSettingsLeadToTheBackgroundWorkOnlyThoseWhoRunTheServer(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	if b.manager.get("/settings").page.Find("main a[href='/admin']").Length() != 1 {
		t.Error("the first user is not led to the background work")
	}
	if b.manager.page.Find("main a[href='/calendar']").Length() != 1 {
		t.Error("a manager is not led to the calendar")
	}
	if b.admit(t, account.Manager, "").get("/settings").page.Find("a[href='/admin']").Length() != 0 {
		t.Error("another manager is led to the background work")
	}
	reader := b.admit(t, account.Reader, "")
	b.must(b.accounts.SetAdmin(t.Context(), "reader-@ruhr.example", true))
	if reader.get("/").page.Find("header a[href='/admin']").Length() == 0 {
		t.Error("a reader who runs the server finds no way to the background work")
	}
}
