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
	lines := []string{"database: reachable, schema up to date", "mail: " + run.mailSummary()}
	waves, err := run.db.Campaign().Unfinished(ctx, plainNow(run.clock)())
	if err != nil {
		return err
	}
	failed := 0
	for _, w := range waves {
		if w.OpenedAt == nil || w.KeysDestroyedAt != nil {
			continue
		}
		if err := run.keys.Check(w.ID); err != nil {
			failed++
			lines = append(lines, fmt.Sprintf("key store: wave %s: %v", w.ID, err))
		}
	}
	if failed == 0 {
		lines = append(lines, "key store: every open wave's key can be read")
	}
	pending, err := run.keys.Pending()
	if err != nil {
		return fmt.Errorf("key store: %w", err)
	}
	for _, id := range pending {
		lines = append(lines, "key store: a copy of the key of wave "+id+" is still to be deleted from the mirror")
	}
	if err := printLines(p.out, lines...); err != nil {
		return err
	}
	if failed > 0 {
		return fmt.Errorf("doctor: %d keys cannot be read", failed)
	}
	return nil
}
