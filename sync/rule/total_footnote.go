package rule

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"rasoat/sync/ledger"
)

const totalFootnoteID = "total/footnote"

// totalFootnote tells a total that is beyond tolerance where a footnote states
// the difference, in place of the rule that would tell it as an error: the
// amount itself ("gồm cả 300 tỷ đồng dự phòng"), or several in a row that add
// up to it. The footnote is one whose mark stands at the total, in the header
// of its column or at one of the rows that are summed, a remark in one of these
// rows, or one of the list as a whole.
//
// Why: official tables state totals that hold more, or less, than the rows that
// they list, and say so below. On one of the Ministry of Finance the grand total
// is 121.274 tỷ more than its six sections, and a footnote counts up four
// revenues of as much.
//
// To fix: nothing, where the footnote still holds; else correct the total, or
// the footnote.
//
// To accept: nothing needs to be; a reason in the column of explanations quiets
// it.
//
// Source: the list's own footnotes; an amount counts in the precision in which
// the footnote states it.
//
// Arguments: those of total/grand, of a sum within a row with "row" for what
// and "columns" for of; mark (of the footnote, "" for one without), note (its
// text).
func totalFootnote(l *ledger.Ledger, s Settings, report func(Finding)) {
	for _, list := range l.Lists {
		for _, n := range s.judged(list).noted {
			args := n.c.args()
			if n.c.sum == nil {
				args = n.c.downwardArgs()
			} else {
				args["what"], args["of"], args["exceeds"] = "row", "columns", false
			}
			args["mark"], args["note"] = n.note.Mark, strings.TrimRight(excerpt(n.note.Text, n.at), " .;")
			report(at(list, n.c.row, n.c.col, args))
		}
	}
}

// noted is a difference that a footnote states.
type noted struct {
	c    *comparison
	note *ledger.Footnote
	at   int // where its amount, or the first of several, begins in the text
}

// shortNote is how long a footnote may be, in bytes, to be quoted from its
// beginning.
const shortNote = 120

// excerpt returns a footnote from the part of the sentence on in which an
// amount stands, and the whole of a short one.
func excerpt(text string, at int) string {
	begin := clause(text[:at])
	if len(text) <= shortNote || begin == 0 {
		return text
	}
	return "… " + strings.TrimLeft(text[begin:], " ")
}

// clause returns where the part of a sentence begins that a text ends with.
func clause(before string) int {
	begin := strings.LastIndexAny(before, ";(") + 1
	if i := strings.LastIndex(before, ". "); i >= begin {
		begin = i + 1
	}
	return begin
}

// footnotes are the footnotes of a list, by what they belong to.
type footnotes struct {
	list    *ledger.List
	marked  map[string][]*ledger.Footnote
	remarks map[int][]*ledger.Footnote // by row of the tab
	whole   []*ledger.Footnote         // of the list as a whole
	amounts map[*ledger.Footnote][]noteAmount
}

// newFootnotes sorts the footnotes of a list. It knows of none where the rule is
// switched off.
func newFootnotes(l *ledger.List, s Settings) *footnotes {
	f := &footnotes{list: l, marked: map[string][]*ledger.Footnote{}, remarks: map[int][]*ledger.Footnote{}, amounts: map[*ledger.Footnote][]noteAmount{}}
	if s.Off[totalFootnoteID] || len(l.Footnotes) == 0 {
		return f
	}
	stands := map[string]bool{}
	rows := map[int]bool{}
	for _, r := range l.Rows {
		rows[r.Row] = r.Kind != ledger.NoteRow
		for _, marks := range r.Marks {
			for _, m := range marks {
				stands[m] = true
			}
		}
	}
	for i := range l.Columns {
		for _, m := range l.Columns[i].Marks {
			stands[m] = true
		}
	}
	for i := range l.Footnotes {
		switch n := &l.Footnotes[i]; {
		case n.Mark == "" && rows[n.Row]:
			f.remarks[n.Row] = append(f.remarks[n.Row], n)
		case n.Mark == "" || !stands[n.Mark]:
			f.whole = append(f.whole, n)
		default:
			f.marked[n.Mark] = append(f.marked[n.Mark], n)
		}
	}
	return f
}

// of returns the footnote that states the difference of a comparison, the one
// nearest to the total first.
func (f *footnotes) of(c *comparison) (noted, bool) {
	if c.verdict != beyond || len(f.marked)+len(f.remarks)+len(f.whole) == 0 {
		return noted{}, false
	}
	begin := 0
	find := func(notes []*ledger.Footnote, addend bool) *ledger.Footnote {
		for _, n := range notes {
			if at, ok := f.states(n, c, addend); ok {
				begin = at
				return n
			}
		}
		return nil
	}
	marks := func(marks []string, addend bool) *ledger.Footnote {
		for _, m := range marks {
			if n := find(f.marked[m], addend); n != nil {
				return n
			}
		}
		return nil
	}
	row := func(r *ledger.Row, col int, addend bool) *ledger.Footnote {
		if n := marks(r.Marks[col], addend); n != nil {
			return n
		}
		for i := range f.list.Columns {
			if other := &f.list.Columns[i]; !other.Amount {
				if n := marks(r.Marks[other.Col], addend); n != nil {
					return n
				}
			}
		}
		return find(f.remarks[r.Row], addend)
	}
	n := row(c.row, c.col, false)
	if m := mapped(f.list, c.col); n == nil && m != nil {
		n = marks(m.Marks, false)
	}
	for _, a := range c.addends {
		if n != nil || len(f.marked)+len(f.remarks) == 0 {
			break
		}
		n = row(a.row, a.col, true)
	}
	if n == nil {
		n = find(f.whole, false)
	}
	return noted{c, n, begin}, n != nil
}

// noteAmount is an amount of a footnote, and what the words before it say.
type noteAmount struct {
	ledger.Inline
	in, out bool // it is said to be held in what the note is about, or left out of it
}

// mostAmounts bounds how many amounts of a footnote are looked at.
const mostAmounts = 40

// states reports whether a footnote states the difference of a comparison: one
// of its amounts, or several in a row, with and without those in parentheses.
// A note at the total, or of the list as a whole, must not say the contrary:
// that it holds an amount which the total has too little, or leaves out what it
// has too much. What one at an addend holds, the total may count in or not. It
// returns where the first of the amounts stands.
func (f *footnotes) states(n *ledger.Footnote, c *comparison, addend bool) (at int, ok bool) {
	amounts, ok := f.amounts[n]
	if !ok {
		amounts = noteAmounts(n.Text, f.list.Style, unit(f.list, c.col))
		f.amounts[n] = amounts
	}
	off := c.difference().Abs()
	less := c.difference().IsNegative()
	open := slices.DeleteFunc(slices.Clone(amounts), func(a noteAmount) bool { return a.Parens })
	for _, all := range [][]noteAmount{amounts, open} {
		for i := range all {
			sum, half := decimal.Zero, c.tolerance
			in, out := true, true
			for _, a := range all[i:] {
				sum, half = sum.Add(a.Value), half.Add(a.Half)
				in, out = in && a.in, out && a.out
				apart := sum.Sub(off).Abs()
				if apart.LessThanOrEqual(half) && apart.LessThanOrEqual(off.Shift(-2)) && (addend || !(in && less) && !(out && !less)) {
					return all[i].At, true
				}
				if sum.GreaterThan(off.Add(half)) {
					break
				}
			}
		}
	}
	return 0, false
}

// leftOut and heldIn are words before an amount. The former are looked for
// first: "chưa bao gồm" holds "bao gồm".
var (
	leftOut = []string{
		"chưa bao gồm", "không bao gồm", "chưa gồm", "không gồm", "chưa kể", "không kể", "chưa tính", "không tính", "chưa cộng", "không cộng",
		"đã trừ", "loại trừ", "giảm trừ", "trừ đi", "ngoài ra", "not including", "excluding", "excludes",
	}
	heldIn = []string{"chưa trừ", "không trừ", "gồm", "kể cả", "tính cả", "có cả", "đã tính", "đã cộng", "including", "includes"}
)

// noteAmounts reads the amounts of a footnote.
func noteAmounts(text string, style ledger.NumberStyle, u ledger.Unit) []noteAmount {
	found := ledger.AmountsIn(text, style, u)
	found = found[:min(len(found), mostAmounts)]
	all := make([]noteAmount, 0, len(found))
	for _, a := range found {
		before := strings.ToLower(text[clause(text[:a.At]):a.At])
		n := noteAmount{Inline: a}
		last := -1
		for _, words := range leftOut {
			if i := strings.LastIndex(before, words); i >= 0 && i+len(words) > last {
				last, n.out = i+len(words), true
			}
		}
		for _, words := range heldIn {
			if i := strings.LastIndex(before, words); i >= 0 && i+len(words) > last {
				last, n.in, n.out = i+len(words), true, false
			}
		}
		all = append(all, n)
	}
	return all
}
