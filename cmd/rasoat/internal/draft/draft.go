// Package draft writes the first rasoat.yaml for a workbook that nobody has
// described yet: it looks at what stands in the tabs, and writes down what it
// recognised, how surely, and what it could not know, as questions.
//
// What it writes is read by the operator before anything else reads it: it
// holds comments, and no value that was not seen in the workbook. Nothing here
// reads or writes a file.
package draft

import (
	"rasoat/sheets"
	"rasoat/sync/digest"
	"rasoat/sync/lang"
	"rasoat/sync/ledger"
)

// Source says where a workbook stands, in the words of the configuration.
// Exactly one of File, WebDAV, CSV and Spreadsheet is set.
type Source struct {
	File        string    // a workbook file, as seen from the configuration's folder
	WebDAV      []Setting // a workbook file on a server: the keys of its configuration
	CSV         string    // a CSV file, likewise
	Encoding    string    // of the CSV file: "utf-8", "windows-1252" …
	Comma       rune      // of the CSV file
	Spreadsheet string    // the id of a Google spreadsheet
	// Google are settings of the connection that stood on the command line,
	// by their key in the configuration.
	Google map[string]string
}

// Setting is a key of the configuration with its value.
type Setting struct{ Key, Value string }

// Input is what a draft is made of.
type Input struct {
	Name     string // what the workbook is called: the name of its file, without a folder; any text
	Config   string // the name of the file that is written, for the commands in its comments
	Source   Source
	Snapshot *sheets.Snapshot
	Printer  *lang.Printer // the language of the comments
}

// Draft is a configuration, and what stands in it.
type Draft struct {
	Text        []byte // of the file, UTF-8
	Lists       []Found
	Skipped     []Skipped
	Directory   string // the title of the directory's tab, "" where there is none
	Departments int    // how many are written down
	Questions   int    // lines that begin with "# ?"
}

// Found is a list that was recognised.
type Found struct {
	Name    string // in the configuration
	Tab     string
	Kind    ledger.Kind
	Items   int
	Columns int         // how many are mapped
	Unit    ledger.Unit // the zero Unit where none was found
}

// Skipped is a tab that holds no list.
type Skipped struct {
	Tab string
	Why Why
}

// Why says why a tab was skipped; it names a text of the catalogue.
type Why string

// Why tabs are skipped.
const (
	Hidden Why = "hidden" // the tab is hidden
	Blank  Why = "blank"  // nothing stands in it
	Headed Why = "header" // no header row was recognised
	Twin   Why = "twin"   // another tab has a title that differs in case or spacing alone
)

// Make drafts the configuration of a workbook. The same input gives the same
// bytes. A draft without lists is no configuration yet.
func Make(in Input) *Draft {
	s := look(in)
	d := &Draft{Skipped: s.skipped, Directory: s.directory}
	if !s.departments.open {
		d.Departments = len(s.departments.kept)
	}
	for _, l := range s.lists {
		d.Lists = append(d.Lists, Found{
			Name: l.mapping.Name, Tab: l.list.Title, Kind: l.list.Kind, Items: len(l.list.Items()), Columns: len(l.list.Columns), Unit: l.list.Unit,
		})
	}
	w := &writer{p: in.Printer}
	w.file(in, s)
	d.Text, d.Questions = w.bytes(), w.questions
	return d
}

// slug returns a name that the configuration takes, unlike those taken.
func slug(name string, taken map[string]bool) string {
	base := digest.Slug(name)
	for i := 1; ; i++ {
		s := base
		if i > 1 {
			s += "-" + itoa(i)
		}
		if !taken[s] {
			taken[s] = true
			return s
		}
	}
}
