package campaign

import (
	"strconv"
	"strings"
	"time"

	"kreislauf/internal/fault"
)

// maxReason bounds the reason given for an explicit act, in characters.
const maxReason = 500

// act returns an entry of the wave's history; detail comes in pairs.
func (s *Service) act(w Wave, kind, actor string, at time.Time, detail ...string) Act {
	a := Act{
		ID: s.newID(), NetworkID: w.NetworkID, CampaignID: w.CampaignID, WaveID: w.ID,
		Kind: kind, ActorName: actor, Detail: map[string]string{}, At: at,
	}
	for i := 0; i+1 < len(detail); i += 2 {
		a.Detail[detail[i]] = detail[i+1]
	}
	return a
}

// Args returns what the sentence "act.<Kind>" needs, in pairs; moments are
// times, so that each reader sees them in the own zone.
func (a Act) Args() []any {
	args := []any{"actor", a.ActorName}
	for name, value := range a.Detail {
		if at, err := time.Parse(time.RFC3339, value); err == nil {
			args = append(args, name, at)
			continue
		}
		args = append(args, name, value)
	}
	if german, named := a.Detail[actTitle+"de"]; named {
		args = append(args, "title", map[string]string{"de": german, "en": a.Detail[actTitle+"en"]})
	}
	return args
}

// ActFewApart is the act of an opening that waits, because its audience differs
// by a few people from that of another wave.
const ActFewApart = "open_few_apart"

// actTitle and a language name the detail that holds another campaign's title.
const actTitle = "title_"

func (s *Service) campaignAct(c Campaign, kind, actor string, at time.Time) Act {
	return s.act(Wave{NetworkID: c.NetworkID, CampaignID: c.ID}, kind, actor, at)
}

func (s *Service) letter(w Wave, kind MailKind, effect string, at time.Time) Letter {
	return Letter{
		ID: s.newID(), NetworkID: w.NetworkID, EffectKey: effect, Kind: kind,
		WaveID: w.ID, CampaignID: w.CampaignID, State: LetterQueued, CreatedAt: at,
	}
}

// managerLetters returns one letter for each manager of the wave's network.
func (s *Service) managerLetters(w Wave, managers []string, kind MailKind, n int, at time.Time) []Letter {
	letters := make([]Letter, 0, len(managers))
	for _, user := range managers {
		letter := s.letter(w, kind, effectKey(w.ID, user, string(kind), strconv.Itoa(n)), at)
		letter.UserID, letter.Number = user, strconv.Itoa(n)
		letters = append(letters, letter)
	}
	return letters
}

// effectKey joins the parts of a permanent key: wave, person, kind, number.
func effectKey(parts ...string) string { return strings.Join(parts, ":") }

// waveEffect is the key of something that happens to a wave as a whole.
func waveEffect(waveID, kind string) string { return effectKey("wave", waveID, kind) }

func checkReason(reason string) (string, error) {
	reason = strings.TrimSpace(reason)
	var errs fault.Errors
	errs.Line("reason", reason, maxReason, true)
	return reason, errs.Err()
}
