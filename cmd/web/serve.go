package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"

	"kreislauf/internal/config"
)

// serve runs the program until a signal. On a database without users it
// prints the link that opens the setup.
func serve(ctx context.Context, p process, args []string) error {
	c, err := p.settings("serve", args)
	if err != nil {
		return err
	}
	return p.serving(ctx, c, func(ctx context.Context, run *program) error {
		secret, err := run.account.SetupLink(ctx)
		if err != nil || secret == "" || c.Role == config.RoleWorker {
			return err
		}
		return printLines(p.out,
			"Nobody has an account yet. Create the first one here, within 24 hours:",
			"  "+c.BaseURL+"/setup/"+secret)
	})
}

// serving opens everything, lets prepare print what the operator needs, and
// serves.
func (p process) serving(ctx context.Context, c config.Config, prepare func(context.Context, *program) error) (err error) {
	if c.Database == "" {
		if err := os.MkdirAll(c.Data, 0o700); err != nil {
			return fmt.Errorf("data folder: %w", err)
		}
		unlock, err := lockFolder(c.Data)
		if err != nil {
			return fmt.Errorf("data folder: %w", err)
		}
		defer unlock()
	}
	l, err := listen(ctx, c.Listen)
	if err != nil {
		return err
	}
	defer func() { _ = l.Close() }() // the server has closed it already, unless opening failed
	run, err := openProgram(ctx, c, p.logger(c), pace{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, run.Close()) }()
	if err := prepare(ctx, run); err != nil {
		return err
	}
	if err := printLines(p.out, "Kreislauf is at "+c.BaseURL+" (stop with Ctrl+C)"); err != nil {
		return err
	}
	return run.Run(ctx, l)
}

func (p process) logger(c config.Config) *slog.Logger {
	if c.LogJSON {
		return slog.New(slog.NewJSONHandler(p.errs, nil))
	}
	return slog.New(slog.NewTextHandler(p.errs, nil))
}

func printLines(w io.Writer, lines ...string) error {
	for _, line := range lines {
		if _, err := fmt.Fprintln(w, line); err != nil {
			return fmt.Errorf("print: %w", err)
		}
	}
	return nil
}
