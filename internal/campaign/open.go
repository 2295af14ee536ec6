package campaign

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"kreislauf/internal/analytics"
	"kreislauf/internal/cooperation"
	"kreislauf/internal/fault"
	"kreislauf/internal/roster"
	"kreislauf/internal/survey"
)

// openAttempts is how often an opening is computed at once while what it
// rests on keeps changing; the job comes back after that.
const openAttempts = 3

// OpenWave opens a wave whose time has come: roster, tree, k and questionnaire
// freeze, keys are made, and everybody gets an invitation. It may be
// interrupted and repeated at any point; what took place is not done again.
// A failure stays visible on the wave's page and is returned for a retry.
func (s *Service) OpenWave(ctx context.Context, waveID string) error {
	for range openAttempts {
		settled, err := s.openOnce(ctx, waveID)
		if settled || err != nil {
			return err
		}
	}
	return fmt.Errorf("open wave %s: campaign, consents or other openings keep changing", waveID)
}

// openOnce reports false when something that the opening was computed from
// changed before it was carried out.
func (s *Service) openOnce(ctx context.Context, waveID string) (bool, error) {
	w, err := s.store.WaveByID(ctx, waveID)
	if fault.KindOf(err) == fault.KindNotFound {
		// The plan has changed since; an opening that was cut short may have left keys.
		return true, s.keys.Destroy(waveID)
	}
	if err != nil {
		return false, err
	}
	now, err := s.clock.Now(ctx)
	if err != nil {
		return false, err
	}
	if Decide(now, w.Window(), w.marks()) != ActionOpen {
		return true, nil
	}
	c, err := s.store.Campaign(ctx, w.NetworkID, w.CampaignID)
	if err != nil {
		return false, err
	}
	if c.State != Scheduled {
		return true, nil
	}
	opening, err := s.prepare(ctx, c, w, now)
	if err != nil {
		return false, s.reportOpening(ctx, w, now, err)
	}
	opened, err := s.store.Opened(ctx, opening)
	if err != nil {
		return false, fmt.Errorf("open wave %s: %w", waveID, err)
	}
	if opened {
		return true, nil
	}
	return s.disown(ctx, waveID)
}

// disown destroys keys that were made for a wave which was cancelled in the
// same moment; a wave that another process opened keeps them. It reports false
// for a wave that is still to open.
func (s *Service) disown(ctx context.Context, waveID string) (bool, error) {
	w, err := s.store.WaveByID(ctx, waveID)
	if err != nil && fault.KindOf(err) != fault.KindNotFound {
		return false, err
	}
	if err == nil && (w.OpenedAt != nil || w.isPlanned()) {
		return w.OpenedAt != nil, nil
	}
	if err := s.keys.Destroy(waveID); err != nil {
		return false, fmt.Errorf("destroy keys of unopened wave %s: %w", waveID, err)
	}
	return true, nil
}

// reportOpening records the first failure of its kind, so that the page can
// tell.
func (s *Service) reportOpening(ctx context.Context, w Wave, now time.Time, cause error) error {
	act, effect := s.act(w, "open_failed", "", now), waveEffect(w.ID, "open_failed")
	var few *fewApart
	if errors.As(cause, &few) {
		other, err := s.store.Campaign(ctx, w.NetworkID, few.wave.CampaignID)
		if err != nil {
			return err
		}
		act = s.act(w, ActFewApart, "", now, actTitle+"de", other.Title["de"], actTitle+"en", other.Title["en"])
		effect = waveEffect(w.ID, effectKey(ActFewApart, other.ID))
	}
	_, err := s.store.Mark(ctx, Mark{Wave: w, At: now, Effect: effect, Acts: []Act{act}})
	if err != nil {
		return fmt.Errorf("open wave %s: %w (and could not record it: %w)", w.ID, cause, err)
	}
	return fmt.Errorf("open wave %s: %w", w.ID, cause)
}

// prepare computes everything that the opening will store. It makes no keys for
// an audience that would not open.
func (s *Service) prepare(ctx context.Context, c Campaign, w Wave, now time.Time) (Opening, error) {
	l, err := s.lineUp(ctx, c, w)
	if err != nil {
		return Opening{}, err
	}
	if l.few != nil {
		return Opening{}, l.few
	}
	public, err := s.keys.Create(w.ID)
	if err != nil {
		return Opening{}, err
	}
	_, version, err := s.questionnaires.Newest(ctx, c.NetworkID, c.QuestionnaireID)
	if err != nil {
		return Opening{}, err
	}
	if w.Frozen, err = s.freeze(ctx, c, l.people, version.Content); err != nil {
		return Opening{}, err
	}
	w.Mode, w.VersionID, w.BallotSize = c.Mode, version.ID, version.Content.BallotSize()
	w.Invited, w.OpenedAt = len(l.people), &now
	if w.Mode == Anonymous {
		w.PublicKey = base64.StdEncoding.EncodeToString(public)
	}
	o := Opening{
		Wave: w, Effect: waveEffect(w.ID, "open"), Act: s.act(w, "wave_opened", "", now),
		CampaignVersion: c.Version, Seen: l.seen, Since: l.since,
	}
	if w.Frozen.CompanyConsent {
		o.Consents = pair(c, l.people)
	}
	if now.Sub(w.OpensAt) > lateOpening {
		o.Act.Kind = "wave_opened_late"
	}
	return o, s.invite(&o, c, l.people, now)
}

// lateOpening is from when on an opening is told apart as late.
const lateOpening = 15 * time.Minute

// invite makes one invitation, draft and letter for each person. People
// without an address get no letter: their code goes on paper.
func (s *Service) invite(o *Opening, c Campaign, people []roster.Person, now time.Time) error {
	for _, p := range people {
		invitation := Invitation{
			ID: s.newID(), NetworkID: o.Wave.NetworkID, WaveID: o.Wave.ID, PersonID: p.ID,
			CompanyID: p.CompanyID, TeamID: p.TeamID, Attribute: c.attributeOf(p), Language: p.Language, Paper: p.Email == "",
		}
		secret, err := s.keys.LinkSecret(o.Wave.ID, invitation.ID)
		if err != nil {
			return err
		}
		invitation.LinkHash = s.keys.HashLink(secret)
		o.Invitations = append(o.Invitations, invitation)
		o.Drafts = append(o.Drafts, survey.Draft{
			InvitationID: invitation.ID, NetworkID: invitation.NetworkID, WaveID: o.Wave.ID,
			Body: s.keys.EmptyDraft(o.Wave.BallotSize),
		})
		if invitation.Paper {
			continue
		}
		letter := s.letter(o.Wave, MailInvitation, effectKey(o.Wave.ID, p.ID, string(MailInvitation), "1"), now)
		letter.InvitationID = invitation.ID
		o.Letters = append(o.Letters, letter)
	}
	return nil
}

// attributeOf returns the person's value of the attribute that results are
// split by.
func (c Campaign) attributeOf(p roster.Person) string {
	if c.SplitBy == "" || c.SplitBy == SplitTeams {
		return ""
	}
	return p.Attributes[c.SplitBy]
}

// withTeams lists the network's teams and clears a person's team that is none
// of them any more, so that nobody's place lies outside the tree.
func (s *Service) withTeams(ctx context.Context, networkID string, people []roster.Person) ([]cooperation.Team, error) {
	teams, err := s.store.Teams(ctx, networkID)
	if err != nil {
		return nil, err
	}
	company := map[string]string{}
	for _, t := range teams {
		company[t.ID] = t.CompanyID
	}
	for i, p := range people {
		if company[p.TeamID] != p.CompanyID {
			people[i].TeamID = ""
		}
	}
	return teams, nil
}

// freeze returns what decides about the results from now on. It settles the
// teams of people first, so that their invitations name the same places.
func (s *Service) freeze(ctx context.Context, c Campaign, people []roster.Person, content survey.Content) (analytics.Frozen, error) {
	network, err := s.store.Network(ctx, c.NetworkID)
	if err != nil {
		return analytics.Frozen{}, err
	}
	companies, err := s.store.Companies(ctx, c.NetworkID)
	if err != nil {
		return analytics.Frozen{}, err
	}
	teams, err := s.withTeams(ctx, c.NetworkID, people)
	if err != nil {
		return analytics.Frozen{}, err
	}
	places := make([]analytics.Place, len(people))
	asked := map[string]bool{}
	for i, p := range people {
		places[i] = analytics.Place{CompanyID: p.CompanyID, TeamID: p.TeamID, Attribute: c.attributeOf(p)}
		asked[p.CompanyID] = true
	}
	split := analytics.Split{Teams: c.SplitBy == SplitTeams}
	if !split.Teams {
		split.Attribute = c.SplitBy
	}
	if split.CompanyConsent, err = s.consented(ctx, c, people); err != nil {
		return analytics.Frozen{}, err
	}
	frozen, err := analytics.Freeze(network.K, nodes(companies, teams, asked), places, split, content)
	if err != nil {
		return frozen, fmt.Errorf("freeze roster: %w", err)
	}
	return frozen, nil
}

// nodes lists the companies that are asked, each followed by its teams with
// parents in front of children.
func nodes(companies []cooperation.Company, teams []cooperation.Team, asked map[string]bool) []analytics.Node {
	var all []analytics.Node
	var below func(company, parent string)
	below = func(company, parent string) {
		for _, t := range teams {
			if t.CompanyID != company || t.ParentID != parent {
				continue
			}
			up := parent
			if up == "" {
				up = company
			}
			all = append(all, analytics.Node{ID: t.ID, Name: t.Name, Parent: up, Kind: analytics.KindTeam})
			below(company, t.ID)
		}
	}
	for _, c := range companies {
		if asked[c.ID] {
			all = append(all, analytics.Node{ID: c.ID, Name: c.Name, Kind: analytics.KindCompany})
			below(c.ID, "")
		}
	}
	return all
}
