package resulttest

import (
	"time"

	"kreislauf/internal/account"
	"kreislauf/internal/seal"
)

type tokens struct{}

func (tokens) Token() (plain, hash string) { return seal.Token() }
func (tokens) Hash(plain string) string    { return seal.HashToken(plain) }

// Accounts returns the service of accounts over the scene.
func (s *Scene) Accounts() *account.Service {
	return account.NewService(s.DB.Account(), tokens{}, func() time.Time { return Now }, s.newID)
}

// SignIn returns the session secret of a viewer.
func (s *Scene) SignIn(v account.Viewer) string {
	s.t.Helper()
	accounts := s.Accounts()
	link, err := accounts.IssueFor(s.t.Context(), v.Email)
	s.must(err)
	secret, err := accounts.Redeem(s.t.Context(), link)
	s.must(err)
	return secret
}
