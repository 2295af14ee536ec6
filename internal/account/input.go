package account

import (
	"strings"
	"time"

	"kreislauf/internal/fault"
)

// maxName bounds the names of users and networks, in characters.
const maxName = 120

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
	errs.Line("name", in.Name, maxName, true)
	errs.Line("network", in.NetworkName, maxName, true)
	checkEmail(&errs, in.Email)
	if _, err := time.LoadLocation(in.Zone); err != nil || in.Zone == "Local" {
		errs.Add("zone", "error.zone")
	}
	return errs.Err()
}

func (in AdmitInput) validate() error {
	var errs fault.Errors
	errs.Line("name", in.Name, maxName, true)
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

// checkEmail reports what CheckEmail finds as a fault of the form.
func checkEmail(errs *fault.Errors, text string) {
	if key := emailFault(text); key != "" {
		errs.Add("email", key)
	}
}
