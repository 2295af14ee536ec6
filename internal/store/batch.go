package store

import (
	"context"
	"sync"

	"github.com/uptrace/bun"

	"kreislauf/internal/fault"
)

// Sizes of the group commit: one transaction takes up to batchSize writes; a
// queue longer than batchQueue means the database cannot keep up.
const (
	batchSize  = 64
	batchQueue = 1024
)

// batcher commits concurrent small writes together: one goroutine drains a
// bounded channel without a timer, so a lone write waits for nobody. When a
// write of a group fails, the group is rolled back and each write is run
// again in a transaction of its own, so that it alone reports its error;
// writes must therefore be repeatable.
type batcher struct {
	db    *bun.DB
	queue chan *pending
	stop  chan struct{}
	ended sync.WaitGroup

	mu     sync.RWMutex // guards closed against a write slipping past the last drain
	closed bool
}

type pending struct {
	ctx  context.Context
	run  func(ctx context.Context, tx bun.Tx) error
	err  error
	done chan struct{}
}

func newBatcher(db *bun.DB) *batcher {
	b := &batcher{db: db, queue: make(chan *pending, batchQueue), stop: make(chan struct{})}
	b.ended.Add(1)
	go b.loop()
	return b
}

// do runs fn in a transaction shared with other writers and returns when it
// is durable. A full queue is a Busy fault; nothing was written then.
func (b *batcher) do(ctx context.Context, fn func(ctx context.Context, tx bun.Tx) error) error {
	p := &pending{ctx: ctx, run: fn, done: make(chan struct{})}
	if !b.accept(p) {
		return fault.Busy("error.busy")
	}
	// The caller's deadline does not end the wait: the write may commit at any
	// moment, and answering "failed" would then be untrue.
	<-p.done
	return p.err
}

// close refuses new writes, finishes those accepted and waits for the loop.
func (b *batcher) close() {
	b.mu.Lock()
	b.closed = true
	b.mu.Unlock()
	close(b.stop)
	b.ended.Wait()
}

func (b *batcher) accept(p *pending) bool {
	b.mu.RLock()
	defer b.mu.RUnlock()
	if b.closed {
		return false
	}
	select {
	case b.queue <- p:
		return true
	default:
		return false
	}
}

func (b *batcher) loop() {
	defer b.ended.Done()
	for {
		select {
		case p := <-b.queue:
			b.commit(b.gather(p))
		case <-b.stop:
			b.drain()
			return
		}
	}
}

func (b *batcher) drain() {
	for {
		select {
		case p := <-b.queue:
			b.commit(b.gather(p))
		default:
			return
		}
	}
}

func (b *batcher) gather(first *pending) []*pending {
	group := append(make([]*pending, 0, batchSize), first)
	for len(group) < batchSize {
		select {
		case p := <-b.queue:
			group = append(group, p)
		default:
			return group
		}
	}
	return group
}

func (b *batcher) commit(group []*pending) {
	if len(group) > 1 && b.together(group) == nil {
		for _, p := range group {
			close(p.done)
		}
		return
	}
	for _, p := range group {
		p.err = b.db.RunInTx(p.ctx, nil, p.run)
		close(p.done)
	}
}

// together runs the group in one transaction. It belongs to no single caller,
// so no caller's deadline may end it.
func (b *batcher) together(group []*pending) error {
	ctx := context.WithoutCancel(group[0].ctx)
	return b.db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		for _, p := range group {
			if err := p.run(ctx, tx); err != nil {
				return err
			}
		}
		return nil
	})
}
