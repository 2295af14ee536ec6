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

	// A stream must not be packed: the packer would hold its messages back.
	r.Get("/waves/:id/mail", a.deadline, a.locale, a.personal, a.signedIn, a.streamMail)

	r.Post(bouncePath, a.deadline, a.takeBounces)

	pages := r.Group("", packed, a.deadline, a.locale, a.personal)
	a.publicRoutes(pages)
	a.answerRoutes(pages)

	own := pages.Group("", a.signedIn)
	a.accountRoutes(own)
	a.companyRoutes(own)
	a.cooperationRoutes(own)
	a.goalRoutes(own)
	a.recordRoutes(own)
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
	r.Get("/calendar/:token", a.showFeed)
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
	r.Get(adminPath, a.showAdmin)
	r.Post(adminPath+"/jobs", a.retryJobs)
	r.Post(adminPath+"/jobs/:id", a.retryJob)
	r.Get("/calendar", a.showCalendar)
	r.Post("/calendar/renew", a.renewCalendar)
	r.Post("/calendar/stop", a.stopCalendar)
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
	link.Get("/unsubscribe", a.opened(a.showUnsubscribe))
	link.Post("/unsubscribe", a.changeReminders)
}

func (a *App) companyRoutes(r fiber.Router) {
	r.Get("/companies", a.listCompanies)
	r.Get("/companies/new", a.newCompany)
	r.Post("/companies/new", a.createCompany)
	r.Get("/companies/:id", a.showCompany)
	r.Get("/companies/:id/edit", a.editCompany)
	r.Post("/companies/:id/edit", a.saveCompany)
	r.Post("/companies/:id/archive", a.archiveCompany(true))
	r.Post("/companies/:id/restore", a.archiveCompany(false))
	r.Get("/companies/:id/teams/new", a.newTeam)
	r.Post("/companies/:id/teams/new", a.createTeam)
	r.Get("/companies/:id/teams/:team", a.editTeam)
	r.Post("/companies/:id/teams/:team", a.saveTeam)
	r.Post("/companies/:id/teams/:team/delete", a.deleteTeam)
}

func (a *App) cooperationRoutes(r fiber.Router) {
	r.Get("/cooperations", a.listCooperations)
	r.Get("/cooperations/new", a.newCooperation)
	r.Post("/cooperations/new", a.createCooperation)
	r.Get("/cooperations/:id", a.showCooperation)
	r.Get("/cooperations/:id/edit", a.editCooperation)
	r.Post("/cooperations/:id/edit", a.saveCooperation)
	r.Post("/cooperations/:id/cycles", a.startCycle)
	r.Get("/cooperations/:id/cycles/:cycle", a.editCycle)
	r.Post("/cooperations/:id/cycles/:cycle", a.saveCycle)
}

func (a *App) goalRoutes(r fiber.Router) {
	r.Get("/cooperations/:id/goals", a.listGoals)
	r.Get("/cooperations/:id/goals/new", a.newGoal)
	r.Post("/cooperations/:id/goals/new", a.createGoal)
	r.Get("/cooperations/:id/goals/:goal", a.showGoal)
	r.Get("/cooperations/:id/goals/:goal/edit", a.editGoal)
	r.Post("/cooperations/:id/goals/:goal/edit", a.saveGoal)
	r.Post("/cooperations/:id/goals/:goal/measurements", a.measureGoal)
	r.Post("/cooperations/:id/goals/:goal/measurements/:measurement/delete", a.takeBackMeasurement)
	r.Get("/cooperations/:id/milestones/new", a.newMilestone)
	r.Post("/cooperations/:id/milestones/new", a.createMilestone)
	r.Get("/cooperations/:id/milestones/:milestone", a.editMilestone)
	r.Post("/cooperations/:id/milestones/:milestone", a.saveMilestone)
}

// recordRoutes are what companies put in and get out, and what they agreed.
func (a *App) recordRoutes(r fiber.Router) {
	r.Get("/cooperations/:id/ledger", a.showLedger)
	r.Get("/cooperations/:id/ledger/new", a.newEntry)
	r.Post("/cooperations/:id/ledger/new", a.createEntry)
	r.Get("/cooperations/:id/ledger/:entry", a.editEntry)
	r.Post("/cooperations/:id/ledger/:entry", a.saveEntry)
	r.Post("/cooperations/:id/ledger/:entry/delete", a.deleteEntry)

	r.Get("/cooperations/:id/agreement", a.showAgreement)
	r.Get("/cooperations/:id/agreement/new", a.newAgreement)
	r.Post("/cooperations/:id/agreement/new", a.createAgreement)
	r.Get("/cooperations/:id/agreement/:version", a.showAgreement)
	r.Get("/cooperations/:id/agreement/:version/edit", a.editAgreement)
	r.Post("/cooperations/:id/agreement/:version/edit", a.saveAgreement)
	r.Post("/cooperations/:id/agreement/:version/propose", a.proposeAgreement)
	r.Post("/cooperations/:id/agreement/:version/withdraw", a.withdrawAgreement)
	r.Post("/cooperations/:id/agreement/:version/accept", a.acceptAgreement)
}

func (a *App) rosterRoutes(r fiber.Router) {
	r.Get("/companies/:id/people", a.showPeople)
	r.Get("/companies/:id/people/new", a.newPerson)
	r.Post("/companies/:id/people/new", a.createPerson)
	r.Get("/companies/:id/people/paste", a.askPaste)
	r.Post("/companies/:id/people/paste", a.takePaste)
	r.Get("/people", a.showEveryone)
	r.Get("/people/export.csv", a.exportSeparated)
	r.Get("/people/export.xlsx", a.exportWorkbook)
	r.Get("/people/import", a.askImport)
	r.Post("/people/import", a.takeFile)
	r.Get("/people/import/done", a.showImported)
	r.Get("/people/import/:upload", a.askMapping)
	r.Post("/people/import/:upload", a.saveMapping)
	r.Get("/people/import/:upload/preview", a.previewImport)
	r.Get("/people/import/:upload/rejected.csv", a.downloadRejected)
	r.Post("/people/import/:upload/take", a.takeImport)
	r.Post("/people/import/:upload/cancel", a.cancelImport)
	r.Get("/people/:id/edit", a.editPerson)
	r.Post("/people/:id/edit", a.savePerson)
	r.Post("/people/:id/leave", a.letPersonGo(true))
	r.Post("/people/:id/return", a.letPersonGo(false))
	r.Get("/people/:id/delete", a.askDeletePerson)
	r.Post("/people/:id/delete", a.deletePerson)
	r.Get("/groups", a.listGroups)
	r.Get("/groups/new", a.newGroup)
	r.Post("/groups/new", a.createGroup)
	r.Get("/groups/:id", a.showGroup)
	r.Post("/groups/:id/members", a.changeMembers)
	r.Get("/groups/:id/edit", a.editGroup)
	r.Post("/groups/:id/edit", a.saveGroup)
	r.Post("/groups/:id/delete", a.deleteGroup)
}

func (a *App) campaignRoutes(r fiber.Router) {
	r.Get("/questionnaires/:id", a.showQuestionnaire)
	r.Get("/campaigns", a.listCampaigns)
	r.Get("/campaigns/new", a.newCampaign)
	r.Post("/campaigns/new", a.createCampaign)
	r.Get("/campaigns/:id", a.showCampaign)
	r.Get("/campaigns/:id/edit", a.editCampaign)
	r.Post("/campaigns/:id/edit", a.saveCampaign)
	r.Post("/campaigns/:id/test", a.act("tested", a.Campaign.TestMail))
	r.Get("/campaigns/:id/launch", a.showLaunch)
	r.Post("/campaigns/:id/launch", a.launchCampaign)
	r.Post("/campaigns/:id/launch/test", a.testLaunch)
	r.Get("/campaigns/:id/works-council.pdf", a.printSheet)
	r.Post("/campaigns/:id/works-council", a.handOverSheet)
	r.Get("/campaigns/:id/outlook", a.showOutlook)
	r.Post("/campaigns/:id/consent/give", a.agree)
	r.Post("/campaigns/:id/consent/withdraw", a.disagree)
	r.Post("/campaigns/:id/pause", a.act("paused", a.Campaign.Pause))
	r.Post("/campaigns/:id/resume", a.act("resumed", a.Campaign.Resume))
	r.Get("/campaigns/:id/end", a.askEnd)
	r.Post("/campaigns/:id/end", a.act("ended", a.Campaign.End))
	r.Get(bouncePath, a.showBounces)
	r.Post(bouncePath+"/upload", a.uploadBounces)
	r.Get("/waves/:id", a.showWave)
	r.Post("/waves/:id/extend", a.extendWave)
	r.Post("/waves/:id/handouts", a.printHandouts)
	r.Get("/waves/:id/undelivered", a.showUndelivered)
	r.Post("/waves/:id/undelivered", a.actOnWave("resent", a.Campaign.Resend))
	r.Get("/waves/:id/close", a.askEnding(a.closing()))
	r.Post("/waves/:id/close", a.endWave(a.closing()))
	r.Get("/waves/:id/cancel", a.askEnding(a.cancelling()))
	r.Post("/waves/:id/cancel", a.endWave(a.cancelling()))
	r.Get("/waves/:id/release", a.askNotice(a.releasing()))
	r.Post("/waves/:id/release", a.sendNotice(a.releasing()))
	r.Post("/waves/:id/release-silently", a.actOnWave("released", a.Campaign.Release))
	r.Get("/waves/:id/announce", a.askNotice(a.announcing()))
	r.Post("/waves/:id/announce", a.sendNotice(a.announcing()))
	r.Get("/waves/:id/notice.pdf", a.printNotice)
	r.Post("/waves/:id/publish", a.actOnWave("published", a.Campaign.PublishWithout))
}

func (a *App) resultRoutes(r fiber.Router) {
	r.Get("/", a.showOverview)
	r.Get("/results", a.listResults)
	r.Get("/results/waves/:id", a.showResult)
	r.Get("/waves/:id/rate", a.rateCooperation)
	r.Get("/cooperations/:id/win-win", a.showWinWin)
	r.Get("/charts/results/:wave/:name", a.drawResult)
	r.Get("/charts/cooperations/:id/:name", a.drawCooperationChart)
}
