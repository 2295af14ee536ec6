package web

import (
	"context"
	"strconv"
	"strings"

	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/account"
	"kreislauf/internal/cooperation"
	"kreislauf/internal/i18n"
	"kreislauf/web/templates/layout"
	"kreislauf/web/templates/settings"
	"kreislauf/web/templates/ui"
)

// settingsForms are the two forms of the settings page and what is wrong with
// either.
type settingsForms struct {
	network      cooperation.NetworkForm
	networkWrong Wrong
	admit        account.AdmitInput
	admitWrong   Wrong
}

func (a *App) showSettings(c *fiber.Ctx) error {
	network, err := a.Cooperation.Network(c.UserContext(), viewerOf(c))
	if err != nil {
		return err
	}
	return a.renderSettings(c, settingsForms{network: cooperation.FormOfNetwork(network)})
}

func (a *App) saveSettings(c *fiber.Ctx) error {
	version, err := strconv.Atoi(c.FormValue("version"))
	if err != nil {
		return fiber.ErrBadRequest
	}
	form := cooperation.NetworkForm{
		Name: c.FormValue("name"), Zone: chosenZone(c, "zone"), K: c.FormValue("k"), Languages: i18n.Languages, Version: version,
	}
	if err := a.Cooperation.EditNetwork(c.UserContext(), viewerOf(c), form); err != nil {
		return a.refuseSettings(c, err, func(w Wrong) settingsForms { return settingsForms{network: form, networkWrong: w} })
	}
	return see(c, doneWith("/settings", "saved"))
}

func (a *App) admitMember(c *fiber.Ctx) error {
	in := account.AdmitInput{
		Name: c.FormValue("member_name"), Email: c.FormValue("member_email"), Language: c.FormValue("member_language"),
		Role: account.Role(c.FormValue("member_role")), CompanyID: c.FormValue("member_company"),
	}
	if in.CompanyID != "" {
		if _, err := a.Cooperation.Company(c.UserContext(), viewerOf(c), in.CompanyID); err != nil {
			return err
		}
	}
	if err := a.Account.Admit(c.UserContext(), viewerOf(c), in); err != nil {
		network, readErr := a.Cooperation.Network(c.UserContext(), viewerOf(c))
		if readErr != nil {
			return readErr
		}
		form := cooperation.FormOfNetwork(network)
		return a.refuseSettings(c, err, func(w Wrong) settingsForms {
			return settingsForms{network: form, admit: in, admitWrong: prefixed("member_", w)}
		})
	}
	return see(c, doneWith("/settings", "admitted"))
}

func (a *App) dismissMember(c *fiber.Ctx) error {
	if err := a.Account.Dismiss(c.UserContext(), viewerOf(c), c.Params("user")); err != nil {
		return err
	}
	return see(c, doneWith("/settings", "dismissed"))
}

// refuseSettings draws the page again with the refused form's values.
func (a *App) refuseSettings(c *fiber.Ctx, err error, forms func(Wrong) settingsForms) error {
	var failed error
	drawn := a.redraw(c, err, func(w Wrong) templ.Component {
		page, err := a.settingsPage(c, forms(w))
		failed = err
		return settings.Show(page)
	})
	if failed != nil {
		return failed
	}
	return drawn
}

func (a *App) renderSettings(c *fiber.Ctx, forms settingsForms) error {
	page, err := a.settingsPage(c, forms)
	if err != nil {
		return err
	}
	return a.render(c, settings.Show(page))
}

func (a *App) settingsPage(c *fiber.Ctx, forms settingsForms) (settings.Page, error) {
	ctx, viewer := c.UserContext(), viewerOf(c)
	members, err := a.Account.Members(ctx, viewer)
	if err != nil {
		return settings.Page{}, err
	}
	companies, err := a.Cooperation.Companies(ctx, viewer)
	if err != nil {
		return settings.Page{}, err
	}
	text := func(key string) string { return i18n.T(ctx, "settings."+key) }
	wrong, network := forms.networkWrong, forms.network
	page := settings.Page{
		Frame: a.appFrame(c, "", text("title")), CSRF: a.formToken(c), Version: strconv.Itoa(network.Version), Wrong: wrong,
		Fields: []ui.Field{
			{Name: "name", Label: text("name"), Value: network.Name, Required: true, Error: wrong.Of("name")},
			{Name: "k", Label: text("k"), Hint: text("k_hint"), Type: "number", Min: "5", Value: network.K, Required: true, Error: wrong.Of("k")},
		},
		Zones: zoneFields(i18n.From(ctx), "zone", network.Zone, wrong),
		Admit: admitForm(ctx, forms.admit, forms.admitWrong, companies),
		Legal: []ui.Link{
			{Label: i18n.T(ctx, "legal.imprint"), URL: "/settings/legal/imprint", Icon: "file-text"},
			{Label: i18n.T(ctx, "legal.privacy"), URL: "/settings/legal/privacy", Icon: "shield-lock"},
		},
		Calendar: []ui.Link{{Label: i18n.T(ctx, "calendar.title"), URL: "/calendar", Icon: "calendar-event"}},
		Server:   adminLinks(ctx, viewer),
		Mine:     languageField(ctx, "language", i18n.From(ctx).Lang()),
	}
	wrong.label(page.Fields...)
	for _, m := range members {
		page.Members = append(page.Members, memberRow(ctx, m, viewer, companies))
	}
	return page, nil
}

func memberRow(ctx context.Context, m account.MemberUser, viewer account.Viewer, companies []cooperation.Company) settings.Member {
	row := settings.Member{Name: m.Name, Email: m.Email, Role: i18n.T(ctx, "frame.role_"+string(m.Role))}
	for _, company := range companies {
		if company.ID == m.CompanyID {
			row.Company = company.Name
		}
	}
	if m.ID != viewer.UserID {
		row.End = "/settings/members/" + m.ID + "/dismiss"
	}
	return row
}

func admitForm(ctx context.Context, in account.AdmitInput, wrong Wrong, companies []cooperation.Company) settings.Admit {
	text := func(key string) string { return i18n.T(ctx, "settings."+key) }
	role := ui.Field{Name: "member_role", Label: text("role"), Value: string(in.Role), Error: wrong.Of("member_role")}
	for _, r := range []account.Role{account.Partner, account.Manager, account.Reader} {
		role.Options = append(role.Options, ui.Option{Value: string(r), Label: i18n.T(ctx, "frame.role_"+string(r))})
	}
	company := ui.Field{Name: "member_company", Label: text("company"), Value: in.CompanyID, Error: wrong.Of("member_company")}
	company.Options = append(company.Options, ui.Option{Label: text("company_none")})
	for _, one := range companies {
		company.Options = append(company.Options, ui.Option{Value: one.ID, Label: one.Name})
	}
	admit := settings.Admit{
		Wrong: wrong,
		Name:  ui.Field{Name: "member_name", Label: text("name"), Value: in.Name, Required: true, Error: wrong.Of("member_name")},
		Email: ui.Field{Name: "member_email", Label: text("email"), Type: "email", Value: in.Email, Required: true, Error: wrong.Of("member_email")},
		Role:  role, Company: company, Speaks: languageField(ctx, "member_language", in.Language),
	}
	wrong.label(admit.Name, admit.Email, admit.Role, admit.Company, admit.Speaks)
	return admit
}

func languageField(ctx context.Context, name, value string) ui.Field {
	field := ui.Field{Name: name, Label: i18n.T(ctx, "settings.language"), Value: value}
	for _, lang := range i18n.Languages {
		field.Options = append(field.Options, ui.Option{Value: lang, Label: i18n.T(ctx, "settings.lang_"+lang)})
	}
	return field
}

// prefixed renames the fields of faults to those of a form that shares its
// page with another.
func prefixed(prefix string, wrong Wrong) Wrong {
	renamed := make(Wrong, len(wrong))
	for i, w := range wrong {
		renamed[i] = ui.Wrong{Field: prefix + w.Field, Text: w.Text}
	}
	return renamed
}

func (a *App) editLegal(c *fiber.Ctx) error {
	if err := viewerOf(c).NeedManager(); err != nil {
		return err
	}
	bodies := map[string]string{}
	for _, lang := range i18n.Languages {
		body, err := a.Cooperation.LegalText(c.UserContext(), viewerOf(c).NetworkID, cooperation.LegalKind(c.Params("kind")), lang)
		if err != nil {
			return err
		}
		if body == "" {
			body = i18n.New(lang, nil).T("legal." + c.Params("kind") + "_sample")
		}
		bodies[lang] = body
	}
	return a.render(c, settings.Legal(a.legalForm(c, bodies, nil)))
}

func (a *App) saveLegal(c *fiber.Ctx) error {
	bodies := map[string]string{}
	for _, lang := range i18n.Languages {
		bodies[lang] = c.FormValue("body_" + lang)
	}
	kind := cooperation.LegalKind(c.Params("kind"))
	for _, lang := range i18n.Languages {
		body := strings.ReplaceAll(bodies[lang], "\r\n", "\n")
		if body == i18n.New(lang, nil).T("legal."+string(kind)+"_sample") {
			body = "" // an unchanged sample stays marked as one
		}
		if err := a.Cooperation.EditLegalText(c.UserContext(), viewerOf(c), kind, lang, body); err != nil {
			return a.redraw(c, err, func(w Wrong) templ.Component { return settings.Legal(a.legalForm(c, bodies, w)) })
		}
	}
	return see(c, legalPath(kind))
}

func (a *App) legalForm(c *fiber.Ctx, bodies map[string]string, wrong Wrong) settings.LegalPage {
	ctx := c.UserContext()
	frame := a.appFrame(c, "", i18n.T(ctx, "legal."+c.Params("kind")))
	frame.Crumbs = []ui.Link{{Label: i18n.T(ctx, "settings.title"), URL: "/settings"}}
	page := settings.LegalPage{Frame: frame, CSRF: a.formToken(c), Action: c.Path(), Wrong: wrong}
	for _, lang := range i18n.Languages {
		page.Texts = append(page.Texts, ui.Field{
			Name: "body_" + lang, Label: i18n.T(ctx, "settings.legal_"+lang), Hint: i18n.T(ctx, "settings.legal_format"),
			Value: bodies[lang], Rows: 18, Error: wrong.Of("body"),
		})
	}
	return page
}

func legalPath(kind cooperation.LegalKind) string {
	if kind == cooperation.Privacy {
		return layout.PrivacyPath
	}
	return layout.ImprintPath
}
