package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"kreislauf/internal/fault"
)

const linkUsage = `Usage: kreislauf link [flags] -- ADDRESS

Prints a one-time sign-in link for the account with that e-mail address.`

// link prints a one-time sign-in link for the account with an address: the
// way in when no mail can be sent.
func link(ctx context.Context, p process, args []string) (err error) {
	address := ""
	if i := slices.Index(args, "--"); i >= 0 && i+2 == len(args) {
		args, address = args[:i], args[i+1]
	} else if len(args) == 1 && args[0] != "--help" && args[0] != "-h" {
		args, address = nil, args[0]
	}
	c, err := p.settings("link", args)
	if err != nil {
		return err
	}
	if address == "" {
		return usageError{errors.New("link: name the address of an account: link [flags] -- ADDRESS")}
	}
	run, err := openProgram(ctx, c, p.logger(c), pace{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, run.Close()) }()
	secret, err := run.account.IssueFor(ctx, address)
	if fault.KindOf(err) == fault.KindNotFound {
		return errors.New("link: no account has this address")
	}
	if err != nil {
		return fmt.Errorf("link: %w", err)
	}
	return printLines(p.out, c.BaseURL+"/sign-in/"+secret)
}
