package web_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"kreislauf/internal/store"
	"kreislauf/internal/store/storetest"
	"kreislauf/internal/testenv"
)

// BenchmarkWavePageOfTenThousand draws the page of an open wave with 10,000
// invited people, half of whose letters are sent.
func BenchmarkWavePageOfTenThousand(b *testing.B) {
	for name, open := range map[string]func(testing.TB) *store.DB{
		"SQLite":     func(t testing.TB) *store.DB { return storetest.Open(t, filepath.Join(t.TempDir(), "kreislauf.db")) },
		"PostgreSQL": func(t testing.TB) *store.DB { return storetest.Open(t, testenv.Postgres(t)) },
	} {
		b.Run(name, func(b *testing.B) {
			o := bureauOn(b, open(b))
			o.crowd(10_000)
			_, waveID := o.plan()
			o.open(waveID, 14)
			o.exec(`UPDATE letters SET state = 'sent' WHERE id IN (SELECT id FROM letters ORDER BY id LIMIT 5000)`)
			page := "/waves/" + waveID
			o.manager.get(page).want(200, ".figures", "10.056 Personen")
			b.Run("page", func(b *testing.B) {
				for b.Loop() {
					o.manager.get(page)
				}
			})
			b.Run("round of a stream", func(b *testing.B) {
				for b.Loop() {
					if _, err := o.campaigns.Dispatch(b.Context(), o.viewer, waveID); err != nil {
						b.Fatal(err)
					}
				}
			})
		})
	}
}

// crowd adds n people to the large company, as rows.
func (b *bureau) crowd(n int) {
	b.t.Helper()
	ctx := context.WithoutCancel(b.t.Context())
	at := b.clock.Now().UTC().Format(time.RFC3339)
	for i := range n {
		query := fmt.Sprintf(`INSERT INTO people (id, network_id, company_id, team_id, name, email, language, attributes, representative, created_at, version)
			VALUES ('crowd-%05d', '%s', '%s', '', 'Person %d', 'c%d@crowd.example', 'de', '{}', FALSE, '%s', 1)`, i, b.viewer.NetworkID, b.large, i, i, at)
		if _, err := b.db.SQL().ExecContext(ctx, query); err != nil {
			b.t.Fatal(err)
		}
	}
}
