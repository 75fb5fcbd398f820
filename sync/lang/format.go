package lang

import (
	"slices"
	"strings"
	"text/template"
	"time"

	"github.com/shopspring/decimal"

	"rasoat/sync/ledger"
	"rasoat/sync/rule"
)

// funcs are what the texts may call.
func (p *Printer) funcs() template.FuncMap {
	return template.FuncMap{
		"number": func(n int) string { return p.Number(decimal.NewFromInt(int64(n))) },
		"amount": p.Amount,
		"money":  p.Money,
		"short":  p.Short,
		"brief":  p.Brief,
		"day":    Day,
		"moment": p.Moment,
		"plural": p.plural,
		"allof":  p.And,
		"oneof":  p.or,
		"commas": func(items []string) string { return strings.Join(items, ", ") },
		"q":      Quote,
		"lower":  lowerFirst,
		"cut":    func(n int, s string) string { return Cut(s, n) },
		"field":  func(s string) string { return p.Field(ledger.Field(s)) },
		"starts": func(prefix, s string) bool { return strings.HasPrefix(ledger.Fold(s)+" ", ledger.Fold(prefix)+" ") },
		"quoted": quoted,
		"parts":  p.parts,
		"trim":   trim,
		"first":  first,
		"ruletitles": func(ids []string) []string {
			titles := make([]string, len(ids))
			for i, id := range ids {
				titles[i] = lowerFirst(p.RuleTitle(id))
			}
			return titles
		},
		"cells":   cells,
		"minus":   func(a, b int) int { return a - b },
		"nonzero": nonzero,
		"strong":  strong,
	}
}

// Number writes a number with its thousands grouped and with no more decimals
// than it has: "1.234,5", in English "1,234.5"; below zero with a minus sign.
func (p *Printer) Number(d decimal.Decimal) string {
	group, point := ".", ","
	if p.language == English {
		group, point = ",", "."
	}
	whole, fraction, _ := strings.Cut(d.Abs().String(), ".")
	fraction = strings.TrimRight(fraction, "0")
	var b strings.Builder
	for i, digit := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteString(group)
		}
		b.WriteRune(digit)
	}
	if fraction != "" {
		b.WriteString(point + fraction)
	}
	if d.IsNegative() {
		return "−" + b.String()
	}
	return b.String()
}

// Amount writes an amount in its own unit, without naming the unit.
func (p *Printer) Amount(m rule.Money) string {
	if m.Unit.IsZero() {
		return p.Number(m.Value)
	}
	return p.Number(m.Value.DivRound(m.Unit.Factor, 12))
}

// Money writes an amount in its own unit and names the unit, where one is
// known.
func (p *Printer) Money(m rule.Money) string {
	return strings.TrimSpace(p.Amount(m) + " " + p.Unit(m.Unit))
}

// Unit names a unit of money. The usual ones are named in the language of the
// printer, others as the list names them; the zero Unit is "".
func (p *Printer) Unit(u ledger.Unit) string {
	label := ledger.Fold(u.Label)
	for _, form := range []string{"đồng", "đ", "vnd", "vnđ"} {
		if label == form || strings.HasSuffix(label, " "+form) {
			if key := "unit/" + u.Factor.String(); p.has(key) {
				return p.Text(key, nil)
			}
		}
	}
	return Clean(u.Label)
}

// Short writes an amount in đồng for people who read it in passing, in
// running text: "155 tỷ đồng", "350 triệu đồng". It is exact where three
// decimals suffice for that, as they do for whole triệu; else it is rounded
// to two and says so: "khoảng 1.234,57 tỷ đồng".
func (p *Printer) Short(dong decimal.Decimal) string {
	return p.scaled(dong, "approximately", "unit/")
}

// Brief writes an amount as Short does, shorter still, for a table: "155 tỷ",
// "≈ 1.234,57 tỷ".
func (p *Printer) Brief(dong decimal.Decimal) string {
	return p.scaled(dong, "approximately/brief", "unit/brief/")
}

func (p *Printer) scaled(dong decimal.Decimal, about, unit string) string {
	var exponent int32
	switch size := dong.Abs(); {
	case size.GreaterThanOrEqual(decimal.New(1, 9)):
		exponent = 9
	case size.GreaterThanOrEqual(decimal.New(1, 6)):
		exponent = 6
	}
	value := dong.Shift(-exponent)
	exact := value.Equal(value.Round(3))
	if !exact {
		value = value.Round(2)
	}
	text := p.Number(value) + " " + p.Text(unit+decimal.New(1, exponent).String(), nil)
	if !exact {
		return p.Text(about, map[string]any{"money": text})
	}
	return text
}

// Day writes a day: "31/12/2020", in both languages.
func Day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format("02/01/2006")
}

// Moment writes a day with its time, as documents do: "07 giờ 30 ngày
// 15/01/2021".
func (p *Printer) Moment(t time.Time) string {
	return p.Text("moment", map[string]any{"hour": t.Format("15"), "minute": t.Format("04"), "day": Day(t)})
}

// And joins a list: "A, B và C".
func (p *Printer) And(items []string) string { return p.join(items, p.Text("list/and", nil)) }

func (p *Printer) or(items []string) string { return p.join(items, p.Text("list/or", nil)) }

func (p *Printer) join(items []string, last string) string {
	n := len(items) - 1
	if n < 1 || items[n] == "…" {
		return strings.Join(items, ", ")
	}
	return strings.Join(items[:n], ", ") + " " + last + " " + items[n]
}

// plural counts things. Vietnamese knows one form only, so the texts call it
// in English alone.
func (p *Printer) plural(n int, one, many string) string {
	if n == 1 {
		many = one
	}
	return p.Number(decimal.NewFromInt(int64(n))) + " " + many
}

// Quote puts a text in quotation marks.
func Quote(s string) string { return "“" + s + "”" }

// quoted puts at most n of the texts in quotation marks; what is left out
// shows as "…".
func quoted(n int, items []string) []string {
	out := slices.Clone(first(n, items))
	for i := range min(n, len(items)) {
		out[i] = Quote(out[i])
	}
	return out
}

// parts names at most n fields as what an item has to state, in running text:
// "số quyết định"; a field without such a name shows as its column does. What
// is left out shows as "…".
func (p *Printer) parts(n int, fields []string) []string {
	out := slices.Clone(first(n, fields))
	for i := range min(n, len(fields)) {
		if key := "part/" + out[i]; p.has(key) {
			out[i] = p.Text(key, nil)
		} else {
			out[i] = Quote(p.Field(ledger.Field(out[i])))
		}
	}
	return out
}

// trim cuts each text to n characters.
func trim(n int, items []string) []string {
	out := make([]string, len(items))
	for i, item := range items {
		out[i] = Cut(item, n)
	}
	return out
}

// cells gives the addresses of a row's cells from their columns' letters.
func cells(row string, columns []string) []string {
	out := make([]string, len(columns))
	for i, c := range columns {
		out[i] = c + row
	}
	return out
}

// first returns the first n texts; what is left out shows as "…".
func first(n int, items []string) []string {
	if len(items) <= n {
		return items
	}
	return append(items[:n:n], "…")
}

// nonzero reports whether an amount, with a unit or in đồng, is not zero.
func nonzero(amount any) bool {
	switch a := amount.(type) {
	case rule.Money:
		return !a.Value.IsZero()
	case decimal.Decimal:
		return !a.IsZero()
	}
	return false
}
