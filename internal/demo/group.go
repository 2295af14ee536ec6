package demo

import (
	"context"

	"kreislauf/internal/account"
	"kreislauf/internal/calendar"
	"kreislauf/internal/campaign"
	"kreislauf/internal/roster"
	"kreislauf/internal/survey"
)

// groups are the story's project teams across companies, with how many people
// each company sends.
var groups = []struct {
	name string
	from map[string]int
}{
	{"Gemeinsames Lager", map[string]int{"draht": 4, "stanz": 3, "vogt": 5, "ambrock": 2}},
	{"Bestellportal", map[string]int{"draht": 2, "stanz": 2, "kranz": 2, "sievers": 2, "ambrock": 4}},
}

func (t *story) formGroups(ctx context.Context) error {
	for _, g := range groups {
		id, err := t.Roster.AddGroup(ctx, t.manager, roster.GroupInput{Name: g.name, CooperationID: t.cooperationID})
		if err != nil {
			return err
		}
		var members []string
		for _, c := range t.companies {
			people, err := t.Roster.People(ctx, t.manager, c.id)
			if err != nil {
				return err
			}
			for _, p := range people[:g.from[c.key]] {
				members = append(members, p.ID)
			}
		}
		if err := t.Roster.ChangeMembers(ctx, t.manager, id, members, nil); err != nil {
			return err
		}
	}
	return nil
}

// pairOpens is in how many days the survey among two companies opens.
const pairOpens = 45

// askPair plans a survey among two companies: one has agreed to be shown side
// by side with the other, the other has not decided yet.
func (t *story) askPair(ctx context.Context) error {
	offers, err := t.Survey.Questionnaires(ctx, t.manager)
	if err != nil {
		return err
	}
	in := campaign.Input{
		CooperationID: t.cooperationID, Mode: campaign.Anonymous,
		Title:    survey.Text{"de": "Drahtwerk und Kranz nach einem Jahr", "en": "Drahtwerk and Kranz after one year"},
		Audience: campaign.Audience{Companies: []string{t.of("draht").id, t.of("kranz").id}},
		Rule: calendar.Rule{
			Kind: calendar.KindOnce, Zone: Zone, Length: calendar.Length{Days: 14}, Once: t.ago(-pairOpens, 8).Format(calendar.WallLayout),
		},
		Reminders: calendar.Reminders{Offsets: []int{7}},
	}
	for _, o := range offers {
		if o.Key == "cooperation-pulse" {
			in.QuestionnaireID = o.ID
		}
	}
	id, err := t.Campaign.Create(ctx, t.manager, in)
	if err != nil {
		return err
	}
	if err := t.Campaign.Schedule(ctx, t.manager, id); err != nil {
		return err
	}
	speaker := t.of("draht").speaker
	agreeing := account.Viewer{
		UserID: t.users[speaker.email], Name: speaker.name, Email: speaker.email, Language: "de",
		NetworkID: t.manager.NetworkID, Zone: Zone, Role: account.Partner, CompanyID: t.of("draht").id,
	}
	ahead, err := t.Campaign.Outlook(ctx, agreeing, id, "", 0)
	if err != nil {
		return err
	}
	if err := t.Campaign.GiveConsent(ctx, agreeing, id, ahead.Consent.Terms); err != nil {
		return err
	}
	return t.sendNothing(ctx)
}
