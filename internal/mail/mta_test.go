//go:build mta

package mail_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/campaign"
	"kreislauf/internal/mail"
	"kreislauf/internal/mail/mailtest"
)

// postfix is the mail server that scripts/with-mta.sh has started.
func postfix(t *testing.T) mail.Sender {
	t.Helper()
	address, ca := os.Getenv("KREISLAUF_TEST_MTA"), os.Getenv("KREISLAUF_TEST_MTA_CA")
	if address == "" {
		t.Fatal("KREISLAUF_TEST_MTA is not set: run this with scripts/with-mta.sh")
	}
	sender, err := mail.Open("smtp://" + address + "?tls=required&tls_ca=" + ca)
	if err != nil {
		t.Fatal(err)
	}
	return sender
}

// delivered waits for the first letter in a mailbox that holds the text.
func delivered(t *testing.T, mailbox, text string) []byte {
	t.Helper()
	deadline := time.NewTimer(30 * time.Second)
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		files, err := filepath.Glob(filepath.Join(os.Getenv("KREISLAUF_TEST_MTA_MAIL"), mailbox, "new", "*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if body, err := os.ReadFile(file); err == nil && bytes.Contains(body, []byte(text)) {
				return body
			}
		}
		select {
		case <-tick.C:
		case <-deadline.C:
			t.Fatalf("nothing with %q was delivered to %s", text, mailbox)
		}
	}
}

// written is a reminder as the courier writes it, on its way through Postfix.
func written(t *testing.T, address string, sender mail.Sender) (mail.Message, error) {
	t.Helper()
	e := envelope(campaign.MailReminder)
	e.Letter.EffectKey = "w:p:reminder:" + address
	e.Name, e.Address, e.Sender, e.ReplyTo = "Jürgen Groß, Öl & Söhne", address, "Käthe Ärger", "kaethe@größe.example"
	d := &desk{envelope: e}
	if err := d.courier(t).Carry(t.Context(), "l", false); err != nil {
		t.Fatal(err)
	}
	m := d.sent[0]
	m.From.Address = "kreislauf@mail.example"
	return m, sender.Send(t.Context(), m)
}

func TestARealMailServerDeliversAReminderAsItWasWritten(t *testing.T) {
	t.Parallel()
	m, err := written(t, "ute@mail.example", postfix(t))
	if err != nil {
		t.Fatal(err)
	}
	got, err := mailtest.Parse(delivered(t, "ute", m.ID), "ute@mail.example")
	if err != nil {
		t.Fatal(err)
	}
	h := got.Header
	from, err := h.AddressList("From")
	if err != nil {
		t.Fatal(err)
	}
	to, err := h.AddressList("To")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{m.Subject, "<" + m.ID + ">", m.From.Name, m.To.Name, "<kaethe@xn--gre-6ka8i.example>",
		"<" + m.Unsubscribe + ">", "List-Unsubscribe=One-Click", "auto-generated", strings.TrimRight(m.Text, "\n"), strings.TrimRight(m.HTML, "\n")}
	have := []string{got.Subject, got.MessageID, from[0].Name, to[0].Name, h.Get("Reply-To"),
		h.Get("List-Unsubscribe"), h.Get("List-Unsubscribe-Post"), h.Get("Auto-Submitted"), strings.TrimRight(got.Text, "\n"), strings.TrimRight(got.HTML, "\n")}
	if diff := cmp.Diff(want, have); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(got.Attachments) != 1 || got.Attachments[0].Name != "befragung.ics" || !bytes.Equal(got.Attachments[0].Body, m.Attachments[0].Body) {
		t.Errorf("the calendar arrived as %+v", got.Attachments)
	}
	t.Logf("delivered: %q, %s, %d bytes", got.Subject, got.MessageID, len(got.Raw))
}

func TestARealMailServerRefusesAnUnknownMailboxForGood(t *testing.T) {
	t.Parallel()
	_, err := written(t, "nobody@mail.example", postfix(t))
	var refusal *mail.Refusal
	if !errors.As(err, &refusal) || refusal.Reason != "address" || refusal.Code != 550 {
		t.Errorf("got %v", err)
	}
}

func TestARealMailServerSendsANoticeThatNamesTheLetter(t *testing.T) {
	t.Parallel()
	m, err := written(t, "ute@gone.example", postfix(t))
	if err != nil {
		t.Fatal(err)
	}
	got, err := mail.ReadBounce(bytes.NewReader(delivered(t, "kreislauf", m.ID)))
	if err != nil {
		t.Fatal(err)
	}
	if want := (campaign.Bounce{MessageID: m.ID, Reason: "address"}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
