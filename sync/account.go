package sync

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"time"

	"rasoat/sheets"
	"rasoat/sync/lang"
	"rasoat/sync/plan"
	"rasoat/sync/remind"
)

// Account is what a pass tells of itself: what was found, written and mailed,
// and why. It is kept as the detail of the pass's run, and bears no mail address.
type Account struct {
	Mode     string    `json:"mode"`          // watch, annotate or remind
	Slot     time.Time `json:"slot,omitzero"` // of digests, zero for a pass between slots
	Attempts int       `json:"attempts"`      // 1 where the workbook and the state stayed as they were

	// Steps are the first 200 of what was written, or was to be written;
	// StepsInAll counts them all.
	Steps      []AccountStep `json:"steps,omitempty"`
	StepsInAll int           `json:"steps_in_all"`

	// Digests are what was decided on each department concerned, Mails what was
	// put into the outbox, by every attempt.
	Digests []AccountDigest `json:"digests,omitempty"`
	Mails   []AccountMail   `json:"mails,omitempty"`
	// Unreachable counts the rows of which nobody can be told. Brake says what
	// holds every digest, nil for nothing.
	Unreachable int           `json:"unreachable"`
	Brake       *AccountBrake `json:"brake,omitempty"`

	// Unwritten says why the workbook was not written, nil where it was or there
	// was nothing to write. Aside is what became of the file beside it, nil for
	// nothing.
	Unwritten *AccountUnwritten `json:"unwritten,omitempty"`
	Aside     *AccountAside     `json:"aside,omitempty"`

	// Comments counts what was posted in threads on cells.
	Comments int `json:"comments,omitempty"`

	// Figures are those of the pass, nil where it failed before it had any. New
	// and Gone count by rule how many findings more and fewer there are than in
	// the figures before, of two weeks at the most; nil where there are none.
	Figures *plan.Figures  `json:"figures,omitempty"`
	New     map[string]int `json:"new,omitempty"`
	Gone    map[string]int `json:"gone,omitempty"`
}

// AccountStep is a step as people see it; long texts are cut.
type AccountStep struct {
	Tab    string `json:"tab"`    // its title, "" for the workbook as a whole
	Cell   string `json:"cell"`   // "N14", "A1:F40", "" for the tab as a whole
	Before string `json:"before"` // "" for nothing
	After  string `json:"after"`  // "" for nothing
}

// AccountDigest is the decision on a department's digest, with how many lines
// each of its blocks has.
type AccountDigest struct {
	Department string        `json:"department"`
	Send       bool          `json:"send"`
	Reason     remind.Reason `json:"reason"`
	Step       int           `json:"step"` // of the ladder of reminders
	Late       int           `json:"late"`
	Unfunded   int           `json:"unfunded"`
	Open       int           `json:"open"`
	Advise     int           `json:"advise"`
	Soon       int           `json:"soon"`
	Resolved   int           `json:"resolved"`
}

// AccountMail is a mail that was put into the outbox.
type AccountMail struct {
	Key        string `json:"key"`        // under which the outbox has it
	Department string `json:"department"` // "" for the overview
	Subject    string `json:"subject"`
	Recipients int    `json:"recipients"`
	Waits      bool   `json:"waits"` // for approval
}

// AccountBrake is why every digest is held.
type AccountBrake struct {
	Reason remind.Reason `json:"reason"`
	Before int           `json:"before"`
	Now    int           `json:"now"`
	Since  time.Time     `json:"since"`
}

// AccountUnwritten is why a workbook was not written.
type AccountUnwritten struct {
	Text   string    `json:"text"`
	Holder string    `json:"holder,omitempty"` // who has it open, where known
	Since  time.Time `json:"since,omitzero"`   // since when
}

// AccountAside is what became of the file beside the workbook.
type AccountAside struct {
	File    string `json:"file"`
	Written bool   `json:"written"` // it has what the workbook could not be given
	Removed bool   `json:"removed"` // the workbook has all by now
	Error   string `json:"error,omitempty"`
}

// ReadAccount reads the detail of a run. Of a run without one, as those of older
// versions are, it is the zero Account.
func ReadAccount(detail []byte) (Account, error) {
	var a Account
	if len(detail) == 0 {
		return a, nil
	}
	if err := json.Unmarshal(detail, &a); err != nil {
		return Account{}, fmt.Errorf("read the account of a pass: %w", err)
	}
	return a, nil
}

// An account has so many steps, and so many characters of a text.
const (
	stepsTold = 200
	textTold  = 300
)

// account tells of a pass. The report is nil where there was no plan.
func (c *course) account(r *Report) Account {
	a := Account{Mode: c.w.Mode.String(), Slot: c.on.Slot, Attempts: c.attempts}
	for _, m := range c.mails {
		a.Mails = append(a.Mails, AccountMail{
			Key: discreet(m.Key), Department: discreet(m.Department), Subject: discreet(m.Subject), Recipients: len(m.To), Waits: m.Wait,
		})
	}
	if r == nil {
		return a
	}
	a.StepsInAll = len(r.Steps)
	for _, s := range r.Steps[:min(len(r.Steps), stepsTold)] {
		a.Steps = append(a.Steps, AccountStep{Tab: discreet(s.Tab), Cell: s.Range, Before: told(s.Before), After: told(s.After)})
	}
	if c.w.Mode >= Remind {
		for _, d := range r.Plan.Digests {
			a.Digests = append(a.Digests, AccountDigest{
				Department: discreet(d.Department.Name), Send: d.Send, Reason: d.Reason, Step: d.Step, Late: len(d.Late), Unfunded: len(d.Unfunded),
				Open: len(d.Open), Advise: len(d.Advise), Soon: len(d.Soon), Resolved: len(d.Resolved),
			})
		}
		a.Unreachable = len(r.Plan.Held)
		if b := r.Plan.Brake; b != nil {
			a.Brake = &AccountBrake{Reason: b.Reason, Before: b.Before, Now: b.Now, Since: b.Since}
		}
	}
	a.Comments = r.Talked.Posts
	if r.Unwritten != nil && c.w.Mode >= Annotate {
		u := AccountUnwritten{Text: discreet(r.Unwritten.Error())}
		if e := new(sheets.OpError); errors.As(r.Unwritten, &e) {
			u.Holder, u.Since = discreet(e.Holder), e.Since
		}
		a.Unwritten = &u
	}
	if b := r.Beside; b.Where != "" {
		a.Aside = &AccountAside{File: discreet(b.Where), Written: b.Written, Removed: b.Removed}
		if b.Err != nil {
			a.Aside.Error = discreet(b.Err.Error())
		}
	}
	figures := discreetly(r.Figures)
	a.Figures = &figures
	a.New, a.Gone = compared(r.Figures, r.before)
	return a
}

// compared counts by rule how many findings there are more and fewer than before.
func compared(now plan.Figures, before *plan.Figures) (added, gone map[string]int) {
	if before == nil {
		return nil, nil
	}
	added, gone = map[string]int{}, map[string]int{}
	for rule, n := range now.Rules {
		if more := n - before.Rules[rule]; more > 0 {
			added[rule] = more
		}
	}
	for rule, n := range before.Rules {
		if fewer := n - now.Rules[rule]; fewer > 0 {
			gone[rule] = fewer
		}
	}
	return added, gone
}

// A mail address, or what was meant to be one. "Mẫu@máy-1" is somebody at a
// machine.
var mailAddress = regexp.MustCompile(`[\p{L}\p{N}._%+'-]+@+[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+`)

// discreet leaves mail addresses out of a text.
func discreet(text string) string { return mailAddress.ReplaceAllString(text, "…") }

// discreetly returns figures without the mail addresses that staff wrote where
// the name of a department belongs.
func discreetly(f plan.Figures) plan.Figures {
	f.Departments = slices.Clone(f.Departments)
	for i, d := range f.Departments {
		f.Departments[i].Name = discreet(d.Name)
	}
	return f
}

// told is a text of a step, cut to a length that still says what it is about.
func told(text string) string { return lang.Cut(discreet(text), textTold) }
