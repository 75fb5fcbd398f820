package ledger

import (
	"regexp"
	"slices"
	"strings"
)

// term is a row that another names by its number.
type term struct {
	number string
	minus  bool
}

const sumNumber = `\(?(?:(?:mục|phần|nhóm)\s+)?((?:[A-ZĐ]\.)?[IVXLC]+|[A-ZĐ]|\d{1,3}(?:\.\d{1,3}){0,2})\)?`

var (
	// A sum of numbers, at the end of a name or in parentheses: "(A+B)", "I + II".
	sumOf = regexp.MustCompile(`(?:^|[\s(:=])(` + sumNumber + `(?:\s*[+\-–−]\s*` + sumNumber + `)+)\s*\)?[.:]?$`)
	sumOp = regexp.MustCompile(`([+\-–−]?)\s*` + sumNumber)
)

// statedTerms returns what a name says its row is made of: "TỔNG CỘNG (A+B)",
// "Bội chi (A - B)". In the name of a total "I - III" may as well be from I to
// III: it says nothing then.
func statedTerms(name string) []term {
	end := strings.TrimRight(name, ") .:")
	if end == "" || !strings.ContainsAny(name, "+-–−") {
		return nil
	}
	if c := end[len(end)-1]; (c < '0' || c > '9') && (c < 'A' || c > 'Z') && !strings.HasSuffix(end, "Đ") {
		return nil
	}
	m := sumOf.FindStringSubmatch(name)
	if m == nil {
		return nil
	}
	var terms []term
	for _, op := range sumOp.FindAllStringSubmatch(m[1], -1) {
		t := term{op[2], op[1] != "" && op[1] != "+"}
		if t.minus && (totalBegin.MatchString(name) || !strings.Contains(name, "(")) {
			return nil
		}
		terms = append(terms, t)
	}
	if len(terms) < 2 {
		return nil
	}
	return terms
}

// settleSums finds the rows that totals say they are made of, and those that
// others are the difference of. A number means the nearest row above that bears
// it, for a total that stands first the nearest below; all of them stand under
// one parent, or nothing is known.
func (rr *rowReader) settleSums() {
	var places map[string][]int // number → where rows bear it
	for i, row := range rr.list.Rows {
		if row.SumOf != nil || !mayState(row) {
			continue
		}
		terms := statedTerms(row.Name)
		// "Nhà (A+B)" is the name of a project.
		if terms == nil || row.Kind != GrandRow && row.Kind != SubtotalRow && !totalBegin.MatchString(row.Name) && !subtracts(terms) {
			continue
		}
		if places == nil {
			places = rr.numberPlaces()
		}
		sum := rr.rowsNamed(terms, places, i, true)
		if sum == nil && row.Kind == GrandRow {
			sum = rr.rowsNamed(terms, places, i, false)
		}
		if sum == nil {
			if row.Kind == GrandRow || row.Kind == SubtotalRow {
				row.SumOf = []Summand{}
			}
			continue
		}
		row.SumOf = sum
		parent := sum[0].Row.Parent
		if row.Kind != GrandRow || parent == nil || parent.Kind != SectionRow {
			continue
		}
		// "Cộng (1+2)" in a section closes it, or sums some of its rows.
		row.Parent = parent
		row.Kind = PartRow
		row.Level = parent.Level + 1
		if len(sum) == len(parent.Children) {
			row.Kind, row.Level = SubtotalRow, 0
		}
	}
}

func mayState(row *Row) bool {
	switch row.Kind {
	case GrandRow, SubtotalRow, SectionRow, ItemRow:
		return true
	}
	return false
}

func subtracts(terms []term) bool {
	return slices.ContainsFunc(terms, func(t term) bool { return t.minus })
}

// numberPlaces returns where in the list the rows stand that bear a number, by
// number.
func (rr *rowReader) numberPlaces() map[string][]int {
	places := map[string][]int{}
	for i, r := range rr.list.Rows {
		switch r.Kind {
		case SectionRow, ItemRow, ComponentRow:
			if r.Number != "" {
				places[r.Number] = append(places[r.Number], i)
			}
		}
	}
	return places
}

// rowsNamed returns the rows of some numbers that stand nearest above a place,
// or below it; nil where one is missing or they do not stand under one parent.
func (rr *rowReader) rowsNamed(terms []term, places map[string][]int, from int, above bool) []Summand {
	var sum []Summand
	for _, t := range terms {
		all := places[t.number]
		n, _ := slices.BinarySearch(all, from)
		if above {
			n--
		} else if n < len(all) && all[n] == from {
			n++
		}
		if n < 0 || n >= len(all) {
			return nil
		}
		row := rr.list.Rows[all[n]]
		if len(sum) > 0 && row.Parent != sum[0].Row.Parent || slices.ContainsFunc(sum, func(s Summand) bool { return s.Row == row }) {
			return nil
		}
		sum = append(sum, Summand{row, t.minus})
	}
	return sum
}

// sumExtras has a total that stands behind extra rows be made of the total
// above them and of these.
func (rr *rowReader) sumExtras(row *Row) {
	if len(rr.extras) == 0 {
		return
	}
	before := rr.totals[len(rr.totals)-2].row
	row.SumOf = []Summand{{Row: before}}
	for _, e := range rr.extras {
		row.SumOf = append(row.SumOf, Summand{Row: e})
	}
	rr.extras = nil
}
