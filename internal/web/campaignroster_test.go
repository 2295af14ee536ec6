package web_test

import (
	"context"
	"errors"
	"net/url"
	"testing"

	"kreislauf/internal/campaign"
	"kreislauf/internal/roster"
	"kreislauf/internal/store/storetest"
)

// countsOnly are rows that tell no people while it is shut, and count how
// often the roster is counted.
type countsOnly struct {
	campaign.Store
	shut    bool
	counted int
}

var errPeople = errors.New("a page loads the roster")

func (c *countsOnly) People(ctx context.Context, networkID, companyID string) ([]roster.Person, error) {
	if c.shut {
		return nil, errPeople
	}
	return c.Store.People(ctx, networkID, companyID)
}

func (c *countsOnly) Crowd(ctx context.Context, networkID string) ([]roster.Person, error) {
	if c.shut {
		return nil, errPeople
	}
	return c.Store.Crowd(ctx, networkID)
}

func (c *countsOnly) Headcounts(ctx context.Context, networkID string) ([]campaign.Headcount, error) {
	c.counted++
	return c.Store.Headcounts(ctx, networkID)
}

func TestPagesOfCampaignsCountTheRosterOnceAndLoadNobody(t *testing.T) {
	t.Parallel()
	db := storetest.SQLite(t)
	rows := &countsOnly{Store: db.Campaign()}
	b := bureauOver(t, db, rows)
	id, _ := b.plan()
	v := b.manager.get(newCampaign)
	v.post(newCampaign, v.entered(newCampaign, full))
	draft := "/campaigns/" + draftOf(t, b, id)
	form := b.manager.get(newCampaign).entered(newCampaign, together(full, url.Values{"go": {"preview"}}))
	rows.shut = true
	for _, one := range []struct {
		name, address string
		form          url.Values
	}{
		{"the list", "/campaigns", nil},
		{"a new campaign", newCampaign, nil},
		{"its preview", newCampaign, form},
		{"a draft", draft, nil},
		{"the form of a draft", draft + "/edit", nil},
		{"the launch", draft + "/launch", nil},
	} {
		rows.counted = 0
		if one.form == nil {
			b.manager.get(one.address)
		} else {
			b.manager.post(one.address, one.form)
		}
		if b.manager.answer.StatusCode != 200 || rows.counted != 1 {
			t.Errorf("%s: status %d, the roster was counted %d times", one.name, b.manager.answer.StatusCode, rows.counted)
		}
	}
}

// draftOf returns the campaign that is not the named one, without the named
// one's waves, which would have to be compared with its own.
func draftOf(t *testing.T, b *bureau, scheduled string) string {
	t.Helper()
	entries, _, err := b.campaigns.List(t.Context(), b.viewer)
	b.must(err)
	b.must(b.campaigns.End(t.Context(), b.viewer, scheduled))
	for _, e := range entries {
		if e.Campaign.ID != scheduled {
			return e.Campaign.ID
		}
	}
	t.Fatal("there is no draft")
	return ""
}
