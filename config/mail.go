package config

import (
	"slices"
	"time"
)

// Mail says how digests are written, to whom they go and when. In mode remind
// From.Address, Agency and Domains are set, and exactly one of Outbox and
// SMTP.Host; in other modes all of these may be zero.
type Mail struct {
	Outbox string `yaml:"outbox" as:"path"` // the folder for .eml files
	SMTP   SMTP   `yaml:"smtp"`             // the mail server; its Host is "" where there is none

	From    Mailbox `yaml:"from"`
	ReplyTo string  `yaml:"reply_to" as:"email"` // a bare address, "" for none
	// BounceTo is the envelope's sender, to which failures are reported: a bare
	// address, "" for that of From.
	BounceTo string  `yaml:"bounce_to" as:"email"`
	Agency   string  `yaml:"agency"` // who signs
	List     string  `yaml:"list"`   // stands in the subject in brackets; "" for none
	Contact  Contact `yaml:"contact"`
	// Domains are the domains that mail may go to, in small letters. A
	// subdomain is a domain of its own.
	Domains   []string `yaml:"domains" as:"domain"`
	ReplyDays int      `yaml:"reply_days" as:"days"` // calendar days until the answer is asked for; default 7

	RepeatEvery     int   `yaml:"repeat_every" as:"days or never"`     // working days from one reminder to the next; 0 for none but the first; default 5
	DueSoon         int   `yaml:"due_soon" as:"days or never"`         // calendar days ahead of a deadline that it is announced; 0 for never; default 7
	SnoozeMost      int   `yaml:"snooze_most" as:"days or never"`      // calendar days that an item may be snoozed a deadline; 0 for none; default 60
	AcknowledgedFor int   `yaml:"acknowledged_for" as:"days or never"` // working days without reminder after an acknowledgement; default 10
	Settle          int   `yaml:"settle" as:"minutes"`                 // minutes for which what a reminder is about has to stand unchanged; 0 for none; default 30
	Storm           Storm `yaml:"storm"`
	// Ladder says who at a department gets the first reminders, who the next.
	// Each rung has roles, and all but the last have Times. None has all go to
	// the department's mailbox and its head.
	Ladder      []Rung `yaml:"ladder"`
	Cooperating bool   `yaml:"cooperating"` // cooperating departments are told as well; default false

	Overview Overview `yaml:"overview"`
	Approve  Approval `yaml:"approve"` // which mails wait for approval; default first
	// RedirectTo is the one address, in Domains, to which every mail goes in
	// place of its recipients; "" for none.
	RedirectTo string `yaml:"redirect_to" as:"email"`
	DailyCap   int    `yaml:"daily_cap" as:"count"` // mails that may go out in a day; 0 for any number; default 200
	Hours      Hours  `yaml:"hours"`

	KeepBodies  int `yaml:"keep_bodies" as:"days or never"`  // calendar days that the text of a settled mail is kept; 0 for good; default 90
	KeepHistory int `yaml:"keep_history" as:"days or never"` // calendar days that is kept what was sent; 0 for good; at least KeepBodies; default 730
}

// Mailbox is a mail address with the name shown beside it.
type Mailbox struct {
	Name    string `yaml:"name"` // "" for none
	Address string `yaml:"address" as:"email"`
}

// Contact is whom the reader of a digest can call.
type Contact struct {
	Name   string `yaml:"name"`
	Office string `yaml:"office"`
	Phone  string `yaml:"phone"`
}

// Storm is the brake: where more items become late, or are gone, at once than
// both Count and Share, nothing is sent before somebody looked.
type Storm struct {
	Count int `yaml:"count" as:"count"`   // items; default 5
	Share int `yaml:"share" as:"percent"` // percent of the items there were, 1 to 100; default 30
}

// Rung is a step of the ladder.
type Rung struct {
	Times int    `yaml:"times" as:"times"` // reminders on the rung; 0, on the last one only, for all that follow
	To    []Role `yaml:"to"`               // never none; none stands twice
}

// Role is a part that people at a department have.
type Role string

// The roles.
const (
	RoleMailbox Role = "mailbox" // the department's own mailbox
	RoleOfficer Role = "officer" // who follows the items
	RoleLeader  Role = "leader"  // the leader in charge of the field
	RoleHead    Role = "head"    // the department's head
)

func (Role) values() (string, []string) {
	return "role", []string{string(RoleMailbox), string(RoleOfficer), string(RoleLeader), string(RoleHead)}
}

// Overview says who is told of all departments at once, and when.
type Overview struct {
	To      []string `yaml:"to" as:"email"` // in Mail.Domains; none for no overview
	Weekday Weekday  `yaml:"weekday"`       // with the first digests on or after that day of each week; default monday
	// Addressee is how its reader is addressed, "" for the default.
	Addressee string `yaml:"addressee"`
}

// Weekday is a day of the week by its English name.
type Weekday string

// Monday is the first day of the week.
const Monday Weekday = "monday"

func weekdays() []string {
	return []string{string(Monday), "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}
}

func (Weekday) values() (string, []string) { return "day of the week", weekdays() }

// Day returns the day as package time counts it. A text that is no day of the
// week is Sunday.
func (w Weekday) Day() time.Weekday {
	return time.Weekday((slices.Index(weekdays(), string(w)) + 1) % 7)
}

// Approval says which mails wait until somebody approves them.
type Approval string

// The approvals.
const (
	ApproveFirst  Approval = "first"  // the ones of a workbook of which none was approved yet
	ApproveAlways Approval = "always" // all
	ApproveNever  Approval = "never"  // none
)

func (Approval) values() (string, []string) {
	return "way to approve", []string{string(ApproveFirst), string(ApproveAlways), string(ApproveNever)}
}

// Hours are the hours of a working day in which mail goes out, in the
// configured time zone: from the first up to but without the second.
type Hours struct {
	From int `yaml:"from" as:"hour"` // 0 to 23; default 7
	To   int `yaml:"to" as:"hour"`   // above From, at most 24; default 18
}
