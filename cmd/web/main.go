// Command web is Kreislauf: the web server, the background worker and the
// operator's commands in one program.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	_ "time/tzdata" // zones exist where the system has none

	"kreislauf/internal/config"
)

// Exit codes of the program.
const (
	exitOK     = 0
	exitFailed = 1
	exitUsage  = 2
)

// process is what a command needs of the operating system.
type process struct {
	args   []string
	getenv func(string) string
	out    io.Writer
	errs   io.Writer
}

// command is one subcommand.
type command struct {
	name, help string
	run        func(ctx context.Context, p process, args []string) error
}

func commands() []command {
	return []command{
		{"serve", "serve the network of the database; on an empty one it prints a setup link", serve},
		{"demo", "the same with a believable demo network, loaded once", serveDemo},
		{"link", "print a one-time sign-in link: link [flags] -- ADDRESS", link},
		{"admin", "let an account see the background work: admin [--revoke] [flags] -- ADDRESS", admin},
		{"doctor", "check database, key store and mail settings", doctor},
		{"windows", "print when a rule opens windows: windows --rule RULE --zone ZONE --from TIME --count N", windows},
		{"people", "judge a list of people without changing anything: people check [flags] FILE", people},
		{"healthcheck", "ask a running server whether it is ready", healthcheck},
		{"version", "print the version", version},
	}
}

func main() {
	// Registered before anything listens: an early signal must not be lost.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, process{args: os.Args[1:], getenv: os.Getenv, out: os.Stdout, errs: os.Stderr})
	stop()
	os.Exit(code)
}

func run(ctx context.Context, p process) int {
	name := "help"
	if len(p.args) > 0 {
		name = p.args[0]
	}
	switch name {
	case "help", "-h", "--help":
		usage(p.out)
		return exitOK
	}
	for _, c := range commands() {
		if c.name == name {
			return report(p, c.run(ctx, p, p.args[1:]))
		}
	}
	fmt.Fprintf(p.errs, "kreislauf: there is no command %q\n\n", name)
	usage(p.errs)
	return exitUsage
}

// usageError is a mistake in the command line or the settings.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

func report(p process, err error) int {
	var wrong usageError
	switch {
	case err == nil, errors.Is(err, config.ErrHelp):
		return exitOK
	case errors.As(err, &wrong):
		fmt.Fprintf(p.errs, "kreislauf: %v\n", err)
		return exitUsage
	default:
		fmt.Fprintf(p.errs, "kreislauf: %v\n", err)
		return exitFailed
	}
}

func usage(w io.Writer) {
	fmt.Fprint(w, "Kreislauf: surveys and evaluation for networks of companies that cooperate.\n\nCommands:\n")
	for _, c := range commands() {
		fmt.Fprintf(w, "  %-12s %s\n", c.name, c.help)
	}
	fmt.Fprint(w, "\nEach command explains its flags with --help.\n")
}

// settings reads the configuration of a command.
func (p process) settings(name string, args []string) (config.Config, error) {
	var flags strings.Builder
	c, err := config.Load(name, args, p.getenv, os.ReadFile, &flags)
	if errors.Is(err, config.ErrHelp) {
		return c, errors.Join(err, printLines(p.out, usageOf(name), "", strings.TrimSpace(flags.String())))
	}
	if err != nil {
		return c, usageError{err}
	}
	return c, nil
}

// usageOf says how a command with settings is called.
func usageOf(name string) string {
	switch name {
	case "link":
		return linkUsage
	case "admin":
		return adminUsage
	case "people check":
		return peopleUsage
	default:
		return "Usage: kreislauf " + name + " [flags]"
	}
}
