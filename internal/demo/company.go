package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"

	"kreislauf/internal/cooperation"
	"kreislauf/internal/roster"
)

// company is a member of the story's network with what its people feel.
type company struct {
	key, name, short, trade, seat string
	teams                         []team
	speaker                       speaker
	mood                          mood
	id                            string
}

type team struct {
	name string
	size int
}

// speaker represents the company; the deputy of the story is the roster itself.
type speaker struct{ name, email string }

// cast is the story's network: invented companies of a valley that works
// metal, 173 employees together.
func cast() []company {
	return []company{
		{
			key: "draht", name: "Drahtwerk Brenscheid GmbH", short: "Drahtwerk", trade: "Ziehen und Veredeln von Stahldraht", seat: "Altena",
			teams:   []team{{"Zieherei", 24}, {"Glüherei", 12}, {"Einkauf und Verwaltung", 9}, {"Versand", 7}},
			speaker: speaker{"Aylin Demirci", "aylin.demirci@drahtwerk.example"},
			mood:    mood{trust: 4.0, meetings: 2.9, values: 3.8, winwin: 4.2, tools: 3.6},
		},
		{
			key: "stanz", name: "Stanzwerk Hollweg GmbH & Co. KG", short: "Hollweg", trade: "Stanz- und Biegeteile", seat: "Plettenberg",
			teams:   []team{{"Stanzerei", 20}, {"Werkzeuglager", 7}, {"Büro und Disposition", 11}},
			speaker: speaker{"Matthias Hollweg", "matthias.hollweg@hollweg.example"},
			mood:    mood{trust: 3.7, meetings: 2.7, values: 3.6, winwin: 3.9, tools: 3.3},
		},
		{
			key: "kranz", name: "Oberflächen Kranz GmbH", short: "Kranz", trade: "Verzinken und Beschichten", seat: "Werdohl",
			teams:   []team{{"Galvanik", 17}, {"Beschichtung", 8}, {"Labor und Büro", 6}},
			speaker: speaker{"Henrike Kranz", PartnerEmail},
			mood:    mood{trust: 3.2, meetings: 2.6, values: 3.3, winwin: 2.5, tools: 3.0},
		},
		{
			key: "vogt", name: "Spedition Vogt Lennetal", short: "Vogt", trade: "Regionale Transporte und Lager", seat: "Hagen",
			teams:   []team{{"Fahrbetrieb", 15}, {"Disposition und Lager", 9}},
			speaker: speaker{"Tobias Vogt", "tobias.vogt@vogt.example"},
			mood:    mood{trust: 3.9, meetings: 3.0, values: 3.7, winwin: 4.1, tools: 3.5},
		},
		{
			key: "sievers", name: "Werkzeugbau Sievers e. K.", short: "Sievers", trade: "Folgeverbundwerkzeuge", seat: "Lüdenscheid",
			teams:   []team{{"Konstruktion", 7}, {"Werkstatt", 12}},
			speaker: speaker{"Ruth Sievers", "ruth.sievers@sievers.example"},
			mood:    mood{trust: 3.8, meetings: 2.8, values: 3.9, winwin: 3.6, tools: 3.4},
		},
		{
			key: "ambrock", name: "Ambrock Software GmbH", short: "Ambrock", trade: "Bestell- und Lagersoftware", seat: "Iserlohn",
			teams:   []team{{"Entwicklung", 6}, {"Betreuung", 3}},
			speaker: speaker{"Ingo Ambrock", "ingo.ambrock@ambrock.example"},
			mood:    mood{trust: 4.1, meetings: 3.2, values: 4.0, winwin: 3.7, tools: 4.2},
		},
	}
}

var (
	givenNames = strings.Fields("Anna Mehmet Sabine Piotr Olga Jonas Fatma Lukas Petra Andreas Elif Stefan Birgit Marek Nadine " +
		"Thomas Svetlana Jan Claudia Ali Monika Daniel Gabi Viktor Lena Uwe Zeynep Michael Katja Bernd Irina Felix Heike Murat Julia Ralf " +
		"Agnieszka Patrick Renate Samir Nicole Georg Aleksandra Dirk Leyla Christian Martina Emil")
	familyNames = strings.Fields("Schulte Kaya Nowak Becker Lange Yilmaz Hoffmann Wagner Kowalski Peters Brandt Arslan Krause Vogel " +
		"Schmitz Öztürk Berger Simon Lehmann Horn Wilke Sommer Fuchs Jansen Pohl Ivanova Dietrich Seidel Aydin Franke Busch Kuhn Ebert " +
		"Winkler Thiel Grote Hartwig Lüders Böhm Rademacher Stein Korte")
)

// addCompanies puts companies, teams and people on the roster.
func (t *story) addCompanies(ctx context.Context) error {
	t.companies = cast()
	draw := rand.New(rand.NewPCG(20260101, 173))
	used := map[string]bool{}
	for i := range t.companies {
		c := &t.companies[i]
		created, err := t.Cooperation.CreateCompany(ctx, t.manager, cooperation.CompanyForm{
			Name: c.name, ShortName: c.short, Trade: c.trade, Seat: c.seat,
		})
		if err != nil {
			return err
		}
		c.id = created.ID
		for _, part := range c.teams {
			if err := t.addTeam(ctx, c, part, draw, used); err != nil {
				return err
			}
		}
	}
	return nil
}

func (t *story) addTeam(ctx context.Context, c *company, part team, draw *rand.Rand, used map[string]bool) error {
	created, err := t.Cooperation.CreateTeam(ctx, t.manager, c.id, cooperation.TeamForm{Name: part.name})
	if err != nil {
		return err
	}
	for n := range part.size {
		person := invent(c, draw, used)
		person.TeamID = created.ID
		if n == 0 && part.name == c.teams[len(c.teams)-1].name {
			person.Name, person.Email, person.Representative, person.Language = c.speaker.name, c.speaker.email, true, "de"
		}
		if _, err := t.Roster.AddPerson(ctx, t.manager, person); err != nil {
			return err
		}
	}
	return nil
}

// invent draws a person whose name is new to the network. One in eight prefers
// English, one in twelve has no address.
func invent(c *company, draw *rand.Rand, used map[string]bool) roster.PersonInput {
	name := ""
	for name == "" || used[name] {
		name = givenNames[draw.IntN(len(givenNames))] + " " + familyNames[draw.IntN(len(familyNames))]
	}
	used[name] = true
	person := roster.PersonInput{CompanyID: c.id, Name: name, Language: "de"}
	if draw.IntN(8) == 0 {
		person.Language = "en"
	}
	if draw.IntN(12) != 0 {
		person.Email = address(name, c)
	}
	return person
}

func address(name string, c *company) string {
	_, domain, _ := strings.Cut(c.speaker.email, "@")
	plain := strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "Ö", "oe", "ß", "ss", " ", ".").Replace(name)
	return fmt.Sprintf("%s@%s", strings.ToLower(plain), domain)
}
