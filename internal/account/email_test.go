package account_test

import (
	"math/rand"
	"strings"
	"testing"
	"testing/quick"

	"kreislauf/internal/account"
	"kreislauf/internal/fault"
)

func TestAnAddressIsOnePlainAddressThatEveryMailServerTakes(t *testing.T) {
	t.Parallel()
	label := strings.Repeat("a", 63)
	for _, good := range []string{
		"anna@firma.de", "a@b.co", "anna.huber+netz@sub.firma.example", "o'brien@firma.ie", "_x-1@1und1.de",
		"!#$%&'*+-/=?^_`{|}~@firma.de", "anna@müller.de", "anna@xn--mller-kva.de", "anna@straße.de", "anna@пример.рф",
		strings.Repeat("a", 64) + "@firma.de", "a@" + label + "." + label + ".de", "anna@r3---sn.example.com", "ANNA@FIRMA.DE",
	} {
		if err := account.CheckEmail(good); err != nil {
			t.Errorf("%s is refused: %v", good, err)
		}
	}
	for bad, want := range map[string]string{
		"":                                "error.required",
		"  ":                              "error.required",
		"anna":                            "error.email_no_at",
		"anna＠firma.de":                   "error.email_no_at",
		"anna@@firma.de":                  "error.email_at",
		"anna@b@firma.de":                 "error.email_at",
		"@firma.de":                       "error.email_no_local",
		"anna@":                           "error.email_no_domain",
		"anna@firma":                      "error.email_no_dot",
		"anna@localhost":                  "error.email_no_dot",
		"anna@firma.de.":                  "error.email_dots",
		"anna@.firma.de":                  "error.email_dots",
		"anna@firma..de":                  "error.email_dots",
		".anna@firma.de":                  "error.email_dots",
		"anna.@firma.de":                  "error.email_dots",
		"an..na@firma.de":                 "error.email_dots",
		"anna huber@firma.de":             "error.email_blank",
		"anna@firma .de":                  "error.email_blank",
		"anna\u00a0h@firma.de":            "error.email_blank",
		"anna\nh@firma.de":                "error.email_unreadable",
		"anna\x00@firma.de":               "error.email_unreadable",
		"anna\xff@firma.de":               "error.email_unreadable",
		"Anna Huber <anna@firma.de>":      "error.email_named",
		"<anna@firma.de>":                 "error.email_named",
		`"Anna" <anna@firma.de>`:          "error.email_quoted",
		`"anna huber"@firma.de`:           "error.email_quoted",
		"mailto:anna@firma.de":            "error.email_mailto",
		"MAILTO:anna@firma.de":            "error.email_mailto",
		"anna@firma.de, bert@firma.de":    "error.email_several",
		"anna@firma.de;bert@firma.de":     "error.email_several",
		"anna@firma.de bert@firma.de":     "error.email_several",
		"anna@firma.de\nbert@firma.de":    "error.email_several",
		"anna@firma.de;":                  "error.email_domain",
		"anna@firma.de,":                  "error.email_domain",
		"(work)anna@firma.de":             "error.email_character",
		"anna@firma.de(work)":             "error.email_domain",
		"anna,huber@firma.de":             "error.email_character",
		"anna:huber@firma.de":             "error.email_character",
		`anna\huber@firma.de`:             "error.email_character",
		"jörg@firma.de":                   "error.email_local_ascii",
		"аnna@firma.de":                   "error.email_local_ascii", // a Cyrillic first letter
		"anna@[127.0.0.1]":                "error.email_ip",
		"anna@[IPv6:::1]":                 "error.email_ip",
		"anna@127.0.0.1":                  "error.email_ip",
		"anna@firma.49":                   "error.email_ending",
		"anna@firma,de":                   "error.email_domain",
		"anna@firma.d":                    "error.email_ending",
		"anna@-firma.de":                  "error.email_domain",
		"anna@firma-.de":                  "error.email_domain",
		"anna@fir_ma.de":                  "error.email_domain",
		"anna@xn--a.de":                   "error.email_domain", // no punycode
		"anna@xn--":                       "error.email_domain",
		"anna@xn--.de":                    "error.email_domain",
		"anna@" + label + "a.de":          "error.email_domain",
		strings.Repeat("a", 65) + "@b.de": "error.email_long",
		strings.Repeat("a", 60) + "@" + strings.Repeat(label+".", 3) + "de": "error.email_long",
	} {
		if all := fault.All(account.CheckEmail(bad)); len(all) != 1 || all[0].Key != want {
			t.Errorf("%q: got %v, want %s", bad, all, want)
		}
	}
}

func TestAnAddressHasOneSpelling(t *testing.T) {
	t.Parallel()
	for written, want := range map[string]string{
		"  Anna.Huber@Firma.DE \t":        "anna.huber@firma.de",
		"anna@MÜLLER.de":                  "anna@xn--mller-kva.de",
		"anna@xn--mller-KVA.de":           "anna@xn--mller-kva.de",
		"anna@mu\u0308ller.de":            "anna@xn--mller-kva.de",
		"anna\u200b@fir\u00adma.de\u00a0": "anna@firma.de",
		"\ufeffanna@firma.de\u2060":       "anna@firma.de",
		"anna@firma\u3002de":              "anna@firma.de",
		"\u212aurt@firma.de":              "\u212aurt@firma.de", // the Kelvin sign is no k
		"Kein Konto":                      "kein konto",
		"Anna@-firma.de":                  "anna@-firma.de",
	} {
		if got := account.NormalEmail(written); got != want {
			t.Errorf("%q becomes %q, want %q", written, got, want)
		}
	}
}

func TestTheOneSpellingOfAnAddressStaysWhatItIs(t *testing.T) {
	t.Parallel()
	same := func(local, domain string, at bool) bool {
		text := local + domain
		if at {
			text = local + "@" + domain + ".de"
		}
		once := account.NormalEmail(text)
		return account.NormalEmail(once) == once
	}
	// The same texts each time: looking for others is the fuzzer's part below.
	if err := quick.Check(same, &quick.Config{MaxCount: 20_000, Rand: rand.New(rand.NewSource(1))}); err != nil {
		t.Error(err)
	}
}

func FuzzAnAddressThatIsAcceptedIsPlainInEverySpelling(f *testing.F) {
	for _, seed := range []string{"anna@firma.de", "a@müller.de", "\u00ada@b.de", "a@b@c.de", "Ａ@ｂ.de", "a@\u2100.de", "a@xn--.de"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		normal := account.NormalEmail(text)
		if again := account.NormalEmail(normal); again != normal {
			t.Fatalf("%q becomes %q, and then %q", text, normal, again)
		}
		if account.CheckEmail(text) != nil {
			return
		}
		if err := account.CheckEmail(normal); err != nil {
			t.Fatalf("%q is accepted, its spelling %q is not: %v", text, normal, err)
		}
		if strings.Count(normal, "@") != 1 || len(normal) > 254 || strings.ContainsAny(normal, " <>\"(),:;[]\\") || strings.ToLower(normal) != normal {
			t.Fatalf("%q is accepted as %q", text, normal)
		}
		for _, r := range normal {
			if r <= ' ' || r >= 0x7f {
				t.Fatalf("%q is accepted as %q", text, normal)
			}
		}
	})
}

func TestAnAddressIsShownInItsOwnAlphabet(t *testing.T) {
	t.Parallel()
	for stored, want := range map[string]string{
		"anna@xn--mller-kva.de": "anna@müller.de", "anna@firma.de": "anna@firma.de", "anna@xn--a.de": "anna@xn--a.de", "xn--a": "xn--a",
	} {
		if got := account.ShownEmail(stored); got != want {
			t.Errorf("%s is shown as %s, want %s", stored, got, want)
		}
	}
}

func TestADomainOfTwoAlphabetsIsSuspicious(t *testing.T) {
	t.Parallel()
	for domain, want := range map[string]bool{
		"paypal.com": false, "müller.de": false, "пример.рф": false, "p\u0430ypal.com": true, "\u0430\u0440\u0440\u04cf\u0435.com": true,
	} {
		_, ascii, _ := strings.Cut(account.NormalEmail("a@"+domain), "@")
		if got := account.MixesAlphabets(ascii); got != want {
			t.Errorf("%s: %v, want %v", domain, got, want)
		}
	}
}
