package digest

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"rasoat/sync/lang"
	"rasoat/sync/remind"
)

// block is a table of items that are told for the same reason.
type block struct {
	Title   string
	Columns columns
	Money   bool   // whether there is a column for the money
	Rows    []row  // those shown
	More    string // what is left out, "" for nothing

	kind  string // late, unfunded, open, advise, cooperate, soon, resolved or overview
	lines []remind.Line
	all   []row // of all lines
}

// columns are the headings of a table.
type columns struct{ Number, What, Deadline, Days, Short, With string }

// row is an item as it is shown. Cells without anything are "".
type row struct {
	Number   int
	Label    string // "Mục 1", where a row stands by itself
	Urgent   string // "Cấp bách", or ""
	New      string // "Mới", or ""
	What     string
	Code     string // short, not to be broken over lines
	Order    string // where there is no code
	Notes    []string
	Deadline string
	Tight    bool // the deadline holds a word too long for its column
	Days     string
	Long     bool // late for longer than a month
	Short    string
	With     string

	line remind.Line
}

// blocks returns the tables with as many rows together as given. Of the first
// four, one with something urgent comes before one without; what the
// department helps with, what falls due soon and what is resolved follow. All
// rows have numbers, also those that are not shown.
func (w writer) blocks(most int) []block {
	all := []block{
		{kind: "late", lines: w.d.Late}, {kind: "unfunded", lines: w.d.Unfunded},
		{kind: "open", lines: w.d.Open}, {kind: "advise", lines: w.d.Advise},
	}
	slices.SortStableFunc(all, func(a, b block) int { return cmp.Compare(urgentIn(b.lines, 1), urgentIn(a.lines, 1)) })
	all = append(all,
		block{kind: "cooperate", lines: w.d.Cooperate}, block{kind: "soon", lines: w.d.Soon}, block{kind: "resolved", lines: w.d.Resolved})
	all = slices.DeleteFunc(all, func(b block) bool { return len(b.lines) == 0 })
	before, money := 0, false
	for i, shown := range share(all, most) {
		b := &all[i]
		b.Title = w.p.Text("digest/block/"+b.kind, nil)
		w.fill(b, before, shown)
		before += len(b.lines)
		money = money || b.Money
	}
	for i := range all {
		all[i].Money = money
	}
	return all
}

// fill writes a block's headings and rows, numbered after as many as came
// before.
func (w writer) fill(b *block, before, shown int) {
	days, with := "late", "with"
	switch b.kind {
	case "open", "soon", "resolved":
		days = b.kind
	case "advise", "cooperate", "overview":
		with = "lead"
	}
	heading := func(name string) string { return w.p.Text("digest/column/"+name, nil) }
	b.Columns = columns{
		heading("number"), heading("what"), heading("deadline"), heading(days), heading("short"), heading(with),
	}
	for i, line := range b.lines {
		r := w.row(b.kind, before+i+1, line)
		b.all = append(b.all, r)
		b.Money = b.Money || i < shown && r.Short != ""
	}
	b.Rows = b.all[:shown]
	if rest := b.all[shown:]; len(rest) > 0 {
		b.More = w.p.Text("digest/more", args{"counted": w.counted(b.lines[shown:], ""), "rows": w.rows(numbersOf(rest))})
	}
}

// share deals the rows of a mail out to the blocks, one each in turn, so that
// no block crowds another out.
func share(blocks []block, most int) []int {
	shown := make([]int, len(blocks))
	for left := most; left > 0; {
		before := left
		for i, b := range blocks {
			if left > 0 && shown[i] < len(b.lines) {
				shown[i]++
				left--
			}
		}
		if left == before {
			break
		}
	}
	return shown
}

// row returns an item as it is shown.
func (w writer) row(kind string, number int, line remind.Line) row {
	r := row{
		Number:   number,
		Label:    upperFirst(w.rows([]int{number})),
		What:     cmp.Or(lang.Cut(lang.Clean(line.Name), 300), w.p.Text("digest/unnamed", nil)),
		Deadline: lang.Cut(lang.Clean(line.Deadline.Text), 40),
		Days:     w.days(kind, line),
		With:     strings.Join(names(line.Cooperating), ", "),
		line:     line,
	}
	if r.Code = lang.Cut(lang.Clean(line.Code), 24); r.Code == "" {
		r.Order = lang.Cut(lang.Clean(line.Order), 100)
	}
	r.Tight = slices.ContainsFunc(strings.Fields(r.Deadline), func(word string) bool { return utf8.RuneCountInString(word) > 12 })
	if line.Urgent {
		r.Urgent = w.p.Text("digest/urgent", nil)
	}
	if line.Moved {
		r.Notes = append(r.Notes, w.p.Text("digest/note/moved", args{"was": line.WasDue}))
	}
	if kind == "resolved" {
		return r
	}
	if line.New {
		r.New = w.p.Text("digest/new", nil)
	}
	if line.Short.IsPositive() {
		r.Short = w.p.Brief(line.Short)
	}
	r.Long = kind != "open" && kind != "soon" && line.DaysLate > 30
	switch kind {
	case "advise", "cooperate", "overview":
		r.With = strings.Join(names(line.Leads), ", ")
	default:
		if others := w.without(line.Leads); len(others) > 0 {
			r.Notes = append(r.Notes, w.p.Text("digest/note/co-leads", args{"leads": names(others)}))
		}
	}
	r.Notes = append(r.Notes, w.money(kind, line)...)
	if line.Reason != "" {
		r.Notes = append(r.Notes, w.p.Text("digest/note/reason", args{"reason": lang.Cut(lang.Clean(line.Reason), 200)}))
	}
	if !line.Acknowledged.IsZero() {
		r.Notes = append(r.Notes, w.p.Text("digest/note/acknowledged", args{"on": line.Acknowledged}))
	}
	return r
}

// days says how long an item is late, open or has yet to go, or what became of
// it.
func (w writer) days(kind string, line remind.Line) string {
	switch kind {
	case "resolved":
		return w.p.Text("digest/resolution/"+string(line.Resolution), args{"on": line.DoneOn})
	case "open":
		return w.p.Text("digest/days/open", args{"days": line.DaysOpen})
	case "soon":
		return w.p.Text("digest/days/left", args{"days": w.left(line)})
	}
	return w.p.Text("digest/days", args{"days": line.DaysLate})
}

// left counts the days to an item's last one.
func (w writer) left(line remind.Line) int {
	today := time.Date(w.o.Now.Year(), w.o.Now.Month(), w.o.Now.Day(), 0, 0, 0, 0, time.UTC)
	return max(0, int(line.Deadline.Last.Sub(today).Hours()/24))
}

// money says what source is intended and who advises on it, of an item that is
// late for want of money.
func (w writer) money(kind string, line remind.Line) []string {
	switch {
	case kind != "unfunded" && kind != "advise":
		return nil
	case len(line.Sources) == 0:
		return []string{w.p.Text("digest/note/no-source", nil)}
	}
	advisers := line.Advisers
	if kind == "advise" {
		advisers = nil
	}
	return []string{w.p.Text("digest/note/source", args{"sources": names(line.Sources), "advisers": names(advisers)})}
}

// without returns departments without the one that the digest is for.
func (w writer) without(all []string) []string {
	return slices.DeleteFunc(slices.Clone(all), func(s string) bool { return s == w.d.Department.Name })
}
