package interchange

import (
	"context"
	"fmt"
	"time"

	"kreislauf/internal/fault"
)

// patience is how long a list waits for the one that is being read.
const patience = 5 * time.Second

// Reader reads lists, of spreadsheets one at a time: each may take a hundred
// megabytes for some seconds, so that ten at once would take the server.
type Reader struct {
	turn chan struct{} // holds a token while a spreadsheet is open
}

// NewReader returns a reader; a process needs one.
func NewReader() *Reader { return &Reader{turn: make(chan struct{}, 1)} }

// alone runs fn while no other spreadsheet is open. It returns a Busy fault
// when that takes too long.
func (r *Reader) alone(ctx context.Context, fn func() error) error {
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case r.turn <- struct{}{}:
	case <-timer.C:
		return fault.Busy("import.file_busy")
	case <-ctx.Done():
		return fault.Busy("import.file_busy")
	}
	defer func() { <-r.turn }()
	return fn()
}

// slow says that the time for a list is over.
func slow(ctx context.Context) error {
	return fmt.Errorf("%w: %w", fault.Busy("import.file_slow"), ctx.Err())
}
