package fault_test

import (
	"errors"
	"fmt"
	"testing"

	"kreislauf/internal/fault"
)

func TestAFaultKeepsItsKindBehindWrapping(t *testing.T) {
	t.Parallel()
	err := fmt.Errorf("open wave: %w", fault.NotFound("error.not_found"))
	if got := fault.KindOf(err); got != fault.KindNotFound {
		t.Fatalf("kind = %q, want not_found", got)
	}
	if got := fault.KindOf(errors.New("disk on fire")); got != "" {
		t.Fatalf("an internal error has kind %q", got)
	}
}

func TestACollectionIsNilWhenEmptyAndKeepsOrder(t *testing.T) {
	t.Parallel()
	var errs fault.Errors
	if errs.Err() != nil {
		t.Fatal("an empty collection is an error")
	}
	errs.Add("title", "error.required")
	if err := errs.Join(fault.Invalid("zone", "error.rule_zone")); err != nil {
		t.Fatal(err)
	}
	internal := errors.New("disk on fire")
	if got := errs.Join(internal); !errors.Is(got, internal) {
		t.Fatalf("Join swallowed an internal error: %v", got)
	}
	all := fault.All(fmt.Errorf("create: %w", errs.Err()))
	if len(all) != 2 || all[0].Field != "title" || all[1].Field != "zone" {
		t.Fatalf("faults = %v", all)
	}
}

func TestALineIsReadableTextUpToItsLimit(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text     string
		required bool
		want     string // key; empty: no fault
	}{
		{"Zoë", true, ""},
		{"", false, ""},
		{" \t", true, "error.required"},
		{"a\nb", true, "error.text"},
		{"\xff", false, "error.text"},
		{"Zoë K", true, "error.too_long"},
	} {
		var errs fault.Errors
		errs.Line("name", c.text, 4, c.required)
		got := ""
		for _, f := range errs {
			got += f.Key
		}
		if got != c.want {
			t.Errorf("%q: %q, want %q", c.text, got, c.want)
		}
	}
}
