// Package plan works out, from one snapshot of a workbook, everything that a
// pass is to do: what to write beside the items and into our tabs, whom to
// mail, what to remember, and a reason for each. [Make] is a pure function:
// the clock, the history and the configuration are arguments, and the same
// input gives the same Plan byte for byte. What carries a Plan out, and when
// it is allowed to, is the business of package sync.
package plan

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"rasoat/sheets"
	"rasoat/sync/accept"
	"rasoat/sync/calendar"
	"rasoat/sync/digest"
	"rasoat/sync/funding"
	"rasoat/sync/lang"
	"rasoat/sync/ledger"
	"rasoat/sync/remind"
	"rasoat/sync/report"
	"rasoat/sync/rule"
	"rasoat/sync/track"
)

// Settings is what the configuration says of one workbook.
type Settings struct {
	Workbook string // its name, stable
	Mapping  ledger.Mapping
	Rules    rule.Settings
	Short    map[string]string // short names of categories for tables, by canonical name
	Advisers map[string]string // who advises on a source: canonical source → department
	Urgent   map[string]bool   // canonical priorities that are urgent
	Done     map[string]bool   // canonical statuses of finished items
	Domains  []string          // recipients' domains that may be mailed
	Titles   Titles
	Lists    []NamedList // for meetings, in the order of the configuration
	// Dropdowns are, by list, the fields whose cells offer people the values that
	// are known of them.
	Dropdowns map[string][]ledger.Field
	// Policy is how departments are reminded, Days the calendar that tells
	// working days; nil has Monday to Friday worked.
	Policy remind.Policy
	Days   *calendar.Calendar
	// Digest is how digests are written; Make sets what depends on the day
	// and the workbook. ReplyDays is added to the day of a digest for the day
	// of reply, which is put off to a working day.
	Digest    digest.Options
	ReplyDays int
	// Remind is false where the configuration asks for no mail at all.
	Remind   bool
	Comments Comments
}

// Titles are the names of what is ours in a workbook.
type Titles struct {
	Summary, Findings string // tabs
	Gap, Warning      string // columns
}

// Input is everything that a Plan follows from.
type Input struct {
	Snapshot *sheets.Snapshot
	History  History
	Settings Settings
	Printer  *lang.Printer // writes everything that is put into the workbook
	Now      time.Time     // in the local time zone
	// Slot is the slot of digests that is due, zero for a pass that only
	// watches; it may still mail what an earlier slot of the day owes.
	Slot time.Time
	// Outbox is what became of the mails before; with Approve those made now
	// wait for the operator.
	Outbox  remind.Outbox
	Approve bool
	// Before is what the summary is to say the changes since, nil for nothing.
	Before *Past
}

// Plan is what a pass is to do.
type Plan struct {
	Ledger      *ledger.Ledger
	Findings    []rule.Finding
	Totals      rule.Totals
	Funding     *funding.Report
	Digests     []remind.Digest // one for each department concerned, with the reason for or against mailing it
	Held        []remind.Held   // what nobody can be told of
	Brake       *remind.Brake   // what holds every digest, nil for nothing
	Lists       []report.Named  // the named lists, in the order of the configuration
	Annotations sheets.Annotations
	Messages    []Message // of the digests to send, in their order, and of the overview
	Talk        Talk      // on cells, in the order of the threads' turn
	// Withdraw are the keys of mails that wait for approval and that what was
	// decided now replaces: they must still wait when the plan is carried out.
	Withdraw []string
	Days     *calendar.Calendar // the calendar with what the workbook says of it
	Next     History            // what to remember once the messages are stored
	Since    time.Time          // when what is shown last changed
}

// Message is a digest, or the overview, ready to go out.
type Message struct {
	digest.Message
	Department string // "" for the overview
	Wait       bool   // it has to be approved first
}

// Count returns the number of findings of a severity that warn: those that
// are explained, and quiet for that, are counted by Explained.
func (p *Plan) Count(s rule.Severity) int {
	n := 0
	for _, f := range p.Findings {
		if f.Severity == s && !f.Quiet() {
			n++
		}
	}
	return n
}

// Explained returns the number of findings that are quiet because staff
// explained them.
func (p *Plan) Explained() int {
	n := 0
	for _, f := range p.Findings {
		if f.Quiet() {
			n++
		}
	}
	return n
}

// Open returns the number of findings that warn.
func (p *Plan) Open() int { return len(p.Findings) - p.Explained() }

// Refusal says that a workbook cannot be judged as it is, so that nothing is
// to be written and nobody mailed.
type Refusal struct {
	Problems []ledger.Problem
}

// Error names every reason.
func (r *Refusal) Error() string {
	var parts []string
	for _, p := range r.Problems {
		switch p.Kind {
		case ledger.NoTab:
			parts = append(parts, fmt.Sprintf("list %q: no tab %q", p.List, p.Name))
		case ledger.NoHeader:
			if p.Seen == "" {
				parts = append(parts, fmt.Sprintf("list %q: tab %q is empty", p.List, p.Name))
			} else {
				parts = append(parts, fmt.Sprintf("list %q: no header row found in tab %q (%s)", p.List, p.Name, p.Seen))
			}
		}
	}
	return strings.Join(parts, "; ")
}

// Hint says what to do.
func (r *Refusal) Hint() string {
	for _, p := range r.Problems {
		if p.Kind == ledger.NoTab {
			return "set lists[].tab in the configuration to the tab's present title"
		}
	}
	return "set lists[].header to the block of header rows, such as A5:P7, or lists[].columns to the header texts used"
}

// Make works out the plan. The error is a *Refusal, or what went wrong with
// rendering a digest.
func Make(in Input) (*Plan, error) {
	s := in.Settings
	today := time.Date(in.Now.Year(), in.Now.Month(), in.Now.Day(), 0, 0, 0, 0, time.UTC)

	p := &Plan{Ledger: ledger.Read(in.Snapshot, s.Mapping)}
	if err := refuse(p.Ledger); err != nil {
		return nil, err
	}
	p.Days = s.Days.With(daysOff(p.Ledger)...)
	s.Rules.Today = today
	p.Next = in.History.clone()
	p.Next.Items, s.Rules.Past = track.Follow(p.Ledger, in.History.Items, today)
	sinceSnoozed(p.Ledger, in.History.Memory, s.Rules.Past)
	p.Next.Columns, s.Rules.Lost = track.Columns(p.Ledger, in.History.Columns, today)
	p.Findings, p.Next.Explained = accept.Apply(accept.Input{
		Ledger: p.Ledger, Findings: rule.Run(p.Ledger, s.Rules), Settings: s.Rules, Known: in.History.Explained,
	})
	for i, f := range p.Findings {
		// A finding of the directory belongs to no list that could name its tab.
		if t := in.Snapshot.Tab(f.Tab); f.TabTitle == "" && t != nil {
			p.Findings[i].TabTitle = t.Title()
		}
	}
	p.Totals = rule.Stats(p.Ledger)
	p.Funding = funding.Compute(p.Ledger)

	if err := p.mail(in, today); err != nil {
		return nil, err
	}
	p.discuss(in, today)
	for _, n := range s.Lists {
		rows, failed := n.Select(p.Ledger, s.Rules)
		p.Lists = append(p.Lists, report.Named{Name: n.Name, Title: n.Title, Tab: n.Tab, Rows: rows, Unclear: failed})
	}
	p.annotate(in, today)
	return p, nil
}

// refuse returns why a ledger cannot be judged, or nil.
func refuse(l *ledger.Ledger) error {
	r := &Refusal{}
	for _, p := range l.Problems {
		if p.List != "" && (p.Kind == ledger.NoTab || p.Kind == ledger.NoHeader) {
			r.Problems = append(r.Problems, p)
		}
	}
	if len(r.Problems) == 0 {
		return nil
	}
	return r
}

// AsRefusal returns the refusal in an error, if there is one.
func AsRefusal(err error) (*Refusal, bool) {
	var r *Refusal
	ok := errors.As(err, &r)
	return r, ok
}
