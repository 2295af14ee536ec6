package mail_test

import (
	"fmt"
	netmail "net/mail"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/mail"
	"kreislauf/internal/mail/mailtest"
)

// arrived sends m over a socket and returns it as it arrived.
func arrived(t *testing.T, m mail.Message) mailtest.Letter {
	t.Helper()
	server := mailtest.Start(t)
	if err := open(t, server.Setting()).Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	return server.Letters()[0]
}

// head is the header block of a letter, unfolded.
func head(l mailtest.Letter) string {
	block, _, _ := strings.Cut(string(l.Raw), "\r\n\r\n")
	return strings.ReplaceAll(block, "\r\n ", " ")
}

func TestALetterIsASCIIInShortLinesWhateverItSays(t *testing.T) {
	t.Parallel()
	m := letter()
	m.Subject = strings.Repeat("Rückmeldung über die Zusammenarbeit ", 30)
	m.To.Name = strings.Repeat("Käthe ", 40)
	m.Text = strings.Repeat("ä", 3000) + "\n.\n" + strings.Repeat("x", 3000) + "\nFrom hier an"
	m.HTML = "<p>" + strings.Repeat("€", 3000) + "</p>"
	m.Attachments = []mail.Attachment{{Name: "befragung.ics", Type: "text/calendar; charset=utf-8", Body: []byte(strings.Repeat("ü", 2000))}}
	got := arrived(t, m)
	for i, line := range strings.Split(string(got.Raw), "\r\n") {
		if len(line) > 998 || strings.ContainsFunc(line, func(r rune) bool { return r > 126 || (r < 32 && r != '\t') }) {
			t.Errorf("line %d has %d bytes: %.60q", i+1, len(line), line)
		}
	}
	if got.Text != m.Text || got.HTML != m.HTML || got.Subject != strings.TrimSpace(m.Subject) || string(got.Attachments[0].Body) != string(m.Attachments[0].Body) {
		t.Error("the letter did not arrive as it was written")
	}
}

func TestNamesAndAddressesArriveAsTheyAreWritten(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"Jürgen Groß", "Kern, Ute", `Anna "Anni" Öz`, "Ruhr-Metall (Netzwerk)", "a@b.example", `back\slash`, "李雷"} {
		m := letter()
		m.From.Name, m.To.Name = name, name
		got := arrived(t, m)
		for _, header := range []string{"From", "To"} {
			read, err := netmail.ParseAddress(got.Header.Get(header))
			if err != nil || read.Name != name {
				t.Errorf("%s: %q arrived as %q, %v", header, name, got.Header.Get(header), err)
			}
		}
	}
	m := letter()
	m.To.Address, m.ReplyTo = "ute@müller.example", "albers@größe.example"
	got := arrived(t, m)
	if got.To != "ute@xn--mller-kva.example" || got.Header.Get("Reply-To") != "<albers@xn--gre-6ka8i.example>" {
		t.Errorf("to %q, replies to %q", got.To, got.Header.Get("Reply-To"))
	}
}

func TestNothingInALetterCanAddAHeader(t *testing.T) {
	t.Parallel()
	plain := letter()
	plain.Unsubscribe = "https://k.example/l/x/unsubscribe"
	want := strings.Count(head(arrived(t, plain)), "\r\n")
	for _, evil := range []string{"x\r\nBcc: eve@evil.example", "x\nBcc: eve@evil.example", "x\rBcc: eve@evil.example", "x\r\n\r\nbody", "x\u2028Bcc: y", "\x00x"} {
		for field, change := range map[string]func(*mail.Message){
			"subject":  func(m *mail.Message) { m.Subject = evil },
			"sender":   func(m *mail.Message) { m.From.Name = evil },
			"name":     func(m *mail.Message) { m.To.Name = evil },
			"reply to": func(m *mail.Message) { m.ReplyTo = "a@b.example" + evil },
		} {
			m := plain
			change(&m)
			got := arrived(t, m)
			if block := head(got); strings.Count(block, "\r\n") != want || strings.Contains(block, "\nBcc") || strings.Contains(block, "\rBcc") || len(got.Header["Bcc"]) != 0 {
				t.Errorf("%q as %s gives %q", evil, field, block)
			}
		}
	}
}

func TestAnAddressThatIsNoneIsRefusedWithoutBeingTold(t *testing.T) {
	t.Parallel()
	server := mailtest.Start(t)
	for _, address := range []string{
		"", "ute", "@nord.example", "ute@", "ute@nord.example\r\nBcc: eve@evil.example", "ute@nord.example, eve@evil.example",
		"ute@nord.example>\r\nRCPT TO:<eve@evil.example", "Ute <ute@nord.example>", "ute@nord example",
	} {
		m := letter()
		m.To.Address = address
		err := open(t, server.Setting()).Send(t.Context(), m)
		if err == nil {
			t.Errorf("%q was sent", address)
			continue
		}
		if want := (&mail.Refusal{Reason: "address"}); fmt.Sprint(err) != want.Error() {
			t.Errorf("%q: %v", address, err)
		}
		m = letter()
		m.From.Address = address
		if err := open(t, server.Setting()).Send(t.Context(), m); err == nil {
			t.Errorf("%q sent a letter", address)
		}
	}
	if got := len(server.Letters()); got != 0 {
		t.Errorf("%d letters arrived", got)
	}
}

func TestOneClickNeedsHTTPS(t *testing.T) {
	t.Parallel()
	for address, want := range map[string][]string{
		"https://k.example/a/x/unsubscribe": {"<https://k.example/a/x/unsubscribe>", "List-Unsubscribe=One-Click"},
		"http://k.example/a/x/unsubscribe":  {"<http://k.example/a/x/unsubscribe>", ""},
		"":                                  {"", ""},
	} {
		m := letter()
		m.Unsubscribe = address
		h := arrived(t, m).Header
		if diff := cmp.Diff(want, []string{h.Get("List-Unsubscribe"), h.Get("List-Unsubscribe-Post")}); diff != "" {
			t.Errorf("%q (-want +got):\n%s", address, diff)
		}
	}
}

func TestLettersAskForNoAutomaticAnswerAndNameNoProgram(t *testing.T) {
	t.Parallel()
	h := arrived(t, letter()).Header
	got := map[string]string{}
	for _, name := range []string{"Auto-Submitted", "X-Auto-Response-Suppress", "Precedence", "User-Agent", "X-Mailer"} {
		got[name] = h.Get(name)
	}
	want := map[string]string{"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "OOF, AutoReply", "Precedence": "", "User-Agent": "", "X-Mailer": ""}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
