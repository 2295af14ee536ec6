package web_test

import (
	"bytes"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"kreislauf/internal/campaign"
	"kreislauf/internal/mail"
	"kreislauf/internal/seal"
	"kreislauf/internal/survey"
	"kreislauf/internal/web"
)

const bounceToken = "a-token-of-a-mail-server"

// postOffice is a bureau with an open wave whose respondents' pages and mail
// servers are served, with its log.
type postOffice struct {
	*bureau
	journal *strings.Builder
	wave    string
	secrets []string // links of the invitations, by id
}

func newPostOffice(t *testing.T, token string) *postOffice {
	t.Helper()
	o := &postOffice{bureau: newBureau(t), journal: &strings.Builder{}}
	now := campaign.ClockFunc(o.clock.Now)
	app, err := web.New(web.Deps{
		Account: o.accounts, Roster: o.roster, Campaign: o.campaigns, Survey: o.surveys,
		Answering: survey.NewAnswering(survey.AnsweringDeps{
			Store: o.db.Survey(), Versions: o.surveys, Clock: now, NewID: uuid.NewString,
			Sealing: survey.Sealing{
				HashLink: seal.HashLink, SealDraft: seal.SealDraft, OpenDraft: seal.OpenDraft, EmptyDraft: seal.EmptyDraft,
				NewSealer: func(public []byte, waveID string, size int) (survey.Sealer, error) {
					return seal.NewSealer(public, waveID, size)
				},
			},
		}),
		Stamp: seal.NewStamp([]byte(strings.Repeat("k", 32))), NewVisit: uuid.NewString, Ready: o.db.Ping, Now: o.clock.Now,
		ReadBounce: mail.ReadBounce, BounceToken: token,
		Log: slog.New(slog.NewTextHandler(o.journal, nil)), BaseURL: "http://kreislauf.test",
	})
	o.must(err)
	o.manager.app = app
	_, o.wave = o.plan()
	o.open(o.wave, 0)
	keys, err := seal.OpenKeyStore(o.keys, "")
	o.must(err)
	invitations, err := o.db.Campaign().Invitations(t.Context(), o.wave)
	o.must(err)
	for _, i := range invitations {
		secret, err := keys.LinkSecret(o.wave, i.ID)
		o.must(err)
		o.secrets = append(o.secrets, secret)
	}
	slices.Sort(o.secrets)
	return o
}

// hand lets a mail server speak: no cookie, no form.
func (o *postOffice) hand(authorization, contentType string, body []byte) int {
	o.t.Helper()
	r := httptest.NewRequest(http.MethodPost, "/bounces", bytes.NewReader(body))
	if authorization != "" {
		r.Header.Set("Authorization", authorization)
	}
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	answer, err := o.manager.app.Fiber().Test(r, -1)
	o.must(err)
	return answer.StatusCode
}

func (o *postOffice) bounced() (n int) {
	o.t.Helper()
	o.must(o.db.SQL().QueryRowContext(o.t.Context(), "SELECT COUNT(*) FROM letters WHERE state = 'bounced' AND reason = 'address'").Scan(&n))
	return n
}

// noticeOf lets one letter count as sent with the Message-ID of a notice.
func (o *postOffice) noticeOf() []byte {
	o.t.Helper()
	body, err := os.ReadFile("../mail/testdata/notice/postfix.eml")
	o.must(err)
	b, err := mail.ReadBounce(bytes.NewReader(body))
	o.must(err)
	o.exec("UPDATE letters SET state = 'sent', message_id = ? WHERE id = (SELECT MIN(id) FROM letters)", b.MessageID)
	return body
}

func files(t *testing.T, bodies ...[]byte) (contentType string, body []byte) {
	t.Helper()
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	for _, one := range bodies {
		part, err := w.CreateFormFile("notices", "notice.eml")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write(one); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return w.FormDataContentType(), form.Bytes()
}

func TestAMailServerHandsInBouncesWithItsTokenOnly(t *testing.T) {
	t.Parallel()
	o := newPostOffice(t, bounceToken)
	notice := o.noticeOf()
	for _, wrong := range []string{"", "Bearer ", "Bearer wrong", bounceToken[:5], "Basic " + bounceToken, "Bearer " + bounceToken + "x"} {
		if status := o.hand(wrong, "message/rfc822", notice); status != http.StatusUnauthorized {
			t.Errorf("%q is answered with %d", wrong, status)
		}
	}
	if o.bounced() != 0 {
		t.Fatal("a stranger marked a letter")
	}
	kind, many := files(t, []byte("nothing"), notice)
	for name, c := range map[string]struct {
		kind string
		body []byte
	}{
		"unknown letter":     {"message/rfc822", bytes.ReplaceAll(notice, []byte("0a268091"), []byte("00000000"))},
		"no notice":          {"message/rfc822", []byte("hello")},
		"empty":              {"", nil},
		"as curl sends it":   {"application/x-www-form-urlencoded", notice},
		"again, among files": {kind, many},
	} {
		if status := o.hand("Bearer "+bounceToken, c.kind, c.body); status != http.StatusAccepted {
			t.Errorf("%s: answered with %d", name, status)
		}
	}
	if got := o.bounced(); got != 1 {
		t.Errorf("%d letters bounced, want 1", got)
	}
	if logged := o.journal.String(); strings.Contains(logged, "nord.example") || strings.Contains(logged, bounceToken) {
		t.Error("the log holds an address or the token")
	}
}

func TestWithoutATokenThereIsNoDoorForMailServers(t *testing.T) {
	t.Parallel()
	o := newPostOffice(t, "")
	for _, authorization := range []string{"", "Bearer "} {
		if status := o.hand(authorization, "message/rfc822", o.noticeOf()); status != http.StatusNotFound {
			t.Errorf("answered with %d", status)
		}
	}
}

func TestAFloodOfNoticesIsSlowedDown(t *testing.T) {
	t.Parallel()
	o := newPostOffice(t, bounceToken)
	for range 600 {
		if status := o.hand("Bearer "+bounceToken, "message/rfc822", []byte("x")); status != http.StatusAccepted {
			t.Fatalf("answered with %d", status)
		}
	}
	if status := o.hand("Bearer "+bounceToken, "message/rfc822", []byte("x")); status != http.StatusTooManyRequests {
		t.Errorf("the 601st notice of a minute is answered with %d", status)
	}
	o.clock.Advance(time.Minute)
	if status := o.hand("Bearer "+bounceToken, "message/rfc822", []byte("x")); status != http.StatusAccepted {
		t.Errorf("a minute later: %d", status)
	}
}

func TestAManagerUploadsNoticesAndLearnsHowManyBelongToLetters(t *testing.T) {
	t.Parallel()
	o := newPostOffice(t, "")
	notice := o.noticeOf()
	v := o.manager.get("/bounces")
	v.want(http.StatusOK, "h1", "Unzustellbare Nachrichten")
	token := v.page.Find("main form input[name=_csrf]").AttrOr("value", "")

	upload := func(bodies ...[]byte) *visitor {
		kind, body := files(t, bodies...)
		r := httptest.NewRequest(http.MethodPost, "/bounces/upload", bytes.NewReader(body))
		r.Header.Set("Content-Type", kind)
		r.Header.Set("X-CSRF-Token", token)
		return v.send(r)
	}
	upload([]byte("Urlaubsgruß"), notice).want(http.StatusOK, "main .note", "2 Dateien gelesen. Eine Meldung gehört zu einer Einladung Ihres Netzwerks.")
	if o.bounced() != 1 {
		t.Error("the letter is not marked")
	}
	upload().want(http.StatusUnprocessableEntity, ".errors", "mindestens eine Datei")
	if got := v.page.Find("input[type=file]").AttrOr("aria-invalid", ""); got != "true" {
		t.Errorf("the field's aria-invalid is %q", got)
	}
	upload(bytes.Repeat([]byte("x"), 2<<20)).want(http.StatusRequestEntityTooLarge, "main", "höchstens 1 MB auf einmal")
	token = ""
	upload(notice).want(http.StatusForbidden, "h1", "")
}

func TestOneClickOfAMailProgramEndsRemindersWithoutCookieTokenOrOrigin(t *testing.T) {
	t.Parallel()
	o := newPostOffice(t, "")
	v := visit(t, o.manager.app)
	path := "/a/" + o.secrets[0] + "/unsubscribe"
	click := func(path string) *http.Response {
		r := httptest.NewRequest(http.MethodPost, path, strings.NewReader("List-Unsubscribe=One-Click"))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		answer, err := v.app.Fiber().Test(r, -1)
		o.must(err)
		return answer
	}
	v.get(path).want(http.StatusOK, "h1", "Erinnerungen abbestellen")
	if o.unreminded() != 0 {
		t.Fatal("looking at the page changed something")
	}
	for range 2 {
		if answer := click(path); answer.StatusCode != http.StatusOK || len(answer.Cookies()) != 0 || answer.Header.Get("Location") != "" {
			t.Errorf("answered with %d, %v", answer.StatusCode, answer.Header)
		}
	}
	if o.unreminded() != 1 {
		t.Error("the click did nothing")
	}
	v.get(path).want(http.StatusOK, "h1", "Keine weiteren Erinnerungen")

	v.post(path, url.Values{}).want(http.StatusForbidden, "h1", "")
	v.get(path)
	v.post(path, url.Values{"_csrf": {v.page.Find("form#reminders input[name=_csrf]").AttrOr("value", "")}}).want(http.StatusOK, "h1", "Erinnerungen abbestellen")
	if o.unreminded() != 0 {
		t.Error("reminders cannot be had again")
	}
	v.post(path, url.Values{"List-Unsubscribe": {"One-Click"}}).want(http.StatusOK, "h1", "Keine weiteren Erinnerungen")
	if len(v.cookies) != 0 {
		t.Errorf("cookies %v", v.cookies)
	}
	for _, unknown := range []string{"/a/unknown/unsubscribe", "/a/" + strings.Repeat("a", 52) + "/unsubscribe"} {
		v.get(strings.TrimSuffix(unknown, "/unsubscribe"))
		want := v.text("main")
		if answer := click(unknown); answer.StatusCode != http.StatusNotFound {
			t.Errorf("an unknown link is answered with %d", answer.StatusCode)
		}
		if v.get(unknown); v.answer.StatusCode != http.StatusNotFound || v.text("main") != want {
			t.Errorf("an unknown link shows %q, elsewhere %q", v.text("main"), want)
		}
	}
	if strings.Contains(o.journal.String(), o.secrets[0]) {
		t.Error("the log holds a link")
	}
}

func (o *postOffice) unreminded() (n int) {
	o.t.Helper()
	o.must(o.db.SQL().QueryRowContext(o.t.Context(), "SELECT COUNT(*) FROM invitations WHERE unreminded").Scan(&n))
	return n
}
