package campaign

import (
	"kreislauf/internal/analytics"
)

// seating is whom a wave asks: each person's place in the division of its
// results, by the person's id.
type seating map[string]analytics.Place

// asker tells whether somebody is on the roster of a place's company and can
// be asked there.
type asker func(person string, at analytics.Place) bool

// align returns whom a wave asks instead of now, so that between it and the
// waves that asked the same before, the latest first, nobody stands out: a
// block which fewer than k people entered or left stays as it was in the
// latest. Newcomers wait there until k have gathered, people who dropped out
// are asked once more, and who moved keeps the former place.
//
// can tells who can be asked. Others cannot be kept, and a difference of them
// alone remains.
func align(now seating, before []seating, can asker, k int) seating {
	kept := map[analytics.Place]bool{}
	for {
		known := len(kept)
		for _, earlier := range before {
			for _, at := range now.fewApart(earlier, k, can) {
				kept[at] = true
			}
		}
		if len(kept) == known {
			return now
		}
		now = now.keep(before[0], kept, can)
	}
}

// keep returns now with the named places as they were, as far as their people
// can be asked. To keep one place takes people out of others: what these have
// become has to be looked at again.
func (now seating) keep(before seating, places map[analytics.Place]bool, can asker) seating {
	kept := make(seating, len(now))
	for person, at := range now {
		was, asked := before[person]
		switch {
		case asked && was != at && (places[at] || places[was]) && can(person, was):
			kept[person] = was
		case was == at || !places[at]:
			kept[person] = at
		}
	}
	for person, was := range before {
		if _, asked := now[person]; !asked && places[was] && can(person, was) {
			kept[person] = was
		}
	}
	return kept
}

// fewApart lists the places where 1 to k-1 people are asked by one of two
// waves and not, or elsewhere, by the other. Of those whom now leaves out, only
// such count as can be asked; but people who cannot hide them just as well.
// Waves without a person in common are apart altogether: there is nothing to
// subtract.
func (now seating) fewApart(before seating, k int, can asker) []analytics.Place {
	more, less, avoidable := map[analytics.Place]int{}, map[analytics.Place]int{}, map[analytics.Place]bool{}
	leaves := func(person string, was analytics.Place) {
		less[was]++
		avoidable[was] = avoidable[was] || can(person, was)
	}
	both := 0
	for person, at := range now {
		was, asked := before[person]
		if asked {
			both++
		}
		if was == at && asked {
			continue
		}
		more[at]++
		if asked {
			leaves(person, was)
		}
	}
	if both == 0 {
		return nil
	}
	for person, was := range before {
		if both == len(before) {
			break // all of them are in now, too
		}
		if _, asked := now[person]; !asked {
			leaves(person, was)
		}
	}
	var few []analytics.Place
	for at, n := range more {
		if n < k {
			few = append(few, at)
		}
	}
	for was, n := range less {
		if n < k && avoidable[was] {
			few = append(few, was)
		}
	}
	return few
}

// everybody counts people whether they can be asked or not.
func everybody(string, analytics.Place) bool { return true }

func (now seating) meets(before seating) bool {
	if len(before) < len(now) {
		now, before = before, now
	}
	for person := range now {
		if _, asked := before[person]; asked {
			return true
		}
	}
	return false
}
