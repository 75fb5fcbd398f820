package demo

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
	"golang.org/x/text/unicode/norm"

	"rasoat/sheets"
	"rasoat/sheets/xlsx"
)

// cells returns the cells of a tab of the draft by address.
func cells(t *testing.T, d xlsx.Draft, tab string) map[string]xlsx.DraftCell {
	t.Helper()
	for _, dt := range d.Tabs {
		if dt.Title == tab {
			m := map[string]xlsx.DraftCell{}
			for _, c := range dt.Cells {
				m[c.At.String()] = c
			}
			return m
		}
	}
	t.Fatalf("no tab %q in the draft", tab)
	return nil
}

// The data itself is what the story says: 4 + 3 + 5 + 5 projects in a row,
// 1.716,5 tỷ đồng in all.
func TestDataTellsTheStory(t *testing.T) {
	var counts []int
	var total dong
	number := 0
	for _, s := range sections() {
		counts = append(counts, len(s.projects))
		for _, p := range s.projects {
			number++
			if p.number != number {
				t.Errorf("%s has number %d, want %d", p.code, p.number, number)
			}
			if !strings.HasSuffix(p.code, string([]byte{'-', byte('0' + number/10), byte('0' + number%10)})) {
				t.Errorf("project %d has code %s", number, p.code)
			}
			if invented := number < 13 || number > 15; invented != strings.HasSuffix(p.name, "(mẫu)") {
				t.Errorf("%s is called %q: invented ones, and only they, end in (mẫu)", p.code, p.name)
			}
			if urgent := number == 13 || number == 14; p.urgent != urgent {
				t.Errorf("%s: urgent is %v", p.code, p.urgent)
			}
			total += p.total
		}
	}
	if diff := cmp.Diff([]int{4, 3, 5, 5}, counts); diff != "" {
		t.Errorf("projects by section (-want +got):\n%s", diff)
	}
	if total != 1_716_500*million {
		t.Errorf("the totals add up to %d đồng, want 1.716.500 triệu", total)
	}
	if n := len(tasks()); n != 4 {
		t.Errorf("%d tasks, want 4", n)
	}
}

// Everything adds up: components to their project, parts behind "Trong đó:" to
// no more than it, stated subtotals to their rows but for rounding, which
// half a triệu for each row and the subtotal explains.
func TestDataAddsUp(t *testing.T) {
	var grand figures
	for _, s := range sections() {
		var rows figures
		for _, p := range s.projects {
			rows.add(p.figures())
			components, parts := sumOf(p.components), sumOf(p.ofWhich)
			for col, whole := range p.figures() {
				if len(p.components) > 0 && components[col] != whole {
					t.Errorf("%s column %s: its components add up to %d of %d", p.code, sheets.ColName(col), components[col], whole)
				}
				if parts[col] > whole {
					t.Errorf("%s column %s: parts of %d in %d", p.code, sheets.ColName(col), parts[col], whole)
				}
			}
		}
		stated := s.subtotal()
		for col := range stated {
			off := max(stated[col]-rows[col], rows[col]-stated[col])
			if off > million/2*dong(len(s.projects)+1) {
				t.Errorf("section %s column %s: states %d, rows add up to %d", s.roman, sheets.ColName(col), stated[col], rows[col])
			}
			if _, rounded := s.stated[col]; rounded == (off == 0) {
				t.Errorf("section %s column %s: rounding is %v, off by %d", s.roman, sheets.ColName(col), rounded, off)
			}
		}
		if stated[colAllocated] != stated[colPublic]+stated[colRecurrent]+stated[colScience]+stated[colOther] {
			t.Errorf("section %s: the sources do not add up to the allocation", s.roman)
		}
		grand.add(stated)
	}
	want := figures{colTotal: 1_716_500, colAllocated: 173_500, colPublic: 125_250, colRecurrent: 14_500, colScience: 14_000, colOther: 19_750, colPlan: 23_000}
	for col := range want {
		if grand[col] != want[col]*million {
			t.Errorf("TỔNG SỐ column %s: %d, want %d triệu", sheets.ColName(col), grand[col], want[col])
		}
	}
}

func sumOf(pieces []piece) figures {
	var sum figures
	for _, c := range pieces {
		sum.add(toFigures(c.total, c.allocated, c.plan))
	}
	return sum
}

// Amounts that stand in their cells as texts say what the data says.
func TestTypedAmountsSayWhatTheDataSays(t *testing.T) {
	said := map[string]dong{"1.234,5": 1_234*million + million/2, "(1)\u00a0\u00a02.000": 2_000 * million, "6\u00a0000": 6_000 * million}
	seen := 0
	for _, s := range sections() {
		for _, p := range s.projects {
			for col, text := range p.typed {
				seen++
				if want, ok := said[text]; !ok || p.figures()[col] != want {
					t.Errorf("%s column %s: %q stands for %d", p.code, sheets.ColName(col), text, p.figures()[col])
				}
			}
		}
	}
	if seen != len(said) {
		t.Errorf("%d typed amounts, want %d", seen, len(said))
	}
}

// Every mistake stands in a cell of its own, of a tab that is there, and the
// cell holds what makes it.
func TestMistakesStandInTheirCells(t *testing.T) {
	draft := Draft()
	sound := draftWith(nil)
	seen := map[string]bool{}
	for _, p := range plants() {
		if seen[p.Tab+p.Cell] {
			t.Errorf("%s %s: two mistakes in one cell", p.Tab, p.Cell)
		}
		seen[p.Tab+p.Cell] = true
		if !slices.Contains([]string{"error", "warning", "notice"}, p.Severity) {
			t.Errorf("%s: severity %q", p.Cell, p.Severity)
		}
		c, ok := cells(t, draft, p.Tab)[p.Cell]
		if !ok {
			t.Errorf("%s: no cell %s in %q", p.Rule, p.Cell, p.Tab)
			continue
		}
		was := cells(t, sound, p.Tab)[p.Cell]
		if p.written && (c.Cell.Value != p.value || c.Cell.Value == was.Cell.Value || c.Cell.Formula != "") {
			t.Errorf("%s %s holds %q, want %q in the place of %q", p.Rule, p.Cell, c.Cell.Value, p.value, was.Cell.Value)
		}
		if !p.written && (c.Cell.Value.IsBlank() || c.Cell.Value != was.Cell.Value) {
			t.Errorf("%s %s holds %q, and %q without the mistakes", p.Rule, p.Cell, c.Cell.Value, was.Cell.Value)
		}
	}
}

// The list of mistakes, as a person sees it.
func TestMistakes(t *testing.T) {
	var got []string
	for _, m := range Mistakes() {
		got = append(got, m.Rule+" "+m.Severity+" "+m.Cell)
	}
	want := []string{
		"total/culprit error G23",
		"total/grand error M12",
		"total/row error H20",
		"total/count warning C33",
		"value/unreadable error L21",
		"funding/over-allocated error H31",
		"key/duplicate error B25",
		"key/duplicate error B24",
		"key/missing warning B37",
		"category/unknown warning O28",
		"category/section warning O30",
		"department/unknown warning D38",
		"status/unknown warning Q36",
		"source/unknown warning N26",
		"deadline/unreadable error R22",
		"deadline/open notice F8",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("mistakes (-want +got):\n%s", diff)
	}
}

// The mistakes are all that sets the draft apart from one without them.
func TestMistakesAreAllThatIsPlanted(t *testing.T) {
	draft, sound := Draft(), draftWith(nil)
	for i := range draft.Tabs {
		for j, c := range draft.Tabs[i].Cells {
			planted := slices.ContainsFunc(Mistakes(), func(m Mistake) bool {
				return m.Tab == draft.Tabs[i].Title && m.Cell == c.At.String()
			})
			if !planted && c != sound.Tabs[i].Cells[j] {
				t.Errorf("%s %s differs without a mistake", draft.Tabs[i].Title, c.At)
			}
		}
	}
}

// The gaps, worked out by hand in triệu đồng: total − allocated − plan.
func TestExpectedGaps(t *testing.T) {
	want := []struct {
		code        string
		short, over int64 // in tenths of a triệu
	}{
		{"CNTT-01", 1_450_000, 0}, // 180.000 − 25.000 − 10.000
		{"CNTT-02", 2_175_000, 0}, // 250.000 − 32.500
		{"CNTT-03", 1_742_655, 0}, // 195.500 − 16.234,5 − 5.000
		{"CNTT-04", 1_422_345, 0}, // 144.500 − 2.265,5
		{"CNTT-05", 801_670, 0},   // 86.500 − 6.333
		{"CNTT-05", 416_670, 0},   // 48.000 − 4.333 − 2.000; rightly CNTT-06
		{"CNTT-07", 786_670, 0},   // 82.000 − 3.333
		{"CNTT-08", 1_393_330, 0}, // 150.000 − 5.667 − 5.000
		{"CNTT-09", 1_200_000, 0}, // 128.000 − 8.000
		{"CNTT-10", 923_330, 0},   // 96.000 − 3.667
		{"CNTT-11", 0, 25_000},    // 50.000 − 52.500
		{"CNTT-12", 733_330, 0},   // 76.000 − 2.667
		{"CNTT-13", 280_000, 0},   // nothing allocated
		{"CNTT-14", 350_000, 0},   // nothing allocated
		{"CNTT-15", 1_280_000, 0}, // 134.000 − 6.000
		{"", 0, 0},                // 3.000 − 2.000 − 1.000; rightly CNTT-16
		{"CNTT-17", 270_000, 0},   // 30.000 − 3.000
	}
	truth := Expected(day(2021, 1, 15))
	if len(truth.Gaps) != len(want) {
		t.Fatalf("%d gaps, want %d", len(truth.Gaps), len(want))
	}
	const tenth = 100_000
	drawn := cells(t, Draft(), tabProjects)
	for i, w := range want {
		g := truth.Gaps[i]
		if g.Number != i+1 || g.Code != w.code || g.Short != w.short*tenth || g.Over != w.over*tenth {
			t.Errorf("gap %d is %+v, want %+v in tenths of a triệu", i+1, g, w)
		}
		if code := drawn[sheets.Addr{Row: g.Row, Col: colCode}.String()].Cell.Value.String(); code != g.Code {
			t.Errorf("gap %d: row %d bears the code %q, not %q", i+1, g.Row+1, code, g.Code)
		}
	}
	if truth.Short != 15_225_000*tenth || truth.Over != 25_000*tenth {
		t.Errorf("in all %d short and %d over, want 1.522.500 and 2.500 triệu", truth.Short, truth.Over)
	}
}

// What is overdue on 15/01/2021, worked out by hand: days since the term.
func TestExpectedOverdue(t *testing.T) {
	type item struct {
		Number, Days int
		Unfunded     bool
	}
	brief := func(m map[string][]Item, tab string) map[string][]item {
		out := map[string][]item{}
		for who, items := range m {
			for _, i := range items {
				if i.Tab == tab {
					out[who] = append(out[who], item{i.Number, i.Days, i.Short > 0})
				}
			}
		}
		return out
	}
	truth := Expected(day(2021, 1, 15))
	for _, c := range []struct {
		what      string
		want, got map[string][]item
	}{
		{"late projects", map[string][]item{
			depPolice:      {{2, 46, true}},                 // 30/11: the end of tháng 11/2020
			depInformation: {{9, 46, true}, {14, 15, true}}, // 30/11; 31/12: the end of quý IV
			depCity:        {{11, 92, false}},               // 15/10
			depOffice:      {{13, 15, true}},                // 31/12
		}, brief(truth.Late, tabProjects)},
		{"late tasks", map[string][]item{
			depInformation: {{1, 76, false}}, // 31/10
			depPlanning:    {{4, 31, false}}, // 15/12
		}, brief(truth.Late, tabTasks)},
		{"open tasks", map[string][]item{depFinance: {{3, 112, false}}}, brief(truth.Open, tabTasks)},
		{"to advise on", map[string][]item{
			depPlanning: {{2, 46, true}, {9, 46, true}},
			depFinance:  {{13, 15, true}, {14, 15, true}},
		}, brief(truth.Advise, tabProjects)},
		{"held", map[string][]item{"": {{17, 107, true}}}, brief(map[string][]Item{"": truth.Held}, tabProjects)}, // 30/9: the end of quý III
	} {
		if diff := cmp.Diff(c.want, c.got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.what, diff)
		}
	}
	if n := len(Expected(day(2020, 9, 25)).Late); n != 0 {
		t.Errorf("on the day of the order %d departments are late, want none", n)
	}
	if late := Expected(day(2021, 1, 16)).Late[depScience]; len(late) != 1 || late[0].Days != 1 {
		t.Errorf("due on 15/01/2021, late from the 16th: %+v", late)
	}
}

// All text is NFC, but for the one department written in NFD on purpose.
func TestTextIsNFC(t *testing.T) {
	var other []string
	for _, tab := range Draft().Tabs {
		if !norm.NFC.IsNormalString(tab.Title) {
			t.Errorf("tab %q is not NFC", tab.Title)
		}
		for _, c := range tab.Cells {
			if !norm.NFC.IsNormalString(c.Cell.Value.String()) {
				other = append(other, c.At.String())
			}
		}
	}
	if diff := cmp.Diff([]string{findPlaces().of(6, colLead).String()}, other); diff != "" {
		t.Errorf("cells that are not NFC (-want +got):\n%s", diff)
	}
	if !norm.NFC.IsNormal(Config()) {
		t.Error("the configuration is not NFC")
	}
}

// No person is named, and every address is at example.com.
func TestNobodyIsNamed(t *testing.T) {
	address := regexp.MustCompile(`[^\s;<>,]+@[^\s;<>,}]+`)
	person := regexp.MustCompile(`(?:^|\s)(?:Ông|ông|Bà|bà|Anh|Chị|Đ/c)\s+\p{Lu}`)
	texts := []string{string(Config())}
	for _, tab := range Draft().Tabs {
		for _, c := range tab.Cells {
			texts = append(texts, c.Cell.Value.String())
		}
	}
	n := 0
	for _, s := range texts {
		for _, a := range address.FindAllString(s, -1) {
			n++
			if !strings.HasSuffix(a, "@example.com") {
				t.Errorf("address %q is not at example.com", a)
			}
		}
		if m := person.FindString(s); m != "" {
			t.Errorf("%q may name a person", m)
		}
	}
	if n < len(directory()) {
		t.Errorf("%d addresses found, want one a department at least", n)
	}
	for _, d := range directory() {
		role := strings.TrimSuffix(d.addressee, strings.TrimPrefix(d.name, "Văn phòng "))
		if !slices.Contains([]string{"Đồng chí Giám đốc ", "Đồng chí Chánh Văn phòng ", "Đồng chí Chủ tịch "}, role) {
			t.Errorf("%s is addressed as %q: an office, not a person, is expected", d.name, d.addressee)
		}
	}
}

// The departments of the data are those of the directory.
func TestDepartmentsAreInTheDirectory(t *testing.T) {
	known := map[string]bool{}
	for _, d := range directory() {
		if known[d.name] {
			t.Errorf("%s is there twice", d.name)
		}
		known[d.name] = true
	}
	for _, s := range sections() {
		for _, p := range s.projects {
			if !known[p.department] {
				t.Errorf("%s is led by %q", p.code, p.department)
			}
			if who := adviser(p.source); who != "" && !known[who] {
				t.Errorf("%s is advised on by %q", p.code, who)
			}
		}
	}
	for _, task := range tasks() {
		if !known[task.department] {
			t.Errorf("a task is led by %q", task.department)
		}
	}
}

// The configuration says of the lists what the data is.
func TestConfigFitsTheWorkbook(t *testing.T) {
	type declared struct {
		Count int
	}
	type entry struct {
		Name, Adviser string
		Done, Urgent  bool
	}
	var c struct {
		Mode, State, Timezone string
		Schedule              struct{ Passes, Digests string }
		Workbooks             []struct {
			File  string
			Lists []struct {
				Name, Tab, Kind string
				Declared        declared
				Categories      []struct {
					Name     string
					Aliases  []string
					Declared declared
				}
			}
		}
		Directory  struct{ Tab string }
		Statuses   []entry
		Sources    []entry
		Priorities []entry
		Events     map[string]string
		Mail       struct{ Outbox string }
	}
	if err := yaml.Unmarshal(Config(), &c); err != nil {
		t.Fatalf("read the configuration: %v", err)
	}
	for _, is := range [][2]string{
		{c.Mode, "remind"}, {c.State, "state/rasoat.db"}, {c.Timezone, "Asia/Ho_Chi_Minh"}, {c.Schedule.Passes, "* * * * *"},
		{c.Directory.Tab, tabDirectory}, {c.Mail.Outbox, "outbox"}, {c.Events["kỳ họp thường lệ cuối năm"], "2020-12-07"},
	} {
		if is[0] != is[1] {
			t.Errorf("the configuration says %q, want %q", is[0], is[1])
		}
	}
	if len(c.Workbooks) != 1 || c.Workbooks[0].File != "tracking.xlsx" || len(c.Workbooks[0].Lists) != 2 {
		t.Fatalf("workbooks: %+v", c.Workbooks)
	}
	list, todo := c.Workbooks[0].Lists[0], c.Workbooks[0].Lists[1]
	if list.Tab != tabProjects || list.Kind != "projects" || list.Declared.Count != 17 || todo.Tab != tabTasks || todo.Kind != "tasks" {
		t.Errorf("lists: %+v, %+v", list, todo)
	}
	if len(list.Categories) != len(sections()) {
		t.Fatalf("%d categories, want %d", len(list.Categories), len(sections()))
	}
	names := func(entries []entry) []string {
		var all []string
		for _, e := range entries {
			all = append(all, e.Name)
		}
		return all
	}
	statuses, sources := names(c.Statuses), names(c.Sources)
	for i, s := range sections() {
		category := list.Categories[i]
		if category.Name != s.name || !slices.Contains(category.Aliases, s.group) || category.Declared.Count != len(s.projects) {
			t.Errorf("category %d is %+v, want %q, called %q, of %d", i+1, category, s.name, s.group, len(s.projects))
		}
		for _, p := range s.projects {
			if !slices.Contains(statuses, p.status) {
				t.Errorf("%s: no status %q", p.code, p.status)
			}
			for _, source := range strings.Split(p.source, "; ") {
				if !slices.Contains(sources, source) {
					t.Errorf("%s: no source %q", p.code, source)
				}
			}
		}
	}
	for _, s := range c.Sources {
		if s.Adviser != adviser(s.Name) {
			t.Errorf("%q advises on %s, want %q", s.Adviser, s.Name, adviser(s.Name))
		}
	}
	for _, s := range c.Statuses {
		if s.Done != (s.Name == stDone) {
			t.Errorf("status %s: done is %v", s.Name, s.Done)
		}
	}
	if diff := cmp.Diff([]entry{{Name: "Cấp bách", Urgent: true}, {Name: "Bình thường"}}, c.Priorities); diff != "" {
		t.Errorf("priorities (-want +got):\n%s", diff)
	}
}

// The draft becomes a workbook file that reads back cell by cell.
func TestDraftBecomesAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tracking.xlsx")
	if err := xlsx.Create(path, Draft()); err != nil {
		t.Fatal(err)
	}
	view, err := xlsx.Open(path).Read(t.Context(), sheets.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	snapshot := view.Snapshot()
	if n := len(snapshot.Tabs()); n != 3 {
		t.Errorf("%d tabs, want 3", n)
	}
	for _, tab := range Draft().Tabs {
		read := snapshot.TabTitled(tab.Title)
		if read == nil {
			t.Errorf("no tab %q", tab.Title)
			continue
		}
		if rows, cols := read.Frozen(); rows != tab.FreezeRows || cols != tab.FreezeCols {
			t.Errorf("%s: %d rows and %d columns frozen, want %d and %d", tab.Title, rows, cols, tab.FreezeRows, tab.FreezeCols)
		}
		if len(read.Merges()) != len(tab.Merges) {
			t.Errorf("%s: %d merged blocks, want %d", tab.Title, len(read.Merges()), len(tab.Merges))
		}
		for _, c := range tab.Cells {
			got := read.Cell(c.At.Row, c.At.Col)
			if got.Value != c.Cell.Value || got.Formula != c.Cell.Formula || !c.Cell.Value.IsEmpty() && got.Class() != c.Cell.Class() {
				t.Errorf("%s %s reads back as %+v, want %+v", tab.Title, c.At, got, c.Cell)
			}
		}
	}
}
