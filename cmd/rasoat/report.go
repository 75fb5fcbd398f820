package main

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"time"

	"rasoat/cmd/rasoat/internal/paper"
	"rasoat/sheets"
	"rasoat/sheets/xlsx"
	rasoatsync "rasoat/sync"
	papers "rasoat/sync/report"
)

type reportCmd struct {
	configFlag
	nowFlag
	Workbook string `help:"Only the workbook of this name." placeholder:"NAME"`
	XLSX     string `name:"xlsx" help:"Also write the papers to this file: A4 landscape, a sheet for the summary and one for each list of the configuration's lists." placeholder:"FILE" type:"path"`
	Force    bool   `help:"Put the file of --xlsx in the place of one that is there."`
}

// Run prints the sentence for the report to the meeting and a line for each
// named list, in the language of the configuration, and writes the papers.
func (cmd reportCmd) Run(s *session) error {
	c, err := cmd.load(s)
	if err != nil {
		return err
	}
	if err := cmd.check(c); err != nil {
		return err
	}
	now, err := cmd.clock(c.Timezone, time.Time{})
	if err != nil {
		return err
	}
	crew, err := assemble(s, c, now, false, true)
	if err != nil {
		return err
	}
	defer crew.Close()
	out := newTerminal(s)
	var failed []error
	several := cmd.Workbook == "" && len(crew.books) > 1
	printed := false
	for i, w := range crew.books {
		if cmd.Workbook != "" && w.Name != cmd.Workbook {
			continue
		}
		r, err := crew.Preview(s.ctx, w, now())
		if err != nil {
			failed = append(failed, failure(crew.place(i), err))
			continue
		}
		p := papersOf(crew, w, r, now())
		if printed {
			out.line("")
		}
		printed = true
		if several {
			out.line("%s", w.Name)
		}
		out.papers(p)
		if cmd.XLSX != "" {
			if err := cmd.write(p, out); err != nil {
				failed = append(failed, err)
			}
		}
	}
	return errors.Join(append(failed, out.err)...)
}

// check refuses what the flags cannot mean.
func (cmd reportCmd) check(c *configuration) error {
	if err := knownWorkbook(c, cmd.Workbook); err != nil {
		return err
	}
	switch {
	case cmd.XLSX == "" && cmd.Force:
		return &usageError{errors.New("--force goes with --xlsx")}
	case cmd.XLSX == "":
		return nil
	case !strings.EqualFold(filepath.Ext(cmd.XLSX), ".xlsx"):
		return &usageError{fmt.Errorf("--xlsx %s: a name that ends in .xlsx expected", shortPath(cmd.XLSX))}
	case cmd.Workbook == "" && len(c.Workbooks) > 1:
		return &usageError{errors.New("--xlsx takes the papers of one workbook: name it with --workbook")}
	}
	for i := range c.Workbooks {
		if file := placeOf(c, &c.Workbooks[i]).file; file != "" && sameFile(file, cmd.XLSX) {
			return &usageError{fmt.Errorf("--xlsx %s: that is the workbook %q itself", shortPath(cmd.XLSX), c.Workbooks[i].Name)}
		}
	}
	return nil
}

// papersOf gathers what the papers of a workbook are made from.
func papersOf(crew *crew, w rasoatsync.Workbook, r *rasoatsync.Report, now time.Time) paper.Paper {
	today := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC)
	return paper.Paper{
		Agency:   crew.config.Mail.Agency,
		Standing: r.Plan.Standing(w.Settings, today),
		From:     papers.Source{Ledger: r.Plan.Ledger, Funding: r.Plan.Funding, Printer: crew.Printer},
		Lists:    r.Plan.Lists,
	}
}

// write makes the workbook to submit.
func (cmd reportCmd) write(p paper.Paper, out *terminal) error {
	d := paper.Draft(p)
	create := xlsx.Create
	if cmd.Force {
		create = xlsx.Overwrite
	}
	if err := create(cmd.XLSX, d); err != nil {
		var op *sheets.OpError
		if errors.As(err, &op) {
			op.Where = shortPath(cmd.XLSX)
			if errors.Is(err, fs.ErrExist) {
				op.Hint = "choose another name, or add --force to replace the file"
			}
		}
		return err
	}
	out.line("")
	out.line("%s", out.p.Text("report/wrote", map[string]any{"file": shortPath(cmd.XLSX), "sheets": len(d.Tabs)}))
	return nil
}

// papers prints the papers as text to paste.
func (t *terminal) papers(p paper.Paper) {
	t.line("%s", papers.Sentence(p.From.Printer, p.Standing))
	for _, n := range p.Lists {
		t.line("")
		t.line("%s", papers.Line(n, p.From))
	}
}
