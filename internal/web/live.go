package web

import (
	"sync"
	"time"

	"kreislauf/internal/campaign"
)

// Bounds of streams. Their life ends before the server's WriteTimeout would
// cut them; the browser then comes back by itself.
const (
	maxStreams      = 200 // of the process
	sessionStreams  = 10  // of one session: a browser does not open more of itself
	streamLife      = 50 * time.Second
	streamRound     = time.Second
	streamHeartbeat = 10 * time.Second
	streamRetry     = 2 * time.Second
)

// live owns the open streams: how many there may be, their common end at the
// shutdown, and one reading a round for all viewers of the same wave.
type live struct {
	ended chan struct{} // closed at the shutdown
	end   sync.Once
	slots chan struct{}

	mu       sync.Mutex
	readings map[string]*reading // by network and wave
	sessions map[string]int      // streams by session
}

// reading is what the viewers of one wave share.
type reading struct {
	viewers int // guarded by live.mu

	mu       sync.Mutex
	at       time.Time
	dispatch campaign.Dispatch
}

func newLive(most int) *live {
	return &live{ended: make(chan struct{}), slots: make(chan struct{}, most), readings: map[string]*reading{}, sessions: map[string]int{}}
}

// stop ends all streams, now and from now on.
func (l *live) stop() { l.end.Do(func() { close(l.ended) }) }

// enter takes a place and the wave's reading, or reports that all places, or
// all of the session, are taken.
func (l *live) enter(key, session string) (*reading, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.sessions[session] >= sessionStreams {
		return nil, false
	}
	select {
	case l.slots <- struct{}{}:
	default:
		return nil, false
	}
	l.sessions[session]++
	r := l.readings[key]
	if r == nil {
		r = &reading{}
		l.readings[key] = r
	}
	r.viewers++
	return r, true
}

func (l *live) leave(key, session string, r *reading) {
	l.mu.Lock()
	if r.viewers--; r.viewers == 0 {
		delete(l.readings, key)
	}
	if l.sessions[session]--; l.sessions[session] == 0 {
		delete(l.sessions, session)
	}
	l.mu.Unlock()
	<-l.slots
}

// read returns what another viewer has read in this round, or reads.
func (r *reading) read(load func() (campaign.Dispatch, error)) (campaign.Dispatch, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.at.IsZero() && time.Since(r.at) < streamRound*9/10 {
		return r.dispatch, nil
	}
	d, err := load()
	if err != nil {
		return d, err
	}
	r.dispatch, r.at = d, time.Now()
	return d, nil
}
