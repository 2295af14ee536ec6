package web_test

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"kreislauf/internal/testenv/browser"
)

// listener is an open stream of a wave's letters.
type listener struct {
	answer *http.Response
	lines  *bufio.Scanner
}

// listen opens the stream of a wave as the bureau's manager.
func (b *bureau) listen(site, waveID string) *listener {
	b.t.Helper()
	return b.listenAs(b.manager.cookies["kreislauf_session"], site, waveID)
}

func (b *bureau) listenAs(session, site, waveID string) *listener {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), http.MethodGet, site+"/waves/"+waveID+"/mail", nil)
	b.must(err)
	r.Header.Set("Accept-Encoding", "gzip, br")
	r.AddCookie(&http.Cookie{Name: "kreislauf_session", Value: session})
	client := http.Client{Transport: &http.Transport{}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.Do(r)
	b.must(err)
	b.t.Cleanup(func() { _ = answer.Body.Close() })
	return &listener{answer: answer, lines: bufio.NewScanner(answer.Body)}
}

// message returns the next message with its event's name, and false at the
// stream's end.
func (l *listener) message() (event, data string, more bool) {
	for l.lines.Scan() {
		line := l.lines.Text()
		switch {
		case line == "" && (data != "" || event != ""):
			return event, data, true
		case strings.HasPrefix(line, "event: "):
			event = strings.TrimPrefix(line, "event: ")
		case strings.HasPrefix(line, "data: "):
			data += strings.TrimPrefix(line, "data: ")
		}
	}
	return event, data, false
}

func TestAStreamSendsThePartOfThePageWhenItChangesAndEndsWithTheLastLetter(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	_, waveID := b.plan()
	b.open(waveID, 0)
	b.closeAndTally(waveID)
	l := b.listen(listenAndServe(t, b.app), waveID)
	for header, want := range map[string]string{
		"Content-Type": "text/event-stream", "Content-Encoding": "", "Etag": "", "Cache-Control": "no-store", "X-Accel-Buffering": "no",
	} {
		if got := l.answer.Header.Get(header); got != want {
			t.Errorf("%s: got %q, want %q", header, got, want)
		}
	}
	_, first, _ := l.message()
	b.exec(`UPDATE letters SET state = 'sent' WHERE id = (SELECT MIN(id) FROM letters WHERE kind = 'invitation')`)
	_, second, _ := l.message()
	b.exec(`UPDATE letters SET state = 'sent'`)
	_, third, _ := l.message()
	event, _, _ := l.message()
	if _, _, more := l.message(); more || event != "done" {
		t.Errorf("the stream goes on after %q", event)
	}
	for i, c := range []struct{ got, want string }{
		{first, "56 in Arbeit"}, {second, "1 verschickt, 55 in Arbeit"}, {third, "56 verschickt"}, {third, "Was bisher fällig war, ist verschickt."},
	} {
		if !strings.Contains(c.got, c.want) {
			t.Errorf("message %d does not say %q: %s", i, c.want, c.got)
		}
	}
	if page := b.manager.get("/waves/" + waveID); page.page.Find("[data-live]").Length() != 0 {
		t.Error("a page that will not change opens a stream")
	}
}

func TestAStreamEndsWhenItsViewerSignsOut(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	_, waveID := b.plan()
	b.open(waveID, 0)
	site := listenAndServe(t, b.app)
	l := b.listen(site, waveID)
	if _, _, more := l.message(); !more {
		t.Fatal("the stream says nothing")
	}
	b.must(b.accounts.SignOut(t.Context(), b.manager.cookies["kreislauf_session"]))
	if event, data, more := l.message(); more {
		t.Errorf("the stream goes on with %q %q", event, data)
	}
	if again := b.listen(site, waveID); again.answer.StatusCode != http.StatusSeeOther {
		t.Errorf("without a session the stream answers %d", again.answer.StatusCode)
	}
}

func TestAnOpenStreamDoesNotHoldUpTheShutdown(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	_, waveID := b.plan()
	b.open(waveID, 0)
	l := b.listen(listenAndServe(t, b.app), waveID)
	if _, _, more := l.message(); !more {
		t.Fatal("the stream says nothing")
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	b.must(b.app.Shutdown(ctx))
	if _, _, more := l.message(); more {
		t.Error("the stream outlives the server")
	}
}

func TestOneStreamTooManyIsSentAwayAndThePageStaysUsable(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	_, waveID := b.plan()
	b.open(waveID, 0)
	site := listenAndServe(t, b.app)
	session := ""
	for i := range 200 {
		if i%10 == 0 {
			session = b.another()
		}
		if l := b.listenAs(session, site, waveID); l.answer.StatusCode != http.StatusOK {
			t.Fatalf("stream %d is refused with %d", i+1, l.answer.StatusCode)
		}
	}
	l := b.listen(site, waveID)
	if l.answer.StatusCode != http.StatusServiceUnavailable || l.answer.Header.Get("Retry-After") == "" {
		t.Errorf("one too many: %d, Retry-After %q", l.answer.StatusCode, l.answer.Header.Get("Retry-After"))
	}
	b.manager.get("/waves/"+waveID).want(200, "section[aria-labelledby=post]", "56 in Arbeit")
}

// another is one more session of the manager.
func (b *bureau) another() string {
	b.t.Helper()
	viewer, err := b.accounts.Viewer(b.t.Context(), b.manager.cookies["kreislauf_session"])
	b.must(err)
	link, err := b.accounts.Issue(b.t.Context(), viewer.UserID)
	b.must(err)
	session, err := b.accounts.Redeem(b.t.Context(), link)
	b.must(err)
	return session
}

func TestOneBrowserGetsTenStreamsAndAPlaceBackWhenOneEnds(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	_, waveID := b.plan()
	b.open(waveID, 0)
	_, short := b.plan()
	b.open(short, 0)
	site := listenAndServe(t, b.app)
	ending := b.listen(site, short)
	for range 9 {
		if l := b.listen(site, waveID); l.answer.StatusCode != http.StatusOK {
			t.Fatalf("refused with %d", l.answer.StatusCode)
		}
	}
	if l := b.listen(site, waveID); l.answer.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("the eleventh stream is answered with %d", l.answer.StatusCode)
	}
	if l := b.listenAs(b.another(), site, waveID); l.answer.StatusCode != http.StatusOK {
		t.Errorf("another session is refused with %d", l.answer.StatusCode)
	}
	b.closeAndTally(short)
	b.exec("UPDATE letters SET state = 'sent' WHERE wave_id = ?", short)
	for _, _, more := ending.message(); more; {
		_, _, more = ending.message()
	}
	if l := b.listen(site, waveID); l.answer.StatusCode != http.StatusOK {
		t.Errorf("after one has ended: %d", l.answer.StatusCode)
	}
}

func TestAStreamIsForManagersOnlyAndEndsWithTheRole(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	_, waveID := b.plan()
	b.open(waveID, 0)
	site := listenAndServe(t, b.app)
	l := b.listen(site, waveID)
	if _, _, more := l.message(); !more {
		t.Fatal("the stream says nothing")
	}
	b.exec(`UPDATE memberships SET role = 'reader'`)
	if event, data, more := l.message(); more {
		t.Errorf("the stream goes on with %q %q", event, data)
	}
	if again := b.listen(site, waveID); again.answer.StatusCode != http.StatusNotFound {
		t.Errorf("a reader is answered with %d", again.answer.StatusCode)
	}
}

func TestMailStatesChangeOnThePageWithoutReload(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	_, waveID := b.plan()
	b.open(waveID, 0)
	tab, site := b.enter()
	tab.Visit(site + "/waves/" + waveID)
	browser.Eval[bool](tab, `(() => {
		window.untouched = true;
		window.spoken = 0;
		new MutationObserver((changes) => { window.spoken += changes.length; })
			.observe(document.querySelector('[role=status]'), {childList: true, characterData: true, subtree: true});
		return true;
	})()`)
	words := func(text string) string {
		return fmt.Sprintf(`document.querySelector("section[aria-labelledby=post] tbody").textContent.includes(%q)`, text)
	}
	b.exec(`UPDATE letters SET state = 'sent' WHERE id IN (SELECT id FROM letters WHERE kind = 'invitation' ORDER BY id LIMIT 20)`)
	tab.Wait(words("20 verschickt, 36 in Arbeit"))
	b.exec(`UPDATE letters SET state = 'failed', reason = 'address' WHERE id IN (SELECT id FROM letters WHERE state = 'queued' ORDER BY id LIMIT 3)`)
	tab.Wait(words("3 unzustellbar (Adresse unbekannt: 3)"))
	tab.Wait(`document.querySelector("#mail-lost-link") !== null`)
	browser.Eval[bool](tab, `(document.querySelector("#mail-lost-link").focus(), true)`)
	if spoken := browser.Eval[int](tab, `window.spoken`); spoken != 0 {
		t.Errorf("the live region changed %d times while the sending went on", spoken)
	}
	b.exec(`UPDATE letters SET state = 'sent' WHERE state = 'queued'`)
	tab.Wait(`document.querySelector("[role=status]").textContent.includes("ist verschickt")`)
	if state := browser.Eval[[]any](tab, `[window.untouched === true, document.activeElement.id]`); fmt.Sprint(state) != "[true mail-lost-link]" {
		t.Errorf("after the changes the page is %v", state)
	}
	tab.CheckAxe("a page that changed by itself")
	tab.CheckCalm()
}
