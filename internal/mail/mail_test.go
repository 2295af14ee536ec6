package mail_test

import (
	"errors"
	"flag"
	netmail "net/mail"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/campaign"
	"kreislauf/internal/mail"
	"kreislauf/internal/mail/mailtest"
	"kreislauf/internal/survey"
)

var update = flag.Bool("update", false, "rewrite the golden letters")

var sent = time.Date(2027, 3, 8, 7, 0, 0, 0, time.UTC)

func letter() mail.Message {
	return mail.Message{
		From:    netmail.Address{Name: "Ruhr-Metall", Address: "kreislauf@network.example"},
		To:      netmail.Address{Name: "Ute Kern", Address: "ute@nord.example"},
		Subject: "Prüfung", Text: "Grüße", HTML: "<p>Grüße</p>", ID: "abc@network.example", Date: sent,
	}
}

func TestALetterArrivesAsTextAndHTMLWithItsMessageID(t *testing.T) {
	t.Parallel()
	server := mailtest.Start(t)
	sender, err := mail.Open(server.Setting())
	if err != nil {
		t.Fatal(err)
	}
	if err := sender.Send(t.Context(), letter()); err != nil {
		t.Fatal(err)
	}
	got := server.Letters()[0]
	have := []string{got.To, got.Subject, got.MessageID, got.Text, got.HTML, got.Header.Get("Auto-Submitted")}
	want := []string{"ute@nord.example", "Prüfung", "<abc@network.example>", "Grüße", "<p>Grüße</p>", "auto-generated"}
	if diff := cmp.Diff(want, have); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestRefusalsAreFinalAndOtherFailuresAreNotAndNoneNamesTheAddress(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fault  mailtest.Fault
		reason string // empty: may pass
	}{
		"no such recipient": {mailtest.NoRecipient, "address"},
		"refused text":      {mailtest.Refuse, "refused"},
		"try later":         {mailtest.TryLater, ""},
		"dropped":           {mailtest.HangUp, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := mailtest.Start(t)
			server.Next(c.fault)
			sender, err := mail.Open(server.Setting())
			if err != nil {
				t.Fatal(err)
			}
			err = sender.Send(t.Context(), letter())
			if err == nil {
				t.Fatal("the failure went unnoticed")
			}
			if strings.Contains(err.Error(), "ute") {
				t.Errorf("the error names the addressee: %v", err)
			}
			var refusal *mail.Refusal
			if final := errors.As(err, &refusal); final != (c.reason != "") || (final && refusal.Reason != c.reason) {
				t.Errorf("got %v, want final reason %q", err, c.reason)
			}
			if err := sender.Send(t.Context(), letter()); err != nil {
				t.Errorf("the next letter: %v", err)
			}
		})
	}
}

func TestAServerThatIsNotThereIsNoRefusal(t *testing.T) {
	t.Parallel()
	sender, err := mail.Open("smtp://127.0.0.1:1?tls=none")
	if err != nil {
		t.Fatal(err)
	}
	err = sender.Send(t.Context(), letter())
	var refusal *mail.Refusal
	if err == nil || errors.As(err, &refusal) {
		t.Errorf("got %v", err)
	}
}

func TestASettingThatCannotWorkIsRefusedWithoutRepeatingIt(t *testing.T) {
	t.Parallel()
	for _, setting := range []string{
		"", "file:", "http://mail.example", "smtp://", "smtp://user:geheim@mail.example:x", "smtp://mail.example?tls=maybe",
		"smtp://user:geheim@mail.example?tls=none", "smtp://user:geheim@mail.example:\x7f",
	} {
		_, err := mail.Open(setting)
		if err == nil {
			t.Errorf("%q was accepted", setting)
		} else if strings.Contains(err.Error(), "geheim") {
			t.Errorf("the error repeats the password: %v", err)
		}
	}
}

func TestLettersInAFolderAreForTheOwnerOnlyAndTheSameLetterIsOneFile(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "outbox")
	sender, err := mail.Open("file:" + folder)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := sender.Send(t.Context(), letter()); err != nil {
			t.Fatal(err)
		}
	}
	files, err := os.ReadDir(folder)
	if err != nil || len(files) != 1 || files[0].Name() != "abc.eml" {
		t.Fatalf("files %v, %v", files, err)
	}
	info, err := files[0].Info()
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

func TestAMessageIDIsStableAndHidesItsKey(t *testing.T) {
	t.Parallel()
	one := mail.MessageID("wave:person:invitation:1", "a@network.example")
	if one != mail.MessageID("wave:person:invitation:1", "a@network.example") {
		t.Error("the same key gives two Message-IDs")
	}
	if one == mail.MessageID("wave:person:invitation:2", "a@network.example") {
		t.Error("two keys give the same Message-ID")
	}
	if strings.Contains(one, "person") || !strings.HasSuffix(one, "@network.example") {
		t.Errorf("got %q", one)
	}
}

// envelope is an invitation to an anonymous wave.
func envelope(kind campaign.MailKind) campaign.Envelope {
	return campaign.Envelope{
		Letter: campaign.Letter{ID: "l", EffectKey: "w:p:" + string(kind) + ":1", Kind: kind, WaveID: "w", CampaignID: "c",
			InvitationID: "i", UserID: "u", State: campaign.LetterQueued},
		Name: "Ute Kern", Address: "ute@nord.example", Language: "de", NetworkName: "Ruhr-Metall", Zone: "Europe/Berlin",
		Title: survey.Text{"de": "Wie läuft unsere Zusammenarbeit?", "en": "How is our cooperation going?"},
		Mode:  campaign.Anonymous, K: 5, CompanyName: "Nordlicht Metallbau", Invited: true,
		OpensAt: sent, ClosesAt: time.Date(2027, 3, 22, 7, 0, 0, 0, time.UTC),
	}
}
