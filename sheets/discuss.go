package sheets

import (
	"context"
	"time"
)

// Discussion is a Book in which a cell can be spoken about: a thread of posts that
// people answer, resolve and delete. A Book that cannot is none.
type Discussion interface {
	// Discuss brings our threads in line with the talk, in its order, and says what
	// came of each. What it could not do for today or because people moved the row
	// meanwhile is left to the next time, which is no error. There is at most one
	// thread with an ID.
	//
	// The error is an *[OpError]: of class Denied or Invalid where the workbook takes
	// no comments, and of class Uncertain where nobody knows what of the rest was
	// posted. Next time that is found again before anything is posted. What Talked
	// says holds also beside an error.
	Discuss(ctx context.Context, talk Talk) (Talked, error)
}

// Talk is what our threads are to say.
type Talk struct {
	Threads []Thread // no two with one ID
	// PerDay is the most that is posted from Since on, the beginning of the local
	// day. Posted is how much of it is remembered; what the threads themselves show
	// counts where it is more.
	PerDay, Posted int
	Since          time.Time
}

// Thread is what one thread is to say.
type Thread struct {
	ID      string // of what it is about, stable: small letters and digits
	Version string // of what it says: where the last post of ours has another, it is answered; likewise
	Tab     TabID
	At      Addr // in the snapshot
	// Proof are cells of the snapshot that tell the row of the item and its column
	// from all others: its key and name, and the heads of the table. Where any holds
	// something else by now, nothing is posted.
	Proof    []Placed
	Text     string // what is posted
	Assignee string // a bare address, "" for nobody
	// Posted says that the thread is known to have been there: it is not begun
	// again after people deleted it. Closes says that what it is about is gone: an
	// open thread is answered with Text and resolved, and none is begun.
	Posted, Closes bool
}

// Tells reports whether a row has what tells the thread's item.
func (t Thread) Tells(tab *Tab, row int) bool {
	for _, p := range t.Proof {
		if p.Row == t.At.Row && tab.Cell(row, p.Col).Value != p.Cell.Value {
			return false
		}
	}
	return true
}

// Alone reports whether the thread's row alone has what tells its item.
func (t Thread) Alone(tab *Tab) bool {
	for row := range tab.Rows() {
		if t.Tells(tab, row) != (row == t.At.Row) {
			return false
		}
	}
	return true
}

// Outcome is what came of a thread.
type Outcome string

// The outcomes.
const (
	ThreadOpened   Outcome = "opened"   // it was begun
	ThreadReplied  Outcome = "replied"  // it was told what changed
	ThreadReopened Outcome = "reopened" // we had resolved it, and it was told that it is back
	ThreadClosed   Outcome = "closed"   // it is resolved, now or since before
	ThreadStands   Outcome = "stands"   // it says what it is to say
	ThreadEnded    Outcome = "ended"    // people resolved or deleted it: they have the last word
	ThreadLater    Outcome = "later"    // not today: the most a day is reached
	ThreadMoved    Outcome = "moved"    // the row is not where it was, or cannot be told from another
	// ThreadMisplaced is that of a comment which came to stand beside another item
	// and was deleted. It counts among what was posted.
	ThreadMisplaced Outcome = "misplaced"
)

// Talked is what came of a talk.
type Talked struct {
	Outcomes map[string]Outcome // by the thread's ID; without those that an error kept from being tried
	Posts    int                // made now
	Today    int                // made since Talk.Since, with these
}
