package expr

import (
	"errors"
	"iter"
	"slices"
	"strings"

	"rasoat/sync/ledger"
	"rasoat/sync/rule"
)

// Selection is a compiled filter. It never changes and may be used by many at
// once.
type Selection struct{ where *Program }

// Filter compiles the condition of a named list.
func Filter(source string) (*Selection, error) {
	p, err := Compile(source, Condition)
	if err != nil {
		return nil, err
	}
	return &Selection{p}, nil
}

// Selected is an item that meets a filter.
type Selected struct {
	List *ledger.List
	Row  *ledger.Row
}

// Select returns the items that meet the filter, in the order of the ledger.
// lists names the lists to look into; none means all that track projects or
// tasks. Items on which the filter cannot be evaluated are left out and
// counted.
func (f *Selection) Select(l *ledger.Ledger, s rule.Settings, lists ...string) ([]Selected, Failure) {
	var found []Selected
	var failed Failure
	i := &item{pass: newPass(l, s)}
	for list, row := range itemsOf(l, lists) {
		if failed.hopeless() {
			break
		}
		i.list, i.row = list, row
		holds, err := f.where.holds(i)
		if err != nil {
			failed.add(list, row, err)
		}
		if holds {
			found = append(found, Selected{list, row})
		}
	}
	return found, failed
}

// itemsOf yields the items of the lists of these names, or of all lists that
// track projects or tasks.
func itemsOf(l *ledger.Ledger, names []string) iter.Seq2[*ledger.List, *ledger.Row] {
	return func(yield func(*ledger.List, *ledger.Row) bool) {
		for _, list := range l.Lists {
			if len(names) > 0 && !slices.Contains(names, list.Name) || len(names) == 0 && list.Kind == ledger.Table {
				continue
			}
			for _, row := range list.Rows {
				if row.Kind == ledger.ItemRow && !yield(list, row) {
					return
				}
			}
		}
	}
}

// Failure tells on how many items an expression could not be evaluated, the
// first of them, and why. Its zero value means on none.
type Failure struct {
	Count int
	List  *ledger.List
	Row   *ledger.Row
	Err   error
	slow  int // how many took too long
}

// manySlow is the number of items that may take too long before an expression
// is given up for the pass.
const manySlow = 20

func (f *Failure) add(list *ledger.List, row *ledger.Row, err error) {
	if f.Count++; f.Count == 1 {
		f.List, f.Row, f.Err = list, row, err
	}
	if reason(err) == TooSlow {
		f.slow++
	}
}

// hopeless reports whether going on would only take time.
func (f *Failure) hopeless() bool { return f.slow >= manySlow }

// Reason is why an expression could not be evaluated on an item.
type Reason string

// The reasons.
const (
	TooLarge   Reason = "overflow" // a figure beyond 64 bits
	ByZero     Reason = "zero"     // a division by zero
	NoValue    Reason = "absent"   // value() of what is absent, an element that is not there
	TooSlow    Reason = "cost"     // beyond CostLimit
	BadDay     Reason = "date"     // date() of a text that is no day
	OtherCause Reason = "other"
)

// Why returns the reason of the first failure, "" where there is none.
func (f Failure) Why() Reason {
	if f.Err == nil {
		return ""
	}
	return reason(f.Err)
}

// reason sorts the errors of the library, most of which have nothing but their
// text to tell them apart.
func reason(err error) Reason {
	text := err.Error()
	switch {
	case errors.Is(err, errDay):
		return BadDay
	case errors.Is(err, errOverflow) || strings.Contains(text, "overflow") || strings.Contains(text, "range"):
		return TooLarge
	case strings.Contains(text, "by zero"):
		return ByZero
	case strings.Contains(text, "cost limit"):
		return TooSlow
	case strings.Contains(text, "optional.none()") || strings.Contains(text, "index out of bounds") || strings.Contains(text, "no such key"):
		return NoValue
	}
	return OtherCause
}
