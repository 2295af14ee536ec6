package mail_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kreislauf/internal/mail"
	"kreislauf/internal/mail/mailtest"
)

// With these times a sender gives a server up: soon where the test has it fall
// silent, late where a slow machine must not look like silence.
const (
	impatience = time.Second
	patience   = time.Minute
)

const inTime = "did not answer in time"

// patienceFor is what a test of that outcome waits.
func patienceFor(says string) time.Duration {
	if strings.HasSuffix(inTime, says) {
		return impatience
	}
	return patience
}

const secretPassword = "geheim&pass"

func open(t *testing.T, setting string) mail.Sender {
	t.Helper()
	return openWithin(t, setting, patience)
}

func openWithin(t *testing.T, setting string, patience time.Duration) mail.Sender {
	t.Helper()
	sender, err := mail.OpenWithin(setting, patience)
	if err != nil {
		t.Fatal(err)
	}
	return sender
}

// tellsNothing asserts that an error may stand in a log.
func tellsNothing(t *testing.T, err error) {
	t.Helper()
	for _, secret := range []string{"ute", "nord.example", "kreislauf@", "geheim", "konto", "Prüfung"} {
		if strings.Contains(err.Error(), secret) {
			t.Errorf("the error holds %q: %v", secret, err)
		}
	}
}

func TestEachFaultOfAMailServerIsFinalOrMayPassAndTellsNoAddress(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fault  mailtest.Fault
		reason string // empty: may pass
		says   string
	}{
		"no such recipient":            {mailtest.NoRecipient, "address", "(550)"},
		"full mailbox":                 {mailtest.MailboxFull, "mailbox_full", "(552)"},
		"refused text":                 {mailtest.Refuse, "refused", "(554)"},
		"greylisted":                   {mailtest.Greylist, "", "(450)"},
		"try later":                    {mailtest.TryLater, "", "(451)"},
		"busy instead of a greeting":   {mailtest.Busy, "", "(421)"},
		"our sender refused":           {mailtest.NoSender, "", "MAIL FROM command (550)"},
		"our sender refused, but late": {mailtest.SenderUnknown, "", "(550)"},
		"dropped at the greeting":      {mailtest.DropAtGreeting, "", "ended the connection"},
		"dropped after the text":       {mailtest.HangUp, "", "connection ended"},
		"silent at the greeting":       {mailtest.StallAtGreeting, "", inTime},
		"silent after the text":        {mailtest.StallAfterText, "", inTime},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := mailtest.Start(t)
			server.Next(c.fault)
			err := openWithin(t, server.Setting(), patienceFor(c.says)).Send(t.Context(), letter())
			if err == nil {
				t.Fatal("the failure went unnoticed")
			}
			tellsNothing(t, err)
			var refusal *mail.Refusal
			if final := errors.As(err, &refusal); final != (c.reason != "") || (final && refusal.Reason != c.reason) {
				t.Errorf("got %v, want final reason %q", err, c.reason)
			}
			taken := c.fault == mailtest.HangUp || c.fault == mailtest.StallAfterText
			if errors.As(err, new(*mail.Unsure)) != taken {
				t.Errorf("that the server may have taken it is told wrongly: %v", err)
			}
			if !strings.Contains(err.Error(), c.says) {
				t.Errorf("the error %q does not say %q", err, c.says)
			}
			server.Mend() // a machine that stood still may have kept the letter from its fault
			if err := open(t, server.Setting()).Send(t.Context(), letter()); err != nil {
				t.Errorf("the next letter: %v", err)
			}
			if got := server.Letters(); len(got) != 1 || got[0].MessageID != "<abc@network.example>" {
				t.Errorf("%d letters arrived", len(got))
			}
		})
	}
}

func TestAMailServerThatCannotBeSpokenToIsNoRefusalAndKeepsNoConnection(t *testing.T) {
	t.Parallel()
	plain := mailtest.Start(t)
	starttls := mailtest.Start(t, mailtest.WithSTARTTLS(), mailtest.WithAccount("konto", secretPassword, "PLAIN"))
	wrapped := mailtest.Start(t, mailtest.WithTLS())
	account := mailtest.Start(t, mailtest.WithAccount("konto", secretPassword, "CRAM-MD5"))
	untrusted := "smtp://" + starttls.Address() + "?tls=required"
	for name, c := range map[string]struct{ setting, says string }{
		"nobody listens":               {mailtest.Closed, "cannot be reached"},
		"wrong password":               {starttls.SettingFor("konto", "geheim-falsch"), "does not accept user and password (535)"},
		"no password":                  {"smtp://" + account.Address() + "?tls=none", "(502)"},
		"no common way to login":       {account.Setting(), "turns us away (504)"},
		"unknown certificate":          {untrusted, "certificate is not trusted"},
		"unknown certificate, wrapped": {"smtps://" + wrapped.Address(), "certificate is not trusted"},
		"no TLS where required":        {"smtp://" + plain.Address() + "?tls=required", "no TLS"},
		"TLS spoken to a plain one":    {"smtps://" + plain.Address(), "does not speak TLS"},
		"plain spoken to a TLS one":    {"smtp://" + wrapped.Address() + "?tls=none", "not answer in time"},
	} {
		err := openWithin(t, c.setting, patienceFor(c.says)).Send(t.Context(), letter())
		var refusal *mail.Refusal
		if err == nil || errors.As(err, &refusal) {
			t.Errorf("%s: got %v", name, err)
			continue
		}
		tellsNothing(t, err)
		if !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: the error %q does not say %q", name, err, c.says)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	for _, server := range []*mailtest.Server{plain, starttls, wrapped, account} {
		if err := server.Idle(ctx); err != nil {
			t.Errorf("a connection was left open: %v", err)
		}
		if got := len(server.Letters()); got != 0 {
			t.Errorf("%d letters arrived", got)
		}
	}
}

func TestLettersTravelOverTLSAndAfterSigningIn(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		options []mailtest.Option
		secure  int
	}{
		"STARTTLS, PLAIN":     {[]mailtest.Option{mailtest.WithSTARTTLS(), mailtest.WithAccount("konto", secretPassword, "PLAIN")}, 1},
		"STARTTLS, LOGIN":     {[]mailtest.Option{mailtest.WithSTARTTLS(), mailtest.WithAccount("konto", secretPassword, "LOGIN")}, 1},
		"implicit TLS, PLAIN": {[]mailtest.Option{mailtest.WithTLS(), mailtest.WithAccount("konto", secretPassword, "LOGIN", "PLAIN")}, 1},
		"implicit TLS, LOGIN": {[]mailtest.Option{mailtest.WithTLS(), mailtest.WithAccount("konto", secretPassword, "LOGIN")}, 1},
		"implicit TLS":        {[]mailtest.Option{mailtest.WithTLS()}, 1},
		"loopback, PLAIN":     {[]mailtest.Option{mailtest.WithAccount("konto", secretPassword, "PLAIN")}, 0},
		"loopback, LOGIN":     {[]mailtest.Option{mailtest.WithAccount("konto", secretPassword, "LOGIN")}, 0},
	} {
		server := mailtest.Start(t, c.options...)
		if err := open(t, server.Setting()).Send(t.Context(), letter()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if len(server.Letters()) != 1 || server.Secure() != c.secure {
			t.Errorf("%s: %d letters arrived, %d over TLS", name, len(server.Letters()), server.Secure())
		}
	}
}

func TestTLSIsUsedWhereItIsOfferedWithoutBeingAskedFor(t *testing.T) {
	t.Parallel()
	server := mailtest.Start(t, mailtest.WithSTARTTLS())
	if err := open(t, strings.Replace(server.Setting(), "tls=required&", "", 1)).Send(t.Context(), letter()); err != nil {
		t.Fatal(err)
	}
	if server.Secure() != 1 {
		t.Error("the letter travelled in the clear")
	}
}

func TestASettingThatCannotWorkIsRefusedWithoutRepeatingIt(t *testing.T) {
	t.Parallel()
	empty := filepath.Join(t.TempDir(), "geheim.pem")
	if err := os.WriteFile(empty, []byte("no certificate"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, setting := range []string{
		"", "file:", "http://mail.example", "smtp://", "smtp://user:geheim@mail.example:x", "smtp://mail.example?tls=maybe",
		"smtp://user:geheim@mail.example?tls=none", "smtp://user:geheim@mail.example:\x7f",
		"smtp://mail.example?tls_ca=/geheim/none.pem", "smtp://mail.example?tls_ca=" + empty,
	} {
		_, err := mail.Open(setting)
		if err == nil {
			t.Errorf("%q was accepted", setting)
		} else if strings.Contains(err.Error(), "geheim") {
			t.Errorf("the error repeats the setting: %v", err)
		}
	}
}
