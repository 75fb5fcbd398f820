// Package config turns rasoat.yaml and the environment into one checked
// [Config]. It knows how the file is written, which values are allowed and
// what is taken where a key is absent; it reports every mistake at once with
// its line, and tells the position of any key afterwards.
//
// It knows nothing of what the settings are for: no workbook, no mailbox and
// no other package of the module is touched. Whether a tab exists or a
// department is in the directory of a workbook is found out later, by those
// who read it. The file config/rasoat.example.yaml shows every key.
package config

import (
	"fmt"
	"os"
	"path/filepath"
	"time"
	_ "time/tzdata" // time zones must load in an image that has none

	"github.com/shopspring/decimal"
)

// Config is the whole configuration. Every value in it has been checked, and
// keys that the file leaves out hold their defaults.
//
// Texts are in NFC with each run of white space folded to one space. Paths
// are absolute: the file states them relative to its own folder.
type Config struct {
	Mode     Mode           `yaml:"mode"`               // how far rasoat may go; default watch
	Language Language       `yaml:"language"`           // what staff and departments read; default vi
	Timezone *time.Location `yaml:"timezone" as:"zone"` // of schedules, days and clock times; default Asia/Ho_Chi_Minh
	State    string         `yaml:"state" as:"path"`    // the SQLite file; default state/rasoat.db

	Log       Log        `yaml:"log"`
	Schedule  Schedule   `yaml:"schedule"`
	Workbooks []Workbook `yaml:"workbooks"` // at least one
	Directory Directory  `yaml:"directory"`

	// The closed lists of values. An empty one is open: any value goes.
	Statuses   []Status   `yaml:"statuses"`
	Sources    []Source   `yaml:"sources"`
	Priorities []Priority `yaml:"priorities"`

	// Events are named days that a deadline may refer to, at midnight UTC.
	Events    map[string]time.Time `yaml:"events" as:"day"`
	Deadlines Deadlines            `yaml:"deadlines"`
	Calendar  Calendar             `yaml:"calendar"`

	ProjectGroups []GroupTable `yaml:"project_groups"`
	SourceRules   []SourceRule `yaml:"source_rules"`
	// Rules holds the rules whose severity is changed, by name; CustomRules are
	// those of the operator, beside the ones that rasoat has.
	Rules       map[string]RuleLevel `yaml:"rules"`
	CustomRules []Custom             `yaml:"custom_rules"`
	Lists       []NamedList          `yaml:"lists"` // for meetings; at most 12
	Mail        Mail                 `yaml:"mail"`

	Google  Google  `yaml:"google"`
	Network Network `yaml:"network"`
	History History `yaml:"history"` // of passes and figures
	Ping    Ping    `yaml:"ping"`
	Backups Backups `yaml:"backups"` // of the state
	Web     Web     `yaml:"web"`

	file   string             // its name as given
	places map[string]place   // of everything in it, by path
	spots  map[string][]place // of the letters of texts of code, by path
}

// Log says how the program's own log is written.
type Log struct {
	Level  LogLevel  `yaml:"level"`  // the least severe that is written; default info
	Format LogFormat `yaml:"format"` // default auto
}

// Workbook is one workbook to keep honest. Exactly one of File, WebDAV, CSV and
// Google is set.
type Workbook struct {
	Name   string       `yaml:"name" as:"slug"` // stable, unique: small letters, digits and hyphens
	File   string       `yaml:"file" as:"path"` // a workbook file
	WebDAV *WebDAV      `yaml:"webdav"`         // a workbook file on a server
	CSV    *CSV         `yaml:"csv"`            // a CSV file, read only
	Google *Spreadsheet `yaml:"google"`         // a Google spreadsheet
	Tabs   Tabs         `yaml:"tabs"`
	Titles Titles       `yaml:"titles"`
	// Schedule holds the times that differ from the general ones: see
	// Config.TimesOf.
	Schedule Times `yaml:"schedule"`
	// BesideAfter is how many hours somebody has to have the file open before
	// the results go into one of ours beside it, named after Tabs.Findings; 0
	// for never. Default 4. Only for File.
	BesideAfter int `yaml:"beside_after" as:"hours or never"`
	// Signature says what becomes of the digital signature of a signed workbook
	// file: kept, and the file never written, or dropped with the first write.
	// Default keep. Only for File and WebDAV.
	Signature Signature `yaml:"signature"`
	Lists     []List    `yaml:"lists"` // at least one; names and tabs are unique in the workbook
}

// WebDAV is a workbook file on a WebDAV server, as that of Nextcloud. At most
// one of Password, PasswordFile and TokenFile is set: a password where Username
// is, a bearer token where it is not.
type WebDAV struct {
	// URL is the file's own address, unique among the workbooks: https, or http
	// of this very machine.
	URL          string `yaml:"url" as:"url"`
	Username     string `yaml:"username"`
	Password     Secret `yaml:"password" as:"secret"`
	PasswordFile string `yaml:"password_file" as:"path"` // holds the password alone
	TokenFile    string `yaml:"token_file" as:"path"`    // holds the token alone
}

// CSV is a file of comma-separated values. It holds one list.
type CSV struct {
	File     string   `yaml:"file" as:"path"`
	Encoding Encoding `yaml:"encoding"`         // default utf-8
	Comma    rune     `yaml:"comma" as:"comma"` // what separates the values; default ','
}

// Spreadsheet is a Google spreadsheet.
type Spreadsheet struct {
	// ID names the spreadsheet and is unique among the workbooks. The file
	// states it, or the address under which a browser shows the spreadsheet.
	ID string `yaml:"spreadsheet" as:"spreadsheet"`
	// Columns says whether the lists get columns of ours, or only our own tabs
	// are written; default true.
	Columns bool `yaml:"columns"`
}

// Tabs are the titles of the tabs that rasoat adds. The defaults follow the
// language: "Tổng hợp" and "Kết quả rà soát", or "Summary" and "Findings".
type Tabs struct {
	Summary  string `yaml:"summary" as:"tab"`
	Findings string `yaml:"findings" as:"tab"`
}

// Titles are the titles of the columns that rasoat adds. The defaults follow
// the language: "Vốn còn thiếu so với TMĐT" and "Cảnh báo", or "Funding gap"
// and "Warnings". The unit is added to the gap's by whoever writes it.
type Titles struct {
	Gap     string `yaml:"gap"`
	Warning string `yaml:"warning"`
}

// List says where a list stands in its workbook and how to read it.
type List struct {
	Name string `yaml:"name"` // stable, unique in the workbook
	Tab  string `yaml:"tab"`  // the tab's title; "" only for a CSV file
	Kind Kind   `yaml:"kind"`
	// Header is the block of header rows without the column-number row. The
	// zero Range has it found. Lists that share a tab all have one; they do not
	// overlap.
	Header Range `yaml:"header" as:"range"`
	// Unit overrides the unit that the tab states; the zero Unit does not.
	Unit    Unit     `yaml:"unit" as:"unit"`
	Numbers Language `yaml:"numbers"` // how texts that are numbers are written: vi 1.234,5, en 1,234.5; default vi
	// Blank are texts that stand for nothing in cells of amounts and days.
	// One that ends in "*" matches every text that begins so.
	Blank []string `yaml:"blank" as:"blank"`
	// PlanIncluded says whether the accumulated allocation already holds this
	// year's plan. Nil has the headers tell.
	PlanIncluded *bool `yaml:"plan_included"`
	// Columns are the names under which a field's column is looked for, the
	// better first: a header text, or "=F" for a column by its letters in
	// capitals. The single name "-" leaves the field unmapped. A field that
	// is absent is looked for under its usual names.
	Columns map[Field][]string `yaml:"columns" as:"column"`
	// AllocatedBySource holds the columns of the accumulated allocation by
	// source of funds: the source's name to a header text or "=F". Where
	// Sources are configured the keys are their names. Nil has them found.
	AllocatedBySource map[string]string `yaml:"allocated_by_source" as:"letters"`
	// Amounts are further columns of money: a header text, "=F" or "=C:Q".
	Amounts []string `yaml:"amounts" as:"columns"`
	Sums    []Sum    `yaml:"sums" as:"sum"`
	// CategoryFrom says where an item's category stands; default both.
	CategoryFrom CategoryFrom `yaml:"category_from"`
	Required     []Field      `yaml:"required"` // fields that every item must fill
	// Dropdowns are the fields whose cells offer people the values that are known
	// of them. None for a CSV file.
	Dropdowns  []Closed   `yaml:"dropdowns"`
	Declared   Declared   `yaml:"declared"` // what is announced of the whole list
	Categories []Category `yaml:"categories"`
}

// Range is a block of cells: rows Top up to but without Bottom, columns Left
// up to but without Right, all counted from 0.
type Range struct{ Top, Left, Bottom, Right int }

// Unit is a unit of money.
type Unit struct {
	Label  string          `yaml:"label"`                // as people write it: "triệu đồng"
	Factor decimal.Decimal `yaml:"factor" as:"positive"` // đồng in one unit
}

// Sum is an arithmetic that holds in every row: Total = ΣPlus − ΣMinus. The
// members are columns of the tab counted from 0.
type Sum struct {
	Total int
	Plus  []int
	Minus []int
	Text  string // as the file states it, evenly spaced: "H = I + J - K"
}

// Declared is what somebody announced of a list or category. Nil is not
// announced.
type Declared struct {
	Count   *int             `yaml:"count" as:"count"`  // number of items
	Total   *decimal.Decimal `yaml:"total" as:"amount"` // total investment in đồng, exact
	AtLeast bool             `yaml:"at_least"`          // Total is a lower bound
}

// Category is an entry of a list's closed list of categories, whose order is
// the order of reports.
type Category struct {
	Name     string   `yaml:"name"`
	Short    string   `yaml:"short"` // for sentences and tables, and known in cells as an alias is; "" for the name
	Aliases  []string `yaml:"aliases"`
	Declared Declared `yaml:"declared"`
	Requires []Field  `yaml:"requires"` // fields that every item of the category must fill
}

// Directory is where the departments and their addresses come from.
type Directory struct {
	// Tab is the title of the tab, read from each workbook, that holds the
	// directory; "" for none. Departments are added to it.
	Tab         string       `yaml:"tab"`
	Departments []Department `yaml:"departments"`
}

// Department is an entry of the directory.
type Department struct {
	Name    string   `yaml:"name"`
	Aliases []string `yaml:"aliases"`
	Emails  []string `yaml:"emails" as:"email"` // its mailboxes: bare addresses, the domain in small letters
	// The addresses of the officer who follows the items, of the leader in
	// charge of the field and of the department's head.
	OfficerEmails []string `yaml:"officer_emails" as:"email"`
	LeaderEmails  []string `yaml:"leader_emails" as:"email"`
	HeadEmails    []string `yaml:"head_emails" as:"email"`
	// Addressee is how the head is addressed: "Đồng chí Giám đốc Sở …"; ""
	// for the default.
	Addressee string `yaml:"addressee"`
	// Until is the department's last day at midnight UTC, zero while it
	// lasts. Successor is then the name of the one that took over, which is
	// in the directory too.
	Until     time.Time `yaml:"until" as:"day"`
	Successor string    `yaml:"successor"`
}

// Status is an entry of the closed list of statuses.
type Status struct {
	Name    string   `yaml:"name"`
	Aliases []string `yaml:"aliases"`
	Done    bool     `yaml:"done"` // an item of this status is finished and never overdue
}

// Source is an entry of the closed list of sources of funds.
type Source struct {
	Name    string   `yaml:"name"`
	Aliases []string `yaml:"aliases"`
	// Adviser is the department that advises on the source, "" for none.
	// Where the directory comes from the configuration alone it is the name
	// of one of its departments; otherwise whoever reads the directory has to
	// look it up.
	Adviser string `yaml:"adviser"`
	// Undecided says that the source stands for none being settled yet, which
	// is lawful: "Chưa xác định".
	Undecided bool `yaml:"undecided"`
}

// Priority is an entry of the closed list of priorities.
type Priority struct {
	Name    string   `yaml:"name"`
	Aliases []string `yaml:"aliases"`
	Urgent  bool     `yaml:"urgent"`
}

// Deadlines says when an item is told for want of progress.
type Deadlines struct {
	// After how many calendar days an item is told whose deadline is open
	// ("ngay", or blank), counted from the day it was assigned.
	OpenAfter       int `yaml:"open_after" as:"days"`        // default 90
	OpenUrgentAfter int `yaml:"open_urgent_after" as:"days"` // default 10
	// After how many calendar days an unfinished item is told whose row nobody
	// changed; 0, the default, for never.
	StaleAfter int `yaml:"stale_after" as:"days or never"`
	// From how many times on a deadline that was put off is told, 0 for never;
	// default 2.
	MovedAfter int `yaml:"moved_after" as:"times"`
}

// Options is what the configuration cannot know by itself.
type Options struct {
	// Environ is the environment as "NAME=value", as [os.Environ] returns it.
	// A variable RASOAT_<PATH> overrides the key of that path, written in
	// capitals with underscores for dots (RASOAT_MAIL_OUTBOX), for every key
	// that holds one value outside a list. An empty one counts as not set. One
	// that matches no key is a mistake, but for RASOAT_CONFIG.
	Environ []string
	// Rules are the names of the known rules. Nil accepts any.
	Rules []string
}

// Load reads the file at path. It returns [Errors] where the file can be read
// but holds mistakes.
func Load(path string, opts Options) (*Config, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the configuration: %w", err)
	}
	return Parse(path, data, opts)
}

// Parse reads the text of a configuration file. The name stands in errors,
// and paths are relative to its folder; nothing is read from it. All mistakes
// are returned together as [Errors].
func Parse(name string, data []byte, opts Options) (*Config, error) {
	folder, err := filepath.Abs(filepath.Dir(name))
	if err != nil {
		return nil, fmt.Errorf("find the folder of %s: %w", name, err)
	}
	c, err := newConfig(folder)
	if err != nil {
		return nil, err
	}
	c.file = name
	r := &reader{file: name, folder: folder, places: c.places, spots: c.spots, bad: map[string]bool{}}
	root := r.parse(data)
	if len(r.errs) > 0 {
		return nil, r.errs // what is no YAML cannot be read further
	}
	r.environment(c, opts.Environ)
	if r.document(root, c) {
		for i := range c.Workbooks {
			c.Workbooks[i].setNames(c.Language)
		}
		if c.Backups.Folder == "" {
			c.Backups.Folder = filepath.Join(filepath.Dir(c.State), defaultBackups)
		}
		r.check(c, opts.Rules)
	}
	if len(r.errs) > 0 {
		r.errs.Sort()
		return nil, r.errs
	}
	return c, nil
}
