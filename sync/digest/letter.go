package digest

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"rasoat/sync/lang"
	"rasoat/sync/ledger"
	"rasoat/sync/remind"
)

// mostRows is how many items a mail shows at most; the others are counted.
const mostRows = 30

// letter is what a mail says, in the order in which it says it. The text and
// the HTML are two ways of writing it down.
type letter struct {
	Language           lang.Language
	Subject, Preheader string
	Greeting           string
	Summary            []string // with the marks of what is bold; see [lang.Spans]
	Blocks             []block
	HasMoney           bool   // whether any row has something in the column of the money
	AskTitle           string // "" where nothing is asked
	Asks               []string
	Ends               []string
	Closing            string
	Agency             string
	Automatic          string
}

// block is a table of items that are told for the same reason.
type block struct {
	Title   string
	Columns columns
	Rows    []row
	More    string // what is left out, "" for nothing

	kind  string // late, unfunded, open, advise or resolved
	lines []remind.Line
}

// columns are the headings of a table.
type columns struct{ Number, What, Deadline, Days, Short, With string }

// row is an item as it is shown. Cells without anything are "".
type row struct {
	Number   int
	Label    string // "Mục 1", where a row stands by itself
	Urgent   string // "Cấp bách", or ""
	What     string
	Code     string // short, not to be broken over lines
	Order    string // where there is no code
	Notes    []string
	Deadline string
	Days     string
	Long     bool // late for longer than a month
	Short    string
	With     string

	line remind.Line
}

// writer writes a letter.
type writer struct {
	d   remind.Digest
	o   Options
	p   *lang.Printer
	who string // the department in running text
}

func newLetter(d remind.Digest, o Options) letter {
	w := writer{d: d, o: o, p: o.Printer}
	name := lang.Cut(lang.Clean(d.Department.Name), 120)
	w.who = w.p.Text("digest/who", args{"name": name})
	addressee := lang.Cut(lang.Clean(d.Department.Addressee), 160)
	if addressee == "" {
		addressee = w.p.Text("digest/addressee", args{"name": name})
	}
	list := lang.Cut(lang.Clean(o.List), 60)
	by := ""
	if !o.ReplyBy.IsZero() {
		by = lang.Day(o.ReplyBy)
	}
	l := letter{
		Language: w.p.Language(),
		Subject: cmp.Or(d.Subject, w.p.Text("digest/subject", args{
			"list": list, "name": name, "late": len(d.Late)+len(d.Unfunded)+len(d.Advise) > 0,
		})),
		Preheader: w.preheader(),
		Greeting:  w.p.Text("digest/greeting", args{"addressee": addressee}),
		Blocks:    w.blocks(),
		Closing:   w.p.Text("digest/closing", nil),
		Agency:    lang.Cut(lang.Clean(cmp.Or(o.Agency, o.From.Name)), 160),
		Automatic: w.p.Text("digest/automatic", args{"list": list}),
	}
	for _, b := range l.Blocks {
		for _, r := range b.Rows {
			l.HasMoney = l.HasMoney || r.Short != ""
		}
	}
	l.Summary = w.summary(l.Blocks)
	if l.Asks = w.asks(l.Blocks); len(l.Asks) > 0 {
		l.AskTitle = w.p.Text("digest/ask", args{"by": by})
	}
	done := "digest/done"
	switch open := len(d.Lines()) - len(d.Resolved); {
	case open == 0:
		done = "digest/done/resolved"
	case open == len(d.Advise):
		done = "digest/done/advise"
	}
	l.Ends = []string{w.p.Text(done, nil), w.p.Text("digest/contact", args{"contact": w.contact()})}
	return l
}

type args = map[string]any

// blocks returns the tables. One with something urgent comes before one
// without, what is resolved comes last; the rows are numbered through.
func (w writer) blocks() []block {
	all := []block{
		{kind: "late", lines: w.d.Late}, {kind: "unfunded", lines: w.d.Unfunded},
		{kind: "open", lines: w.d.Open}, {kind: "advise", lines: w.d.Advise},
	}
	all = slices.DeleteFunc(all, func(b block) bool { return len(b.lines) == 0 })
	slices.SortStableFunc(all, func(a, b block) int { return cmp.Compare(urgentIn(b.lines, 1), urgentIn(a.lines, 1)) })
	if len(w.d.Resolved) > 0 {
		all = append(all, block{kind: "resolved", lines: w.d.Resolved})
	}
	shown := share(all)
	number := 0
	for i := range all {
		b := &all[i]
		b.Title = w.p.Text("digest/block/"+b.kind, nil)
		days, with := "late", "with"
		switch b.kind {
		case "open":
			days = "open"
		case "advise":
			with = "lead"
		case "resolved":
			days = "resolved"
		}
		heading := func(name string) string { return w.p.Text("digest/column/"+name, nil) }
		b.Columns = columns{
			heading("number"), heading("what"), heading("deadline"), heading(days), heading("short"), heading(with),
		}
		for _, line := range b.lines[:shown[i]] {
			number++
			b.Rows = append(b.Rows, w.row(b.kind, number, line))
		}
		if rest := b.lines[shown[i]:]; len(rest) > 0 {
			b.More = w.p.Text("digest/more", args{"counted": w.counted(rest, "")})
		}
	}
	return all
}

// share deals the rows of a mail out to the blocks, one each in turn, so that
// no block crowds another out.
func share(blocks []block) []int {
	shown := make([]int, len(blocks))
	for left := mostRows; left > 0; {
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
		What:     lang.Cut(lang.Clean(line.Name), 300),
		Deadline: lang.Cut(lang.Clean(line.Deadline.Text), 40),
		With:     strings.Join(names(line.Cooperating), ", "),
		line:     line,
	}
	if r.What == "" {
		r.What = w.p.Text("digest/unnamed", nil)
	}
	if r.Code = lang.Cut(lang.Clean(line.Code), 24); r.Code == "" {
		r.Order = lang.Cut(lang.Clean(line.Order), 100)
	}
	if line.Urgent {
		r.Urgent = w.p.Text("digest/urgent", nil)
	}
	if kind == "resolved" {
		r.Days = w.p.Text("digest/resolution/"+string(line.Resolution), args{"on": line.DoneOn})
		return r
	}
	if line.Short.IsPositive() {
		r.Short = w.p.Brief(line.Short)
	}
	if kind == "open" {
		r.Days = w.p.Text("digest/days/open", args{"days": line.DaysOpen})
	} else {
		r.Days = w.p.Text("digest/days", args{"days": line.DaysLate})
		r.Long = line.DaysLate > 30
	}
	if kind == "advise" {
		r.With = strings.Join(names(line.Leads), ", ")
	} else if others := slices.DeleteFunc(slices.Clone(line.Leads), func(s string) bool { return s == w.d.Department.Name }); len(others) > 0 {
		r.Notes = append(r.Notes, w.p.Text("digest/note/co-leads", args{"leads": names(others)}))
	}
	switch {
	case kind != "unfunded" && kind != "advise":
	case len(line.Sources) == 0:
		r.Notes = append(r.Notes, w.p.Text("digest/note/no-source", nil))
	default:
		advisers := line.Advisers
		if kind == "advise" {
			advisers = nil
		}
		r.Notes = append(r.Notes, w.p.Text("digest/note/source", args{"sources": names(line.Sources), "advisers": names(advisers)}))
	}
	if line.Reason != "" {
		r.Notes = append(r.Notes, w.p.Text("digest/note/reason", args{"reason": lang.Cut(lang.Clean(line.Reason), 200)}))
	}
	return r
}

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
	if n := len(w.d.Resolved); n > 0 {
		parts = append(parts, w.p.Text("digest/preheader/resolved", args{"count": n, "all": len(parts) == 0}))
	}
	return upperFirst(strings.Join(parts, "; ")) + "."
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
		for _, r := range b.Rows {
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

// counted counts items by what they are.
func (w writer) counted(lines []remind.Line, suffix string) string {
	kind := "projects"
	switch tasks := countIf(lines, func(l remind.Line) bool { return l.Kind == ledger.Tasks }); tasks {
	case 0:
	case len(lines):
		kind = "tasks"
	default:
		kind = "mixed"
	}
	return w.p.Text("digest/kind/"+kind+suffix, args{"count": len(lines)})
}

// rows names rows by their numbers: "mục 1, 3 và 5 đến 9".
func (w writer) rows(numbers []int) string {
	var parts []string
	for i := 0; i < len(numbers); {
		j := i
		for j+1 < len(numbers) && numbers[j+1] == numbers[j]+1 {
			j++
		}
		if j-i >= 2 {
			parts = append(parts, w.p.Text("digest/rows/range", args{"from": numbers[i], "to": numbers[j]}))
		} else {
			for _, n := range numbers[i : j+1] {
				parts = append(parts, w.p.Number(decimal.NewFromInt(int64(n))))
			}
		}
		i = j + 1
	}
	return w.p.Text("digest/rows", args{"rows": w.p.And(parts), "one": len(numbers) == 1})
}

// contact names whom to ask, as far as that is known.
func (w writer) contact() string {
	var parts []string
	for _, s := range []string{w.o.Contact.Name, w.o.Contact.Office} {
		if s = lang.Cut(lang.Clean(s), 100); s != "" {
			parts = append(parts, s)
		}
	}
	if phone := lang.Cut(lang.Clean(w.o.Contact.Phone), 40); phone != "" {
		parts = append(parts, w.p.Text("digest/phone", args{"phone": phone}))
	}
	return strings.Join(parts, ", ")
}

// names returns names fit to be shown: clean, none too long, not too many.
func names(all []string) []string {
	const most = 6
	var out []string
	for i, n := range all {
		if i == most {
			return append(out, "…")
		}
		out = append(out, lang.Cut(lang.Clean(n), 80))
	}
	return out
}

func countIf(lines []remind.Line, is func(remind.Line) bool) int {
	n := 0
	for _, l := range lines {
		if is(l) {
			n++
		}
	}
	return n
}

// urgentIn counts the urgent lines, but no more than most.
func urgentIn(lines []remind.Line, most int) int {
	return min(most, countIf(lines, func(l remind.Line) bool { return l.Urgent }))
}

func mostDays(lines []remind.Line) int {
	most := 0
	for _, l := range lines {
		most = max(most, l.DaysLate, l.DaysOpen)
	}
	return most
}

func shortOf(lines []remind.Line) decimal.Decimal {
	sum := decimal.Zero
	for _, l := range lines {
		sum = sum.Add(l.Short)
	}
	return sum
}

func upperFirst(s string) string {
	first, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[n:]
}
