// Package remind decides whom to remind of what, and why or why not. It is
// pure policy: it renders no text and sends nothing, and the day is an
// argument.
package remind

import (
	"time"

	"github.com/shopspring/decimal"

	"rasoat/sync/calendar"
	"rasoat/sync/funding"
	"rasoat/sync/ledger"
)

// Input is everything that a decision rests on. Nothing in it is changed.
type Input struct {
	Ledger  *ledger.Ledger
	Funding *funding.Report // of the same ledger; nil where no money was looked at

	// Memory is what the pass before left, Outbox what became of its mails.
	Memory Memory
	Outbox Outbox
	Policy Policy
	// Calendar tells working days; nil has Monday to Friday worked.
	Calendar *calendar.Calendar
	// Slot is the slot that is due, zero for a pass that only watches. Such a
	// pass still carries out what an earlier slot of the day owes.
	Slot time.Time
	Now  time.Time // local

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
	// Digests holds one digest for each department of which there is something
	// to say, in the order of the directory, also those that do not go out.
	Digests []Digest
	// Held are the lines that somebody should be told of and cannot be, in
	// the order of the lists.
	Held []Held
	// Memory is what to remember once every digest with Send, and the
	// overview, have been handed over.
	Memory Memory
	// Brake holds every digest of the workbook, nil where nothing does.
	Brake *Brake
	// Overview is due to the office that watches over all departments, nil
	// where it is not due or not configured.
	Overview *Overview
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
	// New says that the department was not told of the item before, Moved that
	// it was told of it with another deadline, WasDue, its last day then.
	New, Moved bool
	WasDue     time.Time
	// Acknowledged is the day on which staff noted that the department knows,
	// zero where they did not.
	Acknowledged time.Time
	// Resolution says what became of an item in Digest.Resolved, else "".
	Resolution Resolution
	DoneOn     time.Time // the day of completion, where the list has it
}

// Resolution says why an item needs no reminder any more.
type Resolution string

// The resolutions.
const (
	Completed  Resolution = "completed"  // its status or its day of completion says so
	Extended   Resolution = "extended"   // its deadline now lies ahead
	Funded     Resolution = "funded"     // it was the adviser's, and lacks no money now
	Reassigned Resolution = "reassigned" // others lead it now
)

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
	// Soon are items that the department leads and that fall due within the
	// days of Policy.DueSoon, the next first. Cooperate are items that are
	// late and in which it cooperates, where Policy.Cooperating has it told.
	Soon, Cooperate []Line
	// Resolved are items that the department was told of and that need no
	// reminder any more, on positive evidence.
	Resolved []Line
	// Snoozed counts items left out because staff asked for it, up to and with
	// SnoozedUntil at the latest.
	Snoozed      int
	SnoozedUntil time.Time

	Send   bool
	Reason Reason
	// Step is the number of the reminder that the digest is, or that the last
	// one was where it is none; Roles are who at the department it goes to.
	Step  int
	Roles []Role
	// Root and Subject are those of the episode, "" where this mail begins one.
	Root, Subject string
	// Next is the day of the next reminder if nothing changes, zero for none.
	Next time.Time
	// Withdraw is the key of the mail that waits for approval and that this
	// decision replaces, also where nothing is to be sent any more; "" for none.
	Withdraw string
	// Until says when a hold ends by itself, zero where that is not known: with
	// Settling, NotWorking.
	Until time.Time
}

// Role is a part that people at a department have.
type Role string

// The roles.
const (
	Mailbox Role = "mailbox" // the department's own mailbox
	Officer Role = "officer" // who keeps its rows up to date
	Leader  Role = "leader"  // the officer's direct leader
	Head    Role = "head"    // the department's head
)

// Policy is what can be set of reminding. The zero Policy has no repeats.
type Policy struct {
	RepeatEvery     int // working days from one reminder to the next, 0 for no reminder but the first
	DueSoon         int // calendar days ahead that count as soon, 0 for none
	SnoozeMost      int // calendar days that an item may be snoozed a deadline, 0 where it may not
	AcknowledgedFor int // working days without reminder after an acknowledgement
	// Settle is how long what a reminder depends on has to stand unchanged.
	Settle time.Duration
	// StormCount and StormShare, in percent of what was, are the brake: where
	// more items than both become late, or are gone, at once, all is held.
	StormCount, StormShare int
	// Ladder says to whom reminders go, the first rung for the first ones.
	// None has all go to the mailbox and the head.
	Ladder      []Rung
	Cooperating bool // cooperating departments are told as well
	Overview    OverviewPolicy
}

// Rung is a step of the ladder.
type Rung struct {
	Times int // reminders on the rung; 0, on the last one, for all that follow
	To    []Role
}

// OverviewPolicy says whether and when an overview goes out.
type OverviewPolicy struct {
	To      []string     // mailboxes, none for no overview
	Weekday time.Weekday // it goes out with the first slot on or after that day of each week
}

// Outbox is what became of mails made before.
type Outbox struct {
	Waiting     []string  // keys of mails of this workbook that wait for approval
	Undelivered []string  // departments that have a mail yet to be delivered
	Paused      bool      // the operator paused all mail
	Released    time.Time // when the operator last released the workbook's brake, zero for never
}

// Overview is what the office that watches over all departments is told.
type Overview struct {
	To          []string
	Departments []Standing // those with anything, the most late first
	All         Standing   // each item counted once, Department ""
	Late        []Line     // the urgent and the latest, at most ten
	Held        []Held     // of whom nobody can be told
}

// Standing is how things stand at one department.
type Standing struct {
	Department string
	Items      int // unfinished ones that it leads
	Late       int // of them
	Urgent     int // of those late
	Unfunded   int // of those late, for want of money
	Open       int
	Soon       int
	Done       int             // finished ones
	DoneLate   int             // of them, after their deadline
	MostDays   int             // the longest delay
	Short      decimal.Decimal // what money its late projects lack, in đồng
	Reminded   int             // reminders in its present episode
}

// Lines returns all lines, block by block.
func (d Digest) Lines() []Line {
	var all []Line
	for _, l := range [][]Line{d.Late, d.Unfunded, d.Open, d.Advise, d.Cooperate, d.Soon, d.Resolved} {
		all = append(all, l...)
	}
	return all
}

// Reason says why a digest goes out or does not.
type Reason string

// The reasons for sending.
const (
	First    Reason = "first"    // there is no episode yet
	Changed  Reason = "changed"  // something in the digest is new since the last mail
	Repeat   Reason = "repeat"   // so many working days have passed
	Raised   Reason = "raised"   // the same, and the ladder goes a rung up
	Resolved Reason = "resolved" // nothing is left: the last mail of the episode
)

// The reasons for holding a digest, or for not sending any.
const (
	NotDue      Reason = "not-due"     // no slot is due
	NotWorking  Reason = "not-working" // a day off
	Waiting     Reason = "waiting"     // a mail of today waits for approval
	Undelivered Reason = "undelivered" // the mail before is not delivered yet
	Today       Reason = "today"       // the department had a mail today
	Settling    Reason = "settling"    // something it depends on was changed a moment ago
	AllSnoozed  Reason = "snoozed"     // staff asked not to be reminded, or noted that it is known
	Paused      Reason = "paused"      // the operator paused all mail
	Storm       Reason = "storm"       // too much became late at once
	Vanished    Reason = "vanished"    // too much is gone at once
	NothingNew  Reason = "nothing-new" // the department was told all of it
	NoAddress   Reason = "no-address"  // the directory has no mailbox for it
	NoOne       Reason = "no-one"      // the item's department is not in the directory
	NotAllowed  Reason = "not-allowed" // no mailbox lies in an allowed domain
)

// Held is a line that a department should be told of and cannot be.
type Held struct {
	Line   Line
	Who    string // the department as written, "" where the item names none
	Reason Reason // NoOne, NoAddress or NotAllowed
	Advise bool   // the department is not the lead but advises on the source
}

// Told is what an episode knows of an item that the department was told of.
type Told struct {
	Key  string    // Line.Key
	Name string    // of the item, folded: finds it again under another key
	Due  string    // the last day, as 2006-01-02, or "" for an open one; another deadline is another matter
	On   time.Time // the day of the first mail that told of it so
	// As is the block it was told in: late, unfunded, open, advise, cooperate
	// or soon.
	As string `json:",omitempty"`
}
