package account_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kreislauf/internal/account"
	"kreislauf/internal/fault"
	"kreislauf/internal/seal"
	"kreislauf/internal/store"
	"kreislauf/internal/store/storetest"
	"kreislauf/internal/testenv"
)

type tokens struct{}

func (tokens) Token() (plain, hash string) { return seal.Token() }
func (tokens) Hash(plain string) string    { return seal.HashToken(plain) }

var begin = time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)

// scene is a service on a database without users.
type scene struct {
	t *testing.T
	*account.Service
	clock *testenv.Clock
}

func newScene(t *testing.T, db *store.DB) scene {
	t.Helper()
	clock := testenv.NewClock(begin)
	var n atomic.Int64
	newID := func() string { return fmt.Sprintf("id-%d", n.Add(1)) }
	return scene{t: t, Service: account.NewService(db.Account(), tokens{}, clock.Now, newID), clock: clock}
}

// founded returns the manager of a new network.
func (s scene) founded() account.Viewer {
	s.t.Helper()
	link, err := s.SetupLink(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	session, err := s.CompleteSetup(s.t.Context(), link, setup())
	if err != nil {
		s.t.Fatal(err)
	}
	return s.viewer(session)
}

func (s scene) viewer(session string) account.Viewer {
	s.t.Helper()
	v, err := s.Viewer(s.t.Context(), session)
	if err != nil {
		s.t.Fatal(err)
	}
	return v
}

func setup() account.SetupInput {
	return account.SetupInput{Name: "Mia", Email: "Mia@Netz.example", NetworkName: "Netz", Zone: "Europe/Berlin", Language: "de"}
}

func TestTheSetupLinkWorksOnceAndOnlyWhileNobodyHasAnAccount(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := newScene(t, db)
		first, err := s.SetupLink(t.Context())
		if err != nil || first == "" {
			t.Fatalf("link %q, %v", first, err)
		}
		second, err := s.SetupLink(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		session, err := s.CompleteSetup(t.Context(), first, setup())
		if err != nil {
			t.Fatal(err)
		}
		v := s.viewer(session)
		if !v.Manages() || v.NetworkName != "Netz" || v.Email != "mia@netz.example" || v.Zone != "Europe/Berlin" {
			t.Errorf("viewer %+v", v)
		}
		for name, link := range map[string]string{"the used link": first, "another link of before": second} {
			other := setup()
			other.Email = "somebody@else.example"
			if _, err := s.CompleteSetup(t.Context(), link, other); fault.KindOf(err) != fault.KindNotFound {
				t.Errorf("%s opens the setup again: %v", name, err)
			}
		}
		if again, err := s.SetupLink(t.Context()); err != nil || again != "" {
			t.Errorf("a link %q is issued although there is an account (%v)", again, err)
		}
	})
}

func TestOfTwentyWhoUseASignInLinkOneIsSignedIn(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := newScene(t, db)
		v := s.founded()
		link, err := s.Issue(t.Context(), v.UserID)
		if err != nil {
			t.Fatal(err)
		}
		var in atomic.Int64
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() {
				if _, err := s.Redeem(t.Context(), link); err == nil {
					in.Add(1)
				} else if fault.KindOf(err) != fault.KindNotFound {
					t.Errorf("refused with %v", err)
				}
			})
		}
		all.Wait()
		if in.Load() != 1 {
			t.Errorf("%d were signed in by one link", in.Load())
		}
	})
}

func TestLinksAndSessionsEndAndLookingChangesNothing(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := newScene(t, db)
		v := s.founded()
		link, err := s.Issue(t.Context(), v.UserID)
		if err != nil {
			t.Fatal(err)
		}
		for range 3 {
			if err := s.CheckLink(t.Context(), link, account.PurposeSignIn); err != nil {
				t.Fatalf("a link that was only looked at: %v", err)
			}
		}
		if err := s.CheckLink(t.Context(), link, account.PurposeSetup); fault.KindOf(err) != fault.KindNotFound {
			t.Errorf("a sign-in link for the setup: %v", err)
		}
		s.clock.Advance(account.SignInLifetime)
		if _, err := s.Redeem(t.Context(), link); fault.KindOf(err) != fault.KindNotFound {
			t.Errorf("an expired link: %v", err)
		}
		link, err = s.Issue(t.Context(), v.UserID)
		if err != nil {
			t.Fatal(err)
		}
		session, err := s.Redeem(t.Context(), link)
		if err != nil {
			t.Fatal(err)
		}
		s.clock.Advance(account.SessionLifetime - time.Second)
		s.viewer(session)
		s.clock.Advance(time.Second)
		if _, err := s.Viewer(t.Context(), session); fault.KindOf(err) != fault.KindNotFound {
			t.Errorf("an expired session: %v", err)
		}
	})
}

func TestSigningOutEndsTheSessionAndNoOther(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := newScene(t, db)
		v := s.founded()
		sessions := make([]string, 2)
		for i := range sessions {
			link, err := s.IssueFor(t.Context(), " MIA@netz.example ")
			if err != nil {
				t.Fatal(err)
			}
			if sessions[i], err = s.Redeem(t.Context(), link); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.SignOut(t.Context(), sessions[0]); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Viewer(t.Context(), sessions[0]); fault.KindOf(err) != fault.KindNotFound {
			t.Errorf("a session after signing out: %v", err)
		}
		if got := s.viewer(sessions[1]); got.UserID != v.UserID {
			t.Errorf("the other session belongs to %q", got.UserID)
		}
	})
}

func TestAManagerAdmitsAndDismissesAndNobodyElse(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := newScene(t, db)
		v := s.founded()
		in := account.AdmitInput{Name: "Per", Email: "per@werk.example", Language: "de", Role: account.Partner, CompanyID: "c1"}
		if err := s.Admit(t.Context(), v, in); err != nil {
			t.Fatal(err)
		}
		link, err := s.IssueFor(t.Context(), "per@werk.example")
		if err != nil {
			t.Fatal(err)
		}
		session, err := s.Redeem(t.Context(), link)
		if err != nil {
			t.Fatal(err)
		}
		partner := s.viewer(session)
		if !partner.Represents("c1") || partner.Manages() {
			t.Errorf("the partner is %+v", partner)
		}
		if err := s.Admit(t.Context(), partner, in); fault.KindOf(err) != fault.KindNotFound {
			t.Errorf("a partner admits: %v", err)
		}
		if _, err := s.Members(t.Context(), partner); fault.KindOf(err) != fault.KindNotFound {
			t.Errorf("a partner lists accounts: %v", err)
		}
		if err := s.Dismiss(t.Context(), partner, v.UserID); fault.KindOf(err) != fault.KindNotFound {
			t.Errorf("a partner dismisses: %v", err)
		}
		if err := s.Dismiss(t.Context(), v, v.UserID); fault.KindOf(err) != fault.KindConflict {
			t.Errorf("the last manager leaves: %v", err)
		}
		self := account.AdmitInput{Name: "Mia", Email: " MIA@netz.example", Role: account.Partner, CompanyID: "c1"}
		if all := fault.All(s.Admit(t.Context(), v, self)); len(all) != 1 || all[0].Field != "email" {
			t.Errorf("the last manager becomes a partner: %v", all)
		}
		if err := s.Dismiss(t.Context(), v, partner.UserID); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Viewer(t.Context(), session); fault.KindOf(err) != fault.KindNotFound {
			t.Errorf("a dismissed partner is still in: %v", err)
		}
	})
}

func TestWrongFormsNameTheirFields(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := newScene(t, db)
		v := s.founded()
		for name, tc := range map[string]struct {
			in    account.AdmitInput
			field string
		}{
			"no name":             {account.AdmitInput{Email: "a@b.example", Role: account.Reader}, "name"},
			"a NUL in the name":   {account.AdmitInput{Name: "a\x00", Email: "a@b.example", Role: account.Reader}, "name"},
			"a name of two lines": {account.AdmitInput{Name: "A\r\nBcc: B", Email: "a@b.example", Role: account.Reader}, "name"},
			"no address":          {account.AdmitInput{Name: "A", Role: account.Reader}, "email"},
			"a name as address":   {account.AdmitInput{Name: "A", Email: "A <a@b.example>", Role: account.Reader}, "email"},
			"no dot in domain":    {account.AdmitInput{Name: "A", Email: "a@b", Role: account.Reader}, "email"},
			"a line break":        {account.AdmitInput{Name: "A", Email: "a@b.example\r\nBcc: x@y.example", Role: account.Reader}, "email"},
			"no company":          {account.AdmitInput{Name: "A", Email: "a@b.example", Role: account.Partner}, "company"},
			"a role of operators": {account.AdmitInput{Name: "A", Email: "a@b.example", Role: "admin"}, "role"},
		} {
			all := fault.All(s.Admit(t.Context(), v, tc.in))
			if len(all) != 1 || all[0].Field != tc.field || all[0].Kind != fault.KindInvalid {
				t.Errorf("%s: %v, want one fault of %q", name, all, tc.field)
			}
		}
	})
}

func TestTheFirstUserRunsTheServerAndTheOperatorDecidesAboutOthers(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := newScene(t, db)
		first := s.founded()
		if !first.Admin || first.NeedAdmin() != nil {
			t.Errorf("the first user is %+v", first)
		}
		in := account.AdmitInput{Name: "Per", Email: "per@werk.example", Language: "de", Role: account.Reader}
		if err := s.Admit(t.Context(), first, in); err != nil {
			t.Fatal(err)
		}
		link, err := s.IssueFor(t.Context(), in.Email)
		if err != nil {
			t.Fatal(err)
		}
		session, err := s.Redeem(t.Context(), link)
		if err != nil {
			t.Fatal(err)
		}
		if second := s.viewer(session); second.Admin || fault.KindOf(second.NeedAdmin()) != fault.KindNotFound {
			t.Errorf("the second user is %+v", second)
		}
		for _, admin := range []bool{true, true, false} {
			if err := s.SetAdmin(t.Context(), " PER@werk.example", admin); err != nil {
				t.Fatal(err)
			}
			if got := s.viewer(session); got.Admin != admin || got.Role != account.Reader {
				t.Errorf("set to %t, the second user is %+v", admin, got)
			}
		}
		if err := s.SetAdmin(t.Context(), "nobody@werk.example", true); fault.KindOf(err) != fault.KindNotFound {
			t.Errorf("nobody: %v", err)
		}
	})
}
