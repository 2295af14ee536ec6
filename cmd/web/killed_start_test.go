package main

import (
	"errors"
	"path/filepath"
	"sync"
	"testing"

	"kreislauf/internal/config"
	"kreislauf/internal/mail/mailtest"
	"kreislauf/internal/store/storetest"
	"kreislauf/internal/testenv"
)

func TestProcessesThatStartTogetherBringAnOldDatabaseUpToDateOnce(t *testing.T) {
	t.Parallel()
	m := &massacre{t: t, folder: t.TempDir(), database: testenv.Postgres(t), post: mailtest.Start(t)}
	storetest.Old(t, m.database)
	m.clock = movedClock{filepath.Join(m.folder, "clock")}
	m.clock.set(t, begin)
	parts := []config.Role{config.RoleWorker, config.RoleWorker, config.RoleWeb, config.RoleWeb}
	failed := make([]error, len(parts))
	var group sync.WaitGroup
	for i, part := range parts {
		v := &victim{name: string(part) + string(rune('1'+i)), role: role{Config: m.config(part), Clock: m.clock.file, Ticks: "* * * * * *"}}
		v.logs = filepath.Join(m.folder, v.name+".log")
		m.victims = append(m.victims, v)
		t.Cleanup(func() {
			if _, err := v.kill(); err != nil {
				t.Error(err)
			}
			v.logged(t)
		})
		group.Go(func() { failed[i] = v.start() })
	}
	group.Wait()
	check(t, errors.Join(failed...))
	db := storetest.Open(t, m.database)
	var version int
	check(t, db.SQL().QueryRowContext(t.Context(), "SELECT version FROM people WHERE id = $1", storetest.OldDuplicate).Scan(&version))
	if version != 2 {
		t.Errorf("the old rows were brought up to date %d times, want once", version-1)
	}
	for _, v := range m.victims {
		until(t, v.name+" to be ready", func() bool {
			c, err := dial(v.serving())
			check(t, err)
			_, err = c.get("/readyz", 200)
			return errors.Join(err, c.conn.Close()) == nil
		})
	}
}
