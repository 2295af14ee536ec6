package web

import (
	"strconv"

	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/cooperation"
	"kreislauf/internal/fault"
	"kreislauf/internal/i18n"
	"kreislauf/web/templates/agreement"
	"kreislauf/web/templates/ui"
)

const (
	principles   = 7  // starting clauses of the catalogue
	emptyClauses = 2  // offered below the clauses of a draft
	mostClauses  = 62 // read from a form: the service names the limit
)

// newAgreement begins the next version with the clauses of the one in force,
// or with the principles of the catalogue.
func (a *App) newAgreement(c *fiber.Ctx) error {
	home, versions, err := a.agreements(c)
	if err != nil {
		return err
	}
	f := cooperation.AgreementForm{Clauses: startingClauses(i18n.From(c.UserContext()))}
	if len(versions) > 0 {
		f.Clauses = versions[0].Clauses
	}
	return a.render(c, a.agreementForm(c, home, f, nil))
}

func startingClauses(l *i18n.Locale) []cooperation.Clause {
	clauses := make([]cooperation.Clause, principles)
	for i := range clauses {
		key := "agreement.principle_" + strconv.Itoa(i+1)
		clauses[i] = cooperation.Clause{Code: "principle_" + strconv.Itoa(i+1), Title: l.T(key), Body: l.T(key + "_body")}
	}
	return clauses
}

func (a *App) createAgreement(c *fiber.Ctx) error {
	f := agreementFormOf(c)
	created, err := a.Cooperation.DraftAgreement(c.UserContext(), viewerOf(c), c.Params("id"), f)
	if err != nil {
		return a.redrawAgreement(c, f, err)
	}
	return see(c, cooperationPath(c.Params("id"))+"/agreement/"+created.ID)
}

func (a *App) editAgreement(c *fiber.Ctx) error {
	home, versions, err := a.agreements(c)
	if err != nil {
		return err
	}
	for _, v := range versions {
		if v.ID == c.Params("version") && v.State == cooperation.AgreementDraft {
			return a.render(c, a.agreementForm(c, home, cooperation.AgreementForm{Clauses: v.Clauses, Version: v.Version}, nil))
		}
	}
	return fault.NotFound("error.not_found")
}

func (a *App) saveAgreement(c *fiber.Ctx) error {
	f := agreementFormOf(c)
	if err := a.Cooperation.EditAgreement(c.UserContext(), viewerOf(c), c.Params("id"), c.Params("version"), f); err != nil {
		return a.redrawAgreement(c, f, err)
	}
	return see(c, cooperationPath(c.Params("id"))+"/agreement/"+c.Params("version"))
}

func (a *App) proposeAgreement(c *fiber.Ctx) error {
	return a.stepAgreement(c, a.Cooperation.ProposeAgreement(c.UserContext(), viewerOf(c), c.Params("id"), c.Params("version"), versionOf(c)))
}

func (a *App) withdrawAgreement(c *fiber.Ctx) error {
	return a.stepAgreement(c, a.Cooperation.WithdrawAgreement(c.UserContext(), viewerOf(c), c.Params("id"), c.Params("version"), versionOf(c)))
}

func (a *App) acceptAgreement(c *fiber.Ctx) error {
	return a.stepAgreement(c, a.Cooperation.AcceptAgreement(c.UserContext(), viewerOf(c), c.Params("id"), c.Params("version"), versionOf(c)))
}

func (a *App) stepAgreement(c *fiber.Ctx, err error) error {
	if err != nil {
		return err
	}
	return see(c, cooperationPath(c.Params("id"))+"/agreement/"+c.Params("version"))
}

// agreements returns the versions for those who may write them.
func (a *App) agreements(c *fiber.Ctx) (cooperation.Home, []cooperation.AgreementVersion, error) {
	if err := viewerOf(c).NeedManager(); err != nil {
		return cooperation.Home{}, nil, err
	}
	home, err := a.home(c)
	if err != nil {
		return cooperation.Home{}, nil, err
	}
	versions, err := a.Cooperation.Agreements(c.UserContext(), viewerOf(c), home.Cooperation.ID)
	return home, versions, err
}

func agreementFormOf(c *fiber.Ctx) cooperation.AgreementForm {
	f := cooperation.AgreementForm{Version: versionOf(c)}
	for i := 1; i <= mostClauses; i++ {
		number := strconv.Itoa(i)
		if !c.Context().PostArgs().Has("title_" + number) {
			break
		}
		f.Clauses = append(f.Clauses, cooperation.Clause{
			Code: c.FormValue("code_" + number), Title: c.FormValue("title_" + number), Body: c.FormValue("body_" + number),
		})
	}
	return f
}

func (a *App) redrawAgreement(c *fiber.Ctx, f cooperation.AgreementForm, err error) error {
	home, _, drawErr := a.agreements(c)
	if drawErr != nil {
		return drawErr
	}
	return a.redraw(c, err, func(w Wrong) templ.Component { return a.agreementForm(c, home, f, w) })
}

func (a *App) agreementForm(c *fiber.Ctx, home cooperation.Home, f cooperation.AgreementForm, wrong Wrong) templ.Component {
	l, path := i18n.From(c.UserContext()), agreementPath(home)
	heading, back := l.T("agreement.new"), path
	if c.Params("version") != "" {
		heading, back = l.T("agreement.edit"), path+"/"+c.Params("version")
	}
	p := agreement.EditPage{
		Frame: a.formFrame(c, home, heading, ui.Link{Label: l.T("agreement.title"), URL: path}), CSRF: a.formToken(c),
		Action: c.Path(), Version: strconv.Itoa(f.Version), Wrong: wrong, Back: ui.Link{Label: l.T("form.back"), URL: back},
	}
	for i, clause := range append(f.Clauses[:len(f.Clauses):len(f.Clauses)], make([]cooperation.Clause, emptyClauses)...) {
		number := strconv.Itoa(i + 1)
		legend := l.T("agreement.clause_number", "number", i+1)
		if i >= len(f.Clauses) {
			legend = l.T("agreement.clause_further")
		}
		p.Clauses = append(p.Clauses, agreement.Draft{
			Legend: legend, CodeName: "code_" + number, Code: clause.Code,
			Title: ui.Field{Name: "title_" + number, Label: l.T("agreement.clause_name"), Value: clause.Title, Error: wrong.Of("title_" + number)},
			Body:  ui.Field{Name: "body_" + number, Label: l.T("agreement.clause_body"), Value: clause.Body, Rows: 4, Error: wrong.Of("body_" + number)},
		})
	}
	return agreement.Edit(p)
}
