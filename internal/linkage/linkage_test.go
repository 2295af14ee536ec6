package linkage

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"kreislauf/internal/seal"
	"kreislauf/internal/store"
	"kreislauf/internal/store/storetest"
	"kreislauf/internal/testenv"
)

// place is a database and the attacker's way to copy it.
type place struct {
	name    string
	address string
	copier  copier
	driver  string
}

func sqlite(t testing.TB) place {
	path := filepath.Join(t.TempDir(), "kreislauf.db")
	return place{name: "SQLite", address: path, copier: sqliteFile(path), driver: "sqlite"}
}

func postgres(t testing.TB) place {
	address := testenv.Postgres(t)
	return place{name: "PostgreSQL", address: address, copier: newPostgresServer(t, address), driver: "pgx"}
}

var places = map[string]func(testing.TB) place{"SQLite": sqlite, "PostgreSQL": postgres}

func each(t *testing.T, test func(t *testing.T, fresh func(testing.TB) place)) {
	t.Helper()
	for name, fresh := range places {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, fresh)
		})
	}
}

// disguises are what a product might store in place of an answer set: the text
// itself, its checksum, and with the wave's public key its sealed form.
func disguises(sealer *seal.Sealer) map[string]func(string) string {
	all := map[string]func(string) string{
		"the text":     func(text string) string { return text },
		"the checksum": checksum,
		"the base64":   func(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) },
	}
	if sealer != nil {
		all["the sealed text"] = func(text string) string {
			sealed, err := sealer.Seal([]byte(text))
			if err != nil {
				return ""
			}
			return sealed
		}
	}
	return all
}

// TestNobodyIsLinkedSoak attacks fresh runs until no method is suspected any
// more, or one a second time; KREISLAUF_SOAK makes it 40 runs.
func TestNobodyIsLinkedSoak(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, fresh func(testing.TB) place) {
		if os.Getenv("KREISLAUF_SOAK") != "" {
			// Each method exceeds by chance in 2 of 1,000 runs, so that in 40
			// one of them all may do so three times.
			runs := attacks(t, fresh, 40)
			report(t, runs, exceeding(runs, 4))
			return
		}
		runs := attackThrice(t, fresh)
		guilty := exceeding(runs, 2)
		if len(guilty) > 0 { // by chance once in 700 tests, as there are many methods
			again := attackThrice(t, fresh)
			guilty = slices.DeleteFunc(guilty, func(method string) bool { return !slices.Contains(exceeding(again, 2), method) })
			runs = append(runs, again...)
		}
		report(t, runs, guilty)
	})
}

// attackThrice attacks three fresh runs, and spares the third where no method
// exceeded a bound before, so that none can do so twice.
func attackThrice(t *testing.T, fresh func(testing.TB) place) []map[string]finding {
	t.Helper()
	runs := attacks(t, fresh, 2)
	if len(exceeding(runs, 1)) > 0 {
		runs = append(runs, attacks(t, fresh, 1)...)
	}
	return runs
}

func attacks(t *testing.T, fresh func(testing.TB) place, rounds int) []map[string]finding {
	t.Helper()
	var runs []map[string]finding
	for range rounds {
		runs = append(runs, attackProduct(t, fresh(t)))
	}
	return runs
}

// attackProduct lets people answer, attacks at every stage, and checks that
// nothing in the clear and nothing deleted is left.
func attackProduct(t *testing.T, at place) map[string]finding {
	t.Helper()
	s := seed()
	p := openProduct(t, storetest.Open(t, at.address), s)
	p.answer(t)
	window := at.copier.take(t, "window")
	p.tally(t)
	tallied := at.copier.take(t, "tallied")
	p.release(t)
	released := at.copier.take(t, "released")
	released.files["log"] = p.log.bytes()

	wantSubmitted(t, p, window)
	for _, im := range []image{window, tallied, released} {
		for _, sighting := range sightings(im, canaries(p.content)) {
			t.Errorf("seed %d: %s", s, sighting)
		}
		if n := textsIn(p.cohort, im.shared, participants/10); n > 0 {
			t.Errorf("seed %d: the server's log of %s holds %d answer sets", s, im.name, n)
		}
	}
	wantGone(t, at, tallied, released)
	wantSilentLog(t, p)
	public, err := base64.StdEncoding.DecodeString(waveKey(t, p.db, p.wave.ID))
	must(t, err)
	sealer, err := seal.NewSealer(public, p.wave.ID, p.content.BallotSize())
	must(t, err)
	d := disguises(sealer)
	return worst(attack(p.cohort, window, d), attack(p.cohort, tallied, d), attack(p.cohort, released, d))
}

func waveKey(t testing.TB, db *store.DB, waveID string) string {
	t.Helper()
	w, err := db.Campaign().WaveByID(t.Context(), waveID)
	must(t, err)
	return w.PublicKey
}

// wantSubmitted makes sure that the attack had something to attack.
func wantSubmitted(t *testing.T, p *product, im image) {
	t.Helper()
	ballots := map[int]int{}
	for i, person := range newAttacker(p.cohort, im).person {
		if im.rows[i].table == "ballots" {
			ballots[person]++
		}
	}
	if len(ballots) != participants {
		t.Fatalf("%d people have ballots, want %d", len(ballots), participants)
	}
}

// wantGone checks that no ballot's bytes outlive the release, where the
// database lets that be shown.
func wantGone(t *testing.T, at place, tallied, released image) {
	t.Helper()
	for _, r := range released.rows {
		if r.table == "ballots" || r.table == "drafts" {
			t.Fatalf("a row of %s is left", r.table)
		}
	}
	if at.name != "SQLite" {
		return
	}
	needles := piecesOf(tallied, "ballots")
	before := countIn(slices.Concat(slices.Collect(maps.Values(tallied.files))...), needles)
	if before < len(needles)*9/10 {
		t.Fatalf("%d of %d pieces of ballots were in the files before, too few to miss them", before, len(needles))
	}
	if after := countIn(slices.Concat(slices.Collect(maps.Values(released.files))...), needles); after > 0 {
		t.Errorf("%d of %d pieces of ballots are left after the release", after, len(needles))
	}
}

// wantSilentLog checks that the server's log names nobody and no link.
func wantSilentLog(t *testing.T, p *product) {
	t.Helper()
	var needles [][]byte
	for person, link := range p.links {
		needles = append(needles, []byte(link), []byte(p.people[person]), []byte(p.name(person)), []byte(seal.HashLink(link)))
	}
	log := p.log.bytes()
	if n := countIn(log, needles); n > 0 || !bytes.Contains(log, []byte("/a/:secret")) {
		t.Errorf("the log holds %d links or people, or does not name routes", n)
	}
}

// piecesOf cuts three pieces out of every fifth sealed text of a table.
func piecesOf(im image, table string) [][]byte {
	var pieces [][]byte
	for i, r := range im.rows {
		if i%5 > 0 {
			continue
		}
		for _, cell := range r.cells {
			if r.table != table || len(cell) < sealedLength {
				continue
			}
			for piece := range 3 {
				start := piece * (len(cell) - needleLength) / 2
				pieces = append(pieces, []byte(cell[start:start+needleLength]))
			}
		}
	}
	return pieces
}

// textsIn counts which of the first few people's answer sets stand in data.
func textsIn(c *cohort, data []byte, people int) int {
	n := 0
	for _, person := range c.order[:people] {
		if find(data, c.texts[person]) >= 0 {
			n++
		}
	}
	return n
}

func countIn(data []byte, needles [][]byte) int {
	n := 0
	for _, needle := range needles {
		if bytes.Contains(data, needle) {
			n++
		}
	}
	return n
}

// exceeding lists the methods that found more than guessing in at least times
// runs.
func exceeding(runs []map[string]finding, times int) []string {
	count := map[string]int{}
	for _, run := range runs {
		for method, f := range run {
			if f.exceeds() {
				count[method]++
			}
		}
	}
	maps.DeleteFunc(count, func(_ string, n int) bool { return n < times })
	return slices.Sorted(maps.Keys(count))
}

func valuesOf(runs []map[string]finding, method string) []string {
	var all []string
	for _, run := range runs {
		f := run[method]
		all = append(all, fmt.Sprintf("%d links, tau %.3f", f.links, f.tau))
	}
	return all
}

// report says what the runs together came to, and fails for each guilty method.
func report(t *testing.T, runs []map[string]finding, guilty []string) {
	t.Helper()
	for _, method := range guilty {
		t.Errorf("%s: %v", method, valuesOf(runs, method))
	}
	methods, links, highest := 0, 0, 0.0
	for _, run := range runs {
		for _, f := range run {
			methods++
			links += f.links
			highest = max(highest, abs(f.tau))
		}
	}
	t.Logf("%d runs, %d methods each, %.2f links on average of %d, highest |tau| %.3f",
		len(runs), methods/len(runs), float64(links)/float64(methods), participants, highest)
}
