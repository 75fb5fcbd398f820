package remind

import (
	"slices"
	"time"

	"rasoat/sync/ledger"
)

// Memory is what is remembered from one pass to the next, a workbook. The
// zero Memory is that of a workbook of which nobody was ever reminded. It is
// part of the workbook's history, which is kept as JSON.
type Memory struct {
	// Episodes are those that are open, one a department at most.
	Episodes []Episode `json:"episodes,omitempty"`
	// Watched is what the reminders of unfinished items depend on, and since
	// when it has been so.
	Watched []Watched `json:"watched,omitempty"`
	// Snoozed is since when items have been snoozed for their present deadline.
	Snoozed []Snoozed `json:"snoozed,omitempty"`
	// Counted is how much there was when digests were last let go, nil before
	// the first time.
	Counted *Counted `json:"counted,omitempty"`
	// Brake is what holds all digests of the workbook, nil for nothing.
	Brake *Brake `json:"brake,omitempty"`
	// Owed is the slot of which digests were held that may still go out on
	// its day, zero for none; OwedTo are the departments that they are for.
	Owed   time.Time `json:"owed,omitzero"`
	OwedTo []string  `json:"owed_to,omitempty"`
	// Overview is the day of the last overview.
	Overview time.Time `json:"overview,omitzero"`
}

// Episode is the time from the first mail about something to a department up
// to the mail that says that all of it is resolved. Its mails form a thread.
type Episode struct {
	Department string    `json:"department"`
	Since      time.Time `json:"since"` // the day of the first mail
	// Root is the Message-ID of the first mail and Subject its subject, which
	// all of the episode bear.
	Root    string `json:"root,omitempty"`
	Subject string `json:"subject,omitempty"`
	// Step counts the reminders so far; StepOn is the day of the last of them
	// and Last that of the last mail of any kind.
	Step   int       `json:"step"`
	StepOn time.Time `json:"step_on"`
	Last   time.Time `json:"last"`
	Items  []Told    `json:"items,omitempty"`
	// Closed reports that the last mail said that all is resolved. The episode
	// is over then; it is kept on that day, while that mail could be withdrawn,
	// and as long as its Items, which are not overdue, are not to be told again.
	Closed bool `json:"closed,omitempty"`
	// Before is the episode as it was before the last mail, nil where that mail
	// began it, while the mail could still be withdrawn because it waits for
	// approval: what Before is counts only where Waits is set.
	Before *Episode `json:"before,omitempty"`
	// Waits is the key of the mail that waited for approval when it was made.
	Waits string `json:"waits,omitempty"`
}

// Watched is what a reminder of one unfinished item depends on.
type Watched struct {
	Key   string    `json:"key"`
	Print string    `json:"print"`       // a digest of its deadline, leads and status as typed
	At    time.Time `json:"at,omitzero"` // when it was first seen so; zero where it always was
}

// Snoozed is an item that staff asked not to be reminded of.
type Snoozed struct {
	Key string    `json:"key"`
	Due string    `json:"due"` // as in Told
	On  time.Time `json:"on"`  // the day on which it was first seen
}

// Of reports whether the snooze is of an item's present deadline: it ends
// where the deadline is moved.
func (s Snoozed) Of(d ledger.Deadline) bool { return s.Due == due(d) }

// Counted is how much there was to remind of.
type Counted struct {
	On    time.Time `json:"on"` // when
	Items int       `json:"items"`
	Late  int       `json:"late"` // items that are late, whoever leads them
}

// Brake is why no digest of a workbook goes out.
type Brake struct {
	Reason Reason    `json:"reason"` // Storm or Vanished
	Since  time.Time `json:"since"`  // when it was first pulled
	Before int       `json:"before"` // late items, or items, when digests were last let go
	Now    int       `json:"now"`    // and at Since
}

// Sent notes of a digest that it became the mail of that key, Message-ID and
// subject, and whether the mail waits for approval. A department without an
// episode is none that was sent anything.
func (m *Memory) Sent(department, key, id, subject string, waits bool) {
	for i := range m.Episodes {
		e := &m.Episodes[i]
		if e.Department != department {
			continue
		}
		if e.Root == "" {
			e.Root, e.Subject = id, subject
		}
		e.Waits = ""
		if waits {
			e.Waits = key
		} else {
			e.Before = nil
		}
		return
	}
}

// Begin adds what is known of a department that was told of the items before
// there were episodes, and returns the memory.
func (m Memory) Begin(department string, items []Told) Memory {
	e := Episode{Department: department, Step: 1, Items: items}
	for _, t := range items {
		if e.Since.IsZero() || t.On.Before(e.Since) {
			e.Since = t.On
		}
		e.Last = later(e.Last, t.On)
	}
	e.StepOn = e.Last
	m.Episodes = append(slices.Clone(m.Episodes), e)
	return m
}

// clone returns an episode that shares nothing with the one it was.
func (e Episode) clone() *Episode {
	e.Items = slices.Clone(e.Items)
	if e.Before != nil {
		e.Before = e.Before.clone()
	}
	return &e
}

// plain returns a copy of an episode, nil for none, without what depends on a
// mail that waited.
func (e *Episode) plain() *Episode {
	if e == nil {
		return nil
	}
	c := e.clone()
	c.Before, c.Waits = nil, ""
	return c
}
