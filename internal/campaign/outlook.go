package campaign

import (
	"context"
	"math"
	"slices"
	"strings"
	"time"

	"kreislauf/internal/account"
	"kreislauf/internal/analytics"
	"kreislauf/internal/fault"
	"kreislauf/internal/roster"
	"kreislauf/internal/survey"
)

// Outlook is what a company can expect to see of a wave before anything is
// known: what will be shown, what hidden, and why. A discreet one is for
// representatives: it tells no headcount besides the own company's, names no
// other company, and cannot be asked again with another return, which would
// tell from where on a joint group appears.
type Outlook struct {
	CampaignID string
	Title      survey.Text
	Mode       Mode
	SplitBy    string
	Companies  []OutlookCompany // to choose from, by name: all for managers, else the own
	Company    OutlookCompany
	Invited    int // of the company
	K          int
	Discreet   bool
	Frozen     bool // the wave has opened: nothing of it changes any more
	Rate       float64
	Own        []OutlookBlock // groups with people of the company
	Everyone   *OutlookBlock  // all companies together; nil: not shown
	Hidden     []Hiding       // in the order of their weight
	Opens      *time.Time     // of the present or next wave; nil: none is planned
	Closes     *time.Time
	Zone       string
	Consent    ConsentState // of the next opening; a representative sees the own company's only
	MayDecide  bool         // the viewer may give or withdraw it now
}

// OutlookCompany is a company that is asked.
type OutlookCompany struct{ ID, Name string }

// OutlookBlock is a group that results are expected for. Of one with people of
// other companies a discreet outlook tells only that there is one.
type OutlookBlock struct {
	Names          []string // companies, or teams as "company: team"
	Values         []string // of the split attribute, where not all
	Joint          bool     // with people of other companies
	Invited        int
	Answers        int
	Shows, Perhaps analytics.CellKind
}

// Hiding is a reason why something is not shown.
type Hiding string

// Reasons; each has a sentence "outlook.hidden_<reason>".
const (
	HiddenConsent Hiding = "consent" // two companies, and not both have agreed
	HiddenNetwork Hiding = "network" // all together would reveal a small rest
	HiddenFew     Hiding = "few"     // the company alone stays below k
	HiddenShield  Hiding = "shield"  // the company alone would reveal a smaller group
	HiddenParts   Hiding = "parts"   // teams or values below k join others
	HiddenOthers  Hiding = "others"  // other companies' own results
)

// forecastRates bounds the return that an outlook is computed with.
const (
	leastRate = 0.1
	mostRate  = 1.0
)

// Outlook returns what the chosen company can expect of a campaign's open or
// next wave if people answer with the given rate, 0.1 to 1. Managers choose
// any company that is asked, representatives see their own at a return of 0.6;
// whose company is not asked finds nothing.
func (s *Service) Outlook(ctx context.Context, v account.Viewer, id, companyID string, rate float64) (Outlook, error) {
	if v.Role == account.Partner {
		companyID, rate = v.CompanyID, expectedRate
	} else if err := v.NeedManager(); err != nil {
		return Outlook{}, err
	}
	c, err := s.store.Campaign(ctx, v.NetworkID, id)
	if err != nil {
		return Outlook{}, err
	}
	if c.State == Draft && !v.Manages() {
		return Outlook{}, fault.NotFound("error.not_found")
	}
	people, err := s.audience(ctx, c)
	if err != nil {
		return Outlook{}, err
	}
	o := Outlook{CampaignID: c.ID, Title: c.Title, Mode: c.Mode, SplitBy: c.SplitBy, Zone: c.Rule.Zone, Discreet: !v.Manages(), Rate: min(max(rate, leastRate), mostRate)}
	frozen, err := s.outlookRoster(ctx, c, people, &o)
	if err != nil {
		return Outlook{}, err
	}
	if o.Consent, err = s.consentState(ctx, c, people); err != nil {
		return Outlook{}, err
	}
	if !o.choose(frozen, companyID, v) {
		return Outlook{}, fault.NotFound("error.not_found")
	}
	return o, o.fill(frozen)
}

// outlookRoster returns the roster that the outlook is about: the frozen one
// of an open wave, else what would freeze now.
func (s *Service) outlookRoster(ctx context.Context, c Campaign, people []roster.Person, o *Outlook) (analytics.Frozen, error) {
	now, err := s.clock.Now(ctx)
	if err != nil {
		return analytics.Frozen{}, err
	}
	waves, err := s.store.Waves(ctx, c.ID)
	if err != nil {
		return analytics.Frozen{}, err
	}
	for _, w := range waves {
		if w.State(now) == WaveOpen {
			o.Opens, o.Closes, o.Zone, o.Frozen = &w.OpensAt, &w.ClosesAt, w.Zone, true
			return w.Frozen, nil
		}
	}
	waves = slices.DeleteFunc(waves, func(w Wave) bool { return !w.ClosesAt.After(now) })
	if w, ok := nextPlanned(waves); ok {
		o.Opens, o.Closes, o.Zone = &w.OpensAt, &w.ClosesAt, w.Zone
	}
	_, version, err := s.questionnaires.Newest(ctx, c.NetworkID, c.QuestionnaireID)
	if err != nil {
		return analytics.Frozen{}, err
	}
	return s.freeze(ctx, c, people, version.Content)
}

// choose puts the company into o and reports false where it is not asked, or
// nothing is under way that its representative could see ahead.
func (o *Outlook) choose(f analytics.Frozen, companyID string, v account.Viewer) bool {
	for _, n := range f.Nodes {
		if n.Kind == analytics.KindCompany && invited(f, n.ID) > 0 {
			o.Companies = append(o.Companies, OutlookCompany{ID: n.ID, Name: n.Name})
		}
	}
	slices.SortFunc(o.Companies, func(a, b OutlookCompany) int { return strings.Compare(a.Name, b.Name) })
	if len(o.Companies) == 0 {
		return false
	}
	o.Company = o.Companies[0]
	i := slices.IndexFunc(o.Companies, func(c OutlookCompany) bool { return c.ID == companyID })
	if i >= 0 {
		o.Company = o.Companies[i]
	}
	if v.Manages() {
		return i >= 0 || companyID == ""
	}
	o.Companies = nil
	own, asked := o.Consent.Of(companyID)
	if asked {
		o.Consent.Companies = []CompanyConsent{own}
		o.MayDecide = o.Consent.Opens != nil && !o.Consent.Locked
	} else {
		o.Consent = ConsentState{}
	}
	return i >= 0 && o.Opens != nil
}

// fill adds what will be shown, and what not and why.
func (o *Outlook) fill(f analytics.Frozen) error {
	o.K, o.Invited = f.K, invited(f, o.Company.ID)
	if o.Mode != Anonymous {
		return nil
	}
	blocks, err := analytics.Forecast(f, o.Rate)
	if err != nil {
		return err
	}
	companies := companiesOf(f)
	for _, b := range blocks {
		block := OutlookBlock{
			Names: b.Block.Names, Values: b.Block.Values, Joint: len(b.Block.Companies) > 1,
			Invited: b.Block.Invited, Answers: b.Block.N, Shows: b.Shows, Perhaps: b.Perhaps,
		}
		switch {
		case b.Block.Whole && companies > 1:
			o.Everyone = &block
		case slices.Contains(b.Block.Companies, o.Company.ID):
			o.Own = append(o.Own, block)
		}
	}
	o.Hidden = o.hidden(f, companies)
	if o.Discreet {
		o.veil()
	}
	return nil
}

// veil takes from joint groups everything but that there is one: their names,
// number and kinds of figures follow from the sizes of other companies.
func (o *Outlook) veil() {
	if o.Everyone != nil && o.Everyone.Joint {
		o.Everyone = &OutlookBlock{Joint: true}
	}
	joint := func(b OutlookBlock) bool { return b.Joint }
	if slices.ContainsFunc(o.Own, joint) {
		o.Own = append(slices.DeleteFunc(o.Own, joint), OutlookBlock{Joint: true})
	}
}

// hidden lists the reasons in the order of their weight.
func (o Outlook) hidden(f analytics.Frozen, companies int) []Hiding {
	var reasons []Hiding
	own := int(math.Round(float64(o.Invited) * o.Rate))
	alone := len(o.Own) > 0 && !slices.ContainsFunc(o.Own, func(b OutlookBlock) bool { return b.Joint })
	switch {
	case companies > 1 && o.Everyone == nil && companies == 2 && !f.CompanyConsent:
		reasons = append(reasons, HiddenConsent)
	case companies > 1 && o.Everyone == nil:
		reasons = append(reasons, HiddenNetwork)
	}
	switch {
	case !alone && own < f.K:
		reasons = append(reasons, HiddenFew)
	case !alone:
		reasons = append(reasons, HiddenShield)
	case len(o.Own) < places(f, o.Company.ID):
		reasons = append(reasons, HiddenParts)
	}
	if companies > 1 {
		reasons = append(reasons, HiddenOthers)
	}
	return reasons
}

func invited(f analytics.Frozen, companyID string) int {
	n := 0
	for _, s := range f.Places {
		if s.CompanyID == companyID {
			n += s.Invited
		}
	}
	return n
}

// places counts into how many parts a company would be divided if all of them
// were large enough.
func places(f analytics.Frozen, companyID string) int {
	n := 0
	for _, s := range f.Places {
		if s.CompanyID == companyID {
			n++
		}
	}
	return n
}

func companiesOf(f analytics.Frozen) int {
	asked := map[string]bool{}
	for _, s := range f.Places {
		asked[s.CompanyID] = true
	}
	return len(asked)
}
