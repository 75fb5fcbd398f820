package digest

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"rasoat/sync/lang"
	"rasoat/sync/remind"
)

// The most that an overview shows; what is beyond that is in an attachment.
const (
	mostDepartments = 30
	mostQuiet       = 30
	mostHeld        = 15
)

// overview is what the mail to the office that watches over all departments
// says, in the order in which it says it.
type overview struct {
	page
	Departments *grid
	Late        []block // one, or none
	Held        *heldList
}

// grid is a table of figures. The first cell of a row is its number, the
// second whose row it is.
type grid struct {
	Title   string
	Columns []string
	Rows    [][]string
	Total   int // the place of the row that has all
	Notes   []string
}

// heldList names of whom nobody can be told.
type heldList struct {
	Title string
	Lines []string
	More  string
	Ask   string
}

// RenderOverview writes an overview as a mail to its mailboxes. It fails where
// there is nobody to send it to or no sender.
func RenderOverview(o remind.Overview, opts Options) (Message, error) {
	const what = "render the overview"
	if err := opts.check(o.To); err != nil {
		return Message{}, fmt.Errorf("%s: %w", what, err)
	}
	w := writer{o: opts, p: opts.Printer}
	m := Message{Key: opts.key("overview", overviewText(o)), To: opts.to(o.To)}
	v, files, err := w.fitOverview(o, &m)
	if err != nil {
		return Message{}, fmt.Errorf("%s: %w", what, err)
	}
	m.Subject, m.Preheader, m.Text = v.Subject, v.Preheader, v.text()
	if err := m.seal("", files, opts); err != nil {
		return Message{}, fmt.Errorf("%s: %w", what, err)
	}
	return m, nil
}

// fitOverview writes the HTML of a mail with as much as fits into it.
func (w writer) fitOverview(o remind.Overview, m *Message) (overview, []Attachment, error) {
	for departments, held := mostDepartments, mostHeld; ; {
		v, tables := w.overview(o, departments, held)
		files, err := w.attachAll(tables, "overview")
		if err != nil {
			return overview{}, nil, err
		}
		if len(files) > 0 {
			var names []string
			for _, f := range files {
				names = append(names, f.Name)
			}
			v.Attached = w.p.Text("overview/attached", args{"names": names})
		}
		if m.HTML, err = execute(overviewSource, v); err != nil {
			return overview{}, nil, err
		}
		if len(m.HTML) <= mostHTML || departments+held <= 2 {
			return v, files, nil
		}
		departments, held = max(1, departments*2/3), max(1, held*2/3)
	}
}

// overviewText tells overviews apart by what they say.
func overviewText(o remind.Overview) string {
	var b strings.Builder
	for _, s := range append([]remind.Standing{o.All}, o.Departments...) {
		fmt.Fprintf(&b, "%s\x00%d %d %d %d %d %d %d %d %s\x00", s.Department,
			s.Items, s.Late, s.Urgent, s.Unfunded, s.Open, s.Soon, s.Done, s.DoneLate, s.Short)
	}
	for _, l := range o.Late {
		b.WriteString(l.Key + "\x00")
	}
	for _, h := range o.Held {
		b.WriteString(h.Line.Key + "\x00" + h.Who + "\x00")
	}
	return b.String()
}

// overview says what the mail says, with as many departments and as many of
// whom nobody can be told, and returns what it leaves out as tables that have
// all of it.
func (w writer) overview(o remind.Overview, departments, held int) (overview, []Table) {
	var tables []Table
	v := overview{page: w.page(o.To)}
	addressee := lang.Cut(lang.Clean(w.o.OverviewAddressee), 160)
	v.Greeting = w.p.Text("digest/greeting", args{"addressee": cmp.Or(addressee, w.p.Text("overview/addressee", nil))})
	v.Subject = w.p.Text("overview/subject", args{"list": w.list(), "now": w.o.Now})
	late := 0
	for _, s := range o.Departments {
		if s.Late > 0 {
			late++
		}
	}
	all := args{
		"now": w.o.Now, "items": o.All.Items, "late": o.All.Late, "urgent": o.All.Urgent, "days": o.All.MostDays, "departments": late,
		"unfunded": o.All.Unfunded, "money": o.All.Short, "soon": o.All.Soon, "open": o.All.Open, "done": o.All.Done, "doneLate": o.All.DoneLate,
	}
	v.Summary = []string{w.p.Text("overview/summary", all)}
	if o.All.Items > 0 && o.All.Soon+o.All.Open+o.All.Done > 0 {
		v.Summary = append(v.Summary, w.p.Text("overview/summary/rest", all))
	}
	if o.All.Late+o.All.Open+o.All.Soon > 0 && len(o.Departments) > 0 {
		g, full := w.departments(o, departments)
		v.Departments = &g
		if full != nil {
			tables = append(tables, *full)
		}
	}
	if len(o.Late) > 0 {
		b := block{kind: "overview", lines: o.Late}
		w.fill(&b, 0, len(o.Late))
		b.Title = w.p.Text("overview/late", args{"all": len(o.Late) >= o.All.Late, "shown": len(o.Late), "late": o.All.Late})
		v.Late = []block{b}
	}
	groups := groupHeld(o.Held)
	all["held"] = len(groups)
	v.Preheader = w.p.Text("overview/preheader", all)
	if len(groups) > 0 {
		h := heldList{Title: w.p.Text("overview/held", nil), Ask: w.p.Text("overview/held/ask", nil)}
		for i, g := range groups {
			if i == held {
				h.More = w.p.Text("overview/held/more", args{"count": len(groups) - held})
				tables = append(tables, w.heldTable(o.Held))
				break
			}
			h.Lines = append(h.Lines, w.heldLine(g))
		}
		v.Held = &h
	}
	v.Ends = []string{w.p.Text("digest/contact", args{"contact": w.contact()})}
	return v, tables
}

// departments returns the table of departments, with as many as given of those
// that have something to look at, and a table of all of them where some are
// left out.
func (w writer) departments(o remind.Overview, most int) (grid, *Table) {
	heading := func(name string) string { return w.p.Text("overview/column/"+name, nil) }
	columns := []string{"number", "department", "items", "late", "days", "unfunded", "open", "soon", "done", "reminded"}
	for i, c := range columns {
		columns[i] = heading(c)
	}
	isQuiet := func(s remind.Standing) bool { return s.Late+s.Open+s.Soon+s.Reminded == 0 }
	var rows [][]string
	var quiet []string
	busy, items, done := 0, 0, 0
	for _, wanted := range []bool{false, true} {
		for _, s := range o.Departments {
			if isQuiet(s) != wanted {
				continue
			}
			rows = append(rows, w.standing(strconv.Itoa(len(rows)+1), lang.Cut(lang.Clean(s.Department), 120), s))
			items, done = items+s.Items, done+s.Done
			if wanted {
				quiet = append(quiet, s.Department)
			} else {
				busy++
			}
		}
	}
	g := grid{Title: w.p.Text("overview/departments", nil)}
	total := w.standing("", w.p.Text("overview/total", nil), o.All)
	g.Total = min(most, busy)
	g.Columns, g.Rows = withoutEmpty(columns, append(slices.Clone(rows[:g.Total]), total), 2)
	if items != o.All.Items || done != o.All.Done {
		g.Notes = append(g.Notes, w.p.Text("overview/total/note", nil))
	}
	var full *Table
	if busy > most {
		g.Notes = append(g.Notes, w.p.Text("overview/more", args{"count": busy - most}))
	}
	if len(quiet) > 0 {
		g.Notes = append(g.Notes, w.p.Text("overview/quiet", args{"count": len(quiet), "names": few(quiet, mostQuiet)}))
	}
	if busy > most || len(quiet) > mostQuiet {
		full = &Table{Title: g.Title, Columns: columns, Rows: append(rows, total)}
	}
	return g, full
}

// standing returns the figures of a row.
func (w writer) standing(number, name string, s remind.Standing) []string {
	count := func(n int) string {
		if n == 0 {
			return ""
		}
		return w.number(n)
	}
	with := func(n int, more string) string {
		if n == 0 || more == "" {
			return count(n)
		}
		return count(n) + " (" + more + ")"
	}
	short := ""
	if s.Short.IsPositive() {
		short = w.p.Brief(s.Short)
	}
	return []string{
		number, name, count(s.Items), with(s.Late, count(s.Urgent)), count(s.MostDays), with(s.Unfunded, short),
		count(s.Open), count(s.Soon), with(s.Done, count(s.DoneLate)), count(s.Reminded),
	}
}

// text writes the overview as plain text.
func (v overview) text() string {
	var b strings.Builder
	v.top(&b)
	if g := v.Departments; g != nil {
		b.WriteString(strings.ToUpper(g.Title) + "\n\n")
		for _, r := range g.Rows {
			if r[0] != "" {
				b.WriteString(r[0] + ". ")
			}
			b.WriteString(r[1] + "\n")
			var figures []string
			for i, c := range r {
				if i >= 2 && c != "" {
					figures = append(figures, g.Columns[i]+": "+c)
				}
			}
			b.WriteString("   " + strings.Join(figures, " | ") + "\n\n")
		}
		for _, n := range g.Notes {
			b.WriteString(n + "\n\n")
		}
	}
	for _, block := range v.Late {
		block.text(&b)
	}
	if h := v.Held; h != nil {
		b.WriteString(strings.ToUpper(h.Title) + "\n\n")
		for _, l := range h.Lines {
			b.WriteString("– " + l + "\n")
		}
		if h.More != "" {
			b.WriteString(h.More + "\n")
		}
		b.WriteString("\n" + h.Ask + "\n\n")
	}
	if v.Attached != "" {
		b.WriteString(v.Attached + "\n\n")
	}
	v.bottom(&b)
	return b.String()
}
