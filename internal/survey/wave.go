package survey

import (
	"context"
	"encoding/base64"
	"fmt"
	"time"
)

// wave is what visits of one wave share in memory.
type wave struct {
	facts   *Facts
	content Content
	zone    *time.Location
	sealer  Sealer // nil in attributed waves
	until   time.Time
}

const (
	keptWaves = 64
	// freshFor is how long names may lag behind a correction.
	freshFor = time.Minute
)

func (a *Answering) wave(ctx context.Context, id string, now time.Time) (*wave, error) {
	a.mu.Lock()
	w := a.waves[id]
	a.mu.Unlock()
	if w != nil && now.Before(w.until) {
		return w, nil
	}
	w, err := a.loadWave(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("load wave %s: %w", id, err)
	}
	w.until = now.Add(freshFor)
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.waves) >= keptWaves {
		clear(a.waves)
	}
	a.waves[id] = w
	return w, nil
}

func (a *Answering) loadWave(ctx context.Context, id string) (*wave, error) {
	facts, err := a.Store.Facts(ctx, id)
	if err != nil {
		return nil, err
	}
	version, err := a.Versions.Version(ctx, facts.VersionID)
	if err != nil {
		return nil, err
	}
	w := &wave{facts: &facts, content: version.Content}
	if w.zone, err = time.LoadLocation(facts.Zone); err != nil {
		return nil, err
	}
	if !facts.Anonymous {
		return w, nil
	}
	public, err := base64.StdEncoding.DecodeString(facts.PublicKey)
	if err != nil {
		return nil, err
	}
	w.sealer, err = a.Sealing.NewSealer(public, id, facts.BallotSize)
	return w, err
}
