package web

import (
	"context"
	"errors"
	"time"

	"github.com/shopspring/decimal"
)

// ErrNotFound is returned by a Source for a workbook or a run that it does not
// know.
var ErrNotFound = errors.New("there is no such thing")

// Source tells how things stand. It is asked anew for every request, by several
// goroutines at a time. What it tells holds no secret and no mail address.
type Source interface {
	Status(ctx context.Context) (*Status, error)
	// Trend returns the figures of a workbook, a day each, oldest first, from a
	// day on.
	Trend(ctx context.Context, workbook string, from time.Time) ([]Point, error)
	// Runs returns the newest runs, newest first: of one workbook, or of all for
	// "". With before, only those older than the run of that id.
	Runs(ctx context.Context, workbook string, before int64, limit int) ([]Run, error)
	// Run returns one run with its account, or ErrNotFound.
	Run(ctx context.Context, id int64) (*Run, error)
	// Outbox returns the mails that are not settled, and the newest that are.
	Outbox(ctx context.Context, limit int) ([]Mail, error)
	// Alive returns why the daemon does no work any more, nil while it does.
	Alive() error
	// Ready returns why the daemon cannot do its work now, nil while it can.
	Ready(ctx context.Context) error
}

// Control is what an operator may ask the daemon to do.
type Control interface {
	// Reload reads the configuration again and returns why it was refused.
	Reload(ctx context.Context) error
	// Sync has a workbook gone over soon, or all for "", or returns
	// ErrNotFound.
	Sync(workbook string) error
}

// Status is how the daemon and its workbooks stand.
type Status struct {
	Version       string        `json:"version"`
	Started       time.Time     `json:"started"`
	Now           time.Time     `json:"now"` // in the configured time zone, as every time here
	Mode          string        `json:"mode"`
	Configuration Configuration `json:"configuration"`
	Mail          Mailroom      `json:"mail"`
	Calendar      Calendar      `json:"calendar"`
	Conditions    []Condition   `json:"conditions"` // what the operator has to look at
	Workbooks     []Workbook    `json:"workbooks"`
	StateBytes    int64         `json:"state_bytes"` // size of the state on the disk
	Beat          time.Time     `json:"beat"`        // when the scheduler last came round
}

// Configuration says which configuration is in force.
type Configuration struct {
	Loaded time.Time `json:"loaded"`
	// Refused says why a newer one was not taken, "" where none was.
	Refused   string     `json:"refused,omitempty"`
	RefusedAt *time.Time `json:"refused_at,omitempty"`
}

// Mailroom is how the mail stands.
type Mailroom struct {
	Active  bool       `json:"active"` // mail goes out at all, as in mode remind
	Waiting int        `json:"waiting"`
	Pending int        `json:"pending"`
	Dead    int        `json:"dead"` // given up lately, and not looked at since
	Oldest  *time.Time `json:"oldest,omitempty"`
	Paused  *Pause     `json:"paused,omitempty"`
}

// Pause says since when and why the operator holds the mail.
type Pause struct {
	Since time.Time `json:"since"`
	Why   string    `json:"why,omitempty"`
}

// Calendar says up to when the days off are decided.
type Calendar struct {
	ConfirmedUntil time.Time `json:"confirmed_until"` // the last day of which it is known
	OpenYear       int       `json:"open_year,omitempty"`
}

// Condition is something that is wrong now.
type Condition struct {
	Kind     string    `json:"kind"` // a stable word: one of address, calendar, hold, mail and undeliverable
	Workbook string    `json:"workbook,omitempty"`
	Since    time.Time `json:"since"`
	Text     string    `json:"text"` // what is wrong and what to do
}

// Workbook is how one workbook stands.
type Workbook struct {
	Name       string     `json:"name"`
	Kind       string     `json:"kind"`  // xlsx, webdav, csv or google
	Where      string     `json:"where"` // the name of its file, or its id
	NextPass   *time.Time `json:"next_pass,omitempty"`
	NextDigest *time.Time `json:"next_digest,omitempty"`
	Working    bool       `json:"working"` // a pass is at it
	// Last is the last pass since the start, Good when the last one ended that
	// did not fail, and Failures how many have failed since.
	Last     *Pass      `json:"last,omitempty"`
	Good     *time.Time `json:"good,omitempty"`
	Failures int        `json:"failures"`
	// Figures are the newest there are, and Before those of about a week ago.
	Figures *Figures `json:"figures,omitempty"`
	Day     string   `json:"figures_day,omitempty"` // the day of Figures, 2006-01-02
	Before  *Figures `json:"before,omitempty"`
	DayThen string   `json:"before_day,omitempty"`
}

// Pass is what one pass came to. A quiet one leaves no run behind.
type Pass struct {
	Started  time.Time `json:"started"`
	Finished time.Time `json:"finished"`
	Why      string    `json:"why"`
	Outcome  string    `json:"outcome"`
	Error    string    `json:"error,omitempty"`
	Hint     string    `json:"hint,omitempty"`
	Run      int64     `json:"run,omitempty"` // its record, 0 for none
}

// Figures is what a pass found. Amounts are in đồng.
type Figures struct {
	Items       int             `json:"items"`
	Errors      int             `json:"errors"`
	Warnings    int             `json:"warnings"`
	Notices     int             `json:"notices"`
	Explained   int             `json:"explained"`
	Rules       map[string]int  `json:"rules"` // findings by rule
	Late        int             `json:"late"`
	Urgent      int             `json:"urgent"` // of those late
	Open        int             `json:"open"`   // unfinished and without a deadline
	Done        int             `json:"done"`
	Total       decimal.Decimal `json:"total"`
	Funded      decimal.Decimal `json:"funded"`
	Short       decimal.Decimal `json:"short"`
	Over        decimal.Decimal `json:"over"`
	Unknown     int             `json:"unknown"` // projects whose gap cannot be computed
	Categories  []Group         `json:"categories"`
	Departments []Group         `json:"departments"`
}

// Findings returns how many findings warn.
func (f *Figures) Findings() int { return f.Errors + f.Warnings + f.Notices }

// Group is the part of the figures that falls to a category or a department.
type Group struct {
	Name     string          `json:"name"` // "" for what belongs to none
	Items    int             `json:"items"`
	Late     int             `json:"late"`
	Open     int             `json:"open"`
	Done     int             `json:"done"`
	DoneLate int             `json:"done_late"` // of those done, after their deadline
	Total    decimal.Decimal `json:"total"`
	Funded   decimal.Decimal `json:"funded"`
	Short    decimal.Decimal `json:"short"`
	Over     decimal.Decimal `json:"over"`
	Unknown  int             `json:"unknown"`
}

// Point is the figures of a day.
type Point struct {
	Day     time.Time `json:"day"`
	Figures Figures   `json:"figures"`
}

// Run is the record of a pass.
type Run struct {
	ID       int64     `json:"id"`
	Workbook string    `json:"workbook"`
	Started  time.Time `json:"started"`
	Finished time.Time `json:"finished"`
	Why      string    `json:"why"`
	Outcome  string    `json:"outcome"`
	Findings int       `json:"findings"`
	Steps    int       `json:"steps"`
	Messages int       `json:"messages"`
	Error    string    `json:"error,omitempty"`
	Account  *Account  `json:"account,omitempty"` // nil in lists, and where none was kept
}

// Mail is a mail in the outbox, without the addresses it goes to.
type Mail struct {
	Key        string     `json:"key"`
	Workbook   string     `json:"workbook"`
	Department string     `json:"department,omitempty"` // "" for the overview of all
	Subject    string     `json:"subject"`
	State      string     `json:"state"` // waiting, pending, sent or dead
	Created    time.Time  `json:"created"`
	Settled    *time.Time `json:"settled,omitempty"`
	Recipients int        `json:"recipients"`
	Attempts   int        `json:"attempts"` // the most for one recipient
	Next       *time.Time `json:"next,omitempty"`
	Reason     string     `json:"reason,omitempty"` // why it was put off or given up
}

// Behind reports whether the pass had something to write and could not.
func (p *Pass) Behind() bool { return p.Outcome == outcomeHeld || p.Outcome == outcomeDenied }

// Outcomes that the page treats in a way of their own.
const (
	outcomeHeld   = "held"
	outcomeDenied = "denied"
)

// Undeliverable is the kind of the condition that stands from a mail to an
// address that was given up until one to it is accepted.
const Undeliverable = "undeliverable"

// conditionKinds are the kinds of conditions that there are.
func conditionKinds() []string { return []string{"address", "calendar", "hold", "mail", Undeliverable} }

// Account is what a pass found, wrote and mailed, and why.
type Account struct {
	Mode       string    `json:"mode"`
	Slot       time.Time `json:"slot,omitzero"` // of digests, zero for a pass between slots
	Attempts   int       `json:"attempts"`
	Steps      []Step    `json:"steps,omitempty"` // the first of what was written, or was to be
	StepsInAll int       `json:"steps_in_all"`
	Digests    []Digest  `json:"digests,omitempty"`
	Mails      []Posted  `json:"mails,omitempty"`
	// Unreachable counts the rows of which nobody can be told.
	Unreachable int        `json:"unreachable"`
	Brake       *Brake     `json:"brake,omitempty"`
	Unwritten   *Unwritten `json:"unwritten,omitempty"`
	Aside       *Aside     `json:"aside,omitempty"`
	Comments    int        `json:"comments,omitempty"` // posted in threads on cells
	Figures     *Figures   `json:"figures,omitempty"`
	// New and Gone count by rule how many findings more and fewer there are than
	// in the figures before.
	New  map[string]int `json:"new,omitempty"`
	Gone map[string]int `json:"gone,omitempty"`
}

// Brake is why every digest is held.
type Brake struct {
	Reason string    `json:"reason"`
	Before int       `json:"before"`
	Now    int       `json:"now"`
	Since  time.Time `json:"since"`
}

// Unwritten is why a workbook was not written.
type Unwritten struct {
	Text   string    `json:"text"`
	Holder string    `json:"holder,omitempty"` // who has it open, where known
	Since  time.Time `json:"since,omitzero"`   // since when
}

// Aside is what became of the file beside the workbook.
type Aside struct {
	File    string `json:"file"`
	Written bool   `json:"written"` // it has what the workbook could not be given
	Removed bool   `json:"removed"` // the workbook has all by now
	Error   string `json:"error,omitempty"`
}

// Step is a cell that was written, or was to be.
type Step struct {
	Tab    string `json:"tab"`
	Cell   string `json:"cell"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// Digest is what was decided of a department's mail.
type Digest struct {
	Department string `json:"department"`
	Send       bool   `json:"send"`
	Reason     string `json:"reason"`
	Step       int    `json:"step"`
	Late       int    `json:"late"`
	Unfunded   int    `json:"unfunded"`
	Open       int    `json:"open"`
	Advise     int    `json:"advise"`
	Soon       int    `json:"soon"`
	Resolved   int    `json:"resolved"`
}

// Posted is a mail that a pass put into the outbox.
type Posted struct {
	Key        string `json:"key"`
	Department string `json:"department,omitempty"`
	Subject    string `json:"subject"`
	Recipients int    `json:"recipients"`
	Waits      bool   `json:"waits"` // for approval
}
