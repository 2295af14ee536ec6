package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"kreislauf/internal/fault"
)

const adminUsage = `Usage: kreislauf admin [--revoke] [flags] -- ADDRESS

Lets the account with that e-mail address see the background work at /admin.

  --revoke
        takes that away again`

// admin lets an account see the server's background work, or takes that away.
func admin(ctx context.Context, p process, args []string) (err error) {
	args, address := lastAddress(args)
	kept := slices.DeleteFunc(slices.Clone(args), func(arg string) bool { return arg == "--revoke" || arg == "-revoke" })
	c, err := p.settings("admin", kept)
	if err != nil {
		return err
	}
	if address == "" {
		return usageError{errors.New("admin: name the address of an account: admin [--revoke] [flags] -- ADDRESS")}
	}
	run, err := openProgram(ctx, c, p.logger(c), pace{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, run.Close()) }()
	grant := len(kept) == len(args)
	err = run.account.SetAdmin(ctx, address, grant)
	if fault.KindOf(err) == fault.KindNotFound {
		return errors.New("admin: no account has this address")
	}
	if err != nil {
		return fmt.Errorf("admin: %w", err)
	}
	if grant {
		return printLines(p.out, "This account now sees the background work at "+c.BaseURL+"/admin")
	}
	return printLines(p.out, "This account no longer sees the background work")
}

// lastAddress takes the address off the command line: behind "--", or as the
// last argument after nothing but --revoke.
func lastAddress(args []string) (flags []string, address string) {
	if i := slices.Index(args, "--"); i >= 0 {
		if i+2 == len(args) {
			return args[:i], args[i+1]
		}
		return args, ""
	}
	switch {
	case len(args) == 1 && args[0] != "" && args[0][0] != '-':
		return nil, args[0]
	case len(args) == 2 && args[0] == "--revoke" && args[1] != "" && args[1][0] != '-':
		return args[:1], args[1]
	}
	return args, ""
}
