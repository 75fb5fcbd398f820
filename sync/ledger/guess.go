package ledger

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"rasoat/sheets"
)

// Guess maps the tabs of a workbook that no configuration speaks of.
//
// A table whose header names projects and a total investment is a list of
// projects, one that names who leads what until when a list of tasks, any
// other with amounts of money a table. A tab may hold several, below one
// another or side by side: then each has its Header. Hidden tabs are left out,
// and so are notes, lookups and figures for charts: what has neither rows by
// name or number nor a word of money. A tab that names departments and their
// mailboxes is the directory.
func Guess(s *sheets.Snapshot) Mapping {
	m := Mapping{}
	for _, t := range s.Tabs() {
		if t.Hidden() {
			continue
		}
		found := guessTab(newTable(t))
		if _, _, ok := directoryColumns(t); ok && m.DirectoryTab == "" && !slices.ContainsFunc(found, func(g guessed) bool { return g.kind != Table }) {
			m.DirectoryTab = t.Title()
			continue
		}
		for _, g := range found {
			lm := ListMapping{Name: fmt.Sprintf("list-%d", len(m.Lists)+1), Tab: t.Title(), Kind: g.kind}
			if len(found) > 1 || g.later {
				lm.Header = g.header
			}
			if g.english {
				lm.Style = English
				lm.Blank = []string{"Exempt*", "Not *", "N/A*", "TBC*", "TBD*", "None", "Unknown"}
			}
			m.Lists = append(m.Lists, lm)
		}
	}
	return m
}

// guessed is a table of a tab.
type guessed struct {
	kind   Kind
	header sheets.Range
	later  bool // another header stands above or beside it
	// english: its columns bear English names, so that its figures and the
	// words for nothing are written the English way.
	english bool
}

// mostTables is how many tables of one tab are looked for.
const mostTables = 50

// guessTab finds the tables of a tab from top to bottom.
func guessTab(t *table) []guessed {
	var found []guessed
	rest := t.within
	for n := range mostTables {
		part := t.part(rest)
		var h head
		ok := false
		for _, kind := range []Kind{Projects, Tasks, Table} {
			if h, ok = findHead(part, ListMapping{Kind: kind}); ok {
				break
			}
		}
		if !ok {
			break
		}
		end, more := endOf(part, h)
		beside := sideBySide(part, h)
		for _, cols := range beside {
			one := t.part(sheets.Range{Top: rest.Top, Left: cols.Left, Bottom: end, Right: cols.Right})
			if kind, header, ok := guessKind(one); ok {
				found = append(found, guessed{kind, header, n > 0 || len(beside) > 1, namedInEnglish(one, header)})
			}
		}
		if !more {
			break
		}
		rest.Top = end
	}
	return found
}

// namedInEnglish reports whether the texts of a header are all without
// Vietnamese letters, and some of them usual names besides an STT.
func namedInEnglish(t *table, header sheets.Range) bool {
	names := 0
	for r := header.Top; r < header.Bottom; r++ {
		for _, c := range t.Row(r) {
			text := c.Value.String()
			if strings.ContainsFunc(text, func(r rune) bool { return r > 'z' && unicode.IsLetter(r) }) {
				return false
			}
			if namesOf(newHeadColumn(0, []string{text}, 1), func(f Field) bool { return f != FieldNumber }) {
				names++
			}
		}
	}
	return names >= 2
}

// sideBySide cuts a header into those of tables that stand beside each other:
// each has an STT of its own.
func sideBySide(t *table, h head) []sheets.Range {
	all := []sheets.Range{{Left: t.within.Left, Right: t.within.Right}}
	var last headColumn
	for i, hc := range h.columns {
		if len(hc.parts) == 0 || !namesOf(newHeadColumn(hc.col, hc.parts[len(hc.parts)-1:], 1), func(f Field) bool { return f == FieldNumber }) {
			continue
		}
		if len(last.parts) > 0 && i > 0 && hc.col > last.col+2 && Fold(last.leaf()) == Fold(hc.leaf()) {
			all[len(all)-1].Right = hc.col
			all = append(all, sheets.Range{Left: hc.col, Right: t.within.Right})
		}
		last = hc
	}
	return all
}

// guessKind tells what the first table of a part of a tab is, and where its
// header stands.
func guessKind(t *table) (Kind, sheets.Range, bool) {
	for _, kind := range []Kind{Projects, Tasks, Table} {
		lm := ListMapping{Tab: t.Title(), Kind: kind}
		h, ok := findHead(t, lm)
		if !ok || h.first() >= t.Rows() {
			continue
		}
		columns, _ := mapColumns(t, h, lm, nil)
		c := candidate{t, h, columns}
		switch {
		case kind == Projects && c.projects(), kind == Tasks && c.tasks(), kind == Table && c.figures():
			return kind, h.block, true
		}
	}
	return "", sheets.Range{}, false
}

// candidate is a header with the columns that it has if it is one of a kind.
type candidate struct {
	t       *table
	h       head
	columns []Column
}

func (c candidate) count(fields ...Field) int {
	n := 0
	for _, col := range c.columns {
		if slices.Contains(fields, col.Field) {
			n++
		}
	}
	return n
}

func (c candidate) header(f Field) string {
	for _, col := range c.columns {
		if col.Field == f {
			return Fold(col.Header)
		}
	}
	return ""
}

// projects: a total, and something that only items have.
func (c candidate) projects() bool {
	if c.count(FieldName) == 0 || c.count(FieldTotal, FieldAllocated, FieldPlan) == 0 {
		return false
	}
	named := projectName.MatchString(c.header(FieldName))
	details := c.count(FieldCode, FieldDepartment, FieldDeadline, FieldSource, FieldDecision, FieldPeriod, FieldStatus, FieldGroup)
	switch {
	case c.count(FieldTotal) > 0:
		return c.count(FieldCode, FieldDepartment, FieldDeadline, FieldSource) > 0 ||
			named && (details > 0 || c.count(FieldAllocated, FieldPlan, FieldNeed, FieldDisbursed, FieldCategory) > 0)
	default:
		return named && details > 0
	}
}

// tasks: what was assigned, done or delivered, or who does what until when.
func (c candidate) tasks() bool {
	return c.count(FieldAssigned, FieldDone, FieldResult) > 0 && c.count(FieldName, FieldDepartment, FieldDeadline) > 0 ||
		c.count(FieldName) > 0 && c.count(FieldDepartment) > 0 && c.count(FieldDeadline) > 0
}

// figures: amounts of money by name or number.
func (c candidate) figures() bool {
	if c.count(FieldNumber, FieldName) == 0 || notLists.MatchString(Fold(c.t.Title())) {
		return false
	}
	money := false
	for _, col := range c.columns {
		money = money || col.Amount
	}
	if !money {
		return false
	}
	if _, ok := unitOf(c.t, c.h); ok || len(numberRowSums(c.t, c.h)) > 0 {
		return true
	}
	return namesMoney(c.t, c.h, c.columns)
}

// namesMoney reports whether a header, or the title above it, has a word of
// money.
func namesMoney(t *table, h head, columns []Column) bool {
	for _, col := range columns {
		if _, ok := unitOfHeader(col.Header); col.Amount && (ok || moneyWord.MatchString(Fold(col.Header))) {
			return true
		}
	}
	for r := t.within.Top; r < h.block.Top; r++ {
		for _, cell := range t.Row(r) {
			if moneyWord.MatchString(Fold(cell.Value.String())) {
				return true
			}
		}
	}
	return false
}

var (
	projectName = regexp.MustCompile(`dự án|công trình|nhiệm vụ|chương trình|đề án|danh mục đầu tư|hạng mục|project|programme`)
	// notLists are titles of tabs that hold lookups, notes or figures for
	// charts.
	notLists = regexp.MustCompile(`dùng chung|hướng dẫn|chú giải|biểu đồ|đồ thị|tra cứu|danh mục mã|bảng mã|cấu hình|tham số|ngày nghỉ|kết quả rà soát|` +
		`^(?:ghi chú|mã|notes?|readme|help|lookups?|lists?|charts?|dashboard|config|settings|pivot.*)$`)
	moneyWord = regexp.MustCompile(`(?:^|[ (])(?:vốn|kinh phí|chi|thu|ngân sách|nsnn|nstw|nsđp|dự toán|quyết toán|tiền|tổng mức đầu tư|tmđt|nợ|vay|bội chi|budget|expenditure|revenue|cost|funds?|allocat\w*)(?:$|[ )])`)
)
