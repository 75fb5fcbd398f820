package plan

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rasoat/sheets"
	"rasoat/sync/ledger"
)

// offers are the drop-downs of a list, without their ids.
func offers(t *testing.T, in Input) map[int][]string {
	t.Helper()
	p := makePlan(t, in)
	if err := in.Snapshot.Check(p.Annotations); err != nil {
		t.Fatal(err)
	}
	got := map[int][]string{}
	for _, c := range p.Annotations.Lists[0].Choices {
		if c.Bottom != 0 {
			t.Errorf("the drop-down in column %d ends at row %d; nothing stands below the list", c.Col, c.Bottom)
		}
		got[c.Col] = c.Values
	}
	return got
}

func TestOffered(t *testing.T) {
	in := meeting(t)
	if got := offers(t, in); len(got) > 0 {
		t.Errorf("nothing is asked for, offered is %v", got)
	}
	ask := func(f ...ledger.Field) { in.Settings.Dropdowns = map[string][]ledger.Field{"projects": f} }
	in.Settings.Mapping.Departments = append(in.Settings.Mapping.Departments,
		ledger.Department{Name: "Sở Cũ", Until: time.Date(2021, 1, 14, 0, 0, 0, 0, time.UTC), Successor: "Sở Tài chính"},
		ledger.Department{Name: "Sở Sắp sáp nhập", Until: time.Date(2021, 1, 15, 0, 0, 0, 0, time.UTC), Successor: "Sở Tài chính"})
	ask(ledger.FieldDepartment, ledger.FieldSource, ledger.FieldPriority, ledger.FieldStatus, ledger.FieldCategory)
	want := map[int][]string{
		3: {"Sở Tài chính", "Sở Sắp sáp nhập"}, 7: {"Đầu tư công", "Chi thường xuyên"}, 8: {"Cấp bách"}, 9: {"Hoàn thành"},
	} // the category stands in sections: it has no column
	if diff := cmp.Diff(want, offers(t, in)); diff != "" {
		t.Errorf("on a Friday, 15 January 2021 (-want +got):\n%s", diff)
	}
	in.Settings.Mapping.Statuses = nil
	ask(ledger.FieldStatus, ledger.FieldPriority)
	if diff := cmp.Diff(map[int][]string{8: {"Cấp bách"}}, offers(t, in)); diff != "" {
		t.Errorf("without a list of statuses (-want +got):\n%s", diff)
	}
	ids := map[string]bool{}
	for _, list := range []string{"projects", "Dự án", "du-an"} {
		ids[choiceID(list, ledger.FieldStatus)] = true
	}
	if len(ids) != 3 {
		t.Errorf("lists share ids: %v", ids)
	}
}

// A drop-down ends above the list that stands below its own.
func TestOfferedAboveAnotherList(t *testing.T) {
	at := func(name string, h sheets.Range) *ledger.List {
		return &ledger.List{Name: name, Tab: "1", Header: h}
	}
	first := at("first", sheets.Range{Top: 3, Bottom: 5, Right: 6})
	p := &Plan{Ledger: &ledger.Ledger{Lists: []*ledger.List{
		first,
		at("third", sheets.Range{Top: 40, Bottom: 41, Right: 6}),
		at("second", sheets.Range{Top: 20, Bottom: 22, Left: 5, Right: 9}),
		at("beside", sheets.Range{Top: 10, Bottom: 12, Left: 6, Right: 9}),
		{Name: "elsewhere", Tab: "2", Header: sheets.Range{Top: 7, Bottom: 8, Right: 6}},
	}}}
	for i, want := range []int{20, 0, 40, 20, 0} {
		if got := p.end(p.Ledger.Lists[i]); got != want {
			t.Errorf("the list %s ends at row %d, want %d", p.Ledger.Lists[i].Name, got, want)
		}
	}
}
