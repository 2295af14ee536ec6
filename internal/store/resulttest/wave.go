package resulttest

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"strconv"
	"time"

	"kreislauf/internal/analytics"
	"kreislauf/internal/survey"
)

// window is when the n-th round is open: two weeks every third month.
func window(n int) (opens, closes time.Time) {
	opens = time.Date(2025, time.Month(12+3*n), 1, 7, 0, 0, 0, time.UTC)
	return opens, opens.AddDate(0, 0, 14)
}

// employees adds a campaign of three released rounds and one that waits for
// its release. Meetings get better from round to round.
func (s *Scene) employees() {
	version, content := s.questionnaire("cooperation-pulse")
	s.campaign("pulse", "cooperation-pulse", "anonymous", `{"de":"Werte und Zusammenarbeit","en":"Values and cooperation"}`)
	var nodes []analytics.Node
	var places []analytics.Place
	for _, c := range Companies() {
		nodes = append(nodes, analytics.Node{ID: c.ID, Name: c.Name, Kind: analytics.KindCompany})
		for range c.People {
			places = append(places, analytics.Place{CompanyID: c.ID})
		}
	}
	frozen, err := analytics.Freeze(5, nodes, places, analytics.Split{}, content)
	s.must(err)
	for round := range 4 {
		id := fmt.Sprintf("pulse-%d", round+1)
		opens, closes := window(round)
		tallied := closes.Add(20 * time.Minute)
		marks := []any{"opened_at", opens, "closed_at", tallied, "tallied_at", tallied}
		if round < 3 {
			marks = append(marks, "released_at", closes.AddDate(0, 0, 4))
			s.Released = append([]string{id}, s.Released...)
		} else {
			s.Unreleased = id
		}
		s.wave(id, "pulse", round+1, version, "anonymous", opens, closes, len(places), marks...)
		cube, _, err := analytics.Tally(content, frozen, ballots(content, places, round))
		s.must(err)
		s.insert("cubes", "wave_id", id, "network_id", NetworkID, "body", s.json(cube), "created_at", tallied)
	}
}

func (s *Scene) campaign(id, questionnaire, mode, title string) {
	s.insert("campaigns", "id", id, "network_id", NetworkID, "cooperation_id", s.HomeID, "title", title, "questionnaire_id", questionnaire,
		"mode", mode, "audience", "{}", "rule", "{}", "reminders", "{}", "invitation", "{}", "split_by", "", "state", "scheduled",
		"tested_at", Now.AddDate(-1, 0, 0), "created_at", Now.AddDate(-1, 0, 0), "version", 1)
}

func (s *Scene) wave(id, campaign string, number int, version, mode string, opens, closes time.Time, invited int, marks ...any) {
	s.insert("waves", append([]any{
		"id", id, "network_id", NetworkID, "campaign_id", campaign, "number", number, "version_id", version, "mode", mode,
		"opens_local", "", "closes_local", "", "zone", "Europe/Berlin", "opens_at", opens, "closes_at", closes, "frozen", "{}",
		"public_key", "", "ballot_size", 0, "invited", invited, "unreadable", 0, "version", 1,
	}, marks...)...)
}

// ballots lets about four of five answer, each question around the mood of
// the company.
func ballots(content survey.Content, places []analytics.Place, round int) iter.Seq2[analytics.Place, survey.Answers] {
	moods := map[string]float64{}
	for _, c := range Companies() {
		moods[c.ID] = c.Mood
	}
	return func(yield func(analytics.Place, survey.Answers) bool) {
		draw := rand.New(rand.NewPCG(7, uint64(round)))
		for _, place := range places {
			if draw.Float64() < 0.18 {
				continue
			}
			if !yield(place, sheet(content, draw, moods[place.CompanyID], round)) {
				return
			}
		}
	}
}

func sheet(content survey.Content, draw *rand.Rand, mood float64, round int) survey.Answers {
	answers := survey.Answers{}
	for _, q := range content.Questions() {
		switch q.Type {
		case survey.TypeScale:
			scale, _ := content.Scale(q.Scale)
			lean := mood
			if q.Dimension == "meetings" {
				lean += -1.7 + 0.5*float64(round)
			}
			value := min(max(int(lean+draw.NormFloat64()*0.8+0.5), scale.Min), scale.Max)
			if q.Reverse {
				value = scale.Min + scale.Max - value
			}
			answers[q.Code] = strconv.Itoa(value)
		case survey.TypeChoice:
			answers[q.Code] = q.Options[draw.IntN(len(q.Options))].Code
		}
	}
	reachable := content.Reachable(answers)
	for code := range answers {
		if !reachable[code] {
			delete(answers, code)
		}
	}
	return answers
}

// representatives adds three closed rounds of ratings, an open one that only
// the first company has answered, and a planned one.
func (s *Scene) representatives() {
	version, content := s.questionnaire("partner-evaluation")
	s.campaign("rating", "partner-evaluation", "attributed", `{"de":"Bewertung durch die Vertretungen","en":"Rating by the representatives"}`)
	for round := range 3 {
		id := fmt.Sprintf("rating-%d", round+1)
		opens, closes := window(round)
		done := closes.Add(20 * time.Minute)
		s.wave(id, "rating", round+1, version, "attributed", opens, closes, 6, "opened_at", opens, "closed_at", done, "tallied_at", done, "released_at", done)
		for _, c := range Companies() {
			s.respond(content, id, c, c.Rating+round%2)
		}
		s.Rated = append([]string{id}, s.Rated...)
	}
	s.RatingOpen, s.Planned = s.newID(), "rating-5" // only the open one has keys, which want a UUID
	s.wave(s.RatingOpen, "rating", 4, version, "attributed", Now.AddDate(0, 0, -5), Now.AddDate(0, 0, 2), 6, "opened_at", Now.AddDate(0, 0, -5))
	for i, c := range Companies() {
		if i == 0 {
			s.respond(content, s.RatingOpen, c, 1)
			continue
		}
		s.invite(s.RatingOpen, c.ID, false)
	}
	s.wave(s.Planned, "rating", 5, version, "attributed", Now.AddDate(0, 3, 0), Now.AddDate(0, 3, 14), 0)
}

func (s *Scene) invite(wave, company string, participated bool) string {
	id := s.newID()
	s.insert("invitations", "id", id, "network_id", NetworkID, "wave_id", wave, "person_id", "rep-"+company, "company_id", company,
		"team_id", "", "attribute", "", "language", "de", "link_hash", wave+"-"+company, "participated", participated, "revoked", false, "readdressed", false)
	return id
}

func (s *Scene) respond(content survey.Content, wave string, c Company, rating int) {
	answers := survey.Answers{}
	for _, q := range content.Questions() {
		if q.Type == survey.TypeScale {
			answers[q.Code] = strconv.Itoa(min(max(rating, 1), 5))
		}
	}
	invitation := s.invite(wave, c.ID, true)
	s.insert("responses", "id", wave+"-"+c.ID, "network_id", NetworkID, "wave_id", wave, "invitation_id", invitation,
		"company_id", c.ID, "person_id", "rep-"+c.ID, "answers", s.json(answers), "submitted_at", Now.AddDate(0, 0, -1))
}
