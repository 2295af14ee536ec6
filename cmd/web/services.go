package main

import (
	"crypto/rand"
	"fmt"

	"github.com/google/uuid"

	"kreislauf/internal/account"
	"kreislauf/internal/analytics"
	"kreislauf/internal/campaign"
	"kreislauf/internal/cooperation"
	"kreislauf/internal/roster"
	"kreislauf/internal/scheduler"
	"kreislauf/internal/seal"
	"kreislauf/internal/store"
	"kreislauf/internal/survey"
)

// services are all use cases over one database, key store and clock.
type services struct {
	account     *account.Service
	cooperation *cooperation.Service
	roster      *roster.Service
	campaign    *campaign.Service
	survey      *survey.Service
	answering   *survey.Answering
	results     *analytics.Service
}

func newServices(db *store.DB, keys *seal.KeyStore, c clock) services {
	surveys := survey.NewService(survey.Deps{Store: db.Survey(), Clock: c, NewID: orderedID})
	cooperations := cooperation.NewService(db.Cooperation(), plainNow(c), orderedID)
	campaigns := campaign.NewService(campaign.Deps{
		Store: db.Campaign(), Keys: scheduler.Keys{KeyStore: keys}, Questionnaires: surveys, Clock: c, NewID: orderedID,
	})
	return services{
		account:     account.NewService(db.Account(), tokens{}, plainNow(c), orderedID),
		cooperation: cooperations,
		survey:      surveys,
		results:     analytics.NewService(db.Result(), cooperations, plainNow(c)),
		answering: survey.NewAnswering(survey.AnsweringDeps{
			Store: db.Survey(), Versions: surveys, Sealing: sealing(), Clock: c, NewID: randomID,
		}),
		roster:   roster.NewService(roster.Deps{Store: db.Roster(), Waves: campaigns, Clock: c, NewID: orderedID}),
		campaign: campaigns,
	}
}

func sealing() survey.Sealing {
	return survey.Sealing{
		HashLink: seal.HashLink, SealDraft: seal.SealDraft, OpenDraft: seal.OpenDraft, EmptyDraft: seal.EmptyDraft,
		NewSealer: func(public []byte, waveID string, size int) (survey.Sealer, error) {
			return seal.NewSealer(public, waveID, size)
		},
	}
}

// tokens lets accounts make secrets without knowing how.
type tokens struct{}

func (tokens) Token() (plain, hash string) { return seal.Token() }
func (tokens) Hash(plain string) string    { return seal.HashToken(plain) }

// orderedID returns a UUIDv7, whose order is that of creation.
func orderedID() string {
	id, err := uuid.NewV7()
	if err != nil {
		panic(fmt.Sprintf("the system has no randomness: %v", err)) // nothing safe can go on
	}
	return id.String()
}

// randomID returns an identifier that tells nothing of when it was made.
func randomID() string { return uuid.Must(uuid.NewRandomFromReader(rand.Reader)).String() }
