package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"rasoat/sheets"
	"rasoat/sheets/csv"
	"rasoat/sheets/xlsx"
	rasoatsync "rasoat/sync"
	"rasoat/sync/lang"
	"rasoat/sync/ledger"
	"rasoat/sync/plan"
	"rasoat/sync/rule"
)

type checkCmd struct {
	configFlag
	nowFlag
	File   string `arg:"" optional:"" help:"A workbook (.xlsx) or CSV file. A rasoat.yaml beside it that names it is used; without one its columns are guessed." type:"path"`
	Format string `enum:"table,json" default:"table" help:"How to print: table or json."`
}

// Run prints the findings and fails when there are errors among them.
func (cmd checkCmd) Run(s *session) error {
	all, err := cmd.books(s)
	if err != nil {
		return err
	}
	defer all.cloud.Close()
	now, err := cmd.clock(all.zone, time.Time{})
	if err != nil {
		return err
	}
	out := newTerminal(s)
	var documents []checkDocument
	var failed []error
	bad := false
	for _, b := range all.books {
		p, err := judge(s, b.Workbook, now())
		if err != nil {
			failed = append(failed, failure(b.place, err))
			continue
		}
		bad = bad || p.Count(rule.Error) > 0
		if cmd.Format == "json" {
			documents = append(documents, newCheckDocument(b.place, p, s.printer))
		} else {
			out.findings(p, b.place)
		}
	}
	if cmd.Format == "json" && len(documents) > 0 {
		enc := json.NewEncoder(s.out)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		failed = append(failed, enc.Encode(documents))
	}
	if err := errors.Join(append(failed, out.err)...); err != nil {
		return err
	}
	if bad {
		return findingsError{}
	}
	return nil
}

// checked is a workbook to be checked.
type checked struct {
	rasoatsync.Workbook
	place place
}

// checking is all that is to be checked.
type checking struct {
	books []checked
	zone  *time.Location
	cloud *cloud // nil where no configuration speaks of a spreadsheet
}

// books returns what is to be checked: the configured workbooks, or one file.
func (cmd checkCmd) books(s *session) (checking, error) {
	if cmd.File == "" {
		c, err := cmd.load(s)
		if err != nil {
			return checking{}, err
		}
		return configured(s, c, ""), nil
	}
	path := cmd.Config
	if path == "" {
		path = filepath.Join(filepath.Dir(cmd.File), "rasoat.yaml")
		if _, err := os.Stat(path); err != nil {
			return guessed(s, cmd.File)
		}
	}
	c, err := configFlag{Config: path}.load(s)
	if err != nil {
		return checking{}, err
	}
	all := configured(s, c, cmd.File)
	if len(all.books) == 0 {
		if cmd.Config != "" {
			return checking{}, &usageError{fmt.Errorf("%s does not name the workbook %s", path, cmd.File)}
		}
		return guessed(s, cmd.File)
	}
	return all, nil
}

// configured returns the workbooks of a configuration, or the one of a file.
func configured(s *session, c *configuration, file string) checking {
	all := checking{zone: c.Timezone, cloud: newCloud(c.Config, newLog(c.Log, s.err, false), true)}
	for i, w := range workbooks(c, all.cloud) {
		if p := placeOf(c, &c.Workbooks[i]); file == "" || p.file != "" && sameFile(p.file, file) {
			all.books = append(all.books, checked{w, p})
		}
	}
	return all
}

func sameFile(a, b string) bool {
	if a == b {
		return true
	}
	x, err := os.Stat(a)
	if err != nil {
		return false
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}

// guessed maps a file that no configuration speaks of.
func guessed(s *session, file string) (checking, error) {
	var book sheets.Book = xlsx.Open(file)
	if strings.EqualFold(filepath.Ext(file), ".csv") {
		book = csv.Open(file, csv.Options{})
	}
	view, err := book.Read(s.ctx, sheets.Scope{})
	if err != nil {
		return checking{}, err
	}
	m := ledger.Guess(view.Snapshot())
	if len(m.Lists) == 0 {
		return checking{}, &sheets.OpError{
			Class: sheets.Invalid, Op: "find a list in", Where: file,
			Err:  errors.New("no tab has a header row that looks like a list of projects, tasks or figures"),
			Hint: "write a rasoat.yaml that names the tab, the header rows and the columns, and check with -c rasoat.yaml",
		}
	}
	w := rasoatsync.Workbook{Name: filepath.Base(file), Book: book, Settings: plan.Settings{
		Workbook: filepath.Base(file), Mapping: m,
		Rules: rule.Settings{OpenAfter: 90, OpenUrgentAfter: 10},
	}}
	zone, err := time.LoadLocation("Asia/Ho_Chi_Minh")
	if err != nil {
		return checking{}, fmt.Errorf("load the time zone: %w", err)
	}
	return checking{books: []checked{{w, place{file: file}}}, zone: zone}, nil
}

// judge reads a workbook and judges it. No state is read: findings do not
// depend on what was seen before.
func judge(s *session, w rasoatsync.Workbook, now time.Time) (*plan.Plan, error) {
	view, err := w.Book.Read(s.ctx, w.Scope)
	if err != nil {
		return nil, err
	}
	return plan.Make(plan.Input{Snapshot: view.Snapshot(), Settings: w.Settings, Printer: s.printer, Now: now})
}

// checkDocument is what check prints as JSON, one for each workbook.
type checkDocument struct {
	File        string         `json:"file,omitempty"`        // the path
	Spreadsheet string         `json:"spreadsheet,omitempty"` // the id of a Google spreadsheet
	Counts      checkCounts    `json:"counts"`
	Totals      checkTotals    `json:"totals"`
	Findings    []checkFinding `json:"findings"`
}

type checkCounts struct {
	Errors   int `json:"errors"`
	Warnings int `json:"warnings"`
	Notices  int `json:"notices"`
}

// checkTotals counts the stated totals that were held against their parts.
type checkTotals struct {
	Checked  int `json:"checked"`
	Exact    int `json:"exact"`
	Rounding int `json:"rounding"` // off by no more than rounding explains
	Beyond   int `json:"beyond"`
}

type checkFinding struct {
	Rule     string `json:"rule"`
	Severity string `json:"severity"`
	List     string `json:"list,omitempty"`
	Tab      string `json:"tab,omitempty"`
	Cell     string `json:"cell,omitempty"` // "F14"; a row alone is "14", a column alone "F"
	Code     string `json:"code,omitempty"` // of the item
	Name     string `json:"name,omitempty"` // of the item
	Text     string `json:"text"`           // in the language of the command
}

func newCheckDocument(at place, p *plan.Plan, printer *lang.Printer) checkDocument {
	d := checkDocument{
		File:        at.file,
		Spreadsheet: at.spreadsheet,
		Counts:      checkCounts{p.Count(rule.Error), p.Count(rule.Warning), p.Count(rule.Notice)},
		Totals:      checkTotals{p.Totals.Checked, p.Totals.Exact, p.Totals.Rounding, p.Totals.Beyond},
		Findings:    []checkFinding{},
	}
	for _, f := range p.Findings {
		cf := checkFinding{
			Rule: f.Rule, Severity: string(f.Severity), List: f.List, Tab: f.TabTitle, Cell: f.Cell(), Text: printer.Finding(f),
		}
		if f.Item != nil {
			cf.Code, cf.Name = f.Item.Code(), f.Item.Name
		}
		d.Findings = append(d.Findings, cf)
	}
	return d
}
