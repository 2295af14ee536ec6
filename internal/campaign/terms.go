package campaign

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"kreislauf/internal/fault"
	"kreislauf/internal/roster"
)

// terms is what a consent is about. Two terms are the same where a company
// that agreed to the one has no reason to think again about the other.
type terms struct {
	Version  string   `json:"version"` // of the questionnaire, the newest
	SplitBy  string   `json:"split_by"`
	Audience Audience `json:"audience"` // as chosen
	K        int      `json:"k"`
	Parties  []party  `json:"parties"` // in the order of their ids
}

// party is one of the two companies with the size of what is asked of it.
type party struct {
	CompanyID string `json:"company_id"`
	Size      size   `json:"size"`
}

// size is a headcount so coarse that people who join and leave seldom change
// it, and a company cut down to a few always does.
type size string

const (
	sizeFew  size = "few"  // fewer than 2k
	sizeSome size = "some" // up to manyPeople
	sizeMany size = "many"
)

// manyPeople is how many people a company is asked for at most while it counts
// as one of medium size.
const manyPeople = 50

func sizeOf(n, k int) size {
	switch {
	case n < 2*k:
		return sizeFew
	case n <= manyPeople:
		return sizeSome
	}
	return sizeMany
}

// terms condense what a consent to the joint result of people is about; empty
// where none is needed.
func (s *Service) terms(ctx context.Context, c Campaign, people []roster.Person) (string, error) {
	companies := pair(c, people)
	if len(companies) == 0 {
		return "", nil
	}
	_, version, err := s.questionnaires.Newest(ctx, c.NetworkID, c.QuestionnaireID)
	if err != nil && fault.KindOf(err) != fault.KindNotFound { // a form may lack it still; nobody agreed to none
		return "", err
	}
	network, err := s.store.Network(ctx, c.NetworkID)
	if err != nil {
		return "", err
	}
	asked := map[string]int{}
	for _, p := range people {
		asked[p.CompanyID]++
	}
	t := terms{Version: version.ID, SplitBy: c.SplitBy, Audience: c.Audience.normal(), K: network.K}
	for _, id := range companies {
		t.Parties = append(t.Parties, party{CompanyID: id, Size: sizeOf(asked[id], network.K)})
	}
	return t.digest()
}

// digest is the first half of the SHA-256 of the terms as JSON, in hexadecimal
// digits.
func (t terms) digest() (string, error) {
	body, err := json.Marshal(t)
	if err != nil {
		return "", fmt.Errorf("condense terms of consent: %w", err)
	}
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:sha256.Size/2]), nil
}

// askConsent returns one letter for each account that speaks for one of two
// companies and whose company has not agreed to these terms. Between two drops
// of consents the same terms are asked about once; dropping counts the drop
// that the same change brings.
func (s *Service) askConsent(ctx context.Context, c Campaign, dropping int, now time.Time) ([]Letter, error) {
	people, err := s.audience(ctx, c)
	if err != nil {
		return nil, err
	}
	state, err := s.consentState(ctx, c, people)
	if err != nil || !state.Needed() {
		return nil, err
	}
	var undecided []string
	for _, one := range state.Companies {
		if one.GivenAt == nil {
			undecided = append(undecided, one.ID)
		}
	}
	speakers, err := s.store.Speakers(ctx, c.NetworkID, undecided)
	if err != nil {
		return nil, err
	}
	drops, err := s.drops(ctx, c.ID)
	if err != nil {
		return nil, err
	}
	round := strconv.Itoa(drops + dropping)
	var letters []Letter
	for _, one := range speakers {
		effect := effectKey("campaign", c.ID, string(MailConsentAsked), one.CompanyID, one.UserID, state.Terms, round)
		letter := s.letter(Wave{NetworkID: c.NetworkID, CampaignID: c.ID}, MailConsentAsked, effect, now)
		letter.UserID = one.UserID
		letters = append(letters, letter)
	}
	return letters, nil
}

// drops counts how often consents of a campaign have ended with a change of it.
func (s *Service) drops(ctx context.Context, campaignID string) (int, error) {
	acts, err := s.store.Acts(ctx, campaignID, "")
	if err != nil {
		return 0, err
	}
	acts = slices.DeleteFunc(acts, func(a Act) bool { return a.Kind != actConsentsDropped })
	return len(acts), nil
}

// actConsentsDropped is the act of a change that ended consents.
const actConsentsDropped = "consents_dropped"
