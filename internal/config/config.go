// Package config owns the settings of the process: command-line flags over
// KREISLAUF_* variables over defaults, checked once and handed out as one
// struct. It refuses to be read after the start.
package config

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"unicode"
)

// Role is the part of the work this process does.
type Role string

// Roles of a process.
const (
	RoleAll    Role = "all"
	RoleWeb    Role = "web"
	RoleWorker Role = "worker"
)

// Config is every setting of the process.
type Config struct {
	Listen     string // host:port
	BaseURL    string // as people reach it, without a trailing slash
	Data       string // folder of the embedded database
	Database   string // postgres://… or empty for the embedded one
	Keys       string // key store, outside the database and its backups
	KeysMirror string // second folder for keys, or empty
	Mail       string // smtp://user:pass@host:port or file:folder
	MailFrom   string
	MailPace   MailPace
	Role       Role
	LogJSON    bool
	// BounceToken lets a mail server hand in what came back; empty: nobody may.
	BounceToken string
}

// MailPace bounds the letters that all processes together send; 0 is no limit.
type MailPace struct {
	PerMinute int // all letters
	PerDomain int // letters to one domain, in a minute
}

// setting describes one flag and its environment variable.
type setting struct {
	flag, env, fallback, help string
	secret                    bool // may also be read from the file named by env_FILE
}

var settings = []setting{
	{flag: "listen", env: "KREISLAUF_LISTEN", fallback: "127.0.0.1:8080", help: "address to serve on, host:port"},
	{flag: "base-url", env: "KREISLAUF_BASE_URL", help: "address as people reach it, for links in mails (default http://<listen>)"},
	{flag: "data", env: "KREISLAUF_DATA", fallback: "./data", help: "folder of the embedded SQLite database"},
	{flag: "database", env: "KREISLAUF_DATABASE", help: "postgres://user:password@host/name instead of the embedded database", secret: true},
	{flag: "keys", env: "KREISLAUF_KEYS", fallback: "./keys", help: "folder of the wave keys; keep it out of database backups"},
	{flag: "keys-mirror", env: "KREISLAUF_KEYS_MIRROR", help: "second folder that keeps a copy of the wave keys"},
	{flag: "mail", env: "KREISLAUF_MAIL", fallback: "file:./outbox", help: "smtp://user:password@host:port, smtps://…, or file:FOLDER to write mails to files", secret: true},
	{flag: "mail-from", env: "KREISLAUF_MAIL_FROM", fallback: "kreislauf@localhost", help: "sender address of all mails"},
	{flag: "mail-per-minute", env: "KREISLAUF_MAIL_PER_MINUTE", fallback: "120", help: "most mails sent in a minute by all processes together, 0 for no limit"},
	{flag: "mail-per-domain", env: "KREISLAUF_MAIL_PER_DOMAIN", fallback: "60", help: "most mails sent to one domain in a minute, 0 for no limit"},
	{flag: "bounce-token", env: "KREISLAUF_BOUNCE_TOKEN", help: "secret by which a mail server hands in bounces at /bounces; without it nobody can", secret: true},
	{flag: "role", env: "KREISLAUF_ROLE", fallback: "all", help: "all, web (pages only) or worker (background work only)"},
	{flag: "log", env: "KREISLAUF_LOG", fallback: "text", help: "text or json, on standard error"},
}

// ErrHelp says that --help was asked for and has been answered.
var ErrHelp = errors.New("help was printed")

// Load reads the settings of one subcommand. getenv and readFile are the
// process's own; help receives what --help says of the flags.
func Load(command string, args []string, getenv func(string) string, readFile func(string) ([]byte, error), help io.Writer) (Config, error) {
	set := flag.NewFlagSet(command, flag.ContinueOnError)
	set.SetOutput(io.Discard)
	values := map[string]*string{}
	for _, s := range settings {
		value, err := s.fromEnvironment(getenv, readFile)
		if err != nil {
			return Config{}, err
		}
		values[s.flag] = set.String(s.flag, value, s.help)
	}
	if err := set.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return Config{}, errors.Join(ErrHelp, writeFlags(help))
		}
		return Config{}, fmt.Errorf("%s: %w", command, err)
	}
	if set.NArg() > 0 {
		return Config{}, fmt.Errorf("%s: unexpected argument %q", command, set.Arg(0))
	}
	get := func(name string) string { return *values[name] }
	return build(get)
}

func (s setting) fromEnvironment(getenv func(string) string, readFile func(string) ([]byte, error)) (string, error) {
	value := getenv(s.env)
	if s.secret {
		if path := getenv(s.env + "_FILE"); path != "" {
			if value != "" {
				return "", fmt.Errorf("%s and %s_FILE are both set; use one", s.env, s.env)
			}
			body, err := readFile(path)
			if err != nil {
				return "", fmt.Errorf("read %s_FILE: %w", s.env, err)
			}
			value = strings.TrimSpace(string(body))
		}
	}
	if value == "" {
		return s.fallback, nil
	}
	return value, nil
}

func build(get func(string) string) (Config, error) {
	c := Config{
		Listen: get("listen"), BaseURL: strings.TrimRight(get("base-url"), "/"), Data: get("data"),
		Database: get("database"), Keys: get("keys"), KeysMirror: get("keys-mirror"),
		Mail: get("mail"), MailFrom: get("mail-from"), Role: Role(get("role")), BounceToken: get("bounce-token"),
	}
	var err error
	if c.MailPace, err = paceOf(get); err != nil {
		return c, err
	}
	switch get("log") {
	case "json":
		c.LogJSON = true
	case "text":
	default:
		return c, fmt.Errorf("--log %q: use text or json", get("log"))
	}
	if c.BaseURL == "" {
		c.BaseURL = "http://" + c.Listen
	}
	return c, c.validate()
}

func paceOf(get func(string) string) (MailPace, error) {
	var p MailPace
	for name, into := range map[string]*int{"mail-per-minute": &p.PerMinute, "mail-per-domain": &p.PerDomain} {
		n, err := strconv.Atoi(get(name))
		if err != nil || n < 0 {
			return p, fmt.Errorf("--%s %q: use a number of mails, or 0 for no limit", name, get(name))
		}
		*into = n
	}
	return p, nil
}

// minToken is the length below which a token could be guessed.
const minToken = 20

func (c Config) validate() error {
	if _, _, err := net.SplitHostPort(c.Listen); err != nil {
		return fmt.Errorf("--listen %q: use host:port", c.Listen)
	}
	base, err := url.Parse(c.BaseURL)
	if err != nil || (base.Scheme != "http" && base.Scheme != "https") || base.Host == "" {
		return fmt.Errorf("--base-url %q: use http://host or https://host", c.BaseURL)
	}
	if c.Database != "" && !strings.HasPrefix(c.Database, "postgres://") && !strings.HasPrefix(c.Database, "postgresql://") {
		return errors.New("--database: use postgres://user:password@host/name, or leave it out for the embedded database")
	}
	if c.BounceToken != "" && (len(c.BounceToken) < minToken || strings.ContainsFunc(c.BounceToken, unicode.IsSpace)) {
		return fmt.Errorf("--bounce-token: use at least %d characters without blanks", minToken)
	}
	switch c.Role {
	case RoleAll, RoleWeb, RoleWorker:
	default:
		return fmt.Errorf("--role %q: use all, web or worker", c.Role)
	}
	if c.Database == "" && c.Role != RoleAll {
		return fmt.Errorf("--role %s needs --database postgres://…; the embedded database serves one process", c.Role)
	}
	keys, errKeys := filepath.Abs(c.Keys)
	data, errData := filepath.Abs(c.Data)
	if errKeys == nil && errData == nil && (keys == data || strings.HasPrefix(keys, data+string(filepath.Separator))) {
		return fmt.Errorf("--keys %q lies inside --data: a backup of the database would hold the keys to it", c.Keys)
	}
	return nil
}

func writeFlags(w io.Writer) error {
	var b strings.Builder
	b.WriteString("Each of these can also be set by its variable; a flag wins.\n\n")
	for _, s := range settings {
		fmt.Fprintf(&b, "  --%s\n        %s", s.flag, s.help)
		if s.fallback != "" {
			fmt.Fprintf(&b, " (default %s)", s.fallback)
		}
		fmt.Fprintf(&b, "\n        %s", s.env)
		if s.secret {
			fmt.Fprintf(&b, ", or %s_FILE with the name of a file that holds it", s.env)
		}
		b.WriteString("\n")
	}
	if _, err := io.WriteString(w, b.String()); err != nil {
		return fmt.Errorf("write help: %w", err)
	}
	return nil
}
