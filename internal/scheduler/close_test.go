package scheduler_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"kreislauf/internal/campaign"
	"kreislauf/internal/fault"
	"kreislauf/internal/seal"
	"kreislauf/internal/store"
	"kreislauf/internal/store/storetest"
	"kreislauf/internal/survey"
)

func TestUnreadableBallotsStopThePublicationUntilAManagerDecides(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		ctx := t.Context()
		_, w := p.schedule(p.input(p.company("nord", 12, 0)))
		w = p.openNow(w)
		p.ballots(w, 8, survey.Answers{"tr_contact": "4"})
		p.spoil(1)
		p.clock.Set(w.ClosesAt.Add(campaign.Grace))
		for range 2 {
			must(t, p.campaigns.Tally(ctx, w.ID))
		}
		if got := p.wave(w.ID); got.Unreadable != 1 || got.State(p.clock.Now()) != campaign.WaveUnreadable {
			t.Fatalf("unreadable %d, state %s", got.Unreadable, got.State(p.clock.Now()))
		}
		p.want("cubes", 0)
		wantKind(t, p.campaigns.Release(ctx, p.manager, w.ID), fault.KindConflict)

		must(t, p.campaigns.PublishWithout(ctx, p.manager, w.ID))
		must(t, p.campaigns.PublishWithout(ctx, p.manager, w.ID))
		p.want("cubes", 1)
		must(t, p.campaigns.Release(ctx, p.manager, w.ID))
		must(t, p.campaigns.DestroyKeys(ctx, w.ID))
		p.wantClean(w.ID)
	})
}

// spoil damages n ballots.
func (p *plant) spoil(n int) {
	p.t.Helper()
	rows, err := p.db.SQL().QueryContext(p.t.Context(), "SELECT invitation_id FROM ballots")
	must(p.t, err)
	var ids []string
	for rows.Next() {
		var id string
		must(p.t, rows.Scan(&id))
		ids = append(ids, id)
	}
	must(p.t, rows.Err())
	must(p.t, rows.Close())
	for _, id := range ids[:n] {
		_, err := p.db.SQL().ExecContext(p.t.Context(), "UPDATE ballots SET ciphertext = 'AAAA' WHERE invitation_id = '"+id+"'")
		must(p.t, err)
	}
}

func wantKind(t *testing.T, err error, want fault.Kind) {
	t.Helper()
	if got := fault.KindOf(err); got != want {
		t.Errorf("got %q (%v), want %q", got, err, want)
	}
}

func TestBallotsWithoutTheirKeyEndAsUnreadableAndTheWaveAfterFourteenDaysUnpublished(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		ctx := t.Context()
		_, w := p.schedule(p.input(p.company("nord", 8, 0)))
		w = p.openNow(w)
		p.ballots(w, 6, survey.Answers{"tr_contact": "4"})
		must(t, p.keys.Destroy(w.ID)) // as after restoring a backup without the key store
		p.clock.Set(w.ClosesAt.Add(campaign.Grace))
		must(t, p.campaigns.Tally(ctx, w.ID))
		if got := p.wave(w.ID).Unreadable; got != 6 {
			t.Fatalf("%d unreadable, want 6", got)
		}
		p.clock.Set(w.ClosesAt.Add(campaign.KeyLife - time.Second))
		must(t, p.campaigns.DestroyKeys(ctx, w.ID))
		p.want("ballots", 6)
		p.clock.Set(w.ClosesAt.Add(campaign.KeyLife))
		must(t, p.campaigns.DestroyKeys(ctx, w.ID))
		got := p.wave(w.ID)
		if got.CancelledAt == nil || got.KeysDestroyedAt == nil {
			t.Errorf("cancelled %v, keys destroyed %v", got.CancelledAt, got.KeysDestroyedAt)
		}
		p.want("ballots", 0)
		p.want("cubes", 0)
	})
}

func TestKeysGoAfterFourteenDaysThoughNobodyReleasedAndTheReleaseStaysPossible(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		ctx := t.Context()
		_, w := p.schedule(p.input(p.company("nord", 8, 0)))
		w = p.openNow(w)
		p.ballots(w, 6, survey.Answers{"tr_contact": "4"})
		p.clock.Set(w.ClosesAt.Add(campaign.Grace))
		must(t, p.campaigns.Tally(ctx, w.ID))
		p.clock.Set(w.ClosesAt.Add(12 * 24 * time.Hour))
		p.tick()
		p.tick()
		p.want("letters WHERE kind = 'release_due'", 2)
		p.clock.Set(w.ClosesAt.Add(campaign.KeyLife))
		for range 2 {
			must(t, p.campaigns.DestroyKeys(ctx, w.ID))
		}
		p.wantClean(w.ID)
		must(t, p.campaigns.Release(ctx, p.manager, w.ID))
		if got := p.wave(w.ID).State(p.clock.Now()); got != campaign.WaveReleased {
			t.Errorf("the wave is %q, want released", got)
		}
	})
}

func TestACancelledWavePublishesNothingAndLosesItsKeys(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		ctx := t.Context()
		id, w := p.schedule(p.input(p.company("nord", 8, 0)))
		w = p.openNow(w)
		p.ballots(w, 6, survey.Answers{"tr_contact": "4"})
		wantKind(t, p.campaigns.CancelWave(ctx, p.manager, w.ID, " "), fault.KindInvalid)
		must(t, p.campaigns.CancelWave(ctx, p.manager, w.ID, "Falscher Fragebogen"))
		must(t, p.campaigns.CancelWave(ctx, p.manager, w.ID, "Noch einmal"))
		must(t, p.campaigns.DestroyKeys(ctx, w.ID))
		p.clock.Set(w.ClosesAt.Add(campaign.Grace))
		must(t, p.campaigns.Tally(ctx, w.ID))
		p.want("ballots", 0)
		p.want("drafts", 0)
		p.want("cubes", 0)
		p.want("acts WHERE kind = 'wave_cancelled'", 1)
		if _, err := p.keys.PublicKey(w.ID); err == nil {
			t.Error("the keys of a cancelled wave are still there")
		}
		wantKind(t, p.campaigns.Release(ctx, p.manager, w.ID), fault.KindConflict)

		planned := p.waves(id)[1]
		must(t, p.campaigns.CancelWave(ctx, p.manager, planned.ID, "Betriebsferien"))
		p.tick()
		for _, other := range p.waves(id) {
			if other.ID != planned.ID && other.OpensAt.Equal(planned.OpensAt) {
				t.Error("the window of a cancelled wave was planned anew")
			}
		}
	})
}

func TestNothingIsLeftOfAnswersToAWaveThatIsCalledOffLate(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		ctx := t.Context()
		company := p.company("nord", 8, 2)
		_, tallied := p.schedule(p.input(company))
		in := p.input(company)
		in.Mode, in.QuestionnaireID = campaign.Attributed, p.questionnaire("partner-evaluation")
		_, rated := p.schedule(in)
		tallied, rated = p.openNow(tallied), p.openNow(rated)
		p.ballots(tallied, 6, survey.Answers{"tr_contact": "4"})
		p.ballots(rated, 2, survey.Answers{"ww_balance": "4"})
		must(t, p.campaigns.CancelWave(ctx, p.manager, rated.ID, "Falscher Fragebogen"))
		p.clock.Set(tallied.ClosesAt.Add(campaign.Grace))
		must(t, p.campaigns.Tally(ctx, tallied.ID))
		p.want("cubes", 1)
		must(t, p.campaigns.CancelWave(ctx, p.manager, tallied.ID, "Falscher Fragebogen"))
		p.want("cubes", 0)
		p.want("responses", 0)
	})
}

func TestTheCloseMovesLaterOnlyWhileOpenAndNotIntoTheNextWindow(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		ctx := t.Context()
		_, w := p.schedule(p.input(p.company("nord", 8, 0)))
		wantKind(t, p.campaigns.ExtendClose(ctx, p.manager, w.ID, "2027-03-24T08:00", "Urlaubszeit"), fault.KindConflict)
		w = p.openNow(w)
		for local, want := range map[string]fault.Kind{
			"2027-03-20T08:00": fault.KindInvalid, // earlier
			"2027-04-13T08:00": fault.KindInvalid, // behind the next opening on 12 April
			"24.03.2027":       fault.KindInvalid,
			"2027-03-28T02:30": "", // a time that clocks jump over
		} {
			if err := p.campaigns.ExtendClose(ctx, p.manager, w.ID, local, "Urlaubszeit"); fault.KindOf(err) != want {
				t.Errorf("%s: got %v, want %q", local, err, want)
			}
		}
		if got, want := p.wave(w.ID).ClosesAt, time.Date(2027, 3, 28, 1, 0, 0, 0, time.UTC); !got.Equal(want) {
			t.Errorf("closes %v, want %v", got, want)
		}
		p.want("acts WHERE kind = 'wave_extended'", 1)
		p.clock.Set(time.Date(2027, 3, 28, 1, 0, 0, 0, time.UTC))
		wantKind(t, p.campaigns.ExtendClose(ctx, p.manager, w.ID, "2027-03-30T08:00", "zu spät"), fault.KindConflict)
	})
}

func TestAMirrorThatIsAwayKeepsTheDeletionPendingAndVisible(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		ctx := t.Context()
		mirror := filepath.Join(t.TempDir(), "mirror")
		must(t, os.Mkdir(mirror, 0o700))
		keys, err := seal.OpenKeyStore(p.folder, mirror)
		must(t, err)
		p.useKeys(keys)
		_, w := p.schedule(p.input(p.company("nord", 8, 0)))
		w = p.openNow(w)
		p.ballots(w, 6, survey.Answers{"tr_contact": "4"})
		p.clock.Set(w.ClosesAt.Add(campaign.Grace))
		must(t, p.campaigns.Tally(ctx, w.ID))
		must(t, p.campaigns.Release(ctx, p.manager, w.ID))
		must(t, os.Rename(mirror, mirror+"-away"))
		for range 2 {
			if err := p.campaigns.DestroyKeys(ctx, w.ID); err == nil {
				t.Fatal("a copy that cannot be reached counts as destroyed")
			}
		}
		page, err := p.campaigns.WavePage(ctx, p.manager, w.ID)
		must(t, err)
		if page.Keys != campaign.KeysPending {
			t.Errorf("keys are %q, want pending", page.Keys)
		}
		p.want("ballots", 0)
		p.want("acts WHERE kind = 'keys_pending'", 1)

		must(t, os.Rename(mirror+"-away", mirror))
		must(t, p.campaigns.DestroyKeys(ctx, w.ID))
		p.wantClean(w.ID)
	})
}

func TestNoByteOfABallotStaysInTheSQLiteFiles(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "kreislauf.db")
	p := newPlant(t, storetest.Open(t, path))
	ctx := t.Context()
	_, w := p.schedule(p.input(p.company("nord", 8, 0)))
	w = p.openNow(w)
	p.ballots(w, 6, survey.Answers{"tr_contact": "4"})
	var ciphertext string
	must(t, p.db.SQL().QueryRowContext(ctx, "SELECT ciphertext FROM ballots LIMIT 1").Scan(&ciphertext))
	if !inFiles(t, path, ciphertext) {
		t.Fatal("the search finds no ballot while there are some")
	}
	p.clock.Set(w.ClosesAt.Add(campaign.Grace))
	must(t, p.campaigns.Tally(ctx, w.ID))
	must(t, p.campaigns.Release(ctx, p.manager, w.ID))
	must(t, p.campaigns.DestroyKeys(ctx, w.ID))
	if inFiles(t, path, ciphertext) {
		t.Error("a ballot's bytes are still in the files")
	}
	var free int
	must(t, p.db.SQL().QueryRowContext(ctx, "PRAGMA freelist_count").Scan(&free))
	if free != 0 {
		t.Errorf("%d pages of deleted rows are left in the file", free)
	}
}

func inFiles(t *testing.T, path, text string) bool {
	t.Helper()
	for _, name := range []string{path, path + "-wal"} {
		body, err := os.ReadFile(name)
		must(t, err)
		if bytes.Contains(body, []byte(text[:64])) {
			return true
		}
	}
	return false
}

func TestAfterThreeWeeksOfDowntimeTheTallyComesBeforeTheKeysGo(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		ctx := t.Context()
		_, w := p.schedule(p.input(p.company("nord", 8, 0)))
		w = p.openNow(w)
		p.ballots(w, 6, survey.Answers{"tr_contact": "4"})
		p.clock.Set(w.ClosesAt.Add(21 * 24 * time.Hour))
		must(t, p.campaigns.DestroyKeys(ctx, w.ID))
		p.want("ballots", 6)
		must(t, p.campaigns.Tally(ctx, w.ID))
		must(t, p.campaigns.DestroyKeys(ctx, w.ID))
		p.wantClean(w.ID)
	})
}
