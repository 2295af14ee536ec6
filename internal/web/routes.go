package web

import (
	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/cooperation"
	"kreislauf/web/static"
	"kreislauf/web/templates/layout"
)

// routes is the table of every address the product answers. Paths are English;
// GET changes nothing, POST answers 303.
func (a *App) routes() {
	r := a.fiber
	r.Use(a.journal, a.guard, a.headers, a.bounded)
	r.Get("/healthz", a.showHealth)
	r.Get("/readyz", a.showReady)
	if a.HealthOnly {
		return
	}
	r.Get(static.Path+"*", a.showAsset)

	pages := r.Group("", a.deadline, a.locale, a.personal)
	a.publicRoutes(pages)
	a.answerRoutes(pages)

	own := pages.Group("", a.signedIn)
	a.accountRoutes(own)
	a.companyRoutes(own)
	a.cooperationRoutes(own)
	a.rosterRoutes(own)
	a.campaignRoutes(own)
	a.resultRoutes(own)
}

func (a *App) publicRoutes(r fiber.Router) {
	r.Get("/setup/:secret", a.showSetup)
	r.Post("/setup/:secret", a.completeSetup)
	r.Get("/sign-in", a.showSignIn)
	r.Post("/sign-in", a.requestLink)
	r.Get("/sign-in/:secret", a.showRedeem)
	r.Post("/sign-in/:secret", a.redeemLink)
	r.Get(layout.ImprintPath, a.showLegal(cooperation.Imprint))
	r.Get(layout.PrivacyPath, a.showLegal(cooperation.Privacy))
}

func (a *App) accountRoutes(r fiber.Router) {
	r.Post("/sign-out", a.signOut)
	r.Post("/language", a.setLanguage)
	r.Get("/settings", a.showSettings)
	r.Post("/settings", a.saveSettings)
	r.Post("/settings/members", a.admitMember)
	r.Post("/settings/members/:user/dismiss", a.dismissMember)
	r.Get("/settings/legal/:kind", a.editLegal)
	r.Post("/settings/legal/:kind", a.saveLegal)
}

// answerRoutes are for respondents: the personal link is all they need.
func (a *App) answerRoutes(r fiber.Router) {
	link := r.Group("/a/:secret", unreferred)
	link.Get("", a.linked(a.showStart))
	link.Get("/p/:page", a.linked(a.showPage))
	link.Post("/p/:page", a.savePage)
	link.Post("/autosave", a.saveSome)
	link.Get("/review", a.linked(a.showReview))
	link.Post("/submit", a.submitAnswers)
	link.Get("/done", a.opened(a.showDone))
}

func (a *App) companyRoutes(r fiber.Router) {
}

func (a *App) cooperationRoutes(r fiber.Router) {
}

func (a *App) rosterRoutes(r fiber.Router) {
}

func (a *App) campaignRoutes(r fiber.Router) {
}

func (a *App) resultRoutes(r fiber.Router) {
}
