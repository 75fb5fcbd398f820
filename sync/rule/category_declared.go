package rule

import (
	"github.com/shopspring/decimal"

	"rasoat/sync/ledger"
)

// categoryDeclared checks what is declared of the categories and of whole
// lists, the number of projects and the total investment (exact, or at least),
// against the rows. An item is of the category that its column names, else of
// its section's; the items of all lists are taken together unless
// the declaration names one.
//
// Why: "4 + 3 + 5 + 5 = 17 projects, over 1,700 tỷ đồng" is what was reported
// upward; the rows must bear it out.
//
// Some items cannot be placed for certain: those whose column and section
// disagree may belong to either, those that name an unknown category and have
// no known section may belong to any. They are findings of their own
// (category/section, category/unknown), so nothing is told here that such an
// item could explain: the number only where it lies outside what is certain
// and what is possible, and the total likewise, within rounding. A total that is
// too low is passed over, too, where a blank or unreadable amount could make up
// for it; every total is, where the list has no such column or no unit.
//
// To fix: complete the rows, or correct the declaration in the configuration.
//
// To accept: explain it in the column of explanations.
//
// Source: the declaration in the configuration (declared).
//
// Arguments: scope (category, list), category ("" for a list), what (count,
// total), declared, found and off (int for a count, [Money] for a total), less
// (found is less than declared), at_least.
func categoryDeclared(l *ledger.Ledger, s Settings, report func(Finding)) {
	for _, c := range s.Categories {
		h := holding{}
		for _, list := range tracking(l) {
			if c.Declared.List == "" || c.Declared.List == list.Name {
				h.addCategory(list, c.Name.Name)
			}
		}
		if h.place == nil {
			continue
		}
		h.judge(c.Declared, func(args Args) {
			args["scope"], args["category"] = "category", c.Name.Name
			report(h.finding(args))
		})
	}
	for _, d := range s.Whole {
		for _, list := range l.Lists {
			if list.Name != d.List {
				continue
			}
			h := holding{place: list}
			for _, row := range list.Rows {
				switch row.Kind {
				case ledger.ItemRow:
					h.add(list, row, certain)
				case ledger.GrandRow:
					if h.head == nil {
						h.head = row
					}
				}
			}
			h.judge(d, func(args Args) {
				args["scope"], args["category"] = "list", ""
				report(h.finding(args))
			})
		}
	}
}

// holding is what the rows hold of a category or list.
type holding struct {
	place *ledger.List // where a finding is shown, nil where nothing bears on it
	head  *ledger.Row  // beside which row, nil for the list as a whole

	count      int             // items
	sure, most int             // how many they are for certain, and at the most
	found      decimal.Decimal // the sum of the totals of the items
	low, high  decimal.Decimal // the least and the most that it can be
	half       decimal.Decimal // by how much rounding can have moved it
	more       bool            // a blank or unreadable total may add to it
	noUnit     bool            // an item's amounts have no unit
}

// membership says how an item belongs to a category.
type membership uint8

const (
	certain     membership = iota
	counted                // by its column, but its section says otherwise
	conceivable            // not counted, but it may belong
)

// addCategory adds the items of a list that are or may be of a category, and
// finds where to show what is wrong with it: beside the first section that
// stands for it, else in the first list that has categories.
func (h *holding) addCategory(l *ledger.List, category string) {
	for _, row := range l.Rows {
		if h.place == nil && (row.Category.Text != "" || l.Column(ledger.FieldCategory) != nil) {
			h.place = l
		}
		switch row.Kind {
		case ledger.SectionRow:
			if h.head == nil && row.Category.Name == category {
				h.place, h.head = l, row
			}
		case ledger.ItemRow:
			var section ledger.Ref
			if s := categorySectionOf(row); s != nil {
				section = s.Category
			}
			switch own := row.Category; {
			case disputed(row) && own.Name == category:
				h.add(l, row, counted)
			case disputed(row) && section.Name == category:
				h.add(l, row, conceivable)
			case own.Known():
				if own.Name == category {
					h.add(l, row, certain)
				}
			case section.Known():
				if section.Name == category {
					h.add(l, row, certain)
				}
			case own.Text != "" || section.Text != "":
				h.add(l, row, conceivable)
			}
		}
	}
}

func (h *holding) add(l *ledger.List, item *ledger.Row, m membership) {
	h.most++
	if m != conceivable {
		h.count++
	}
	if m == certain {
		h.sure++
	}
	col := place(l, ledger.FieldTotal)
	h.noUnit = h.noUnit || unit(l, col).IsZero()
	total, ok := item.Amounts[col]
	switch {
	case !ok || total.Bad:
		h.more = true
		return
	case m == certain:
		h.low, h.high = h.low.Add(total.Value), h.high.Add(total.Value)
	case total.Value.IsNegative():
		h.low = h.low.Add(total.Value)
	default:
		h.high = h.high.Add(total.Value)
	}
	h.half = h.half.Add(total.Half)
	if m != conceivable {
		h.found = h.found.Add(total.Value)
	}
}

// judge reports what disagrees with a declaration.
func (h *holding) judge(d Declared, report func(Args)) {
	if d.Count >= 0 && (d.Count < h.sure || d.Count > h.most) {
		report(Args{
			"what": "count", "declared": d.Count, "found": h.count,
			"off": max(d.Count-h.count, h.count-d.Count), "less": h.count < d.Count, "at_least": false,
		})
	}
	col := place(h.place, ledger.FieldTotal)
	u := unit(h.place, col)
	if d.Total == nil || col < 0 || u.IsZero() || h.noUnit {
		return
	}
	less := !h.more && d.Total.GreaterThan(h.high.Add(h.half))
	more := !d.AtLeast && d.Total.LessThan(h.low.Sub(h.half))
	if less || more {
		report(Args{
			"what": "total", "declared": Money{*d.Total, u}, "found": Money{h.found, u},
			"off": Money{h.found.Sub(*d.Total).Abs(), u}, "less": less, "at_least": d.AtLeast,
		})
	}
}

func (h *holding) finding(args Args) Finding {
	if h.head != nil {
		return at(h.place, h.head, namePlace(h.place), args)
	}
	return onTab(h.place, args)
}
