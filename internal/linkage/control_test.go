package linkage

import (
	"database/sql"
	"strings"
	"testing"
)

func TestPlainTablesLinkEverybody(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, fresh func(testing.TB) place) {
		for _, c := range []struct {
			name    string
			which   kept
			methods []string
			only    string // database, where the method needs one
		}{
			{"two tables without a key", twoTables, []string{"order of answering by row", "order of participation by row", "time", "offset in file-wal, pages of 1"}, "SQLite"},
			{"two tables without a key", twoTables, []string{"transaction", "order of answering by xmin", "order of participation by xmin", "time", "offset in server's log, pages of 1"}, "PostgreSQL"},
			{"a session in both tables", withSession, []string{"key"}, ""},
			{"a checksum", withChecksum, []string{"equality of the checksum"}, ""},
		} {
			if c.only != "" && !strings.HasSuffix(t.Name(), c.only) {
				continue
			}
			cohort := naiveCohort(t)
			found := worst(attack(cohort, naiveImage(t, fresh(t), cohort, c.which), disguises(nil)))
			for _, method := range c.methods {
				if got := found[method].links; got != participants {
					t.Errorf("%s: %q links %d people, want %d", c.name, method, got, participants)
				}
			}
			if c.which == twoTables && found["order of answering by row"].tau < 0.9 {
				t.Errorf("%s: the order of rows has nothing of the order of answering", c.name)
			}
		}
	})
}

func TestAnswersWithoutPaddingShowInTheOrderOfLengths(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, fresh func(testing.TB) place) {
		p, cohort := fresh(t), naiveCohort(t)
		found := worst(attack(cohort, naiveImage(t, p, cohort, masked), nil))
		if got := found["masked_answers.body by length and length"]; got.tau < 0.9 || got.links <= maxLinks {
			t.Errorf("got %+v, want nearly the same order and more than %d links", got, maxLinks)
		}
	})
}

func TestAnswersInTheClearAreSeenByTheirCanaries(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, fresh func(testing.TB) place) {
		p, cohort := fresh(t), naiveCohort(t)
		im := naiveImage(t, p, cohort, twoTables)
		if got := sightings(im, canaries(cohort.content)); len(got) < len(cohort.content.Questions()) {
			t.Errorf("%d sightings of canaries, want one for each question at least", len(got))
		}
		if got := textsIn(cohort, im.shared, participants); p.name == "PostgreSQL" && got != participants {
			t.Errorf("the server's log holds %d texts, want all", got)
		}
	})
}

// naiveImage fills plain tables and copies them.
func naiveImage(t testing.TB, p place, c *cohort, which kept) image {
	t.Helper()
	address := p.address
	if p.driver == "sqlite" {
		address = "file:" + address + "?_pragma=journal_mode(WAL)&_pragma=wal_autocheckpoint(0)"
	}
	db, err := sql.Open(p.driver, address)
	must(t, err)
	defer func() { must(t, db.Close()) }()
	db.SetMaxOpenConns(1)
	answerNaively(t, db, c, which)
	return p.copier.take(t, "plain tables")
}
