// Package remind decides whom to remind of what, and why or why not. It is
// pure policy: it renders no text and sends nothing, and the day is an
// argument.
package remind

import (
	"time"

	"github.com/shopspring/decimal"

	"rasoat/sync/funding"
	"rasoat/sync/ledger"
)

// Input is everything that a decision rests on. Nothing in it is changed.
type Input struct {
	Ledger  *ledger.Ledger
	Funding *funding.Report // of the same ledger; nil where no money was looked at
	Told    []Told          // what departments were told before

	Advisers map[string]string // who advises on a source: its canonical name → the department's
	Urgent   map[string]bool   // canonical priorities that are urgent
	Done     map[string]bool   // canonical statuses of finished items
	// Domains are the domains that mail may go to, such as "example.com"; a
	// subdomain needs an entry of its own. Where there are none, no mail may
	// go anywhere.
	Domains []string
	// OpenAfter and OpenUrgentAfter are the days that an item without a
	// deadline may stay open after it was assigned.
	OpenAfter, OpenUrgentAfter int
	Today                      time.Time // the local calendar day at midnight UTC
}

// Result is what was decided.
type Result struct {
	// Digests holds one digest for each department that has lines, in the
	// order of the directory, also those that do not go out.
	Digests []Digest
	// Held are the lines that somebody should be told of and cannot be, in
	// the order of the lists.
	Held []Held
	// Told is the history once every digest with Send has been handed over.
	Told []Told
}

// Line is one item in a digest.
type Line struct {
	Key         string // of the item, stable over passes: list and code, or list and name
	List        string // the list's name in the configuration
	Kind        ledger.Kind
	Code, Name  string
	Order       string // the assigning document, "" where the list has none
	Urgent      bool
	Leads       []string // canonical names where known, else as written
	Cooperating []string // canonical names where known, else as written
	Deadline    ledger.Deadline
	DaysLate    int             // calendar days since the deadline; 0 for an open one
	DaysOpen    int             // calendar days since an open item was assigned, else 0
	Short       decimal.Decimal // what money is missing, in đồng; zero for none or unknown
	// Sources are the intended sources, canonical names where known, else as
	// written. None means that no source is settled.
	Sources []string
	// Advisers are the departments that advise on those sources. Informed
	// are those among them that have the line in a digest of their own.
	Advisers, Informed []string
	Reason             string // why it is late, as staff wrote it, "" for nothing
}

// Digest is what one department is told at a time. An item stands in one of
// its blocks only.
type Digest struct {
	Department ledger.Department
	// To are the department's mailboxes that mail may go to, never none.
	// Refused are its other mailboxes: malformed, or in no allowed domain.
	To, Refused []string
	// Late are the items that the department leads and that are late, Unfunded
	// those that are late while money is missing, Open those without a
	// deadline for longer than they should be. Urgent ones come first, then
	// the latest.
	Late, Unfunded, Open []Line
	// Advise are items led by others that are late for want of money and
	// whose source the department advises on: its own task.
	Advise []Line
	Send   bool
	Reason Reason
}

// Lines returns all lines, block by block.
func (d Digest) Lines() []Line {
	var all []Line
	for _, l := range [][]Line{d.Late, d.Unfunded, d.Open, d.Advise} {
		all = append(all, l...)
	}
	return all
}

// Reason says why a digest goes out or does not.
type Reason string

// The reasons.
const (
	First      Reason = "first"       // the history holds nothing of the department
	Changed    Reason = "changed"     // something in the digest is new since the last mail
	NothingNew Reason = "nothing-new" // the department was told all of it
	NoAddress  Reason = "no-address"  // the directory has no mailbox for it
	NoOne      Reason = "no-one"      // the item's department is not in the directory
	NotAllowed Reason = "not-allowed" // no mailbox lies in an allowed domain
)

// Held is a line that a department should be told of and cannot be.
type Held struct {
	Line   Line
	Who    string // the department as written, "" where the item names none
	Reason Reason // NoOne, NoAddress or NotAllowed
	Advise bool   // the department is not the lead but advises on the source
	Row    *ledger.Row
}

// Told is what the history knows of an item that a department was told of.
type Told struct {
	Department string
	Key        string    // Line.Key
	Name       string    // of the item, folded: finds it again under another key
	Due        string    // the last day, as 2006-01-02, or "" for an open one; another deadline is another matter
	On         time.Time // the day of the first mail
}
