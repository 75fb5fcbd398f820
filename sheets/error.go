package sheets

import (
	"errors"
	"fmt"
	"time"
)

// Class says what an error of a Book means for whoever called it.
type Class uint8

// The classes of errors.
const (
	// Other is an error without a class of its own.
	Other Class = iota
	// Conflict: the workbook changed since it was read. Nothing was written.
	// Read again.
	Conflict
	// Busy: somebody holds the workbook open; Holder names them where known.
	// Nothing was written. Try again later.
	Busy
	// Throttled: the service asks for patience. Nothing was written.
	Throttled
	// Uncertain: the write may or may not have happened. Read again.
	Uncertain
	// Denied: we lack a permission, or the Book cannot be written at all. A
	// person must act.
	Denied
	// Gone: there is no such workbook. A person must act, unless the file is
	// just being saved.
	Gone
	// Invalid: the workbook or the request makes no sense. Trying again does
	// not help.
	Invalid
)

// String returns the class as a lower-case English word.
func (c Class) String() string {
	switch c {
	case Conflict:
		return "conflict"
	case Busy:
		return "busy"
	case Throttled:
		return "throttled"
	case Uncertain:
		return "uncertain"
	case Denied:
		return "denied"
	case Gone:
		return "gone"
	case Invalid:
		return "invalid"
	}
	return "other"
}

// OpError is what went wrong with a workbook.
type OpError struct {
	Class  Class
	Op     string    // what was done: "open", "read tab", "write"
	Where  string    // the file, tab or cell
	Holder string    // with Busy: who holds the workbook, where known
	Since  time.Time // with Busy: since when, zero where unknown
	Hint   string    // what the operator can do, "" for nothing in particular
	Err    error     // the cause, may be nil
}

// Error returns the operation, the place and the cause in one line. The hint
// is not part of it: print it on a line of its own.
func (e *OpError) Error() string {
	return e.In(func(text string) string { return text }, error.Error)
}

// In is Error in another language: say puts a text of this package there, the
// places of its arguments as they are (%s), and told a cause.
func (e *OpError) In(say func(string) string, told func(error) string) string {
	s := say(e.Op)
	if e.Where != "" {
		s += " " + e.Where
	}
	switch {
	case e.Err != nil:
		return s + ": " + told(e.Err)
	case e.Holder != "":
		return s + ": " + fmt.Sprintf(say("held open by %s"), e.Holder)
	}
	return s + ": " + say(e.Class.String())
}

// Unwrap returns the cause.
func (e *OpError) Unwrap() error { return e.Err }

// ClassOf returns the class of an error, or Other where it has none.
func ClassOf(err error) Class {
	var e *OpError
	if errors.As(err, &e) {
		return e.Class
	}
	return Other
}

// HintOf returns what the operator can do about an error, or "".
func HintOf(err error) string {
	var e *OpError
	if errors.As(err, &e) {
		return e.Hint
	}
	return ""
}
