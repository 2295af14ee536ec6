package demo

import (
	"math"
	"math/rand/v2"
	"strconv"

	"kreislauf/internal/survey"
)

// mood is how a company's people feel about each construct, as the mean on the
// scale of 1 to 5 in the first wave of the story.
type mood struct{ trust, meetings, values, winwin, tools float64 }

// of returns the mean for a dimension in a wave, counted from 0: meetings
// become better from wave to wave, trust follows slowly, and the company that
// pays more than it gets loses faith in win-win.
func (m mood) of(dimension, company string, wave int) float64 {
	w := float64(wave)
	switch dimension {
	case "trust":
		return m.trust + 0.10*w
	case "meetings":
		return m.meetings + 0.38*w
	case "values":
		return m.values + 0.06*w
	case "winwin":
		if company == "kranz" {
			return m.winwin - 0.16*w
		}
		return m.winwin + 0.08*w
	case "tools":
		return m.tools + 0.18*w
	default:
		return 3.6 + 0.1*w
	}
}

// lean moves single questions away from their dimension's mean.
var lean = map[string]float64{
	"mk_voice": 0.2, "mk_prepared": -0.1, "mk_done": 0.1, "mk_candid": 0, "mk_worth": -0.35,
	"tr_contact": 0.3, "tr_promise": 0.1, "tr_help": 0.1, "tr_intent": -0.2,
	"ww_balance": 0.1, "ww_own": 0.15, "ww_fair": -0.25, "ww_effort": -0.3,
	"wl_daily": 0.1, "wl_lead": -0.2, "wl_mistakes": -0.3, "wl_respect": 0.4,
}

// cards are the chances of keep and add for a value; the rest is drop.
var cards = map[string][2]float64{
	"va_reliable": {0.78, 0.2}, "va_candour": {0.3, 0.64}, "va_fair": {0.44, 0.5}, "va_paper": {0.14, 0.04},
	"va_curious": {0.5, 0.42}, "va_own_first": {0.1, 0.03}, "va_help": {0.7, 0.27}, "va_pace": {0.35, 0.4},
}

// fill answers a questionnaire as a person of the company would in that wave.
func fill(c company, content survey.Content, wave int, draw *rand.Rand) map[string][]string {
	values := map[string][]string{}
	temper := draw.NormFloat64() * 0.45 // some people are kinder than others
	for _, q := range content.Questions() {
		if draw.Float64() < 0.02 {
			continue // left open
		}
		switch q.Type {
		case survey.TypeScale:
			values[q.Code] = []string{scaleAnswer(content, q, c, wave, temper, draw)}
		case survey.TypeChoice:
			values[q.Code] = []string{cardAnswer(q.Code, draw)}
		}
	}
	return values
}

func scaleAnswer(content survey.Content, q survey.Question, c company, wave int, temper float64, draw *rand.Rand) string {
	if draw.Float64() < 0.03 {
		return survey.NotApplicable
	}
	scale, _ := content.Scale(q.Scale)
	mean := c.mood.of(q.Dimension, c.key, wave) + lean[q.Code]
	if q.Reverse {
		mean = float64(scale.Min+scale.Max) - mean
	}
	drawn := math.Round(mean + temper + draw.NormFloat64()*0.85)
	return strconv.Itoa(int(min(max(drawn, float64(scale.Min)), float64(scale.Max))))
}

func cardAnswer(code string, draw *rand.Rand) string {
	chance, roll := cards[code], draw.Float64()
	switch {
	case roll < chance[0]:
		return "keep"
	case roll < chance[0]+chance[1]:
		return "add"
	default:
		return "drop"
	}
}

// verdicts are what the representatives answer about win-win in each wave, in
// the order of winWinCodes. One company pays more than it gets and says so
// ever more clearly.
var verdicts = map[string][pastWaves][4]int{
	"draht":   {{4, 4, 4, 3}, {4, 4, 4, 4}, {5, 5, 4, 4}},
	"stanz":   {{4, 4, 3, 4}, {4, 4, 4, 3}, {4, 4, 4, 4}},
	"kranz":   {{3, 3, 3, 2}, {2, 3, 2, 2}, {2, 2, 2, 1}},
	"vogt":    {{4, 4, 4, 3}, {4, 4, 4, 4}, {4, 5, 4, 4}},
	"sievers": {{3, 4, 3, 3}, {4, 4, 3, 3}, {4, 4, 4, 3}},
	"ambrock": {{3, 3, 3, 3}, {3, 3, 4, 3}, {4, 4, 3, 3}},
}

var winWinCodes = []string{"ww_balance", "ww_own", "ww_fair", "ww_effort"}

var praise = map[string]string{
	"draht": "Der Rahmenvertrag für Stahlband trägt, und die Bestellungen kommen gebündelt.",
	"stanz": "Die Besprechungen sind kürzer geworden und haben ein Ergebnis.",
	"kranz": "Die Kolleginnen und Kollegen im Labor arbeiten gut mit den anderen zusammen.",
	"vogt":  "Der Pendel-Lkw ist inzwischen in beide Richtungen beladen.",
}

var trouble = map[string]string{
	"kranz":   "Wir beschichten Muster für alle und bekommen den Aufwand nicht erstattet.",
	"ambrock": "Das Portal kommt später, weil zwei Betriebe ihre Artikeldaten noch nicht geliefert haben.",
}

// rate answers the partner evaluation for a company: win-win as its verdict
// says, the rest a small distance from it.
func rate(c company, content survey.Content, wave int, draw *rand.Rand) map[string][]string {
	values := map[string][]string{}
	verdict := verdicts[c.key][wave]
	for i, code := range winWinCodes {
		values[code] = []string{strconv.Itoa(verdict[i])}
	}
	for _, q := range content.Questions() {
		if values[q.Code] != nil {
			continue
		}
		switch {
		case q.Type == survey.TypeScale:
			scale, _ := content.Scale(q.Scale)
			value := min(max(verdict[0]+draw.IntN(3)-1, scale.Min), scale.Max)
			if q.Reverse {
				value = scale.Min + scale.Max - value
			}
			values[q.Code] = []string{strconv.Itoa(value)}
		case q.Code == "tx_well" && praise[c.key] != "":
			values[q.Code] = []string{praise[c.key]}
		case q.Code == "tx_hard" && trouble[c.key] != "":
			values[q.Code] = []string{trouble[c.key]}
		}
	}
	return values
}
