package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"kreislauf/internal/config"
)

// processVariable makes the test binary the program: its value is a role.
const processVariable = "KREISLAUF_TEST_PROCESS"

func TestMain(m *testing.M) {
	if settings := os.Getenv(processVariable); settings != "" {
		if err := beProcess(settings); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// role is what a process of a test is started with.
type role struct {
	Config config.Config
	Clock  string // file of a movedClock
	Ticks  string
}

// beProcess is the program as serve runs it, with a clock that the test moves
// and short pauses before another attempt. It prints its address. Its life
// ends with the pipe at its standard input, so that it outlives no test.
func beProcess(settings string) error {
	var r role
	if err := json.Unmarshal([]byte(settings), &r); err != nil {
		return err
	}
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(1)
	}()
	if r.Config.Database == "" {
		if _, err := lockFolder(r.Config.Data); err != nil { // held until the process ends
			return err
		}
	}
	l, err := listen(context.Background(), "127.0.0.1:0")
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	p, err := openProgram(context.Background(), r.Config, log, pace{
		clock: movedClock{r.Clock}, ticks: r.Ticks, retry: func(int) time.Duration { return 50 * time.Millisecond },
	})
	if err != nil {
		return err
	}
	fmt.Println(l.Addr())
	return p.Run(context.Background(), l)
}

// movedClock is ahead of the machine's clock, which the database shares, by
// what stands in a file; all processes of a test read the same one.
type movedClock struct{ file string }

// Now implements clock.
func (c movedClock) Now(context.Context) (time.Time, error) {
	text, err := os.ReadFile(c.file)
	if err != nil {
		return time.Time{}, err
	}
	ahead, err := strconv.ParseInt(string(text), 10, 64)
	return time.Now().UTC().Add(time.Duration(ahead)), err
}

// set moves the clock of every process to an instant, at once.
func (c movedClock) set(t testing.TB, at time.Time) {
	t.Helper()
	next := c.file + ".next"
	check(t, os.WriteFile(next, strconv.AppendInt(nil, int64(time.Until(at)), 10), 0o600))
	check(t, os.Rename(next, c.file))
}

// victim is one place for a process, which is killed and started again.
type victim struct {
	name string
	role role
	logs string // file

	mu      sync.Mutex
	command *exec.Cmd
	address string
}

// start runs the process until kill; it returns when the process serves.
func (v *victim) start() error {
	v.mu.Lock()
	defer v.mu.Unlock()
	settings, err := json.Marshal(v.role)
	if err != nil {
		return err
	}
	logs, err := os.OpenFile(v.logs, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { _ = logs.Close() }() // the process has its own
	v.command = exec.Command(os.Args[0])
	v.command.Env = append(os.Environ(), processVariable+"="+string(settings), "GORACE=exitcode=66")
	v.command.Stderr = logs
	if _, err := v.command.StdinPipe(); err != nil { // its end is the process's
		return err
	}
	out, err := v.command.StdoutPipe()
	if err != nil {
		return err
	}
	if err := v.command.Start(); err != nil {
		return err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return fmt.Errorf("%s did not start: %w (%w)", v.name, err, v.command.Wait())
	}
	v.address = strings.TrimSpace(line)
	return nil
}

// death is the span in which a process ended.
type death struct{ from, until time.Time }

// kill ends the process with SIGKILL and waits for its end.
func (v *victim) kill() (death, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.address = ""
	if v.command == nil || v.command.Process == nil {
		return death{}, fmt.Errorf("%s never ran", v.name)
	}
	d := death{from: time.Now()}
	if err := v.command.Process.Kill(); err != nil {
		return death{}, fmt.Errorf("kill %s: %w", v.name, err)
	}
	_ = v.command.Wait() // its error is the signal
	if state := v.command.ProcessState.String(); state != "signal: killed" {
		return death{}, fmt.Errorf("%s ended by itself: %s", v.name, state)
	}
	d.until = time.Now()
	return d, nil
}

// serving returns where the process answers, empty while it is down.
func (v *victim) serving() string {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.address
}

// logged shows what the process reported, when the test has failed.
func (v *victim) logged(t testing.TB) {
	text, err := os.ReadFile(v.logs)
	if err != nil || !t.Failed() {
		return
	}
	t.Logf("%s:\n%s", v.name, text[max(0, len(text)-8000):])
}

// newVictim starts a process that lives until the test ends.
func newVictim(t testing.TB, folder, name string, r role) *victim {
	t.Helper()
	v := &victim{name: name, role: r, logs: filepath.Join(folder, name+".log")}
	check(t, v.start())
	t.Cleanup(func() {
		if _, err := v.kill(); err != nil {
			t.Error(err)
		}
		v.logged(t)
	})
	return v
}
