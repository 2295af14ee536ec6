package web_test

import (
	"fmt"
	"os"
	"testing"

	"kreislauf/internal/testenv/browser"
)

// look draws pages at both widths and in both colour schemes and checks each.
func look(t *testing.T, tab *browser.Tab, pages map[string]string) {
	t.Helper()
	for name, page := range pages {
		for _, colours := range []string{"light", "dark"} {
			for _, width := range []int64{390, 1440} {
				tab.Wear(colours, width)
				tab.Visit(page)
				where := fmt.Sprintf("%s-%d-%s", name, width, colours)
				tab.CheckAxe(where)
				tab.Shoot(os.Getenv("KREISLAUF_SHOTS"), where)
			}
		}
	}
}

func TestPagesOfARoundUpToItsNoticePassAxe(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	_, waveID := b.plan()
	b.open(waveID, 14)
	b.exec(`UPDATE letters SET state = 'sent' WHERE wave_id = ?`, waveID)
	b.exec(`UPDATE letters SET state = 'bounced', reason = 'address' WHERE id IN (SELECT id FROM letters ORDER BY id LIMIT 3)`)
	b.exec(`UPDATE letters SET state = 'failed', reason = 'gave_up' WHERE id IN (SELECT id FROM letters ORDER BY id DESC LIMIT 55)`)
	tab, site := b.enter()
	page := site + "/waves/" + waveID
	look(t, tab, map[string]string{"runde-offen-verloren": page, "runde-verloren": page + "/undelivered", "runde-beenden": page + "/close"})
	b.closeAndTally(waveID)
	look(t, tab, map[string]string{"runde-ausgewertet": page, "runde-freigeben": page + "/release"})
	v := b.manager.do("/waves/"+waveID+"/release", "/waves/"+waveID+"/release", notice())
	v.want(200, ".page-head .state", "Freigegeben")
	look(t, tab, map[string]string{"09b-runde-freigegeben": page})
	tab.CheckCalm()
}
