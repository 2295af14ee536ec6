package mail_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/campaign"
	"kreislauf/internal/fault"
	"kreislauf/internal/mail"
	"kreislauf/internal/survey"
)

// secret is the server's.
var secret = bytes.Repeat([]byte("s"), 32)

// desk holds one letter and what became of it; it also makes links and keeps
// what would be sent.
type desk struct {
	envelope  campaign.Envelope
	found     error
	outcome   string
	meanwhile func() // while the letter is handed over
	refuse    error
	underWay  bool // the letter may have been taken
	moved     bool // the addressee has another address by now
	sent      []mail.Message
}

func (d *desk) Envelope(context.Context, string) (campaign.Envelope, error) {
	return d.envelope, d.found
}
func (d *desk) MarkUnderWay(_ context.Context, _, _, address string) (bool, error) {
	d.underWay = !d.moved
	return d.underWay, nil
}
func (d *desk) MarkNotTaken(context.Context, string) error { d.underWay = false; return nil }
func (d *desk) MarkSent(ctx context.Context, _, _ string) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	d.outcome = "sent"
	return nil
}
func (d *desk) MarkFailed(_ context.Context, _, _, reason string) error {
	d.outcome = reason
	return nil
}
func (d *desk) LinkSecret(wave, invitation string) (string, error) {
	return "geheim-" + wave + "-" + invitation, nil
}
func (d *desk) Issue(_ context.Context, user string) (string, error) { return "token-" + user, nil }
func (d *desk) Send(_ context.Context, m mail.Message) error {
	if d.meanwhile != nil {
		d.meanwhile()
	}
	if d.refuse != nil {
		return d.refuse
	}
	d.sent = append(d.sent, m)
	return nil
}

func (d *desk) courier(t *testing.T) *mail.Courier {
	t.Helper()
	c, err := mail.NewCourier(mail.Deps{
		Letters: d, Secrets: d, SignIns: d, Sender: d, From: "kreislauf@network.example", Secret: secret, Now: func() time.Time { return sent },
		Addresses: mail.Addresses{
			Survey:      func(secret string) string { return "https://k.example/l/" + secret },
			Unsubscribe: func(secret string) string { return "https://k.example/l/" + secret + "/unsubscribe" },
			SignIn:      func(token string) string { return "https://k.example/sign-in/" + token },
			Wave:        func(campaignID, waveID string) string { return "https://k.example/" + campaignID + "/" + waveID },
			Outlook:     func(campaignID string) string { return "https://k.example/" + campaignID + "/outlook" },
			Imprint:     "https://k.example/impressum", Privacy: "https://k.example/datenschutz",
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestEachKindOfLetterReadsAsItsGoldenFile(t *testing.T) {
	t.Parallel()
	own := envelope(campaign.MailInvitation)
	own.Message = campaign.Message{
		Subject: survey.Text{"de": "Bitte um Ihre Meinung, {name}"},
		Body:    survey.Text{"de": "wir bitten um Ihre Meinung bis {end}.\r\n\r\n{link}\r\n\r\nIhre <Netzwerkleitung>"},
	}
	own.Sender, own.ReplyTo = "Jana Albers, Ruhr-Metall", "albers@ruhr.example"
	ownReminder := envelope(campaign.MailReminder)
	ownReminder.Reminder = campaign.Message{
		Subject: survey.Text{"de": "Noch bis {end}"},
		Body:    survey.Text{"de": "unter {link} ist {network} noch neugierig.\n\nViele Grüße\nJana Albers"},
	}
	english, missing, named := envelope(campaign.MailInvitation), envelope(campaign.MailReminder), envelope(campaign.MailInvitation)
	english.Language = "en"
	missing.OnlyMissing = true
	named.Mode = campaign.Attributed
	trial := envelope(campaign.MailTest)
	trial.ClosesAt = time.Time{}
	for name, e := range map[string]campaign.Envelope{
		"invitation": envelope(campaign.MailInvitation), "invitation-en": english, "invitation-own-words": own, "reminder-own-words": ownReminder,
		"invitation-attributed": named, "reminder": envelope(campaign.MailReminder), "reminder-only-missing": missing,
		"test": trial, "sign-in": envelope(campaign.MailSignIn), "release-due": envelope(campaign.MailReleaseDue),
		"consent-asked": envelope(campaign.MailConsentAsked), "missed": envelope(campaign.MailMissed), "address-changed": envelope(campaign.MailAddressChanged),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := &desk{envelope: e}
			if err := d.courier(t).Carry(t.Context(), "l", false); err != nil {
				t.Fatal(err)
			}
			if d.outcome != "sent" {
				t.Fatalf("the letter is %q", d.outcome)
			}
			m := d.sent[0]
			head := "To: " + m.To.String() + "\nFrom: " + m.From.String() + "\nSubject: " + m.Subject + "\n"
			if m.ReplyTo != "" {
				head += "Reply-To: " + m.ReplyTo + "\n"
			}
			golden(t, name, head+"\n"+m.Text+"\n"+m.HTML+"\n")
		})
	}
}

// styles are the same in every letter.
var styles = regexp.MustCompile(`(?s)<style>.*</style>`)

func golden(t *testing.T, name, got string) {
	t.Helper()
	path, got := filepath.Join("testdata", name+".golden"), styles.ReplaceAllString(got, "")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestALetterIsNotSentWhereItWouldBeWrong(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*desk)
		want   string
	}{
		"sent already":    {func(d *desk) { d.envelope.Letter.State = campaign.LetterSent }, ""},
		"failed before":   {func(d *desk) { d.envelope.Letter.State = campaign.LetterFailed }, ""},
		"gone":            {func(d *desk) { d.found = fault.NotFound("error.not_found") }, ""},
		"no address":      {func(d *desk) { d.envelope.Address = "" }, "no_address"},
		"address changed": {func(d *desk) { d.envelope.MailStopped = true }, "stopped"},
		"wave over":       {func(d *desk) { d.envelope.WaveSettled = true }, "too_late"},
		"answered since": {func(d *desk) {
			d.envelope = envelope(campaign.MailReminder)
			d.envelope.OnlyMissing, d.envelope.Answered = true, true
		}, "stopped"},
		"released already": {func(d *desk) {
			d.envelope = envelope(campaign.MailReleaseDue)
			d.envelope.Decided = true
		}, "too_late"},
		"unsubscribed": {func(d *desk) {
			d.envelope = envelope(campaign.MailReminder)
			d.envelope.Unreminded = true
		}, "unreminded"},
		"a reminder shortly before the close": {func(d *desk) {
			d.envelope = envelope(campaign.MailReminder)
			d.envelope.NearClose = true
		}, "near_close"},
	} {
		d := &desk{envelope: envelope(campaign.MailInvitation)}
		c.change(d)
		if err := d.courier(t).Carry(t.Context(), "l", false); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if len(d.sent) != 0 || d.outcome != c.want {
			t.Errorf("%s: sent %d, outcome %q, want %q", name, len(d.sent), d.outcome, c.want)
		}
	}
}

func TestALetterFailsOnTheServersNoOrAfterTheLastTry(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		err     error
		last    bool
		outcome string
		retry   bool
	}{
		"refused":     {&mail.Refusal{Reason: "address", Code: 550}, false, "address", false},
		"passing":     {errors.New("later"), false, "", true},
		"last try":    {errors.New("later"), true, "gave_up", true},
		"last refuse": {&mail.Refusal{Reason: "refused", Code: 554}, true, "refused", false},
	} {
		d := &desk{envelope: envelope(campaign.MailInvitation), refuse: c.err}
		err := d.courier(t).Carry(t.Context(), "l", c.last)
		if (err != nil) != c.retry || d.outcome != c.outcome {
			t.Errorf("%s: error %v, outcome %q", name, err, d.outcome)
		}
		if err != nil && strings.Contains(err.Error(), "geheim") {
			t.Errorf("%s: the error holds the link", name)
		}
	}
}

func TestALetterMayHaveArrivedFromBeforeItIsHandedOverUntilTheServersNo(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		before string // Message-ID of an earlier try whose end nobody knows
		moved  bool
		err    error
		want   bool
	}{
		"not reached":                   {"", false, errors.New("later"), false},
		"the answer was cut off":        {"", false, &mail.Unsure{}, true},
		"not reached after such a try":  {"m", false, errors.New("later"), true},
		"another address in the moment": {"", true, nil, false},
	} {
		d := &desk{envelope: envelope(campaign.MailInvitation), refuse: c.err, moved: c.moved}
		d.envelope.Letter.MessageID, d.underWay = c.before, c.before != ""
		var later *mail.Later
		err := d.courier(t).Carry(t.Context(), "l", false)
		if errors.As(err, &later) != c.moved || len(d.sent) > 0 {
			t.Errorf("%s: %v, %d letters were sent", name, err, len(d.sent))
		}
		if d.underWay != c.want || d.outcome != "" {
			t.Errorf("%s: under way %t, outcome %q", name, d.underWay, d.outcome)
		}
	}
}

func TestALetterThatWasTakenIsNotedAlsoWhenTheProcessStopsInThatMoment(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	d := &desk{envelope: envelope(campaign.MailInvitation), meanwhile: stop}
	if err := d.courier(t).Carry(ctx, "l", false); err != nil || d.outcome != "sent" {
		t.Errorf("got %v, outcome %q", err, d.outcome)
	}
}

func TestACourierNeedsAPlainSenderAddress(t *testing.T) {
	t.Parallel()
	for _, from := range []string{"", "kreislauf", "Kreislauf <a@b.example>", "a@b.example\r\nBcc: c@d.example"} {
		if _, err := mail.NewCourier(mail.Deps{From: from, Secret: secret}); err == nil {
			t.Errorf("%q was accepted", from)
		}
	}
	if _, err := mail.NewCourier(mail.Deps{From: "a@b.example", Secret: secret[1:]}); err == nil {
		t.Error("a secret that is too short was accepted")
	}
}

func TestOnlyRemindersCanBeUnsubscribed(t *testing.T) {
	t.Parallel()
	for kind, want := range map[campaign.MailKind]string{
		campaign.MailInvitation: "", campaign.MailReminder: "https://k.example/l/geheim-w-i/unsubscribe", campaign.MailTest: "",
		campaign.MailSignIn: "", campaign.MailReleaseDue: "", campaign.MailMissed: "", campaign.MailAddressChanged: "",
	} {
		d := &desk{envelope: envelope(kind)}
		if err := d.courier(t).Carry(t.Context(), "l", false); err != nil {
			t.Fatal(err)
		}
		m := d.sent[0]
		if m.Unsubscribe != want || strings.Contains(m.Text, "unsubscribe") != (want != "") || strings.Contains(m.HTML, "unsubscribe") != (want != "") {
			t.Errorf("%s: unsubscribed at %q, text %q", kind, m.Unsubscribe, m.Text)
		}
	}
}

func TestTheNameThatACampaignSendsUnderIsForItsPeopleOnly(t *testing.T) {
	t.Parallel()
	for kind, want := range map[campaign.MailKind]string{
		campaign.MailInvitation: "Jana Albers", campaign.MailReminder: "Jana Albers", campaign.MailTest: "Jana Albers",
		campaign.MailReleaseDue: "Ruhr-Metall", campaign.MailSignIn: "Ruhr-Metall",
	} {
		e := envelope(kind)
		e.Sender, e.ReplyTo = "Jana Albers", "albers@ruhr.example"
		d := &desk{envelope: e}
		if err := d.courier(t).Carry(t.Context(), "l", false); err != nil {
			t.Fatal(err)
		}
		if m := d.sent[0]; m.From.Name != want || (m.ReplyTo != "") != (want == "Jana Albers") {
			t.Errorf("%s goes out as %q with replies to %q", kind, m.From.Name, m.ReplyTo)
		}
	}
}

func TestAnInvitationCarriesTheCloseForACalendarWithoutItsLink(t *testing.T) {
	t.Parallel()
	for name, kind := range map[string]campaign.MailKind{"invitation": campaign.MailInvitation, "reminder": campaign.MailReminder} {
		e := envelope(kind)
		e.WaveVersion = 4
		d := &desk{envelope: e}
		if err := d.courier(t).Carry(t.Context(), "l", false); err != nil {
			t.Fatal(err)
		}
		files := d.sent[0].Attachments
		if len(files) != 1 || files[0].Name != "befragung.ics" || files[0].Type != "text/calendar; charset=utf-8; method=PUBLISH" {
			t.Fatalf("%s: attached %+v", name, files)
		}
		body := string(files[0].Body)
		if strings.Contains(body, "geheim") || strings.Contains(body, "http") || strings.Contains(body, "Ute") || len(body) > 1024 {
			t.Errorf("%s: the calendar says too much: %s", name, body)
		}
		golden(t, "calendar", strings.ReplaceAll(body, "\r\n", "\n"))
	}
	d := &desk{envelope: envelope(campaign.MailTest)}
	if err := d.courier(t).Carry(t.Context(), "l", false); err != nil {
		t.Fatal(err)
	}
	if len(d.sent[0].Attachments) != 0 {
		t.Error("a test mail has an attachment")
	}
}

// gate turns away as many letters as it is told.
type gate struct {
	wait    time.Duration
	domains []string
}

func (g *gate) Admit(_ context.Context, _ campaign.MailKind, domain string) (time.Duration, error) {
	g.domains = append(g.domains, domain)
	return g.wait, nil
}

func TestALetterThatHasToWaitIsLeftAsItIs(t *testing.T) {
	t.Parallel()
	d, g := &desk{envelope: envelope(campaign.MailInvitation)}, &gate{wait: 90 * time.Second}
	c := d.courier(t)
	c.Pace = g
	err := c.Carry(t.Context(), "l", true)
	var later *mail.Later
	if !errors.As(err, &later) || later.After != 90*time.Second {
		t.Fatalf("got %v", err)
	}
	d.envelope.Wait = 8 * time.Hour
	if err := c.Carry(t.Context(), "l", true); !errors.As(err, &later) || later.After != 8*time.Hour || len(g.domains) != 1 {
		t.Errorf("at night: %v, %d letters asked for their turn", err, len(g.domains))
	}
	if d.outcome != "" || len(d.sent) != 0 {
		t.Errorf("the letter is %q, %d were sent", d.outcome, len(d.sent))
	}
	d.envelope.Wait, d.envelope.Address, g.wait = 0, "ULF@NORD.example", 0
	if err := c.Carry(t.Context(), "l", true); err != nil || len(d.sent) != 1 {
		t.Fatalf("got %v, %d were sent", err, len(d.sent))
	}
	if g.domains[0] != g.domains[1] || strings.Contains(g.domains[0], "nord") || len(g.domains[0]) != 32 {
		t.Errorf("the domain is called %q", g.domains)
	}
}
