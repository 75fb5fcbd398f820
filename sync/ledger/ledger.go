// Package ledger is the domain: what an official list of projects or tasks
// says. [Read] parses the tabs of a snapshot into a [Ledger]: lists with
// their unit, header, sections, totals and items, money in đồng, deadlines as
// days, and the directory of departments.
//
// What cannot be read never stops the reading and is never dropped in
// silence: it becomes a [Problem] with the cell and the text seen, which the
// package rule turns into a finding. Nothing here judges whether a figure is
// right, and nothing reads a file, a clock or a configuration.
package ledger

import (
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"rasoat/sheets"
)

// Ledger is everything that was read from one snapshot.
type Ledger struct {
	Lists     []*List
	Directory *Directory // the departments; never nil
	Terms     Terms      // the closed lists that the cells were held against
	// Addresses are the mail addresses of the directory's tab that can be read,
	// in its order.
	Addresses []Address
	// DaysOff are the days of the workbook's own tab that are off or worked
	// other than usual, in its order; see [Mapping].
	DaysOff   []DayOff
	Problems  []Problem
	Obstacles []sheets.Obstacle // what stands in the way of what is shown, as the snapshot tells it
}

// Terms are the closed lists of values. A nil list is open: any value goes.
type Terms struct {
	Sources    *Names
	Statuses   *Names
	Priorities *Names
}

// Kind says what a list tracks.
type Kind string

// The kinds of lists.
const (
	Projects Kind = "projects" // money, category, source, deadline
	Tasks    Kind = "tasks"    // order, lead, deadline
	Table    Kind = "table"    // figures only: totals are checked, nothing else
)

// List is one table of a tab.
type List struct {
	Name       string // the name in the configuration, stable
	Kind       Kind
	Tab        sheets.TabID
	Title      string       // the tab's title
	Header     sheets.Range // without the column-number row
	Unit       Unit         // the unit of the tab's amounts; the zero Unit where none was found
	Style      NumberStyle  // how texts that are numbers are written
	Categories *Names       // the closed list of categories, nil where it is open
	Columns    []Column     // the mapped columns that were found, in order of place
	// Unmapped are the columns of the header that are taken for nothing, in
	// order of place: only Col and Header are set.
	Unmapped []Column
	Rows     []*Row // every row below the header that holds anything, in order
	// Basis tells whether the accumulated allocation already holds the plan
	// of the year.
	Basis    Basis
	PlanYear int // the year of the plan column's header, 0 where it names none
	Sums     []RowSum
	// Footnotes are the notes that belong to the list: those below it, and
	// remarks in its rows that a rule may hold a figure against.
	Footnotes []Footnote
}

// Items returns the rows that are items, in order.
func (l *List) Items() []*Row {
	var items []*Row
	for _, r := range l.Rows {
		if r.Kind == ItemRow {
			items = append(items, r)
		}
	}
	return items
}

// Column returns the column of a field, or nil where the list has none.
func (l *List) Column(f Field) *Column {
	for i := range l.Columns {
		if l.Columns[i].Field == f {
			return &l.Columns[i]
		}
	}
	return nil
}

// Amounts returns the columns that hold money.
func (l *List) Amounts() []*Column {
	var cols []*Column
	for i := range l.Columns {
		if l.Columns[i].Amount {
			cols = append(cols, &l.Columns[i])
		}
	}
	return cols
}

// Field names what a column holds. The constants are the names used in the
// configuration.
type Field string

// The fields of projects and tasks.
const (
	FieldNumber      Field = "number"      // STT
	FieldCode        Field = "code"        // Mã dự án
	FieldName        Field = "name"        // Tên dự án, nhiệm vụ
	FieldCategory    Field = "category"    // Nhóm
	FieldDepartment  Field = "department"  // Cơ quan chủ trì
	FieldCooperating Field = "cooperating" // Cơ quan phối hợp
	FieldGroup       Field = "group"       // Nhóm dự án theo Luật Đầu tư công: A, B, C
	FieldDecision    Field = "decision"    // Quyết định (số, ngày)
	FieldDecidedOn   Field = "decided_on"  // Ngày quyết định, where it has a column of its own
	FieldTotal       Field = "total"       // Tổng mức đầu tư
	FieldAllocated   Field = "allocated"   // Lũy kế vốn đã bố trí
	FieldPlan        Field = "plan"        // Kế hoạch vốn năm
	FieldNeed        Field = "need"        // Nhu cầu vốn năm
	FieldDisbursed   Field = "disbursed"   // Giải ngân: spent, which is not allocated
	FieldSource      Field = "source"      // Nguồn vốn dự kiến
	FieldOpinion     Field = "opinion"     // Ý kiến của một cơ quan về nguồn vốn; a list may have several
	FieldPriority    Field = "priority"    // Mức độ
	FieldStatus      Field = "status"      // Trạng thái
	FieldDeadline    Field = "deadline"    // Thời hạn
	FieldPeriod      Field = "period"      // Thời gian khởi công - hoàn thành, thời gian bố trí vốn
	FieldAssigned    Field = "assigned"    // Văn bản giao (số, ngày)
	FieldDone        Field = "done"        // Ngày hoàn thành
	FieldResult      Field = "result"      // Văn bản kết quả
	FieldReason      Field = "reason"      // Nguyên nhân chậm; lý do chậm, kiến nghị
	FieldExplanation Field = "explanation" // Ý kiến giải trình
	// FieldSnooze is Tạm dừng nhắc đến: the day up to which nobody is reminded.
	FieldSnooze Field = "snooze"
	// FieldAcknowledged is Đã nhận thông tin (ngày): when the reminder was taken
	// note of.
	FieldAcknowledged Field = "acknowledged"
	FieldRemark       Field = "remark" // Ghi chú
)

// Column is a mapped column of a list.
type Column struct {
	// Field is what the column holds, or "" for an amount that has no meaning
	// of its own (the columns of a Table, the parts of an allocation).
	Field  Field
	Col    int
	Header string // the header texts from top to bottom, joined by " / "
	// Heads are the cells in which the joined parts of Header stand, the top
	// left one of a merged block. Nil for a column without a header.
	Heads  []sheets.Addr
	Amount bool
	// Source is, for a part of the accumulated allocation, the source of
	// funds that the part is from: the canonical name.
	Source string
	// By is, for a column of opinions, the body whose opinion it holds: the
	// canonical name of the department, else as the header writes it.
	By string
	// Unit is the unit of this column where its header names one, else the
	// list's.
	Unit Unit
	// Marks are the footnote marks that stand in the column's header; each is
	// the Mark of a footnote of the list.
	Marks []string
	// Found says how the column was recognised.
	Found Found
}

// Found says how sure it is that a column holds what it is taken for.
type Found uint8

// How a column was recognised, from the surest down.
const (
	Configured Found = iota // the configuration names it
	ByName                  // its header is a usual name of the field
	ByPart                  // a part of its header, or its header without a year or remark, is one
	ByContent               // what stands in its cells says so
)

// Label returns the text of the column's header that says most by itself: its
// last part.
func (c *Column) Label() string {
	parts := strings.Split(c.Header, " / ")
	return parts[len(parts)-1]
}

// RowSum is an arithmetic that holds in every row: Total = ΣPlus − ΣMinus.
// It comes from the column-number row ("3=4+5"), from the parts of an
// allocation, from how the header groups its columns, or from the
// configuration. The members are columns of the tab.
type RowSum struct {
	Total int
	Plus  []int
	Minus []int
	Text  string // how the list states it, "" where it does not
	// Implied says that the header alone implies it: "Tổng số" and what else
	// stands under the same heading. It is to be believed where the figures
	// bear it out.
	Implied bool
}

// Basis says what the accumulated allocation includes.
type Basis uint8

// The bases of an accumulated allocation.
const (
	BasisNone     Basis = iota // the list lacks one of the two columns, so the question does not arise
	BasisExcludes              // the accumulated amount ends before the plan year: both are subtracted
	BasisIncludes              // the accumulated amount includes the plan year
	BasisUnknown               // the headers do not tell and the configuration is silent
)

// Footnote is a note of a list.
//
// It belongs to a cell or a column where its Mark is among [Row.Marks] or
// [Column.Marks], to a row where that is the row it stands in (a remark that
// names a figure), and to the list as a whole otherwise.
type Footnote struct {
	Mark string // as the note is marked: "(1)", "*"; "" for one that explains no mark
	Text string // white space folded, NFC, without the mark
	Row  int    // where it stands
}

// RowKind says what a row of a list is.
type RowKind uint8

// The kinds of rows.
const (
	ItemRow      RowKind = iota // a project or task: 1, 2, 3 …
	SectionRow                  // A, I, II …: a group with its subtotal
	GrandRow                    // TỔNG SỐ
	SubtotalRow                 // "Cộng mục I": closes a section
	ComponentRow                // 1.1, a), "-": part of the item above, adds up to it
	PartRow                     // behind "Trong đó": of what stands above, need not add up to it
	MarkerRow                   // "Trong đó:" alone
	RatioRow                    // a percentage
	NoteRow                     // footnotes, signatures
	ExtraRow                    // "Làm tròn", "Dự phòng 10%" below a closing total: comes on top of it and is no item
)

// Row is one row of a list.
type Row struct {
	Kind   RowKind
	Row    int    // in the tab, counted from 0
	Number string // the STT as people write it: "1.1", "IV", ""
	Level  int    // depth in the numbering; 0 is the top
	Name   string // white space folded, NFC
	Parent *Row   // the section or item that it stands under; nil at the top
	// Children are the rows directly below this one in the numbering, in
	// order: those that add up to it. Parts, markers, ratios and notes are
	// none of them, nor is an item that says that it is not counted in.
	Children []*Row
	// OfWhich reports that the children stand behind a "Trong đó:" and need
	// not add up.
	OfWhich bool
	// SumOf are the rows that the row itself says it is made of, which then are
	// what it must agree with, and not what stands below or above it: those of
	// "TỔNG CỘNG (A+B)", "Cộng (1+2)", "Bội chi (A - B)", and for a total behind
	// extra rows ("Dự phòng 10%") the total above them and these. Nil for a row
	// that says nothing of it; empty but not nil for one that names rows which
	// the list does not have: what it is the sum of, nobody can tell.
	SumOf []Summand
	// Count is the number of projects that a section or total states in its
	// name: "(4 dự án)"; -1 where it states none.
	Count int
	// Amounts are the amounts of the row by column of the tab. Columns that
	// are blank in the row are absent; notes and ratios have none. An item
	// written over several lines, one for each source, holds their sums.
	Amounts map[int]Amount
	// Texts are the texts of the row by field, white space folded, NFC; of an
	// explanation the line breaks stay. Fields that are blank are absent.
	Texts map[Field]string

	// Marks are the footnote marks that stand in the row's cells, by column:
	// beside a text or figure, or alone in the cell. Each is the Mark of a
	// footnote of the list; a mark that none explains is left out. Nil for a
	// row without marks.
	Marks map[int][]string
	// Hidden reports that the row is hidden, or filtered out of view.
	Hidden bool

	Key sheets.Cell // the code's cell as it is
	// Category is, on an item, what the category column says; on a section,
	// what its name says where sections stand for categories. See CategoryOf.
	Category    Ref
	Leads       []Ref // of the lead column, split where it names several
	Cooperating []Ref
	Sources     []Ref
	Status      Ref
	Priority    Ref
	Opinions    []Opinion
	Group       string   // of the Law on Public Investment: "A", "B" or "C"; "" where the row states none of them
	Decision    Document // the decision of investment
	Deadline    Deadline
	// Period is the column of FieldPeriod; NoDeadline where the list has none. A
	// term that ends before it begins ("2022-2020") has a First after its Last.
	Period     Deadline
	AssignedOn time.Time // the day of the assigning document, zero where unknown
	DoneOn     time.Time // the day of completion, zero where there is none
	// SnoozedUntil is the last day on which nobody is to be reminded of the item,
	// of a period its last; zero where the row states none or an unreadable one.
	SnoozedUntil time.Time
	// AcknowledgedOn is the day on which the department took note of the reminder,
	// zero where the row states none. A tick without a day is none.
	AcknowledgedOn time.Time
}

// Summand is a row that another says it is made of.
type Summand struct {
	Row   *Row
	Minus bool // it is subtracted
}

// Opinion is what one body says of the source of an item's funds.
type Opinion struct {
	By   string // see Column.By
	Col  int
	Text string
	// Sources are the sources of the closed list that the opinion speaks for,
	// each once: those that it names, but for those in a clause that denies
	// something ("không sử dụng chi thường xuyên"). Nil where it names none, or
	// where the list of sources is open.
	Sources []Ref
}

// Document is a document of authority.
type Document struct {
	Number string    // "1234/QĐ-UBND", "" where none is stated
	On     time.Time // its day at midnight UTC, zero where none is stated
}

// Ref is a text that names an entry of a closed list.
type Ref struct {
	Text string // as written, white space folded; "" where the cell is blank
	Name string // the canonical name, "" where the text names no entry
}

// Known reports whether the text names an entry.
func (r Ref) Known() bool { return r.Name != "" }

// Code returns the item's code as people read it, or "".
func (r *Row) Code() string { return r.Texts[FieldCode] }

// Label returns what people call the row: its code, else its name, else its
// number.
func (r *Row) Label() string {
	switch {
	case r.Code() != "":
		return r.Code()
	case r.Name != "":
		return r.Name
	}
	return r.Number
}

// CategoryOf returns the canonical name of the row's category: that of the
// nearest section that names one, since its subtotal counts the row in, else
// the one that the row's own cell names, else "". Where the two disagree the
// rule category/section tells.
func (r *Row) CategoryOf() string {
	for p := r.Parent; p != nil; p = p.Parent {
		if p.Category.Known() {
			return p.Category.Name
		}
	}
	return r.Category.Name
}

// Section returns the outermost section that the row stands under, or nil.
func (r *Row) Section() *Row {
	var s *Row
	for p := r.Parent; p != nil; p = p.Parent {
		if p.Kind == SectionRow {
			s = p
		}
	}
	return s
}

// Amount is a sum of money as a cell states it.
type Amount struct {
	Value decimal.Decimal // in đồng, exact
	// Half is half a unit of the last digit that the cell shows, in đồng: the
	// most by which rounding can have moved the figure. It is zero for
	// whole đồng. Of a figure that is only about right ("khoảng 500") it is that
	// of the last digit that is not zero.
	Half decimal.Decimal
	// Bad reports that the cell holds something that is no amount. Value is
	// then zero and means nothing.
	Bad bool
	// Formula is the formula that gave the amount, "" where it was typed: see
	// [sheets.Cell].
	Formula string
}

// Unit is a unit of money.
type Unit struct {
	Label  string          // as people write it: "triệu đồng"
	Factor decimal.Decimal // đồng in one unit
}

// IsZero reports whether no unit is known.
func (u Unit) IsZero() bool { return u.Factor.IsZero() }

// ProblemKind says what could not be read.
type ProblemKind string

// The kinds of problems.
const (
	BadAmount    ProblemKind = "amount"    // no number
	BadDeadline  ProblemKind = "deadline"  // no day, period or open term
	BadDate      ProblemKind = "date"      // no day
	BadError     ProblemKind = "error"     // a formula's error value such as #REF!
	BadEmail     ProblemKind = "email"     // no mail address, in the directory
	BadDayOff    ProblemKind = "day off"   // no day and no range of days, in the tab of days off
	BadDayKind   ProblemKind = "day kind"  // neither off nor worked, in the tab of days off
	DayOffTwice  ProblemKind = "day twice" // a day that stands there both as off and as worked
	NotComputed  ProblemKind = "formula"   // a formula without a stored result
	Ambiguous    ProblemKind = "ambiguous" // "1,234": a thousand or a fraction
	OldEncoding  ProblemKind = "tcvn3"     // text in the TCVN3 encoding
	OldVNI       ProblemKind = "vni"       // text in the VNI encoding
	OldVIQR      ProblemKind = "viqr"      // text in the VIQR notation
	NoUnit       ProblemKind = "unit"      // amounts without a unit
	NoHeader     ProblemKind = "header"    // no header row found
	NoTab        ProblemKind = "tab"       // no tab of that title
	NoEntries    ProblemKind = "empty"     // a directory without a single department
	StrayNumber  ProblemKind = "stray"     // an amount in a row that names nothing
	UnmappedOnly ProblemKind = "column"    // a mapped column that the header lacks
)

// Problem is something that could not be read.
type Problem struct {
	Kind ProblemKind
	List string // name of the list, "" where the problem is not of one
	Tab  sheets.TabID
	Row  int // -1 where the problem is of the tab as a whole
	Col  int // -1 where the problem is of the row as a whole
	Item *Row
	Seen string // the text seen
	Name string // of the column, field or tab
}
