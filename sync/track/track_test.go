package track_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"rasoat/sync/ledger"
	"rasoat/sync/rule"
	"rasoat/sync/track"
)

// day reads "2021-01-15".
func day(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return t
}

// item is a row with a code, a name, a deadline ("" for open) and a remark.
func item(code, name, due, remark string) *ledger.Row {
	r := &ledger.Row{Texts: map[ledger.Field]string{}, Amounts: map[int]ledger.Amount{}, Name: name}
	for f, text := range map[ledger.Field]string{
		ledger.FieldCode: code, ledger.FieldName: name, ledger.FieldRemark: remark, ledger.FieldDeadline: due,
	} {
		if text != "" {
			r.Texts[f] = text
		}
	}
	r.Deadline.Kind = ledger.Open
	if due != "" {
		r.Deadline = ledger.Deadline{Kind: ledger.Term, Last: day(due)}
	}
	return r
}

func book(rows ...*ledger.Row) *ledger.Ledger {
	return &ledger.Ledger{Lists: []*ledger.List{{Name: "projects", Kind: ledger.Projects, Rows: rows}}}
}

func move(from, to, on string) rule.Move { return rule.Move{From: day(from), To: day(to), On: day(on)} }

// A story is what the list said day after day about one item; past is what is
// known of it at the end.
func TestFollow(t *testing.T) {
	type visit struct {
		on   string
		rows []*ledger.Row
	}
	one := func(on, due, remark string) visit {
		return visit{on, []*ledger.Row{item("A-01", "Cổng dịch vụ (mẫu)", due, remark)}}
	}
	tests := []struct {
		name  string
		story []visit
		want  rule.Past // of the last visit's first row
	}{
		{"seen for the first time", []visit{one("2021-01-15", "2021-03-31", "")}, rule.Past{ChangedOn: day("2021-01-15")}},
		{
			"nothing changes", []visit{one("2021-01-15", "2021-03-31", ""), one("2021-02-15", "2021-03-31", "")},
			rule.Past{ChangedOn: day("2021-01-15")},
		},
		{
			"a remark is a change", []visit{one("2021-01-15", "2021-03-31", ""), one("2021-02-15", "2021-03-31", "đang làm")},
			rule.Past{ChangedOn: day("2021-02-15")},
		},
		{
			"put off twice", []visit{one("2021-01-15", "2021-03-31", ""), one("2021-03-30", "2021-06-30", ""), one("2021-06-29", "2021-09-30", "")},
			rule.Past{ChangedOn: day("2021-06-29"), Moves: []rule.Move{
				move("2021-03-31", "2021-06-30", "2021-03-30"), move("2021-06-30", "2021-09-30", "2021-06-29"),
			}},
		},
		{
			"two edits of one day are one", []visit{one("2021-01-15", "2021-03-31", ""), one("2021-03-30", "2021-06-03", ""), one("2021-03-30", "2021-06-30", "")},
			rule.Past{ChangedOn: day("2021-03-30"), Moves: []rule.Move{move("2021-03-31", "2021-06-30", "2021-03-30")}},
		},
		{
			"a slip that is corrected", []visit{one("2021-01-15", "2021-03-31", ""), one("2021-02-01", "2031-03-31", ""), one("2021-02-02", "2021-03-31", "")},
			rule.Past{ChangedOn: day("2021-02-02")},
		},
		{
			"put off by less than first", []visit{one("2021-01-15", "2021-03-31", ""), one("2021-02-01", "2031-06-30", ""), one("2021-02-02", "2021-06-30", "")},
			rule.Past{ChangedOn: day("2021-02-02"), Moves: []rule.Move{move("2021-03-31", "2021-06-30", "2021-02-01")}},
		},
		{
			"brought forward", []visit{one("2021-01-15", "2021-03-31", ""), one("2021-02-01", "2021-02-28", "")},
			rule.Past{ChangedOn: day("2021-02-01")},
		},
		{
			"open between two terms", []visit{one("2021-01-15", "2021-03-31", ""), one("2021-02-01", "", ""), one("2021-02-02", "2021-06-30", "")},
			rule.Past{ChangedOn: day("2021-02-02"), Moves: []rule.Move{move("2021-03-31", "2021-06-30", "2021-02-02")}},
		},
		{
			"cut, and pasted a week later", []visit{one("2021-01-15", "2021-03-31", ""), {"2021-02-01", nil}, one("2021-02-08", "2021-06-30", "")},
			rule.Past{ChangedOn: day("2021-02-08"), Moves: []rule.Move{move("2021-03-31", "2021-06-30", "2021-02-08")}},
		},
		{
			"gone for long is forgotten", []visit{one("2021-01-15", "2021-03-31", ""), {"2021-02-01", nil}, {"2021-03-15", nil}, one("2021-03-16", "2021-06-30", "")},
			rule.Past{ChangedOn: day("2021-03-16")},
		},
		{
			"its code was corrected", []visit{
				one("2021-01-15", "2021-03-31", ""),
				{"2021-02-01", []*ledger.Row{item("A-1", "CỔNG DỊCH VỤ (mẫu)", "2021-06-30", "")}},
			},
			rule.Past{ChangedOn: day("2021-02-01"), Moves: []rule.Move{move("2021-03-31", "2021-06-30", "2021-02-01")}},
		},
		{
			"another of its name is not it", []visit{
				one("2021-01-15", "2021-03-31", ""),
				{"2021-02-01", []*ledger.Row{item("B-09", "Cổng dịch vụ (mẫu)", "2021-06-30", ""), item("A-01", "Cổng dịch vụ (mẫu)", "2021-03-31", "")}},
			},
			rule.Past{ChangedOn: day("2021-02-01")},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var items []track.Item
			var past map[*ledger.Row]rule.Past
			var last *ledger.Row
			for _, v := range tt.story {
				items, past = track.Follow(book(v.rows...), items, day(v.on))
				if len(v.rows) > 0 {
					last = v.rows[0]
				}
			}
			if diff := cmp.Diff(tt.want, past[last]); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// What a formula gives and how the rows are numbered says nothing of the row.
func TestOnlyWhatPeopleTypeIsAChange(t *testing.T) {
	row := func(number, formula string, amount int64) *ledger.Row {
		r := item("A-01", "Cổng dịch vụ (mẫu)", "", "")
		r.Texts[ledger.FieldNumber] = number
		r.Amounts[6] = ledger.Amount{Value: decimal.NewFromInt(amount), Formula: formula}
		return r
	}
	change := func(first, second *ledger.Row) time.Time {
		items, _ := track.Follow(book(first), nil, day("2021-01-15"))
		_, past := track.Follow(book(second), items, day("2021-02-15"))
		return past[second].ChangedOn
	}
	if got := change(row("1", "SUM(H9:J9)", 5), row("2", "SUM(H10:J10)", 7)); !got.Equal(day("2021-01-15")) {
		t.Errorf("a formula's result and a number: changed on %s", got)
	}
	if got := change(row("1", "", 5), row("1", "", 7)); !got.Equal(day("2021-02-15")) {
		t.Errorf("a typed amount: changed on %s", got)
	}
}

// A deadline that is ten days from today, every day, does not fill the memory.
func TestADeadlineThatMovesEveryDay(t *testing.T) {
	var items []track.Item
	today := day("2021-01-01")
	for range 365 {
		today = today.AddDate(0, 0, 1)
		items, _ = track.Follow(book(item("A-01", "Cổng (mẫu)", today.AddDate(0, 0, 10).Format(time.DateOnly), "")), items, today)
	}
	moves := items[0].Moves
	if len(moves) != 50 || !moves[49].To.Equal(today.AddDate(0, 0, 10)) || !moves[0].From.Equal(day("2021-01-12")) {
		t.Errorf("%d moves, from %v", len(moves), moves[0].From)
	}
}

// A list of very many items without codes, all of one name, takes no longer
// than others.
func TestManyOfOneName(t *testing.T) {
	rows := make([]*ledger.Row, 100_000)
	for i := range rows {
		rows[i] = item("", "Dự án", "2021-03-31", "")
	}
	items, _ := track.Follow(book(rows...), nil, day("2021-01-15"))
	items, _ = track.Follow(book(rows[:50_000]...), items, day("2021-01-16"))
	if len(items) != len(rows) || items[0].Key != "projects/dự án" {
		t.Errorf("%d items, the first %q", len(items), items[0].Key)
	}
}

// Following what was just followed changes nothing, whatever the list holds.
func TestPropertyFollowingAgainChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var items []track.Item
		for range rapid.IntRange(1, 5).Draw(t, "visits") {
			var rows []*ledger.Row
			for range rapid.IntRange(0, 5).Draw(t, "rows") {
				n := rapid.IntRange(0, 3).Draw(t, "name")
				due := rapid.SampledFrom([]string{"", "2021-03-31", "2021-06-30", "2021-09-30"}).Draw(t, "due")
				rows = append(rows, item(rapid.SampledFrom([]string{"", "A-01", "A-02"}).Draw(t, "code"), "Dự án "+strconv.Itoa(n), due, ""))
			}
			today := day("2021-01-01").AddDate(0, 0, rapid.IntRange(0, 400).Draw(t, "day"))
			once, _ := track.Follow(book(rows...), items, today)
			twice, past := track.Follow(book(rows...), once, today)
			if diff := cmp.Diff(once, twice); diff != "" {
				t.Fatalf("(-once +twice):\n%s", diff)
			}
			if len(past) != len(rows) {
				t.Fatalf("%d pasts of %d rows", len(past), len(rows))
			}
			items = twice
		}
	})
}

// A column that is gone is told of from the day on which it went, for a month;
// one of a list that was not read is neither gone nor forgotten.
func TestColumns(t *testing.T) {
	list := func(fields ...ledger.Field) *ledger.Ledger {
		l := book()
		for i, f := range fields {
			l.Lists[0].Columns = append(l.Lists[0].Columns, ledger.Column{Field: f, Col: i, Header: "Thời hạn"})
		}
		return l
	}
	both, one := list(ledger.FieldName, ledger.FieldDeadline), list(ledger.FieldName)
	var columns []track.Column
	var lost map[string][]rule.Lost
	for _, v := range []struct {
		on   string
		l    *ledger.Ledger
		want string // since when the deadlines are gone
	}{
		{"2021-01-15", both, ""},
		{"2021-01-16", one, "2021-01-16"},
		{"2021-01-17", one, "2021-01-16"},
		{"2021-01-18", both, ""},
		{"2021-01-19", &ledger.Ledger{}, ""},
		{"2021-01-20", one, "2021-01-20"},
		{"2021-02-19", one, "2021-01-20"},
		{"2021-02-20", one, ""},
		{"2021-02-21", one, ""},
	} {
		columns, lost = track.Columns(v.l, columns, day(v.on))
		got := ""
		for _, c := range lost["projects"] {
			got += c.On.Format(time.DateOnly)
			if c.Field != ledger.FieldDeadline || c.Header != "Thời hạn" {
				t.Errorf("%s: lost %+v", v.on, c)
			}
		}
		if got != v.want {
			t.Errorf("%s: gone since %q, want %q", v.on, got, v.want)
		}
	}
}
