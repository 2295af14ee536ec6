// Package fault owns the kinds of failure that a person may see: each carries
// a translation key instead of a sentence. It refuses to know HTTP and
// languages; every other error is internal and never reaches a page.
package fault

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Kind sorts faults by what the caller can do about them.
type Kind string

// Kinds of fault.
const (
	KindInvalid   Kind = "invalid"   // the input can be corrected
	KindNotFound  Kind = "not_found" // it does not exist for this caller
	KindConflict  Kind = "conflict"  // the state has moved on meanwhile
	KindForbidden Kind = "forbidden" // the caller may see it, but not do this
	KindBusy      Kind = "busy"      // the same call may succeed a moment later
)

// Fault is one failure with a translation key and its arguments in pairs
// ("name", value). Field names the input it belongs to, if any.
type Fault struct {
	Kind  Kind
	Field string
	Key   string
	Args  []any
}

// Error returns machine text for logs; pages translate Key.
func (f *Fault) Error() string {
	if f.Field == "" {
		return fmt.Sprintf("%s: %s", f.Kind, f.Key)
	}
	return fmt.Sprintf("%s: %s: %s", f.Kind, f.Field, f.Key)
}

// Invalid returns a fault for one input field.
func Invalid(field, key string, args ...any) error {
	return &Fault{Kind: KindInvalid, Field: field, Key: key, Args: args}
}

// NotFound returns the fault for everything that does not exist for the caller.
func NotFound(key string, args ...any) error {
	return &Fault{Kind: KindNotFound, Key: key, Args: args}
}

// Conflict returns a fault for a step that the present state does not allow.
func Conflict(key string, args ...any) error {
	return &Fault{Kind: KindConflict, Key: key, Args: args}
}

// Forbidden returns a fault for a known thing the caller may not do.
func Forbidden(key string, args ...any) error {
	return &Fault{Kind: KindForbidden, Key: key, Args: args}
}

// Busy returns a fault for work that could not be taken on at this moment.
func Busy(key string, args ...any) error {
	return &Fault{Kind: KindBusy, Key: key, Args: args}
}

// Errors collects the faults of one form, in the order they were found.
type Errors []*Fault

// Add appends a fault for field.
func (e *Errors) Add(field, key string, args ...any) {
	*e = append(*e, &Fault{Kind: KindInvalid, Field: field, Key: key, Args: args})
}

// Line adds a fault for field unless text is one line of readable text of at
// most limit characters; a required one holds more than space.
func (e *Errors) Line(field, text string, limit int, required bool) {
	switch {
	case required && strings.TrimSpace(text) == "":
		e.Add(field, "error.required")
	case !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl):
		e.Add(field, "error.text")
	case utf8.RuneCountInString(text) > limit:
		e.Add(field, "error.too_long", "max", limit)
	}
}

// Join appends the faults contained in err and reports whether err held any
// other kind of error, which it returns unchanged.
func (e *Errors) Join(err error) error {
	if err == nil {
		return nil
	}
	found := All(err)
	if len(found) == 0 || KindOf(err) != KindInvalid {
		return err
	}
	*e = append(*e, found...)
	return nil
}

// Err returns the collection as an error, or nil when it is empty.
func (e Errors) Err() error {
	if len(e) == 0 {
		return nil
	}
	return e
}

// Error returns machine text for logs.
func (e Errors) Error() string {
	texts := make([]string, len(e))
	for i, f := range e {
		texts[i] = f.Error()
	}
	return strings.Join(texts, "; ")
}

// KindOf returns the kind of the first fault in err, or "" for an internal
// error.
func KindOf(err error) Kind {
	if all := All(err); len(all) > 0 {
		return all[0].Kind
	}
	return ""
}

// All returns every fault in err, or nil for an internal error.
func All(err error) []*Fault {
	var list Errors
	if errors.As(err, &list) {
		return list
	}
	var one *Fault
	if errors.As(err, &one) {
		return []*Fault{one}
	}
	return nil
}
