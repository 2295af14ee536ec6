package main

import (
	"slices"
	"time"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/campaign"
	"kreislauf/internal/config"
	"kreislauf/internal/mail/mailtest"
)

// wantOnce checks that everything took place once, whole and for everybody.
func (m *massacre) wantOnce(waves []campaign.Wave) {
	for _, w := range waves {
		for kind, want := range map[string]int{
			"wave_opened": 1, "wave_opened_late": 0, "wave_closed": 1, "wave_tallied": 1, "reminded": len(reminderDays), "wave_missed": 0,
			"ballots_unreadable": 0, "open_failed": 0,
		} {
			m.want(want, "acts WHERE wave_id = '"+w.ID+"' AND kind = '"+kind+"'")
		}
		m.want(crowdOfWave, "invitations WHERE wave_id = '"+w.ID+"'")
		m.want(answersWave, "invitations WHERE participated AND wave_id = '"+w.ID+"'")
		m.want(crowdOfWave*(1+len(reminderDays)), "letters WHERE invitation_id <> '' AND wave_id = '"+w.ID+"'")
		m.want(1, "cubes WHERE wave_id = '"+w.ID+"'")
	}
}

func (m *massacre) want(n int, rows string) {
	m.t.Helper()
	if got := m.count(rows); got != n {
		m.t.Errorf("%d %s, want %d", got, rows, n)
	}
}

// wantBallots checks, right after the tally, that every acknowledged ballot is
// there and no other.
func (m *massacre) wantBallots(waves []campaign.Wave) {
	m.t.Helper()
	for _, w := range waves {
		m.want(answersWave, "ballots WHERE wave_id = '"+w.ID+"'")
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for id := range m.accepted {
		m.want(1, "ballots WHERE invitation_id = '"+id+"'")
	}
	clear(m.accepted)
}

// delivery is one letter as the mail server received it.
type delivery struct {
	mailtest.Letter
	cut bool // the server hung up before its answer
}

// wantMail compares what the program believes with what the mail server saw:
// every letter arrived, and one was sent again only when the server's answer
// was cut off or a sender was killed meanwhile, with the same ID and text.
func (m *massacre) wantMail() {
	m.t.Helper()
	seen := map[string][]delivery{}
	for _, l := range m.post.Letters() {
		seen[l.MessageID] = append(seen[l.MessageID], delivery{Letter: l})
	}
	accepted := len(seen)
	for _, l := range m.post.Taken() {
		seen[l.MessageID] = append(seen[l.MessageID], delivery{Letter: l, cut: true})
	}
	ids := m.column("SELECT message_id FROM letters WHERE state = 'sent'")
	m.want(len(ids), "letters")
	if len(seen) != len(ids) || accepted != len(ids) {
		m.t.Errorf("%d letters, of which the mail server saw %d and accepted %d", len(ids), len(seen), accepted)
	}
	for _, id := range ids {
		all := seen["<"+id+">"]
		slices.SortFunc(all, func(a, b delivery) int { return a.At.Compare(b.At) })
		m.wantCause(all)
	}
}

// wantCause checks the repetitions of one letter.
func (m *massacre) wantCause(all []delivery) {
	m.t.Helper()
	for i, again := range all[min(1, len(all)):] {
		before := all[i]
		if !before.cut && !m.killedBetween(before.At, again.At) {
			m.t.Errorf("a letter was sent again after %s without a cause", again.At.Sub(before.At))
		}
		type content struct{ To, Subject, Text, HTML string }
		is, was := content{again.To, again.Subject, again.Text, again.HTML}, content{before.To, before.Subject, before.Text, before.HTML}
		if diff := cmp.Diff(was, is); diff != "" {
			m.t.Errorf("a repeated letter says something else (-first +again):\n%s", diff)
		}
	}
}

// killedBetween reports that a process that sends letters was killed.
func (m *massacre) killedBetween(from, to time.Time) bool {
	for _, v := range m.victims {
		if v.role.Config.Role == config.RoleWeb {
			continue
		}
		if slices.ContainsFunc(m.kills[v.name], func(d death) bool { return from.Before(d.until) && d.from.Before(to) }) {
			return true
		}
	}
	return false
}

func (m *massacre) column(query string) []string {
	rows, err := m.db.SQL().QueryContext(m.t.Context(), query)
	check(m.t, err)
	defer func() { _ = rows.Close() }()
	var all []string
	for rows.Next() {
		var value string
		check(m.t, rows.Scan(&value))
		all = append(all, value)
	}
	check(m.t, rows.Err())
	return all
}

// wantKills checks that the test was one: every process was killed.
func (m *massacre) wantKills() {
	m.t.Helper()
	for _, v := range m.victims {
		m.t.Logf("%s was killed %d times", v.name, len(m.kills[v.name]))
		if len(m.kills[v.name]) == 0 {
			m.t.Errorf("%s was never killed", v.name)
		}
	}
}
