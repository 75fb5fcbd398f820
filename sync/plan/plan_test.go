package plan

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rasoat/sheets"
	"rasoat/sync/digest"
	"rasoat/sync/lang"
	"rasoat/sync/ledger"
	"rasoat/sync/remind"
	"rasoat/sync/rule"
)

var hanoi = time.FixedZone("ICT", 7*60*60)

// friday is the morning of Friday 15 January 2021.
var friday = time.Date(2021, 1, 15, 8, 0, 0, 0, hanoi)

// workbook is a list of two projects in one section, a directory, and
// nothing wrong with them. Tests break one cell of it.
func workbook() map[string]sheets.Cell {
	text := func(s string) sheets.Cell { return sheets.Cell{Value: sheets.TextValue(s)} }
	number := func(s string) sheets.Cell { return sheets.Cell{Value: sheets.NumberValue(s), Format: "#,##0"} }
	return map[string]sheets.Cell{
		"H1": text("Đơn vị: triệu đồng"),
		"A2": text("STT"), "B2": text("Mã dự án"), "C2": text("Tên dự án"), "D2": text("Cơ quan chủ trì"),
		"E2": text("Tổng mức đầu tư"), "F2": text("Lũy kế vốn đã bố trí đến hết năm 2020"), "G2": text("Kế hoạch vốn năm 2021"), "H2": text("Thời hạn"),
		"C3": text("TỔNG SỐ"), "E3": number("300"), "F3": number("100"), "G3": number("20"),
		"A4": text("I"), "C4": text("Dự án A (2 dự án)"), "E4": number("300"), "F4": number("100"), "G4": number("20"),
		"A5": number("1"), "B5": text("P-1"), "C5": text("Một"), "D5": text("Sở Tài chính"), "E5": number("100"), "F5": number("40"), "G5": number("20"), "H5": text("31/12/2020"),
		"A6": number("2"), "B6": text("P-2"), "C6": text("Hai"), "D6": text("Sở Tài chính"), "E6": number("200"), "F6": number("60"), "H6": text("31/12/2021"),
	}
}

func snapshot(t *testing.T, cells map[string]sheets.Cell) *sheets.Snapshot {
	t.Helper()
	var b sheets.Builder
	tb := b.Tab("1", "Dự án")
	for at, c := range cells {
		a, err := sheets.ParseAddr(at)
		if err != nil {
			t.Fatal(err)
		}
		tb.Set(a.Row, a.Col, c)
	}
	return b.Snapshot()
}

func input(t *testing.T, cells map[string]sheets.Cell) Input {
	t.Helper()
	catalogue, err := lang.Load()
	if err != nil {
		t.Fatal(err)
	}
	return Input{
		Snapshot: snapshot(t, cells), Printer: catalogue.Printer(lang.Vietnamese), Now: friday, Slot: friday,
		Settings: Settings{
			Workbook: "w", Remind: true, ReplyDays: 7,
			Mapping: ledger.Mapping{
				Lists:       []ledger.ListMapping{{Name: "projects", Tab: "Dự án", Kind: ledger.Projects}},
				Departments: []ledger.Department{{Name: "Sở Tài chính", Emails: []string{"stc@example.com"}}},
			},
			Domains: []string{"example.com"},
			Titles:  Titles{Summary: "Tổng hợp", Findings: "Kết quả rà soát", Gap: "Vốn còn thiếu", Warning: "Cảnh báo"},
			Digest:  digest.Options{From: digest.Mailbox{Address: "rasoat@example.com"}, Agency: "Văn phòng", List: "Dự án"},
			Rules:   rule.Settings{OpenAfter: 90, OpenUrgentAfter: 10},
		},
	}
}

func makePlan(t *testing.T, in Input) *Plan {
	t.Helper()
	p, err := Make(in)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func notes(p *Plan) map[int][]string {
	got := map[int][]string{}
	for _, n := range p.Annotations.Lists[0].Notes {
		for _, v := range n.Show {
			got[n.Row+1] = append(got[n.Row+1], v.String())
		}
	}
	return got
}

func TestAValidWorkbookShowsItsGapsAndNoWarning(t *testing.T) {
	p := makePlan(t, input(t, workbook()))
	if len(p.Findings) != 0 {
		t.Errorf("findings: %+v", p.Findings)
	}
	want := map[int][]string{5: {"40", ""}, 6: {"140", ""}}
	if diff := cmp.Diff(want, notes(p)); diff != "" {
		t.Errorf("notes by row (-want +got):\n%s", diff)
	}
	if got := p.Annotations.Lists[0].Columns[0].Title; got != "Vốn còn thiếu (triệu đồng)" {
		t.Errorf("the gap's column is called %q", got)
	}
}

func TestACellShowsTheTwoWorstWarnings(t *testing.T) {
	cells := workbook()
	cells["B6"] = cells["B5"]                                         // duplicate code
	cells["D6"] = sheets.Cell{Value: sheets.TextValue("Sở Không Có")} // unknown
	cells["H6"] = sheets.Cell{Value: sheets.TextValue("31/11/2021")}  // no such day
	cells["E6"] = sheets.Cell{Value: sheets.NumberValue("50")}        // over-allocated
	cells["E3"], cells["E4"] = sheets.Cell{Value: sheets.NumberValue("150")}, sheets.Cell{Value: sheets.NumberValue("150")}
	p := makePlan(t, input(t, cells))
	lines := strings.Split(notes(p)[6][1], "\n")
	if len(lines) != 3 {
		t.Fatalf("the cell shows %d lines, want 2 warnings and a rest:\n%s", len(lines), strings.Join(lines, "\n"))
	}
	for _, l := range lines[:2] {
		if !strings.HasPrefix(l, "P-1: ") {
			t.Errorf("%q does not begin with the item's code", l)
		}
	}
	if !strings.Contains(lines[2], "2") || !strings.Contains(lines[2], "Kết quả rà soát") {
		t.Errorf("the rest is told as %q", lines[2])
	}
	if gap := notes(p)[6][0]; gap != "-10" {
		t.Errorf("the gap of an over-allocated project shows %q, want -10: it is not clamped", gap)
	}
}

func TestTheSameInputGivesTheSamePlan(t *testing.T) {
	a, b := makePlan(t, input(t, workbook())), makePlan(t, input(t, workbook()))
	if diff := cmp.Diff(a.Annotations, b.Annotations, cmp.AllowUnexported(sheets.Value{})); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(a.Messages, b.Messages); diff != "" {
		t.Error(diff)
	}
}

func TestASecondPassSaysNothingNew(t *testing.T) {
	in := input(t, workbook())
	first := makePlan(t, in)
	if len(first.Messages) != 1 {
		t.Fatalf("%d messages at first, want 1", len(first.Messages))
	}
	in.History = roundTrip(t, first.Next)
	in.Now = friday.Add(3 * time.Hour)
	second := makePlan(t, in)
	if len(second.Messages) != 0 {
		t.Errorf("%d messages the second time", len(second.Messages))
	}
	if diff := cmp.Diff(first.Annotations, second.Annotations, cmp.AllowUnexported(sheets.Value{})); diff != "" {
		t.Errorf("what is shown changed with the hour (-first +second):\n%s", diff)
	}
}

func TestWhatIsShownSaysWhenItLastChanged(t *testing.T) {
	in := input(t, workbook())
	in.History = roundTrip(t, makePlan(t, in).Next)
	monday := friday.AddDate(0, 0, 3)
	tests := []struct {
		name           string
		now            time.Time
		total          string
		since, checked time.Time
	}{
		{"the same day", friday.Add(time.Hour), "100", friday, friday},
		{"a changed figure", friday.Add(time.Hour), "101", friday.Add(time.Hour), friday},
		{"a Saturday", friday.AddDate(0, 0, 1), "100", friday, friday},
		{"the next working day", monday, "100", friday, monday},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			cells := workbook()
			cells["E5"] = sheets.Cell{Value: sheets.NumberValue(tt.total)}
			in := in
			in.Snapshot, in.Now = snapshot(t, cells), tt.now
			p := makePlan(t, in)
			if !p.Since.Equal(tt.since) {
				t.Errorf("changed %v, want %v", p.Since, tt.since)
			}
			if !p.Next.Checked.Equal(tt.checked) {
				t.Errorf("gone over %v, want %v", p.Next.Checked, tt.checked)
			}
		})
	}
}

func roundTrip(t *testing.T, h History) History {
	t.Helper()
	data, err := h.Encode()
	if err != nil {
		t.Fatal(err)
	}
	back, err := Decode(data)
	if err != nil {
		t.Fatal(err)
	}
	return back
}

func TestWithoutMailTheHistoryForgetsNothing(t *testing.T) {
	in := input(t, workbook())
	in.History = makePlan(t, in).Next
	in.Settings.Remind = false
	p := makePlan(t, in)
	if diff := cmp.Diff(in.History.Memory, p.Next.Memory); diff != "" || len(p.Messages) != 0 {
		t.Errorf("messages %d, memory:\n%s", len(p.Messages), diff)
	}
}

func TestALostListIsRefused(t *testing.T) {
	tests := map[string]struct {
		cells map[string]sheets.Cell
		tab   string
		want  string
	}{
		"no such tab":    {workbook(), "Khác", `list "projects": no tab "Khác"`},
		"an empty tab":   {nil, "Dự án", `list "projects": tab "Dự án" is empty`},
		"without header": {map[string]sheets.Cell{"A1": {Value: sheets.TextValue("abc")}}, "Dự án", `list "projects": no header row found in tab "Dự án" (A1:A1)`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			in := input(t, tt.cells)
			in.Settings.Mapping.Lists[0].Tab = tt.tab
			_, err := Make(in)
			var r *Refusal
			if !errors.As(err, &r) {
				t.Fatalf("error %v, want a refusal", err)
			}
			if r.Error() != tt.want {
				t.Errorf("says %q, want %q", r, tt.want)
			}
			if r.Hint() == "" {
				t.Error("gives no hint")
			}
		})
	}
}

func TestDecodeRefusesWhatIsNoHistory(t *testing.T) {
	if _, err := Decode([]byte("{")); err == nil {
		t.Error("no error")
	}
	h, err := Decode(nil)
	if err != nil || h.Content != "" || len(h.Memory.Episodes) != 0 {
		t.Errorf("no bytes give %+v, %v", h, err)
	}
}

func TestAHistoryWithoutEpisodesIsReadAsEpisodes(t *testing.T) {
	h, err := Decode([]byte(`{"told":[{"Department":"Sở Tài chính","Key":"projects/p 1","Name":"một","Due":"2020-12-31","On":"2021-01-11T00:00:00Z"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	in := input(t, workbook())
	in.History = h
	p := makePlan(t, in)
	if len(p.Messages) != 0 || len(p.Digests) != 1 || p.Digests[0].Reason != remind.NothingNew {
		t.Errorf("%d messages, digests %+v; want none, since the department was told", len(p.Messages), p.Digests)
	}
	if got := roundTrip(t, p.Next).Memory.Episodes; len(got) != 1 || got[0].Step != 1 || len(got[0].Items) != 1 {
		t.Errorf("episodes %+v", got)
	}
}

func TestTheSummaryTellsOfTheYearsNeed(t *testing.T) {
	cells := workbook()
	cells["I2"] = sheets.Cell{Value: sheets.TextValue("Nhu cầu vốn năm 2021")}
	cells["I5"] = sheets.Cell{Value: sheets.NumberValue("60"), Format: "#,##0"}
	p := makePlan(t, input(t, cells))
	want := "1 dự án có nhu cầu vốn năm 2021: nhu cầu 60 triệu đồng, kế hoạch đã bố trí 20 triệu đồng, còn thiếu 40 triệu đồng."
	var got []string
	for _, row := range p.Annotations.Tabs[0].Rows {
		for _, c := range row {
			got = append(got, c.Value.String())
		}
	}
	if !slices.Contains(got, want) {
		t.Errorf("the summary does not say %q:\n%s", want, strings.Join(got, "\n"))
	}
}
