package campaign

import (
	"context"
	"fmt"
	"time"
)

// PaceStore counts letters by the minute, for all processes together.
type PaceStore interface {
	// Pace locks the counts of the scopes, begun anew where they belong to
	// another minute than the one given or the next, and keeps what decide
	// makes of them, in the same order. decide may be called more than once.
	Pace(ctx context.Context, minute int64, scopes []string, decide func([]PaceCount) []PaceCount) error
}

// PaceCount is how many letters of one scope were let go and turned away in
// one minute.
type PaceCount struct {
	Scope  string `bun:",pk"`
	Minute int64  // since 1970
	Sent   int
	Turned int
}

// PaceLimits bound the letters handed to the mail server in any minute of the
// clock; 0 is no limit.
type PaceLimits struct {
	PerMinute int // all letters
	PerDomain int // letters to one domain
}

// Pacer lets letters go at a bounded rate that all processes share.
type Pacer struct {
	store  PaceStore
	clock  Clock
	limits PaceLimits
}

// NewPacer returns a pacer; without limits it lets everything go.
func NewPacer(s PaceStore, c Clock, l PaceLimits) *Pacer {
	return &Pacer{store: s, clock: c, limits: l}
}

// scopeAll counts all letters; the scopes of domains stand beside it.
const scopeAll = "all"

// Admit returns 0 when a letter may go now, and has then counted it, or else
// how long it should wait before it asks again: those turned away in a minute
// are spread over the following ones as the limit lets them through. Letters
// that somebody sits waiting for are counted and always go. domain is a name
// for the addressee's domain that does not show it.
func (p *Pacer) Admit(ctx context.Context, kind MailKind, domain string) (time.Duration, error) {
	scopes, limits := p.scopes(domain)
	if len(scopes) == 0 {
		return 0, nil
	}
	now, err := p.clock.Now(ctx)
	if err != nil {
		return 0, err
	}
	var wait time.Duration
	err = p.store.Pace(ctx, now.Unix()/60, scopes, func(counts []PaceCount) []PaceCount {
		wait = admit(counts, limits, isAwaited(kind), now)
		return counts
	})
	if err != nil {
		return 0, fmt.Errorf("pace letters: %w", err)
	}
	return wait, nil
}

// scopes names what a letter counts for, with the limits. The scope of all
// comes first for everybody, so that locks are taken in one order.
func (p *Pacer) scopes(domain string) (scopes []string, limits []int) {
	if p.limits.PerMinute > 0 {
		scopes, limits = append(scopes, scopeAll), append(limits, p.limits.PerMinute)
	}
	if p.limits.PerDomain > 0 {
		scopes, limits = append(scopes, "domain:"+domain), append(limits, p.limits.PerDomain)
	}
	return scopes, limits
}

// isAwaited tells the letters whose reader has just asked for them.
func isAwaited(kind MailKind) bool { return kind == MailSignIn || kind == MailTest }

// admit counts one letter as sent in every scope where all of them have room,
// and as turned away where there is none. A letter held up by one scope takes
// no place in the other.
func admit(counts []PaceCount, limits []int, awaited bool, now time.Time) time.Duration {
	var wait time.Duration
	for i, limit := range limits {
		if c := &counts[i]; !awaited && c.Sent >= limit {
			wait = max(wait, turnedAway(*c, limit, now))
			c.Turned++
		}
	}
	if wait > 0 {
		return wait
	}
	for i := range counts {
		counts[i].Sent++
	}
	return 0
}

// turnedAway is the wait of the next letter in the queue behind a full minute:
// limit letters for each of the minutes that follow, spread evenly within it.
func turnedAway(c PaceCount, limit int, now time.Time) time.Duration {
	minutes := c.Minute + 1 + int64(c.Turned/limit)
	place := time.Duration(c.Turned%limit) * time.Minute / time.Duration(limit)
	return time.Unix(minutes*60, 0).Add(place).Sub(now)
}
