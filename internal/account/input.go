package account

import (
	"net/mail"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"kreislauf/internal/fault"
)

// SetupInput is the first-run form.
type SetupInput struct {
	Name, Email, Language, NetworkName, Zone string
}

// AdmitInput is the form that gives a person an account.
type AdmitInput struct {
	Name, Email, Language string
	Role                  Role
	CompanyID             string
}

func (in SetupInput) trimmed() SetupInput {
	in.Name, in.Email = strings.TrimSpace(in.Name), strings.TrimSpace(in.Email)
	in.NetworkName, in.Zone = strings.TrimSpace(in.NetworkName), strings.TrimSpace(in.Zone)
	in.Language = languageOf(in.Language)
	if in.Zone == "" {
		in.Zone = "Europe/Berlin"
	}
	return in
}

// trimmed leaves a company to partners only.
func (in AdmitInput) trimmed() AdmitInput {
	in.Name, in.Email, in.Language = strings.TrimSpace(in.Name), strings.TrimSpace(in.Email), languageOf(in.Language)
	if in.Role != Partner {
		in.CompanyID = ""
	}
	return in
}

// languageOf is the language of mails: German unless English was chosen.
func languageOf(chosen string) string {
	if chosen == "en" {
		return "en"
	}
	return "de"
}

func (in SetupInput) validate() error {
	var errs fault.Errors
	checkName(&errs, "name", in.Name)
	checkName(&errs, "network", in.NetworkName)
	checkEmail(&errs, in.Email)
	if _, err := time.LoadLocation(in.Zone); err != nil || in.Zone == "Local" {
		errs.Add("zone", "error.zone")
	}
	return errs.Err()
}

func (in AdmitInput) validate() error {
	var errs fault.Errors
	checkName(&errs, "name", in.Name)
	checkEmail(&errs, in.Email)
	switch in.Role {
	case Manager, Reader:
	case Partner:
		if in.CompanyID == "" {
			errs.Add("company", "error.required")
		}
	default:
		errs.Add("role", "error.choice")
	}
	return errs.Err()
}

func checkName(errs *fault.Errors, field, text string) {
	switch {
	case strings.TrimSpace(text) == "":
		errs.Add(field, "error.required")
	case !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl):
		errs.Add(field, "error.text")
	case utf8.RuneCountInString(text) > 120:
		errs.Add(field, "error.too_long", "max", 120)
	}
}

// checkEmail accepts what a mail server can be given: one plain address with
// a dot in its domain, or localhost.
func checkEmail(errs *fault.Errors, text string) {
	text = strings.TrimSpace(text)
	if text == "" {
		errs.Add("email", "error.required")
		return
	}
	address, err := mail.ParseAddress(text)
	if err != nil || address.Address != text || len(text) > 254 {
		errs.Add("email", "error.email")
		return
	}
	domain := text[strings.LastIndexByte(text, '@')+1:]
	if domain != "localhost" && !strings.Contains(strings.Trim(domain, "."), ".") {
		errs.Add("email", "error.email")
	}
}

// CheckEmail returns the fault of an address that no mail can be sent to.
func CheckEmail(email string) error {
	var errs fault.Errors
	checkEmail(&errs, email)
	return errs.Err()
}

// NormalEmail is the one spelling of an address under which it is stored and
// looked for.
func NormalEmail(email string) string { return strings.ToLower(strings.TrimSpace(email)) }
