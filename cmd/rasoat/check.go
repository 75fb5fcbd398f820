package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"rasoat/cmd/rasoat/internal/draft"
	"rasoat/sheets"
	"rasoat/sheets/csv"
	"rasoat/sheets/xlsx"
	rasoatsync "rasoat/sync"
	"rasoat/sync/ledger"
	"rasoat/sync/plan"
	"rasoat/sync/rule"
	"rasoat/sync/store"
)

type checkCmd struct {
	configFlag
	nowFlag
	File   string `arg:"" optional:"" help:"A workbook (.xlsx) or CSV file. A rasoat.yaml beside it that names it is used; without one its columns are guessed." type:"path"`
	Format string `enum:"table,json,sarif,markdown" default:"table" help:"How to print: table, json, sarif (2.1.0) or markdown."`
	Stats  bool   `help:"Print how many totals of each list were checked, and the findings by rule, instead of each finding."`
	Schema bool   `help:"Print the JSON schema of what --format json prints, and check nothing."`
}

// Run prints the findings and fails when there are errors among them.
func (cmd checkCmd) Run(s *session) error {
	if cmd.Schema {
		_, err := s.out.Write(checkSchema)
		return err
	}
	all, err := cmd.books(s)
	if err != nil {
		return err
	}
	defer all.cloud.Close()
	now, err := cmd.clock(all.zone, time.Time{})
	if err != nil {
		return err
	}
	var judged []judgement
	var failed []error
	for _, b := range all.books {
		p, err := judge(s, b, now())
		if err != nil {
			failed = append(failed, failure(b.place, err))
			continue
		}
		judged = append(judged, judgement{b.place, p, b.Settings.Rules})
	}
	if err := errors.Join(append(failed, cmd.print(s, judged))...); err != nil {
		return err
	}
	for _, j := range judged {
		if j.plan.Count(rule.Error) > 0 {
			return findingsError{}
		}
	}
	return nil
}

// judgement is a workbook that was judged.
type judgement struct {
	place place
	plan  *plan.Plan
	rules rule.Settings
}

// print writes the judgements in the format asked for.
func (cmd checkCmd) print(s *session, judged []judgement) error {
	if len(judged) == 0 {
		return nil
	}
	switch cmd.Format {
	case "json":
		var documents []checkDocument
		for _, j := range judged {
			documents = append(documents, newCheckDocument(j.place, j.plan, s.printer))
		}
		return writeJSON(s.out, documents)
	case "sarif":
		return writeJSON(s.out, newSarif(judged, s.printer))
	}
	out := newTerminal(s)
	for _, j := range judged {
		switch {
		case cmd.Format == "markdown":
			out.markdown(j.plan, j.place, cmd.Stats)
		case cmd.Stats:
			out.stats(j.plan, j.place)
		default:
			out.findings(j.plan, j.place)
		}
	}
	return out.err
}

// writeJSON writes a document for programs that people may read, too.
func writeJSON(w io.Writer, document any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(document)
}

// checked is a workbook to be checked.
type checked struct {
	rasoatsync.Workbook
	place   place
	history plan.History // of its passes
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

// configured returns the workbooks of a configuration, or the one of a file,
// each with what its passes remember: what is explained since when, and what
// was put off, follows from that. Whoever may not read the state is told, and
// sees the workbook as the first pass would.
func configured(s *session, c *configuration, file string) checking {
	log := newLog(c.Log, s.err, false)
	all := checking{zone: c.Timezone, cloud: newCloud(c.Config, log, true)}
	var names []string
	for i, w := range workbooks(c, all.cloud) {
		if p := placeOf(c, &c.Workbooks[i]); file == "" || p.file != "" && sameFile(p.file, file) {
			all.books = append(all.books, checked{Workbook: w, place: p})
			names = append(names, w.Name)
		}
	}
	remembered, err := histories(s.ctx, c.State, names)
	if err != nil {
		log.Error().Err(err).Msg("judge without what earlier passes remember")
	}
	for i := range all.books {
		all.books[i].history = remembered[names[i]]
	}
	return all
}

// histories reads what the passes of workbooks remember.
func histories(ctx context.Context, path string, workbooks []string) (_ map[string]plan.History, err error) {
	state, err := store.OpenReadOnly(ctx, path, store.Options{})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, state.Close()) }()
	all := map[string]plan.History{}
	for _, name := range workbooks {
		_, data, err := state.History(ctx, name)
		if err != nil {
			return nil, err
		}
		if all[name], err = plan.Decode(data); err != nil {
			return nil, err
		}
	}
	return all, nil
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
		o := csv.Options{}
		if data, err := os.ReadFile(file); err == nil { // else the book says what is wrong with it
			o.Encoding = draft.Encoding(data)
		}
		book = csv.Open(file, o)
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
		Rules: rule.Settings{OpenAfter: 90, OpenUrgentAfter: 10, SnoozeMost: 60},
	}}
	zone, err := time.LoadLocation("Asia/Ho_Chi_Minh")
	if err != nil {
		return checking{}, fmt.Errorf("load the time zone: %w", err)
	}
	return checking{books: []checked{{Workbook: w, place: place{file: file}}}, zone: zone}, nil
}

// judge reads a workbook and judges it as the next pass would.
func judge(s *session, b checked, now time.Time) (*plan.Plan, error) {
	view, err := b.Book.Read(s.ctx, b.Scope)
	if err != nil {
		return nil, err
	}
	return plan.Make(plan.Input{Snapshot: view.Snapshot(), History: b.history, Settings: b.Settings, Printer: s.printer, Now: now})
}
