package remind

import "time"

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
	// its day, zero for none.
	Owed time.Time `json:"owed,omitzero"`
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
	// Before is the episode as it was before the last mail, while that mail
	// could still be withdrawn because it waits for approval. It is set only
	// together with Waits.
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

// Counted is how much there was to remind of.
type Counted struct {
	On    time.Time `json:"on"` // the day
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
