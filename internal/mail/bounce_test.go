package mail_test

import (
	"encoding/base64"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kreislauf/internal/campaign"
	"kreislauf/internal/mail"
)

// ourID is the Message-ID of the letter that the notices are about.
const ourID = "0a268091fda28b556c5eda554e8afe09@network.example"

func notice(t *testing.T, name string) string {
	t.Helper()
	body, err := os.ReadFile(filepath.Join("testdata", "notice", name+".eml"))
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func TestNoticesOfManyMailServersNameTheLetterAndTheReason(t *testing.T) {
	t.Parallel()
	for name, reason := range map[string]string{
		"postfix": "address", "postfix-full": "mailbox_full", "exchange": "address", "gmail": "address",
		"opensmtpd": "refused", "nested": "other", "base64": "address",
	} {
		for form, body := range map[string]string{
			"as it is": notice(t, name), "with CRLF": strings.ReplaceAll(notice(t, name), "\n", "\r\n"),
		} {
			got, err := mail.ReadBounce(strings.NewReader(body))
			if want := (campaign.Bounce{MessageID: ourID, Reason: reason}); err != nil || got != want {
				t.Errorf("%s, %s: got %+v, %v, want %+v", name, form, got, err, want)
			}
		}
	}
}

func TestWhatIsNoFailureOfOurLetterIsNoBounce(t *testing.T) {
	t.Parallel()
	postfix := notice(t, "postfix")
	deep := "Message-ID: <" + ourID + ">\nAction: failed\n"
	for range 30 {
		deep = "Content-Type: multipart/mixed; boundary=x\n\n--x\n" + deep + "\n--x--\n"
	}
	for name, body := range map[string]string{
		"empty":                    "",
		"no mail":                  "\x00\x01\x02",
		"a delay":                  notice(t, "delayed"),
		"delivered":                strings.Replace(postfix, "Action: failed", "Action: delivered", 1),
		"no status":                strings.Replace(postfix, "message/delivery-status", "text/plain", 1),
		"no returned letter":       strings.Replace(postfix, "message/rfc822", "text/plain", 1),
		"an answer that quotes us": "Subject: Re: Befragung\nIn-Reply-To: <" + ourID + ">\nReferences: <" + ourID + ">\n\nAction: failed\nMessage-ID: <" + ourID + ">\n",
		"our letter itself":        "Message-ID: <" + ourID + ">\nContent-Type: text/plain\n\nAction: failed\n",
		"an out-of-office":         "Auto-Submitted: auto-replied\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain\n\nIch bin im Urlaub.\n--x--\n",
		"an empty Message-ID":      strings.Replace(postfix, ourID, "", 1),
		"no boundary":              strings.Replace(postfix, "boundary=", "border=", 1),
		"parts within parts":       deep,
	} {
		if got, err := mail.ReadBounce(strings.NewReader(body)); !errors.Is(err, mail.ErrNoBounce) {
			t.Errorf("%s: got %+v, %v", name, got, err)
		}
	}
}

func TestTheMessageIDOfTheNoticeItselfIsNotTheLetters(t *testing.T) {
	t.Parallel()
	forged := strings.Replace(notice(t, "postfix"), "Message-Id: <", "Message-Id: <forged.", 1)
	got, err := mail.ReadBounce(strings.NewReader(forged))
	if err != nil || got.MessageID != ourID {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestANoticeIsReadUpToAMegabyteAndNoFurther(t *testing.T) {
	t.Parallel()
	head, rest, _ := strings.Cut(notice(t, "postfix"), "Content-Description: Delivery report")
	padded := head + "Content-Type: text/plain\n\n" + strings.Repeat("x\n", 1<<20) + "--bound-1\nContent-Description: Delivery report" + rest
	if got, err := mail.ReadBounce(strings.NewReader(padded)); !errors.Is(err, mail.ErrNoBounce) {
		t.Errorf("got %+v, %v", got, err)
	}
}

func FuzzReadBounce(f *testing.F) {
	files, err := filepath.Glob(filepath.Join("testdata", "notice", "*.eml"))
	if err != nil || len(files) == 0 {
		f.Fatal("no notices to begin with")
	}
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(body))
		f.Add(base64.StdEncoding.EncodeToString(body))
	}
	f.Fuzz(func(t *testing.T, body string) {
		got, err := mail.ReadBounce(strings.NewReader(body))
		if err != nil {
			if !errors.Is(err, mail.ErrNoBounce) || got != (campaign.Bounce{}) {
				t.Errorf("got %+v, %v", got, err)
			}
			return
		}
		switch got.Reason {
		case "address", "mailbox_full", "refused", "other":
		default:
			t.Errorf("unknown reason %q", got.Reason)
		}
		if got.MessageID == "" || !strings.Contains(body, got.MessageID) && !strings.Contains(body, "ncod") {
			t.Errorf("the Message-ID %q is not in the notice", got.MessageID)
		}
	})
}
