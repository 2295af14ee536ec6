package main

import (
	"context"
	"errors"
	"fmt"
)

// doctor checks what the program stands on and says what it found.
func doctor(ctx context.Context, p process, args []string) (err error) {
	c, err := p.settings("doctor", args)
	if err != nil {
		return err
	}
	run, err := openProgram(ctx, c, p.logger(c), pace{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, run.Close()) }()
	keys, failed, err := run.checkKeys(ctx)
	if err != nil {
		return err
	}
	lines := append([]string{"database: reachable, schema up to date", "mail: " + run.mailSummary()}, keys...)
	if err := printLines(p.out, lines...); err != nil {
		return err
	}
	if failed > 0 {
		return fmt.Errorf("doctor: %d keys cannot be read", failed)
	}
	return nil
}

// checkKeys says what became of the keys of open waves, and how many of them
// cannot be read.
func (p *program) checkKeys(ctx context.Context) (lines []string, failed int, err error) {
	waves, err := p.db.Campaign().Unfinished(ctx, plainNow(p.clock)())
	if err != nil {
		return nil, 0, err
	}
	for _, w := range waves {
		if w.OpenedAt == nil || w.KeysDestroyedAt != nil {
			continue
		}
		if err := p.keys.Check(w.ID); err != nil {
			failed++
			lines = append(lines, fmt.Sprintf("key store: wave %s: %v", w.ID, err))
		}
	}
	if failed == 0 {
		lines = append(lines, "key store: every open wave's key can be read")
	}
	pending, err := p.keys.Pending()
	if err != nil {
		return nil, 0, fmt.Errorf("key store: %w", err)
	}
	for _, id := range pending {
		lines = append(lines, "key store: a copy of the key of wave "+id+" is still to be deleted from the mirror")
	}
	return lines, failed, nil
}
