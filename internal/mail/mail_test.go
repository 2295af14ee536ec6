package mail_test

import (
	"bytes"
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

func TestAMessageIDIsStableAndToldByTheSecretAlone(t *testing.T) {
	t.Parallel()
	one := mail.MessageID(secret, "wave:person:invitation:1", "a@network.example")
	if one != mail.MessageID(secret, "wave:person:invitation:1", "a@network.example") {
		t.Error("the same key gives two Message-IDs")
	}
	if one == mail.MessageID(secret, "wave:person:invitation:2", "a@network.example") {
		t.Error("two keys give the same Message-ID")
	}
	if one == mail.MessageID(bytes.Repeat([]byte("o"), 32), "wave:person:invitation:1", "a@network.example") {
		t.Error("another server gives the same Message-ID")
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
