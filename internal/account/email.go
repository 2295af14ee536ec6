package account

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"

	"kreislauf/internal/fault"
)

// Bounds of an address in bytes, RFC 5321 section 4.5.3.1, and of one label
// of its domain, RFC 1035.
const (
	maxEmail = 254
	maxLocal = 64
	maxLabel = 63
)

// NormalEmail is the one spelling of an address under which it is stored and
// looked for: without blanks around it and characters that cannot be seen, in
// lower case, its domain in ASCII. What is no address comes back as legible
// as it was; CheckEmail says why it is none.
func NormalEmail(email string) string {
	local, domain, found := cutLast(strings.TrimSpace(dropInvisible(email)), "@")
	if !found {
		return lowerASCII(local)
	}
	return lowerASCII(local) + "@" + asciiDomain(domain)
}

// ShownEmail is an address as people write it: its domain in their alphabet.
func ShownEmail(email string) string {
	local, domain, found := cutLast(email, "@")
	if !found || !strings.Contains(domain, "xn--") {
		return email
	}
	shown, err := idna.Display.ToUnicode(domain)
	if err != nil || asciiDomain(shown) != domain {
		return email
	}
	return local + "@" + shown
}

// MixesAlphabets reports whether a domain holds letters of Latin and of
// another alphabet that looks alike, as impostors' domains do; the ending
// counts too.
func MixesAlphabets(domain string) bool {
	if !strings.Contains(domain, "xn--") {
		return false
	}
	shown, err := idna.Display.ToUnicode(domain)
	if err != nil {
		return true
	}
	has := func(alphabets ...*unicode.RangeTable) bool {
		return strings.ContainsFunc(shown, func(r rune) bool { return unicode.In(r, alphabets...) })
	}
	return has(unicode.Latin) && has(unicode.Cyrillic, unicode.Greek, unicode.Armenian)
}

// CheckEmail returns the fault of text that is not one plain address that
// every mail server can be given: an unquoted local part in ASCII and a
// domain with a dot, which may be international.
func CheckEmail(email string) error {
	if key := emailFault(email); key != "" {
		return fault.Invalid("email", key)
	}
	return nil
}

// emailFault returns the translation key of what is wrong with an address, or
// nothing.
func emailFault(email string) string {
	text := strings.TrimSpace(email)
	switch {
	case text == "":
		return "error.required"
	case strings.Count(text, "@") > 1 && strings.ContainsAny(text, ",;/| \u00a0\t\r\n"):
		return "error.email_several"
	case !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl):
		return "error.email_unreadable"
	case !strings.Contains(text, "@"):
		return "error.email_no_at"
	}
	if key := moreThanAnAddress(text); key != "" {
		return key
	}
	local, domain, _ := cutLast(NormalEmail(text), "@")
	if key := localFault(local); key != "" {
		return key
	}
	if len(local)+1+len(domain) > maxEmail {
		return "error.email_long"
	}
	return domainFault(domain)
}

// moreThanAnAddress recognises what mail programs put around addresses.
func moreThanAnAddress(text string) string {
	switch {
	case len(text) >= 7 && strings.EqualFold(text[:7], "mailto:"):
		return "error.email_mailto"
	case strings.Contains(text, `"`):
		return "error.email_quoted"
	case strings.ContainsAny(text, "<>"):
		return "error.email_named"
	case strings.Count(text, "@") > 1:
		return "error.email_at"
	case strings.ContainsFunc(dropInvisible(text), unicode.IsSpace):
		return "error.email_blank"
	}
	return ""
}

func localFault(local string) string {
	switch {
	case local == "":
		return "error.email_no_local"
	case !isASCII(local):
		return "error.email_local_ascii"
	case len(local) > maxLocal:
		return "error.email_long"
	case local[0] == '.' || local[len(local)-1] == '.' || strings.Contains(local, ".."):
		return "error.email_dots"
	}
	for i := range len(local) {
		if !isAtomByte(local[i]) {
			return "error.email_character"
		}
	}
	return ""
}

// isAtomByte accepts dots and what RFC 5322 calls atext.
func isAtomByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("!#$%&'*+-/=?^_`{|}~.", c) >= 0
}

func domainFault(domain string) string {
	switch {
	case domain == "":
		return "error.email_no_domain"
	case domain[0] == '[' || strings.Trim(domain, "0123456789.") == "" && strings.Count(domain, ".") == 3:
		return "error.email_ip"
	case domain[0] == '.' || domain[len(domain)-1] == '.' || strings.Contains(domain, ".."):
		return "error.email_dots"
	case !strings.Contains(domain, ".") && isLabel(domain):
		return "error.email_no_dot"
	}
	ending := ""
	for label := range strings.SplitSeq(domain, ".") {
		if !isLabel(label) {
			return "error.email_domain"
		}
		ending = label
	}
	// The last label of a domain is never a number, or an IP address would be
	// a domain, and no top-level domain has one letter.
	if len(ending) < 2 || strings.Trim(ending, "0123456789") == "" {
		return "error.email_ending"
	}
	if _, ok := toASCII(domain); !ok {
		return "error.email_domain"
	}
	return ""
}

func isLabel(label string) bool {
	if label == "" || len(label) > maxLabel || label[0] == '-' || label[len(label)-1] == '-' {
		return false
	}
	for i := range len(label) {
		if c := label[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return true
}

// asciiDomain returns the domain as name servers know it, or in lower case
// where it is none.
func asciiDomain(domain string) string {
	if ascii, ok := toASCII(domain); ok {
		return ascii
	}
	return lowerASCII(domain)
}

// toASCII spares plain domains the tables of international ones.
func toASCII(domain string) (ascii string, ok bool) {
	lower := lowerASCII(domain)
	if isASCII(lower) && !strings.Contains(lower, "xn--") {
		return lower, true
	}
	ascii, err := idna.Lookup.ToASCII(lower)
	if err != nil || !isASCII(ascii) || strings.ContainsAny(ascii, "@ ") {
		return "", false
	}
	if ascii == "" || ascii[0] == '.' || strings.Contains(ascii, "..") { // "xn--" alone stands for nothing
		return "", false
	}
	return ascii, true
}

// dropInvisible removes characters without width, such as those that web
// pages and word processors put into addresses.
func dropInvisible(text string) string {
	if isASCII(text) {
		return text
	}
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, text)
}

func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// lowerASCII leaves other alphabets alone: some of their capitals become
// ASCII letters, and with them another address.
func lowerASCII(text string) string {
	lower := []byte(text)
	for i, c := range lower {
		if c >= 'A' && c <= 'Z' {
			lower[i] = c + 'a' - 'A'
		}
	}
	return string(lower)
}

func cutLast(text, separator string) (before, after string, found bool) {
	i := strings.LastIndex(text, separator)
	if i < 0 {
		return text, "", false
	}
	return text[:i], text[i+len(separator):], true
}
