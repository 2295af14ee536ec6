package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"kreislauf/internal/calendar"
	"kreislauf/internal/campaign"
	"kreislauf/internal/survey"
)

// Days between now and the newest opening of the two campaigns.
const (
	employeesOpened = 5
	partnersOpened  = 40
)

// pastWaves of each campaign are told from opening to release.
const pastWaves = 3

// turnout is the share of a company's people who answer a whole wave.
var turnout = map[string]float64{"draht": 0.66, "stanz": 0.61, "kranz": 0.58, "vogt": 0.63, "sievers": 0.68, "ambrock": 0.8}

// soFar is the part of them that has answered the open wave.
const soFar = 0.55

// series is one campaign of the story.
type series struct {
	t       *story
	id      string
	content survey.Content
	answer  func(c company, content survey.Content, wave int, draw *rand.Rand) map[string][]string
	share   func(c company) float64
}

// ask runs a year of surveys: the representatives by name, and employees
// anonymously with a wave open now. One campaign is told to its end before the
// next is created, because a tick of the clock would find the other's waves
// missed.
func (t *story) ask(ctx context.Context) error {
	partners, err := t.create(ctx, "partner-evaluation", partnersOpened, campaign.Input{
		Title: survey.Text{"de": "Bewertung durch die Vertretungen", "en": "Evaluation by the representatives"},
		Mode:  campaign.Attributed, Reminders: calendar.Reminders{Offsets: []int{5}},
	}, 10)
	if err != nil {
		return err
	}
	partners.answer = rate
	partners.share = func(company) float64 { return 1 }
	for wave := range pastWaves {
		if err := partners.tellWhole(ctx, wave); err != nil {
			return err
		}
	}
	employees, err := t.create(ctx, "cooperation-pulse", employeesOpened, campaign.Input{
		Title: survey.Text{"de": "Wie läuft unsere Zusammenarbeit?", "en": "How is our cooperation going?"},
		Mode:  campaign.Anonymous, Reminders: calendar.Reminders{Offsets: []int{4, 9}},
	}, 14)
	if err != nil {
		return err
	}
	employees.answer = fill
	employees.share = func(c company) float64 { return turnout[c.key] }
	for wave := range pastWaves {
		if err := employees.tellWhole(ctx, wave); err != nil {
			return err
		}
	}
	return employees.tellOpen(ctx, pastWaves)
}

// create schedules a quarterly campaign whose newest window opened daysAgo
// days ago, a week before its first one.
func (t *story) create(ctx context.Context, key string, daysAgo int, in campaign.Input, days int) (*series, error) {
	offers, err := t.Survey.Questionnaires(ctx, t.manager)
	if err != nil {
		return nil, err
	}
	s := &series{t: t}
	for _, o := range offers {
		if o.Key == key {
			in.QuestionnaireID, s.content = o.ID, o.Newest.Content
		}
	}
	newest := t.ago(daysAgo, 8)
	in.CooperationID, in.Audience = t.cooperationID, campaign.Audience{Companies: t.ids(), CooperationID: t.cooperationID}
	in.Rule = calendar.Rule{
		Kind: calendar.KindPlain, Zone: Zone, Length: calendar.Length{Days: days},
		Plain: calendar.Plain{Every: calendar.EveryQuarter, Day: newest.Day(), StartMonth: newest.Month(), Time: "08:00"},
	}
	past := pastWaves
	if in.Mode == campaign.Attributed {
		past--
	}
	first := time.Date(newest.Year(), newest.Month()-time.Month(3*past), 1, 8, 0, 0, 0, newest.Location())
	t.Clock.Set(first.AddDate(0, 0, -7))
	if s.id, err = t.Campaign.Create(ctx, t.manager, in); err != nil {
		return nil, err
	}
	return s, t.Campaign.Schedule(ctx, t.manager, s.id)
}

// tellWhole opens a wave, lets people answer, tallies and releases it.
func (s *series) tellWhole(ctx context.Context, index int) error {
	w, err := s.open(ctx, index)
	if err != nil {
		return err
	}
	if err := s.submit(ctx, w, index, 1, w.ClosesAt.Sub(w.OpensAt)); err != nil {
		return err
	}
	s.t.Clock.Set(w.ClosesAt.Add(campaign.Grace + time.Minute))
	if err := s.t.Campaign.Tally(ctx, w.ID); err != nil {
		return err
	}
	s.t.Clock.Set(w.ClosesAt.Add(26 * time.Hour))
	if w.Mode == campaign.Anonymous {
		if err := s.t.Campaign.ReleaseWith(ctx, s.t.manager, w.ID, notices[index]); err != nil {
			return err
		}
	}
	if err := s.t.Campaign.DestroyKeys(ctx, w.ID); err != nil {
		return err
	}
	if err := s.t.Campaign.Tick(ctx); err != nil { // plans the next waves
		return err
	}
	return s.t.sendNothing(ctx)
}

// tellOpen opens the newest wave and stops at today.
func (s *series) tellOpen(ctx context.Context, index int) error {
	w, err := s.open(ctx, index)
	if err != nil {
		return err
	}
	if err := s.submit(ctx, w, index, soFar, s.t.today.Sub(w.OpensAt)-time.Hour); err != nil {
		return err
	}
	s.t.Clock.Set(w.OpensAt.AddDate(0, 0, 4).Add(5 * time.Minute))
	if err := s.t.Campaign.Remind(ctx, w.ID); err != nil {
		return err
	}
	s.t.Clock.Set(s.t.today)
	if err := s.t.Campaign.Tick(ctx); err != nil { // takes today's turnout
		return err
	}
	return s.t.sendNothing(ctx)
}

func (s *series) open(ctx context.Context, index int) (campaign.Wave, error) {
	waves, err := s.t.Records.Waves(ctx, s.id)
	if err != nil {
		return campaign.Wave{}, err
	}
	for _, w := range waves {
		if w.Number != index+1 {
			continue
		}
		s.t.Clock.Set(w.OpensAt.Add(20 * time.Second))
		if err := s.t.Campaign.OpenWave(ctx, w.ID); err != nil {
			return campaign.Wave{}, err
		}
		if err := s.t.sendNothing(ctx); err != nil {
			return campaign.Wave{}, err
		}
		return s.t.Records.WaveByID(ctx, w.ID)
	}
	return campaign.Wave{}, fmt.Errorf("campaign %s has no wave %d", s.id, index+1)
}

// submit lets a share of the invited answer, spread over the given time.
func (s *series) submit(ctx context.Context, w campaign.Wave, index int, part float64, span time.Duration) error {
	invitations, err := s.t.Records.Invitations(ctx, w.ID)
	if err != nil {
		return err
	}
	draw := rand.New(rand.NewPCG(uint64(w.Number), uint64(len(s.content.Questions()))))
	draw.Shuffle(len(invitations), func(i, j int) { invitations[i], invitations[j] = invitations[j], invitations[i] })
	for i, invitation := range invitations {
		c := s.t.byID(invitation.CompanyID)
		if draw.Float64() >= s.share(c)*part {
			continue
		}
		s.t.Clock.Set(w.OpensAt.Add(time.Minute + span*time.Duration(i)/time.Duration(len(invitations)+1)))
		if err := s.send(ctx, invitation, s.answer(c, s.content, index, draw)); err != nil {
			return err
		}
	}
	return nil
}

func (s *series) send(ctx context.Context, invitation campaign.Invitation, values map[string][]string) error {
	secret, err := s.t.Keys.LinkSecret(invitation.WaveID, invitation.ID)
	if err != nil {
		return err
	}
	visit, err := s.t.Answering.Open(ctx, secret, time.Time{})
	if err != nil {
		return err
	}
	form := survey.Form{Begun: visit.Begun, Attempt: visit.Attempt, Device: invitation.ID, Values: values}
	if invitation.Paper { // saved on the way, as a browser does
		if _, err := s.t.Answering.SaveSome(ctx, secret, form); err != nil {
			return err
		}
	}
	_, err = s.t.Answering.Submit(ctx, secret, form)
	return err
}

// sendNothing marks the waiting letters as sent: invented people get no mail.
func (t *story) sendNothing(ctx context.Context) error {
	for {
		waiting, err := t.Records.Waiting(ctx, t.Clock.Now().Add(time.Second), 500)
		if err != nil || len(waiting) == 0 {
			return err
		}
		for _, id := range waiting {
			if err := t.Campaign.MarkSent(ctx, id, ""); err != nil {
				return err
			}
		}
	}
}

func (t *story) byID(id string) company {
	for _, c := range t.companies {
		if c.id == id {
			return c
		}
	}
	return company{}
}
