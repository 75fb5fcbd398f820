package digest

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"rasoat/sync/lang"
	"rasoat/sync/ledger"
	"rasoat/sync/remind"
)

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

// mostRanges is how many numbers or ranges of numbers a text names.
const mostRanges = 12

// rows names rows by their numbers: "mục 1, 3 và 5 đến 9". Of very many it
// names the first.
func (w writer) rows(numbers []int) string {
	var parts []string
	for i := 0; i < len(numbers); {
		if len(parts) >= mostRanges {
			return w.p.Text("digest/rows/rest", args{"rows": parts})
		}
		j := i
		for j+1 < len(numbers) && numbers[j+1] == numbers[j]+1 {
			j++
		}
		if j-i >= 2 {
			parts = append(parts, w.p.Text("digest/rows/range", args{"from": numbers[i], "to": numbers[j]}))
		} else {
			for _, n := range numbers[i : j+1] {
				parts = append(parts, w.number(n))
			}
		}
		i = j + 1
	}
	return w.p.Text("digest/rows", args{"rows": w.p.And(parts), "one": len(numbers) == 1})
}

// number writes a number with its thousands grouped.
func (w writer) number(n int) string { return w.p.Number(decimal.NewFromInt(int64(n))) }

func numbersOf(rows []row) []int {
	var numbers []int
	for _, r := range rows {
		numbers = append(numbers, r.Number)
	}
	return numbers
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
func names(all []string) []string { return few(all, 6) }

// few returns the first names fit to be shown, and "…" for the others.
func few(all []string, most int) []string {
	var out []string
	for i, n := range all {
		if i == most {
			return append(out, "…")
		}
		out = append(out, lang.Cut(lang.Clean(n), 80))
	}
	return out
}

// whole returns a text as an attachment has it: clean, but cut only where it
// would not fit into a cell.
func whole(s string) string { return lang.Cut(lang.Clean(s), 8000) }

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
