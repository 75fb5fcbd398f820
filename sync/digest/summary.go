package digest

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"rasoat/sync/lang"
	"rasoat/sync/remind"
)

// preheader sums the mail up in a line.
func (w writer) preheader() string {
	var parts []string
	if late := slices.Concat(w.d.Late, w.d.Unfunded); len(late) > 0 {
		parts = append(parts, w.p.Text("digest/preheader/late", args{
			"count": len(late), "urgent": urgentIn(late, len(late)), "days": mostDays(late), "money": shortOf(late),
		}))
	}
	if n := len(w.d.Open); n > 0 {
		parts = append(parts, w.p.Text("digest/preheader/open", args{"count": n}))
	}
	if n := len(w.d.Advise); n > 0 {
		parts = append(parts, w.p.Text("digest/preheader/advise", args{"count": n, "money": shortOf(w.d.Advise)}))
	}
	for _, b := range []struct {
		kind  string
		lines []remind.Line
	}{{"cooperate", w.d.Cooperate}, {"soon", w.d.Soon}} {
		if n := len(b.lines); n > 0 {
			parts = append(parts, w.p.Text("digest/preheader/"+b.kind, args{"count": n}))
		}
	}
	if n := len(w.d.Resolved); n > 0 {
		parts = append(parts, w.p.Text("digest/preheader/resolved", args{"count": n, "all": len(parts) == 0}))
	}
	text := strings.Join(parts, "; ") + "."
	if reminder := w.reminder(); reminder != "" {
		return reminder + ": " + text
	}
	return upperFirst(text)
}

// summary says the same in sentences.
func (w writer) summary(blocks []block) []string {
	var out []string
	lead := func() string {
		switch len(out) {
		case 0:
			return w.p.Text("digest/since", args{"now": w.o.Now})
		case 1:
			return w.p.Text("digest/besides", nil)
		}
		return w.p.Text("digest/also", nil)
	}
	// What is urgent: all of it, or some.
	counted := func(lines []remind.Line) (all, some string) {
		urgent := slices.DeleteFunc(slices.Clone(lines), func(l remind.Line) bool { return !l.Urgent })
		switch len(urgent) {
		case 0:
			return w.counted(lines, ""), ""
		case len(lines):
			return w.counted(lines, "/urgent"), ""
		}
		return w.counted(lines, ""), w.counted(urgent, "/urgent")
	}
	if late := slices.Concat(w.d.Late, w.d.Unfunded); len(late) > 0 {
		all, urgent := counted(late)
		unfunded := ""
		if len(w.d.Unfunded) > 0 {
			unfunded = w.counted(w.d.Unfunded, "")
		}
		out = append(out, w.p.Text("digest/summary/late", args{
			"lead": lead(), "who": w.who, "counted": all, "one": len(late) == 1, "days": mostDays(late),
			"urgent": urgent, "urgentRows": w.urgentRows(blocks),
			"unfunded": unfunded, "oneUnfunded": len(w.d.Unfunded) == 1, "allUnfunded": len(w.d.Late) == 0,
			"money": shortOf(w.d.Unfunded), "bySource": w.bySource(w.d.Unfunded),
		}))
	}
	if open := w.d.Open; len(open) > 0 {
		all, urgent := counted(open)
		out = append(out, w.p.Text("digest/summary/open", args{
			"lead": lead(), "who": w.who, "counted": all, "one": len(open) == 1, "urgent": urgent, "days": mostDays(open),
		}))
	}
	if advise := w.d.Advise; len(advise) > 0 {
		all, urgent := counted(advise)
		out = append(out, w.p.Text("digest/summary/advise", args{
			"lead": lead(), "who": w.who, "counted": all, "one": len(advise) == 1, "urgent": urgent,
			"money": shortOf(advise), "bySource": w.bySource(advise),
		}))
	}
	if cooperate := w.d.Cooperate; len(cooperate) > 0 {
		all, urgent := counted(cooperate)
		out = append(out, w.p.Text("digest/summary/cooperate", args{
			"lead": lead(), "who": w.who, "counted": all, "one": len(cooperate) == 1, "urgent": urgent, "days": mostDays(cooperate),
		}))
	}
	if soon := w.d.Soon; len(soon) > 0 {
		all, urgent := counted(soon)
		most := 0
		for _, l := range soon {
			most = max(most, w.left(l))
		}
		out = append(out, w.p.Text("digest/summary/soon", args{
			"lead": lead(), "who": w.who, "counted": all, "one": len(soon) == 1, "urgent": urgent, "days": most,
		}))
	}
	if resolved := w.d.Resolved; len(resolved) > 0 {
		out = append(out, w.p.Text("digest/summary/resolved", args{
			"lead": lead(), "counted": w.counted(resolved, ""), "one": len(resolved) == 1, "all": len(out) == 0,
		}))
	}
	return out
}

// urgentRows names the rows of the department's own urgent late items, where
// they are few.
func (w writer) urgentRows(blocks []block) string {
	var numbers []int
	for _, b := range blocks {
		if b.kind != "late" && b.kind != "unfunded" {
			continue
		}
		for _, r := range b.all {
			if r.line.Urgent {
				numbers = append(numbers, r.Number)
			}
		}
	}
	if len(numbers) == 0 || len(numbers) > 5 {
		return ""
	}
	return w.rows(numbers)
}

// bySource parts the missing money by source where it is of several kinds,
// since money of one kind does not make up for another's.
func (w writer) bySource(lines []remind.Line) string {
	sums := map[string]decimal.Decimal{}
	var sources []string
	for _, l := range lines {
		source := strings.Join(l.Sources, " + ")
		if _, ok := sums[source]; !ok {
			sources = append(sources, source)
		}
		sums[source] = sums[source].Add(l.Short)
	}
	if len(sources) < 2 {
		return ""
	}
	var parts []string
	for _, s := range sources {
		parts = append(parts, w.p.Text("digest/by-source", args{"source": lang.Cut(lang.Clean(s), 60), "money": sums[s]}))
	}
	return strings.Join(parts, "; ")
}
