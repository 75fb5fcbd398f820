// Package report writes the papers of a meeting: the sentence that sums up
// how things stand, and named lists of projects and tasks as tables with
// groups, subtotals and a grand total.
//
// It is pure. What a table holds is worked out once, in a [Table]; [Tab] lays
// it out as a tab of ours, and whoever makes a document of its own lays it out
// again. Which items belong to a list is decided elsewhere.
//
// Amounts are exact: the ledger holds whole đồng, and a table shows as many
// decimals as its unit needs for that, so the parts shown add up to the totals
// shown. Nothing is rounded, and what is allocated beyond a total is never set
// off against what is missing.
package report

import (
	"slices"
	"strings"
	"time"

	"rasoat/sync/funding"
	"rasoat/sync/lang"
	"rasoat/sync/ledger"
)

// Named is a list for a meeting: a choice of the items of a ledger.
type Named struct {
	Name  string // stable, unique in the configuration: a slug
	Title string // as the paper has it
	Tab   string // what its tab or sheet is called, "" for the name
	Rows  []*ledger.Row
	// Unclear is the number of items of which it could not be told whether
	// they belong to the list. They are not among the rows, and the papers say
	// so.
	Unclear int
}

// Source is what the papers are written from.
type Source struct {
	Ledger  *ledger.Ledger
	Funding *funding.Report // of the ledger
	Printer *lang.Printer   // in the language of the papers
}

// Standing is how the projects and tasks of a workbook stand on a day.
type Standing struct {
	Day      time.Time // as of which the figures are, for people to read
	Funding  *funding.Report
	Late     int // items that are overdue
	Urgent   int // of these, urgent ones
	Findings int // that are left to check
}

// Sentence is the paragraph for the report to the meeting.
func Sentence(p *lang.Printer, s Standing) string {
	key := "summary/sentence"
	if s.Funding.All.Items == 0 {
		key = "summary/sentence/empty"
	}
	return p.Text(key, map[string]any{
		"day": s.Day, "count": s.Funding.All.Items, "total": s.Funding.All.Total, "groups": groups(p, s.Funding.ByCategory),
		"short": s.Funding.All.Short, "over": s.Funding.All.Over, "unknown": s.Funding.All.Unknown,
		"late": s.Late, "urgent": s.Urgent, "findings": s.Findings,
	})
}

// groups writes how many projects each category has, and nothing where no
// category is known.
func groups(p *lang.Printer, sums []funding.Sum) []string {
	if !slices.ContainsFunc(sums, func(s funding.Sum) bool { return s.Name != "" && s.Items > 0 }) {
		return nil
	}
	var out []string
	for _, s := range sums {
		if s.Items == 0 {
			continue
		}
		// "Dự án đã có quyết định …" goes on behind a number as it stands;
		// other names are quoted.
		key, name := "summary/group/other", s.Name
		for _, noun := range []string{"Dự án", "Nhiệm vụ", "Công trình", "Chương trình"} {
			if rest, ok := strings.CutPrefix(name, noun); ok {
				key, name = "summary/group", strings.ToLower(noun)+rest
				break
			}
		}
		if s.Name == "" {
			key = "summary/group/none"
		}
		out = append(out, p.Text(key, map[string]any{"count": s.Items, "name": name}))
	}
	return out
}

// Line sums a named list up in one sentence that begins with its title.
func Line(n Named, from Source) string {
	sums, tasks := sumsOf(n, from)
	all := total(sums)
	key := "report/line"
	if len(n.Rows) == 0 {
		key = "report/line/empty"
	}
	return from.Printer.Text(key, map[string]any{
		"title": n.Title, "projects": all.Items, "tasks": tasks, "total": all.Total, "groups": groups(from.Printer, sums),
		"short": all.Short, "over": all.Over, "unknown": all.Unknown, "unclear": n.Unclear,
	})
}

// sumsOf rolls the projects of a named list up by category, in the order of
// the closed list, and counts its tasks.
func sumsOf(n Named, from Source) (sums []funding.Sum, tasks int) {
	for _, g := range gather(n, from) {
		if g.tasks {
			tasks += len(g.items)
			continue
		}
		s := funding.Sum{Name: g.category}
		for _, i := range g.items {
			s.Items++
			if !i.hasGap {
				s.Unknown++
			}
			s.Total = s.Total.Add(i.gap.Total)
			s.Funded = s.Funded.Add(i.gap.Funded)
			s.Short = s.Short.Add(i.gap.Short)
			s.Over = s.Over.Add(i.gap.Over)
		}
		sums = append(sums, s)
	}
	return sums, tasks
}

func total(sums []funding.Sum) funding.Sum {
	var all funding.Sum
	for _, s := range sums {
		all.Items += s.Items
		all.Unknown += s.Unknown
		all.Total = all.Total.Add(s.Total)
		all.Funded = all.Funded.Add(s.Funded)
		all.Short = all.Short.Add(s.Short)
		all.Over = all.Over.Add(s.Over)
	}
	return all
}
