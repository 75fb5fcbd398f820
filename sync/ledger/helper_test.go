package ledger

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"rasoat/sheets"
)

const dateFormat = "dd/mm/yyyy"

func dateCell(day time.Time) sheets.Cell {
	return sheets.Cell{Value: sheets.DayValue(day), Format: dateFormat}
}

// draw builds a tab from a drawing: a line a row, cells between bars.
//
//	'text    a text, whatever it looks like
//	12.5     a number; 12.5{0.00} with its number format
//	@2020-12-31  a day
//	#REF!    an error value
//	=A1+B1   a formula without a result; =A1+B1 → 12 with one
//	TRUE     a truth value
//	<  ^     merged with the cell at the left, above
//	\n \u00a0 and the like stand for what they do in Go
//
// All else is text. A line that begins with "~" is a hidden row.
func draw(t testing.TB, text string) *sheets.Tab {
	t.Helper()
	var b sheets.Builder
	drawTab(t, b.Tab("t1", "Danh mục"), text)
	return b.Snapshot().Tabs()[0]
}

func drawTab(t testing.TB, b *sheets.TabBuilder, text string) {
	t.Helper()
	var rows [][]string
	for line := range strings.Lines(strings.Trim(text, "\n")) {
		line = strings.TrimSuffix(line, "\n")
		if rest, hidden := strings.CutPrefix(line, "~"); hidden {
			b.HideRow(len(rows))
			line = rest
		}
		var cells []string
		for c := range strings.SplitSeq(line, "|") {
			cells = append(cells, strings.TrimSpace(c))
		}
		rows = append(rows, cells)
	}
	at := func(r, c int) string {
		if r >= len(rows) || c >= len(rows[r]) {
			return ""
		}
		return rows[r][c]
	}
	for r, cells := range rows {
		for c, text := range cells {
			if text == "<" || text == "^" {
				continue
			}
			b.Set(r, c, drawCell(t, text))
			g := sheets.Range{Top: r, Left: c, Bottom: r + 1, Right: c + 1}
			for at(r, g.Right) == "<" {
				g.Right++
			}
			for at(g.Bottom, c) == "^" {
				g.Bottom++
			}
			if g.Bottom-g.Top > 1 || g.Right-g.Left > 1 {
				b.Merge(g)
			}
		}
	}
}

var (
	drawnNumber = regexp.MustCompile(`^(-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)(?:\{(.*)\})?$`)
	drawnError  = regexp.MustCompile(`^#[A-Z/0]+[!?A]$`)
)

func drawCell(t testing.TB, text string) sheets.Cell {
	t.Helper()
	if forced, ok := strings.CutPrefix(text, "'"); ok {
		return sheets.Cell{Value: sheets.TextValue(unescape(forced))}
	}
	if formula, ok := strings.CutPrefix(text, "="); ok {
		formula, result, _ := strings.Cut(formula, "→")
		cell := drawCell(t, strings.TrimSpace(result))
		cell.Formula = strings.TrimSpace(formula)
		return cell
	}
	if m := drawnNumber.FindStringSubmatch(text); m != nil {
		return sheets.Cell{Value: sheets.NumberValue(m[1]), Format: m[2]}
	}
	if s, ok := strings.CutPrefix(text, "@"); ok {
		day, err := time.Parse(time.DateOnly, s)
		if err != nil {
			t.Fatal(err)
		}
		return dateCell(day)
	}
	switch {
	case text == "":
		return sheets.Cell{}
	case text == "TRUE" || text == "FALSE":
		return sheets.Cell{Value: sheets.BoolValue(text == "TRUE")}
	case drawnError.MatchString(text):
		return sheets.Cell{Value: sheets.ErrorValue(text)}
	}
	return sheets.Cell{Value: sheets.TextValue(unescape(text))}
}

func unescape(s string) string {
	return strings.NewReplacer(`\n`, "\n", `\u00a0`, "\u00a0", `\u202f`, "\u202f", `\u200b`, "\u200b").Replace(s)
}

// dump tells everything that was read, a line a row.
func dump(l *Ledger) string {
	var b strings.Builder
	for _, list := range l.Lists {
		dumpList(&b, list)
	}
	for _, p := range l.Problems {
		where := "tab"
		switch {
		case p.Row >= 0 && p.Col >= 0:
			where = sheets.Addr{Row: p.Row, Col: p.Col}.String()
		case p.Row >= 0:
			where = fmt.Sprint("row ", p.Row+1)
		}
		fmt.Fprintf(&b, "! %s %s %q %q", p.Kind, where, p.Seen, p.Name)
		if p.Item != nil {
			fmt.Fprintf(&b, " of %q", p.Item.Label())
		}
		b.WriteByte('\n')
	}
	return b.String()
}

var (
	basisNames = map[Basis]string{BasisExcludes: "excludes", BasisIncludes: "includes", BasisUnknown: "unknown"}
	kindNames  = map[RowKind]string{
		ItemRow: "item", SectionRow: "section", GrandRow: "grand", SubtotalRow: "subtotal", ComponentRow: "component",
		PartRow: "part", MarkerRow: "marker", RatioRow: "ratio", NoteRow: "note", ExtraRow: "extra",
	}
)

func dumpList(b *strings.Builder, list *List) {
	fmt.Fprintf(b, "%s %s", list.Name, list.Header)
	if !list.Unit.IsZero() {
		fmt.Fprintf(b, " in %s", list.Unit.Label)
	}
	if list.Basis != BasisNone {
		fmt.Fprintf(b, ", basis %s", basisNames[list.Basis])
	}
	if list.PlanYear != 0 {
		fmt.Fprintf(b, ", plan of %d", list.PlanYear)
	}
	b.WriteByte('\n')
	for _, c := range list.Columns {
		fmt.Fprintf(b, "%s %s", sheets.ColName(c.Col), c.Header)
		if c.Field != "" {
			fmt.Fprintf(b, " = %s", c.Field)
		}
		if c.Amount {
			b.WriteString(" money")
		}
		if c.Source != "" {
			fmt.Fprintf(b, " of %q", c.Source)
		}
		if len(c.Marks) > 0 {
			fmt.Fprintf(b, " %s", strings.Join(c.Marks, ""))
		}
		if c.Unit.Label != list.Unit.Label {
			fmt.Fprintf(b, " in %s", c.Unit.Label)
		}
		b.WriteByte('\n')
	}
	for _, s := range list.Sums {
		fmt.Fprintf(b, "%s =", sheets.ColName(s.Total))
		for _, c := range s.Plus {
			fmt.Fprintf(b, " +%s", sheets.ColName(c))
		}
		for _, c := range s.Minus {
			fmt.Fprintf(b, " -%s", sheets.ColName(c))
		}
		if s.Text != "" {
			fmt.Fprintf(b, " as in %q", s.Text)
		}
		b.WriteByte('\n')
	}
	for _, r := range list.Rows {
		dumpRow(b, list, r)
	}
	for _, n := range list.Footnotes {
		fmt.Fprintf(b, "* %s %q row %d\n", n.Mark, n.Text, n.Row+1)
	}
}

func dumpRow(b *strings.Builder, list *List, r *Row) {
	fmt.Fprintf(b, "%d %s%s", r.Row+1, strings.Repeat("  ", r.Level), kindNames[r.Kind])
	if r.Number != "" {
		fmt.Fprintf(b, " %s", r.Number)
	}
	if r.Name != "" {
		fmt.Fprintf(b, " %q", r.Name)
	}
	if r.Parent != nil {
		fmt.Fprintf(b, " <%d", r.Parent.Row+1)
	}
	if r.Count >= 0 {
		fmt.Fprintf(b, " count=%d", r.Count)
	}
	if r.OfWhich {
		b.WriteString(" of which")
	}
	if r.Hidden {
		b.WriteString(" hidden")
	}
	if r.SumOf != nil && len(r.SumOf) == 0 {
		b.WriteString(" = ?")
	}
	for i, s := range r.SumOf {
		sign := " +"
		switch {
		case s.Minus:
			sign = " -"
		case i == 0:
			sign = " = "
		}
		fmt.Fprintf(b, "%s<%d>", sign, s.Row.Row+1)
	}
	for _, col := range slices.Sorted(maps.Keys(r.Marks)) {
		fmt.Fprintf(b, " %s%s", sheets.ColName(col), strings.Join(r.Marks[col], ""))
	}
	for i := range list.Columns {
		c := &list.Columns[i]
		a, ok := r.Amounts[c.Col]
		switch {
		case !ok:
		case a.Bad:
			fmt.Fprintf(b, " %s=bad", sheets.ColName(c.Col))
		default:
			v := a.Value
			if !c.Unit.IsZero() {
				v = v.Div(c.Unit.Factor)
			}
			fmt.Fprintf(b, " %s=%s", sheets.ColName(c.Col), v)
		}
	}
	ref := func(name string, refs ...Ref) {
		var texts []string
		for _, ref := range refs {
			switch {
			case ref.Known():
				texts = append(texts, ref.Name)
			case ref.Text != "":
				texts = append(texts, "?"+ref.Text)
			}
		}
		if len(texts) > 0 {
			fmt.Fprintf(b, " %s=[%s]", name, strings.Join(texts, "; "))
		}
	}
	if r.Code() != "" {
		fmt.Fprintf(b, " code=%s", r.Code())
	}
	ref("category", r.Category)
	ref("lead", r.Leads...)
	ref("with", r.Cooperating...)
	ref("source", r.Sources...)
	ref("status", r.Status)
	ref("priority", r.Priority)
	if r.Deadline.Kind != NoDeadline {
		fmt.Fprintf(b, " due=%s", shownTerm(r.Deadline))
	}
	if list.Column(FieldPeriod) != nil && r.Period.Kind != NoDeadline {
		fmt.Fprintf(b, " period=%s", shownTerm(r.Period))
		if !r.Period.First.IsZero() {
			fmt.Fprintf(b, " from %s", r.Period.First.Format(time.DateOnly))
		}
	}
	if r.Group != "" {
		fmt.Fprintf(b, " group=%s", r.Group)
	}
	if d := shownDocument(r.Decision); d != "" {
		fmt.Fprintf(b, " decided=(%s)", d)
	}
	for _, o := range r.Opinions {
		ref("opinion of "+o.By, o.Sources...)
	}
	if !r.AssignedOn.IsZero() {
		fmt.Fprintf(b, " assigned=%s", r.AssignedOn.Format(time.DateOnly))
	}
	if !r.DoneOn.IsZero() {
		fmt.Fprintf(b, " done=%s", r.DoneOn.Format(time.DateOnly))
	}
	for _, f := range []Field{FieldDecision, FieldResult, FieldReason, FieldRemark} {
		if s := r.Texts[f]; s != "" {
			fmt.Fprintf(b, " %s=%q", f, s)
		}
	}
	b.WriteByte('\n')
}
