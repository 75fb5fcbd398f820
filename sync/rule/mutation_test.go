package rule_test

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"rasoat/sheets"
	"rasoat/sync/rule"
)

// An official list in which everything is right is warned of nowhere.
func TestPropertyOfficialListsAreSilent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := drawOfficial(t)
		if found := o.run(); len(found) > 0 {
			t.Fatalf("found:%s\n%s", show(found), o.show())
		}
	})
}

// mutation breaks one cell.
type mutation struct {
	name  string
	roles []role
	// breaks returns what stands in the cell now, and false where this cell
	// cannot be broken so.
	breaks func(t *rapid.T, o *official, at sheets.Addr) (sheets.Cell, bool)
	// told is the rule that must tell, at the cell itself; "" for one of the
	// total rules, at the cell, its row, or the sum above.
	told string
}

func text(s string) sheets.Cell { return sheets.Cell{Value: sheets.TextValue(s)} }

// typed puts one of some texts into the cell.
func typed(texts ...string) func(*rapid.T, *official, sheets.Addr) (sheets.Cell, bool) {
	return func(t *rapid.T, _ *official, _ sheets.Addr) (sheets.Cell, bool) {
		return text(rapid.SampledFrom(texts).Draw(t, "typed")), true
	}
}

func mutations() []mutation {
	amounts := []role{roleSum, roleAmount, rolePart}
	return []mutation{
		{name: "another figure", roles: amounts, breaks: func(t *rapid.T, o *official, at sheets.Addr) (sheets.Cell, bool) {
			c := o.cells[at]
			off := decimal.New(rapid.Int64Range(20, 1_000_000).Draw(t, "off"), -o.decimals)
			v := decimal.RequireFromString(c.Value.String())
			if v.GreaterThan(off) && rapid.Bool().Draw(t, "less") {
				off = off.Neg()
			}
			c.Value = sheets.NumberValue(v.Add(off).String())
			return c, true
		}},
		{name: "no figure", roles: amounts, told: "value/unreadable", breaks: typed("khoảng tám", "1.2.3.4", "12.5oo", "xx")},
		{name: "an error value", roles: append(amounts, roleDepartment, roleStatus), told: "value/unreadable", breaks: func(t *rapid.T, _ *official, _ sheets.Addr) (sheets.Cell, bool) {
			return sheets.Cell{Value: sheets.ErrorValue(rapid.SampledFrom([]string{"#REF!", "#N/A", "#DIV/0!"}).Draw(t, "error"))}, true
		}},
		{name: "no code", roles: []role{roleCode}, told: "key/missing", breaks: typed("", " ")},
		{name: "the code of another", roles: []role{roleCode}, told: "key/duplicate", breaks: func(t *rapid.T, o *official, at sheets.Addr) (sheets.Cell, bool) {
			other := rapid.SampledFrom(o.at(roleCode)).Draw(t, "other")
			return text(o.cells[other].Value.String() + " "), other != at
		}},
		{name: "no name", roles: []role{roleName}, told: "required/missing", breaks: typed("")},
		{name: "no department", roles: []role{roleDepartment}, told: "required/missing", breaks: typed("")},
		{name: "another department", roles: []role{roleDepartment}, told: "department/unknown", breaks: typed("Sở Thông tin và Truyền thôngg", "Sở Lạ", "Ban Quản lý dự án")},
		{name: "another status", roles: []role{roleStatus}, told: "status/unknown", breaks: typed("Đang thực hiên", "Xong rồi")},
		{name: "another source", roles: []role{roleSource}, told: "source/unknown", breaks: typed("Đầu tư côngg", "Vốn vay")},
		{name: "another priority", roles: []role{rolePriority}, told: "priority/unknown", breaks: typed("Câp bách", "Vừa phải")},
		{name: "another category", roles: []role{roleCategory}, told: "category/unknown", breaks: typed("Nhóm khác", "Dự án ứng dụng khoa học công ngệ")},
		{name: "the category of another section", roles: []role{roleCategory}, told: "category/section", breaks: func(t *rapid.T, o *official, at sheets.Addr) (sheets.Cell, bool) {
			c := o.category(rapid.IntRange(0, 2).Draw(t, "category"))
			return text(c), c != o.cells[at].Value.String()
		}},
		{name: "no deadline that there is", roles: []role{roleDeadline}, told: "deadline/unreadable", breaks: typed("31/11/2021", "sắp tới đây", "quý VII/2021", "#")},
		{name: "another count", roles: []role{roleCount}, told: "total/count", breaks: func(t *rapid.T, o *official, at sheets.Addr) (sheets.Cell, bool) {
			name := o.cells[at].Value.String()
			return text(name[:strings.LastIndex(name, "(")] + "(99 dự án)"), true
		}},
	}
}

// One broken cell is told, at that cell or on its row; a figure that breaks a
// sum may be told at the sum. Nothing else is told.
func TestPropertyOneBrokenCellIsTold(t *testing.T) {
	for _, m := range mutations() {
		t.Run(m.name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				o := drawOfficial(t)
				places := o.at(m.roles...)
				if len(places) == 0 {
					return
				}
				at := rapid.SampledFrom(places).Draw(t, "cell")
				cell, ok := m.breaks(t, o, at)
				if !ok {
					return
				}
				o.cells[at] = cell
				checkBroken(t, o, m, at, o.run())
			})
		})
	}
}

func checkBroken(t *rapid.T, o *official, m mutation, at sheets.Addr, found []rule.Finding) {
	told := false
	for _, f := range found {
		place := sheets.Addr{Row: f.Row, Col: f.Col}
		switch {
		case m.told == "":
			above := o.above[at.Row]
			here := f.Row == at.Row || len(above) > 0 && place == sheets.Addr{Row: above[0], Col: at.Col}
			if !here {
				t.Errorf("%s: told at %s", at, place)
			}
			told = told || here
		case f.Rule == m.told && place == at:
			told = true
		case m.told == "key/duplicate" && f.Rule == m.told && f.Col == at.Col:
		case f.Row != at.Row:
			t.Errorf("%s: %s told at %s", at, f.Rule, place)
		}
	}
	if !told {
		t.Errorf("%s: %q is not told", at, m.name)
	}
	if t.Failed() {
		t.Fatalf("%s broken:%s\n%s", at, show(found), o.show())
	}
}

// What people do to the looks of a list is warned of nowhere.
func TestPropertyLooksAreHarmless(t *testing.T) {
	texts := []role{roleCode, roleName, roleCategory, roleDepartment, roleSource, rolePriority, roleStatus, roleDeadline, roleCount, roleRemark}
	closed := []role{roleCategory, roleDepartment, roleSource, rolePriority, roleStatus, roleDeadline}
	amounts := []role{roleSum, roleAmount, rolePart}
	each := func(o *official, change func(string) string, roles ...role) {
		for _, at := range o.at(roles...) {
			c := o.cells[at]
			c.Value = sheets.TextValue(change(c.Value.String()))
			o.cells[at] = c
		}
	}
	tests := map[string]func(t *rapid.T, o *official){
		"letters taken apart": func(_ *rapid.T, o *official) { each(o, norm.NFD.String, texts...) },
		"blanks around": func(_ *rapid.T, o *official) {
			each(o, func(s string) string { return "\u00a0 " + s + " \n" }, texts...)
		},
		"no-break spaces": func(_ *rapid.T, o *official) {
			each(o, func(s string) string { return strings.ReplaceAll(s, " ", "\u00a0") }, texts...)
		},
		"double spaces": func(_ *rapid.T, o *official) {
			each(o, func(s string) string { return strings.ReplaceAll(s, " ", "  ") }, texts...)
		},
		"capitals":         func(_ *rapid.T, o *official) { each(o, strings.ToUpper, closed...) },
		"small letters":    func(_ *rapid.T, o *official) { each(o, strings.ToLower, closed...) },
		"figures as texts": func(_ *rapid.T, o *official) { each(o, vietnamese, amounts...) },
		"figures behind marks": func(_ *rapid.T, o *official) {
			each(o, func(s string) string { return vietnamese(s) + "\u00a0" }, amounts...)
		},
		"rows hidden": func(t *rapid.T, o *official) {
			for _, at := range o.at(roleCode) {
				if rapid.Bool().Draw(t, "hidden") {
					o.hidden = append(o.hidden, at.Row)
				}
			}
		},
		"dashes for nothing": func(_ *rapid.T, o *official) {
			for _, at := range o.at(roleCode) {
				for _, col := range moneyCols {
					if a := (sheets.Addr{Row: at.Row, Col: col}); o.cells[a].Value.IsEmpty() {
						o.cells[a] = text("-")
					}
				}
			}
		},
		"numbered anew": func(t *rapid.T, o *official) {
			for _, at := range o.at(roleNumber) {
				o.cells[at] = text(rapid.SampledFrom([]string{"1", "2", "07", "12", "3."}).Draw(t, "number"))
			}
		},
	}
	for name, change := range tests {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				o := drawOfficial(t)
				change(t, o)
				if found := o.run(); len(found) > 0 {
					t.Fatalf("found:%s\n%s", show(found), o.show())
				}
			})
		})
	}
}

// vietnamese writes a number as people type it: "1234.5" is "1.234,5".
func vietnamese(s string) string {
	whole, fraction, ok := strings.Cut(s, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "." + whole[i:]
	}
	if ok {
		return whole + "," + fraction
	}
	return whole
}

// Without its unit a list says nothing that could be held against anything.
func TestPropertyNoUnit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := drawOfficial(t)
		delete(o.cells, o.at(roleUnit)[0])
		found := o.run()
		if len(found) != 1 || found[0].Rule != "unit/missing" {
			t.Fatalf("found:%s\n%s", show(found), o.show())
		}
	})
}
