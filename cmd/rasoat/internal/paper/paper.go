// Package paper lays the papers of a meeting out as a workbook to submit: A4
// landscape, one sheet for the summary and one for each named list, in the
// form that Decree 30/2020/NĐ-CP, annex I, gives to administrative documents
// (Times New Roman, margins, national title at the right, agency at the left,
// page number in the upper margin from the second page on). Numbers, dates and
// signatures are left to people.
//
// Subtotals, totals and, where a table's arithmetic is true of all its rows,
// what is missing are formulas with their results, so that people can go on
// working with the file.
package paper

import (
	"cmp"
	"strings"
	"time"

	"rasoat/sheets"
	"rasoat/sheets/xlsx"
	"rasoat/sync/lang"
	"rasoat/sync/report"
)

// Paper is what the workbook is made from.
type Paper struct {
	Agency   string // that submits it, "" to leave the place blank
	Standing report.Standing
	Lists    []report.Named
	From     report.Source
}

// Draft lays the paper out.
func Draft(p Paper) xlsx.Draft {
	titles := map[string]bool{}
	d := xlsx.Draft{Tabs: []xlsx.DraftTab{p.summary(titles)}}
	for _, n := range p.Lists {
		d.Tabs = append(d.Tabs, p.list(n, titles))
	}
	return d
}

func (p Paper) text(key string) string { return p.From.Printer.Text("report/"+key, nil) }

// summary is the sheet with the sentence, the groups and the named lists.
func (p Paper) summary(taken map[string]bool) xlsx.DraftTab {
	byCategory, overview := report.ByCategory(p.From), report.Overview(p.Lists, p.From)
	pg := p.page(p.text("paper/summary"), taken, byCategory, overview)
	pg.tab.Shrink = 0.75 // best on one page
	pg.letterhead(p)
	pg.wide(p.From.Printer.Text("summary/title", nil), style{bold: true, size: 14, align: "center"})
	pg.asOf(p)
	pg.skip()
	pg.wide(report.Sentence(p.From.Printer, p.Standing), style{size: 13, align: "left"})
	pg.skip()
	for _, t := range []report.Table{byCategory, overview} {
		if len(t.Rows) == 0 && t.Empty == "" {
			continue
		}
		pg.wide(t.Title, style{bold: true, size: 13, align: "left"})
		pg.unit(p, t)
		pg.table(t)
		pg.notes(t)
		pg.skip()
	}
	return pg.tab
}

// list is the sheet of a named list.
func (p Paper) list(n report.Named, taken map[string]bool) xlsx.DraftTab {
	t := report.NewTable(n, p.From)
	pg := p.page(cmp.Or(n.Tab, n.Name), taken, t)
	pg.letterhead(p)
	pg.wide(strings.ToUpper(t.Title), style{bold: true, size: 14, align: "center"})
	pg.wide(p.text("paper/attached"), style{italic: true, size: 13, align: "center"})
	pg.asOf(p)
	pg.unit(p, t)
	top := pg.row
	pg.table(t)
	pg.tab.Repeat = sheets.Range{Top: top, Bottom: top + headRows(t)}
	pg.notes(t)
	pg.skip()
	pg.signatures(p)
	return pg.tab
}

// page begins a sheet that is to hold the tables.
func (p Paper) page(title string, taken map[string]bool, tables ...report.Table) *page {
	pg := newPage(freeTitle(title, taken), columnWidths(tables...))
	if p.From.Printer.Language() == lang.Vietnamese {
		pg.locale = "[$-42A]" // the separators of Viet Nam, where a program goes by it
	}
	return pg
}

// freeTitle makes the title of a sheet from a name, used once.
func freeTitle(name string, taken map[string]bool) string {
	title := report.TabTitle(name)
	if title == "" {
		title = "1"
	}
	for n := 2; taken[strings.ToLower(title)]; n++ {
		suffix := " (" + number(n) + ")"
		short := []rune(report.TabTitle(name))
		title = string(short[:min(len(short), 31-len(suffix))]) + suffix
	}
	taken[strings.ToLower(title)] = true
	return title
}

// day is the calendar day of the figures.
func (p Paper) day() time.Time { return p.Standing.Day }
