package store_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"kreislauf/internal/cooperation"
	"kreislauf/internal/fault"
	"kreislauf/internal/store"
	"kreislauf/internal/store/storetest"
)

// twoNetworks returns the store with a row of each kind in the network "ours";
// "theirs" is empty. Every row's id is "x".
func twoNetworks(t *testing.T, db *store.DB) *store.Cooperation {
	t.Helper()
	at := time.Date(2027, 3, 10, 9, 0, 0, 0, time.UTC)
	for _, id := range []string{"ours", "theirs"} {
		const statement = "INSERT INTO networks (id, name, zone, languages, k, created_at, version) VALUES "
		if _, err := db.SQL().ExecContext(t.Context(), statement+"('"+id+"', 'N', 'UTC', '[]', 5, '2027-03-10 09:00:00+00:00', 1)"); err != nil {
			t.Fatal(err)
		}
	}
	actual := 12.5
	kept := db.Cooperation()
	err := kept.Write(t.Context(), "ours", func(ctx context.Context, w cooperation.Writer) error {
		return errors.Join(
			w.Insert(ctx, &cooperation.Company{ID: "x", NetworkID: "ours", Name: "Anker", CreatedAt: at, Version: 1}),
			w.Insert(ctx, &cooperation.Team{ID: "x", NetworkID: "ours", CompanyID: "x", Name: "Werk", Version: 1}),
			w.Insert(ctx, &cooperation.Cooperation{ID: "x", NetworkID: "ours", Name: "Einkauf", StartedOn: "2027-01-01", CreatedAt: at, Version: 1}),
			w.Insert(ctx, &cooperation.Member{CooperationID: "x", CompanyID: "x", NetworkID: "ours", JoinedOn: "2027-01-01"}),
			w.Insert(ctx, &cooperation.Cycle{ID: "x", NetworkID: "ours", CooperationID: "x", Number: 1, Steps: [5]cooperation.StepState{"done", "idle"}, Version: 1}),
			w.Insert(ctx, &cooperation.Goal{ID: "x", NetworkID: "ours", CooperationID: "x", Title: "Z", Target: 1, CreatedAt: at, Version: 1}),
			w.Insert(ctx, &cooperation.Measurement{ID: "x", NetworkID: "ours", GoalID: "x", Value: 0.5, MeasuredOn: "2027-02-01", CreatedAt: at}),
			w.Insert(ctx, &cooperation.Milestone{ID: "x", NetworkID: "ours", CooperationID: "x", Title: "M", DueOn: "2027-02-01", CreatedAt: at, Version: 1}),
			w.Insert(ctx, &cooperation.Entry{ID: "x", NetworkID: "ours", CooperationID: "x", CompanyID: "x", Period: "2027-Q1", Kind: "benefit", Actual: &actual, CreatedAt: at, Version: 1}),
			w.Insert(ctx, &cooperation.Agreement{ID: "x", NetworkID: "ours", CooperationID: "x", Number: 1, State: "draft", Clauses: []cooperation.Clause{{Code: "a", Title: "A"}}, CreatedAt: at, Version: 1}),
			w.Insert(ctx, &cooperation.Acceptance{AgreementID: "x", CompanyID: "x", NetworkID: "ours", AcceptedAt: at}),
		)
	})
	if err != nil {
		t.Fatal(err)
	}
	return kept
}

// reads are all reading methods by name; each returns how many rows it found.
func reads(ctx context.Context, r cooperation.Reader) map[string]func() (int, error) {
	return map[string]func() (int, error){
		"company":      func() (int, error) { _, err := r.Company(ctx, "x"); return one(err) },
		"companies":    func() (int, error) { list, err := r.Companies(ctx); return len(list), err },
		"team":         func() (int, error) { _, err := r.Team(ctx, "x"); return one(err) },
		"teams":        func() (int, error) { list, err := r.Teams(ctx, "x"); return len(list), err },
		"cooperation":  func() (int, error) { _, err := r.Cooperation(ctx, "x"); return one(err) },
		"cooperations": func() (int, error) { list, err := r.Cooperations(ctx); return len(list), err },
		"members":      func() (int, error) { list, err := r.Members(ctx, "x"); return len(list), err },
		"all members":  func() (int, error) { list, err := r.Members(ctx, ""); return len(list), err },
		"cycle":        func() (int, error) { _, err := r.Cycle(ctx, "x"); return one(err) },
		"cycles":       func() (int, error) { list, err := r.Cycles(ctx, "x"); return len(list), err },
		"goal":         func() (int, error) { _, err := r.Goal(ctx, "x"); return one(err) },
		"goals":        func() (int, error) { list, err := r.Goals(ctx, "x"); return len(list), err },
		"measurement":  func() (int, error) { _, err := r.Measurement(ctx, "x"); return one(err) },
		"measurements": func() (int, error) { list, err := r.Measurements(ctx, "x"); return len(list), err },
		"milestone":    func() (int, error) { _, err := r.Milestone(ctx, "x"); return one(err) },
		"milestones":   func() (int, error) { list, err := r.Milestones(ctx, "x"); return len(list), err },
		"entry":        func() (int, error) { _, err := r.Entry(ctx, "x"); return one(err) },
		"entries":      func() (int, error) { list, err := r.Entries(ctx, "x", ""); return len(list), err },
		"agreement":    func() (int, error) { _, err := r.Agreement(ctx, "x"); return one(err) },
		"agreements":   func() (int, error) { list, err := r.Agreements(ctx, "x"); return len(list), err },
		"acceptances":  func() (int, error) { list, err := r.Acceptances(ctx, "x"); return len(list), err },
	}
}

// one counts a row that was found; a not-found fault is none.
func one(err error) (int, error) {
	if fault.KindOf(err) == fault.KindNotFound {
		return 0, nil
	}
	return 1, err
}

func TestNothingOfANetworkIsReadFromAnother(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		kept := twoNetworks(t, db)
		for network, want := range map[string]int{"ours": 1, "theirs": 0} {
			for name, read := range reads(t.Context(), kept.Read(network)) {
				if got, err := read(); err != nil || got != want {
					t.Errorf("%s read from %s: got %d rows, %v, want %d", name, network, got, err, want)
				}
			}
		}
	})
}

func TestNothingOfANetworkIsWrittenFromAnother(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		kept := twoNetworks(t, db)
		foreign := cooperation.Company{ID: "x", NetworkID: "ours", Name: "Geändert", Version: 1}
		disguised := foreign
		disguised.NetworkID = "theirs"
		for name, write := range map[string]func(ctx context.Context, w cooperation.Writer) error{
			"insert":           func(ctx context.Context, w cooperation.Writer) error { return w.Insert(ctx, &foreign) },
			"update":           func(ctx context.Context, w cooperation.Writer) error { return w.Update(ctx, &foreign) },
			"delete":           func(ctx context.Context, w cooperation.Writer) error { return w.Delete(ctx, &foreign) },
			"update disguised": func(ctx context.Context, w cooperation.Writer) error { return w.Update(ctx, &disguised) },
			"delete disguised": func(ctx context.Context, w cooperation.Writer) error { return w.Delete(ctx, &disguised) },
		} {
			if err := kept.Write(t.Context(), "theirs", write); err == nil {
				t.Errorf("%s went through", name)
			}
		}
		if c, err := kept.Read("ours").Company(t.Context(), "x"); err != nil || c.Name != "Anker" || c.Version != 1 {
			t.Errorf("got %+v, %v", c, err)
		}
		if err := kept.Write(t.Context(), "nowhere", nil); fault.KindOf(err) != fault.KindNotFound {
			t.Errorf("a network that does not exist: got %v", err)
		}
	})
}

func TestAFailedWriteLeavesNothing(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		kept := twoNetworks(t, db)
		broken := errors.New("broken")
		err := kept.Write(t.Context(), "ours", func(ctx context.Context, w cooperation.Writer) error {
			c, err := w.Company(ctx, "x")
			if err != nil {
				return err
			}
			c.Name = "Geändert"
			return errors.Join(w.Update(ctx, &c), broken)
		})
		if !errors.Is(err, broken) {
			t.Errorf("got %v", err)
		}
		if c, err := kept.Read("ours").Company(t.Context(), "x"); err != nil || c.Name != "Anker" {
			t.Errorf("got %q, %v", c.Name, err)
		}
	})
}

func TestWritesOfANetworkHappenOneAfterAnother(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		kept := twoNetworks(t, db)
		const writers = 8
		failed := make(chan error, writers)
		for range writers {
			go func() {
				failed <- kept.Write(t.Context(), "ours", func(ctx context.Context, w cooperation.Writer) error {
					c, err := w.Company(ctx, "x")
					if err != nil {
						return err
					}
					c.Note += "·"
					return w.Update(ctx, &c)
				})
			}()
		}
		for range writers {
			if err := <-failed; err != nil {
				t.Error(err)
			}
		}
		if c, err := kept.Read("ours").Company(t.Context(), "x"); err != nil || len([]rune(c.Note)) != writers || c.Version != writers+1 {
			t.Errorf("got %q version %d, %v", c.Note, c.Version, err)
		}
	})
}
