package digest

import (
	"cmp"
	"slices"
	"strings"

	"rasoat/sync/remind"
)

// table has all rows of a digest, in the order and under the numbers that the
// mail has them. Columns without anything are left out.
func (w writer) table() Table {
	names := []string{
		"number", "kind", "urgent", "code", "what", "order", "lead", "with", "deadline", "status", "short", "source", "adviser", "note",
	}
	t := Table{Title: w.p.Text("digest/table", args{"name": w.name(), "now": w.o.Now})}
	for _, name := range names {
		t.Columns = append(t.Columns, w.p.Text("digest/column/"+name, nil))
	}
	for _, b := range w.blocks(0) {
		for _, r := range b.all {
			t.Rows = append(t.Rows, w.cells(b, r))
		}
	}
	t.Columns, t.Rows = withoutEmpty(t.Columns, t.Rows, 1)
	return t
}

// cells are those of an item in the table.
func (w writer) cells(b block, r row) []string {
	notes := []string{r.New, whole(r.line.Reason)}
	if r.line.Moved {
		notes = append(notes, w.p.Text("digest/note/moved", args{"was": r.line.WasDue}))
	}
	if !r.line.Acknowledged.IsZero() {
		notes = append(notes, w.p.Text("digest/note/acknowledged", args{"on": r.line.Acknowledged}))
	}
	return []string{
		w.number(r.Number), b.Title, r.Urgent, whole(r.line.Code), cmp.Or(whole(r.line.Name), r.What), whole(r.line.Order),
		joined(r.line.Leads), joined(r.line.Cooperating), whole(r.line.Deadline.Text), w.status(b.kind, r.line), r.Short,
		joined(r.line.Sources), joined(r.line.Advisers), sentences(notes),
	}
}

// status says in words how long an item is late, open or has yet to go, or
// what became of it.
func (w writer) status(kind string, line remind.Line) string {
	days := line.DaysLate
	switch kind {
	case "resolved":
		return w.days(kind, line)
	case "open":
		days = line.DaysOpen
	case "soon":
		days = w.left(line)
	default:
		kind = "late"
	}
	return w.p.Text("digest/status/"+kind, args{"days": days})
}

// sentences writes notes behind each other, without those that say nothing.
func sentences(notes []string) string {
	var out []string
	for _, n := range notes {
		if n = strings.TrimRight(n, ". "); n != "" {
			out = append(out, n)
		}
	}
	return strings.Join(out, "; ")
}

// joined writes names behind each other, all of them.
func joined(names []string) string { return whole(strings.Join(names, ", ")) }

// withoutEmpty takes out columns in which no row has anything, but for the
// first ones, as many as given.
func withoutEmpty(columns []string, rows [][]string, first int) ([]string, [][]string) {
	var keep []int
	for i := range columns {
		if i < first || slices.ContainsFunc(rows, func(r []string) bool { return r[i] != "" }) {
			keep = append(keep, i)
		}
	}
	pick := func(all []string) []string {
		var out []string
		for _, i := range keep {
			out = append(out, all[i])
		}
		return out
	}
	var picked [][]string
	for _, r := range rows {
		picked = append(picked, pick(r))
	}
	return pick(columns), picked
}
