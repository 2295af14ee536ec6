package web_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/cooperation"
	"kreislauf/internal/roster"
)

// shift adds a team "Werk › Linie" of six people to the large company, four of
// them on the night shift, and a group of two; it returns team and group.
func (b *bureau) shift() (line, group string) {
	b.t.Helper()
	ctx, network := b.t.Context(), b.viewer.NetworkID
	works := cooperation.Team{ID: "00000000-0000-7000-8000-00000000aaaa", NetworkID: network, CompanyID: b.large, Name: "Werk", Version: 1}
	below := cooperation.Team{ID: "00000000-0000-7000-8000-00000000bbbb", NetworkID: network, CompanyID: b.large, ParentID: works.ID, Name: "Linie", Version: 1}
	project := roster.Group{ID: "00000000-0000-7000-8000-00000000cccc", NetworkID: network, Name: "Projekt Nord", CreatedAt: b.clock.Now(), Version: 1}
	store := b.db.Campaign()
	b.must(store.SaveRoster(ctx, roster.Change{Teams: []cooperation.Team{works, below}, Groups: []roster.Group{project}}))
	for i := range 6 {
		attributes := map[string]string{"Schicht & Zeit": "Tag"}
		if i < 4 {
			attributes["Schicht & Zeit"] = "Nacht"
		}
		id, err := b.roster.AddPerson(ctx, b.viewer, roster.PersonInput{
			CompanyID: b.large, TeamID: below.ID, Name: fmt.Sprint("Linie ", i), Language: "de", Attributes: attributes,
		})
		b.must(err)
		if i < 2 {
			b.must(store.SaveRoster(ctx, roster.Change{
				GroupMembers: []roster.GroupMember{{GroupID: project.ID, PersonID: id, NetworkID: network}},
			}))
		}
	}
	return below.ID, project.ID
}

func TestAnAudienceIsNarrowedWithoutScriptAndSaidInWords(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	line, group := b.shift()
	v := b.manager.get(newCampaign)
	v.want(200, "details summary", "Genauer eingrenzen")
	if v.page.Find("details[open] #teams").Length() != 0 {
		t.Error("the plain case is not simple: the details are open")
	}
	values := together(full, url.Values{
		"go": {"preview"}, "audience": {b.large}, "audience.teams": {line}, "audience.groups": {group},
		"audience.attributes": {"Schicht+%26+Zeit=Nacht"}, "audience.sample": {"50"}, "audience.sample_unit": {"percent"}, "audience.rest_days": {"30"},
	})
	v.post(newCampaign, v.entered(newCampaign, values))
	v.want(200, "#expected", "Gefragt wird voraussichtlich eine Person aus einem Unternehmen")
	v.want(200, "details[open] #teams label:has(input:checked)", "Werk › Linie")
	got := v.entered(newCampaign, nil)
	for _, name := range []string{"audience.teams", "audience.groups", "audience.attributes", "audience.sample", "audience.sample_unit", "audience.rest_days"} {
		if diff := cmp.Diff(values[name], got[name]); diff != "" {
			t.Errorf("%s after the preview (-sent +drawn):\n%s", name, diff)
		}
	}
	v.post(newCampaign, v.entered(newCampaign, url.Values{"go": {"save"}}))
	words := []string{
		"Teams: Werk › Linie", "Gruppen: Projekt Nord", "Schicht & Zeit: Nacht", "Stichprobe: je Unternehmen 50 %",
		"Niemand, der in den 30 Tagen davor gefragt wurde",
	}
	for _, line := range words {
		v.want(200, ".facts", line)
	}
	edit := v.address + "/edit"
	stored := v.get(edit).entered(edit, nil)
	for _, name := range []string{"audience.teams", "audience.groups", "audience.attributes", "audience.sample", "audience.rest_days"} {
		if diff := cmp.Diff(values[name], stored[name]); diff != "" {
			t.Errorf("%s after saving (-sent +drawn):\n%s", name, diff)
		}
	}
	v.get("/campaigns").want(200, "tbody .hint", strings.Join(words, " · "))
}

func TestTeamsOfferedFollowTheCompaniesAndAChosenOneIsNotLost(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	line, _ := b.shift()
	v := b.manager.get(newCampaign)
	v.post(newCampaign, v.entered(newCampaign, url.Values{"go": {"preview"}, "audience": {b.small}}))
	if got := v.lines("#teams label"); len(got) != 1 || !strings.HasPrefix(got[0], "Montage") {
		t.Errorf("teams of the small company: %q", got)
	}
	v.post(newCampaign, v.entered(newCampaign, together(full, url.Values{"go": {"save"}, "audience": {b.small}, "audience.teams": {line}})))
	v.want(422, "[id='audience.teams-error']", "Das Team „Linie“ gehört zu keinem der gewählten Unternehmen.")
	if got := v.entered(newCampaign, nil)["audience.teams"]; len(got) != 1 || got[0] != line {
		t.Errorf("the chosen team came back as %q", got)
	}
}

func TestEachFaultOfAnAudienceAndOfTheTextsStandsBesideItsField(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	line, group := b.shift()
	for name, c := range map[string]struct {
		values      url.Values
		field, text string
	}{
		"nobody chosen":             {url.Values{"audience": nil}, "audience", "kein Unternehmen gewählt"},
		"nobody left":               {url.Values{"audience": {b.small}, "audience.groups": {group}}, "audience.narrowing", "passt in den gewählten Unternehmen niemand"},
		"a team of another network": {url.Values{"audience.teams": {"nirgends"}}, "audience.teams", "gehört nicht zu Ihrem Netzwerk"},
		"a group of another one":    {url.Values{"audience.groups": {"nirgends"}}, "audience.groups", "gehört nicht zu Ihrem Netzwerk"},
		"a value nobody has":        {url.Values{"audience.attributes": {"Schicht+%26+Zeit=Fr%C3%BCh"}}, "audience.attributes", "„Schicht & Zeit: Früh“ hat in Ihrem Netzwerk niemand"},
		"a sample of none":          {url.Values{"audience.sample": {"0"}}, "audience.sample", "1 bis 10.000 Personen"},
		"a sample of too many":      {url.Values{"audience.sample": {"101"}, "audience.sample_unit": {"percent"}}, "audience.sample", "1 bis 100 Prozent"},
		"a sample in words":         {url.Values{"audience.sample": {"ein paar"}}, "audience.sample", "1 bis 10.000 Personen"},
		"a sample drawn monthly":    {url.Values{"audience.sample": {"3"}, "rule.every": {"month"}, "go": {"plan"}}, "audience.sample", "mindestens 75 Tage Ruhe"},
		"rest below nothing":        {url.Values{"audience.rest_days": {"-1"}}, "audience.rest_days", "0 bis 365"},
		"rest beyond a year":        {url.Values{"audience.rest_days": {"366"}}, "audience.rest_days", "0 bis 365"},
		"quiet too late":            {url.Values{"quiet_from": {"22:00"}}, "quiet_from", "zwischen 12:00 und 21:00 Uhr"},
		"quiet too short":           {url.Values{"quiet_until": {"6"}}, "quiet_until", "zwischen 07:00 und 12:00 Uhr"},
		"a misspelt placeholder":    {url.Values{"invitation.body": {"Guten Tag {vorname}"}}, "invitation.body", "{vorname} füllen wir nicht aus. Möglich sind {name}, {end}, {link}, {network}."},
		"one in an English subject": {url.Values{"reminder.subject_en": {"Until {ende}"}}, "reminder.subject_en", "{ende} füllen wir nicht aus"},
		"one in the thanks":         {url.Values{"thanks": {"Danke, {name}!"}}, "thanks", "{name} füllen wir in diesem Text nicht aus"},
		"an address as a name":      {url.Values{"sender": {"buero@ruhr.example"}}, "sender", "nur einen Namen"},
		"no address for answers":    {url.Values{"reply_to": {"buero"}}, "reply_to", "keine gültige E-Mail-Adresse"},
	} {
		values := together(full, url.Values{"go": {"save"}, "audience": {b.large, b.middle}, "audience.teams": {line}})
		v := b.manager.do(newCampaign, newCampaign, together(together(values, url.Values{"audience.teams": nil}), c.values))
		if got := v.text("[id='" + c.field + "-error']"); v.answer.StatusCode != 422 || !strings.Contains(got, c.text) {
			t.Errorf("%s: got %d and %q beside %s, want 422 and %q", name, v.answer.StatusCode, got, c.field, c.text)
		}
		if v.page.Find(".errors a[href='#"+c.field+"']").Length() != 1 || v.page.Find("[id='"+c.field+"']").Length() != 1 {
			t.Errorf("%s: the summary does not lead to the one field", name)
		}
		action := v.page.Find("main form").First().AttrOr("action", "")
		sent := v.entered(action, nil)
		for field, want := range c.values {
			if field != "go" && !cmp.Equal(want, sent[field]) {
				t.Errorf("%s: %s came back as %q", name, field, sent[field])
			}
		}
	}
}

func TestTheFormWarnsOfTeamsAndValuesThatWillBeTooSmall(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	b.shift()
	v := b.manager.get(newCampaign)
	v.post(newCampaign, v.entered(newCampaign, url.Values{"go": {"preview"}, "split_by": {"team"}}))
	v.want(200, "#expected", "Gefragt werden voraussichtlich 62 Personen aus 3 Unternehmen.")
	v.want(200, "#expected", "Zu klein für ein eigenes Ergebnis: Linie (Nordlicht Metallbau) und Werk (Nordlicht Metallbau)")
	v.post(newCampaign, v.entered(newCampaign, url.Values{"go": {"preview"}, "split_by": {"Schicht & Zeit"}, "rate": {"80"}}))
	v.want(200, "#expected", "Zu klein für ein eigenes Ergebnis: Nacht (Nordlicht Metallbau) und Tag (Nordlicht Metallbau)")
	v.post(newCampaign, v.entered(newCampaign, url.Values{
		"go": {"preview"}, "split_by": {""}, "audience.sample": {"10"}, "audience.sample_unit": {"percent"},
	}))
	v.want(200, "#expected", "Gefragt werden voraussichtlich 7 Personen aus 3 Unternehmen. Wen das Los trifft, steht erst beim Öffnen fest")
	v.post(newCampaign, v.entered(newCampaign, url.Values{"go": {"preview"}, "audience.sample": {""}, "audience.teams": {v.page.Find("#teams label:contains(Linie) input").AttrOr("value", "")}}))
	v.want(200, "#expected", "Aus Holz Brandt und Weber Logistik würde niemand gefragt.")
}

func TestASurveyThatIsTooLikeAnotherComesBackWithTheReasonAndIsKeptAsADraft(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	b.shift()
	b.plan() // the three companies, from 30 November
	v := b.manager.do(newCampaign, newCampaign, together(full, url.Values{
		"go": {"plan"}, "audience": {b.large, b.middle, b.small}, "audience.attributes": nil, "title": {"Zweite"},
		"rule.kind": {"cron"}, "rule.cron": {"0 8 15 1,7 *"},
	}))
	v.launch().want(200, ".page-head .state", "Geplant") // the same people
	v.do(newCampaign, newCampaign, together(full, url.Values{
		"go": {"plan"}, "audience": {b.large}, "audience.attributes": nil, "title": {"Dritte"},
		"rule.kind": {"cron"}, "rule.cron": {"0 8 15 1,7 *"},
	}))
	v.launch().want(200, ".page-head .state", "Geplant") // two companies less
	v.do(newCampaign, newCampaign, together(full, url.Values{
		"go": {"plan"}, "audience": {b.large}, "audience.attributes": {"Schicht+%26+Zeit=Nacht"}, "title": {"Zu klein"},
		"rule.kind": {"cron"}, "rule.cron": {"0 8 15 1,7 *"},
	}))
	v.want(422, "#audience-error", "Gefragt würden nur 4 Personen.")
	rest := []string{}
	for i := range 4 {
		rest = append(rest, fmt.Sprint("Linie ", i))
	}
	b.exec(`UPDATE people SET attributes = '{"Schicht & Zeit":"Tag"}' WHERE name NOT IN (?, ?, ?, ?)`, rest[0], rest[1], rest[2], rest[3])
	v.do(newCampaign, newCampaign, together(full, url.Values{
		"go": {"plan"}, "audience": {b.large}, "audience.attributes": {"Schicht+%26+Zeit=Tag"}, "title": {"Vierte"},
		"rule.kind": {"cron"}, "rule.cron": {"0 8 15 1,7 *"},
	}))
	v.want(422, "#audience-error", "„Wie läuft es?“ stellt innerhalb von 60 Tagen dieselben Fragen fast denselben Personen")
	v.want(422, ".page-head .state", "Entwurf")
	action := v.page.Find("main form").First().AttrOr("action", "")
	if got := v.entered(action, nil); !strings.HasSuffix(action, "/edit") || got.Get("title") != "Vierte" {
		t.Errorf("the refused form %s is about %q", action, got.Get("title"))
	}
	v.post(action, v.entered(action, url.Values{"go": {"plan"}, "audience.attributes": {}}))
	v.launch().want(200, ".page-head .state", "Geplant") // with them it is the whole company
}
