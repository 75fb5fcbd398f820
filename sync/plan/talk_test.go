package plan

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rasoat/sheets"
	"rasoat/sync/rule"
)

// talking is the input of a workbook whose findings become comments after two
// weeks, with an amount that is wrong.
func talking(t *testing.T, cells map[string]sheets.Cell) Input {
	t.Helper()
	in := input(t, cells)
	in.Settings.Remind = true
	in.Settings.Comments = Comments{After: 14, PerDay: 10, From: 7, To: 18, Assign: true}
	return in
}

func cellText(s string) sheets.Cell { return sheets.Cell{Value: sheets.TextValue(s)} }

// posted plays the adapter: everything that is asked for is done.
func posted(p *Plan, day time.Time) {
	if p.Talk.Hold != "" {
		return
	}
	out := sheets.Talked{Outcomes: map[string]sheets.Outcome{}, Today: p.Talk.Posted}
	for _, t := range p.Talk.Threads {
		o := sheets.ThreadOpened
		switch {
		case t.Closes:
			o = sheets.ThreadClosed
		case t.Posted:
			o = sheets.ThreadReplied
		}
		out.Outcomes[t.ID] = o
		out.Posts++
		out.Today++
	}
	p.Next.Talked(out, p.Talk.Threads, day, false)
}

// From day to day somebody changes a cell; what is said on it goes with it.
func TestThreadsFromDayToDay(t *testing.T) {
	story := []struct {
		after  int // days since the first, a Friday
		what   string
		change map[string]sheets.Cell
	}{
		{what: "the deadline of P-2 is no day", change: map[string]sheets.Cell{"I2": cellText("Ý kiến giải trình"), "H6": cellText("31/11/2021")}},
		{after: 13, what: "the day before"},
		{after: 14, what: "two weeks"},
		{after: 17, what: "the day after"},
		{after: 18, what: "another wrong day", change: map[string]sheets.Cell{"H6": cellText("31/09/2021")}},
		{after: 19, what: "the item gets another code", change: map[string]sheets.Cell{"B6": cellText("P-7")}},
		{after: 20, what: "it is explained", change: map[string]sheets.Cell{"I6": cellText("Chờ HĐND quyết định; Nguyễn Văn A; đến 28/02/2021")}},
		{after: 21, what: "nothing new"},
		{after: 45, what: "the explanation is over"},
		{after: 59, what: "two weeks later"},
		{after: 60, what: "it is corrected", change: map[string]sheets.Cell{"H6": cellText("30/09/2021")}},
		{after: 61, what: "nothing new"},
	}
	var told strings.Builder
	cells := workbook()
	var history History
	for _, d := range story {
		for at, c := range d.change {
			cells[at] = c
		}
		in := talking(t, cells)
		in.Now, in.History = friday.AddDate(0, 0, d.after), history
		p := makePlan(t, in)
		fmt.Fprintf(&told, "== %s: %s\n", in.Now.Format("02/01/2006"), d.what)
		if p.Talk.Hold != "" {
			fmt.Fprintf(&told, "held: %s\n", p.Talk.Hold)
		}
		for _, thread := range p.Talk.Threads {
			fmt.Fprintf(&told, "%s-%s %v posted=%v closes=%v to %q\n%s\n", thread.ID, thread.Version, thread.At, thread.Posted, thread.Closes, thread.Assignee, thread.Text)
		}
		posted(p, in.Now)
		data, err := p.Next.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if history, err = Decode(data); err != nil {
			t.Fatal(err)
		}
	}
	golden(t, "threads.golden", told.String())
}

// due is the plan of two weeks after a deadline was first wrong, as changed.
func due(t *testing.T, change func(*Input, map[string]sheets.Cell)) *Plan {
	t.Helper()
	cells := workbook()
	cells["H6"] = cellText("31/11/2021")
	in := talking(t, cells)
	first := makePlan(t, in)
	in.History, in.Now = first.Next, friday.AddDate(0, 0, 14)
	change(&in, cells)
	in.Snapshot = snapshot(t, cells)
	return makePlan(t, in)
}

// What is due is posted on working days, in the hours for mail, and not while
// mails are held or wait.
func TestWhatHoldsComments(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*Input, map[string]sheets.Cell)
		want   Hold
	}{
		{"nothing", func(*Input, map[string]sheets.Cell) {}, ""},
		{"a mode that sends no mail", func(in *Input, _ map[string]sheets.Cell) { in.Settings.Remind = false }, HoldMode},
		{"mail is paused", func(in *Input, _ map[string]sheets.Cell) { in.Outbox.Paused = true }, HoldPaused},
		{"mails wait for approval", func(in *Input, _ map[string]sheets.Cell) {
			in.Approve, in.Slot, in.History.Memory.Episodes = true, in.Now, nil
		}, HoldApproval},
		{"no mail was approved yet, and none waits", func(in *Input, _ map[string]sheets.Cell) { in.Approve = true }, ""},
		{"a Saturday", func(in *Input, _ map[string]sheets.Cell) { in.Now = in.Now.AddDate(0, 0, 1) }, HoldDayOff},
		{"before seven", func(in *Input, _ map[string]sheets.Cell) { in.Now = in.Now.Add(-2 * time.Hour) }, HoldHours},
		{"six in the evening", func(in *Input, _ map[string]sheets.Cell) { in.Now = in.Now.Add(10 * time.Hour) }, HoldHours},
		{"ten were posted today", func(in *Input, _ map[string]sheets.Cell) { in.History.Posts = &Posts{Day: "2021-01-29", Count: 10} }, HoldDay},
		{"ten were posted yesterday", func(in *Input, _ map[string]sheets.Cell) { in.History.Posts = &Posts{Day: "2021-01-28", Count: 10} }, ""},
		{"it was refused today", func(in *Input, _ map[string]sheets.Cell) { in.History.Posts = &Posts{Day: "2021-01-29", Refused: true} }, HoldRefused},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := due(t, tt.change)
			if len(p.Talk.Threads) != 1 || p.Talk.Hold != tt.want {
				t.Errorf("%d threads, held by %q, want 1 and %q", len(p.Talk.Threads), p.Talk.Hold, tt.want)
			}
		})
	}
}

// Only errors and warnings that stand at a cell of an item that can be told become
// comments, and nobody is assigned whom mail may not go to.
func TestWhatBecomesAComment(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*Input, map[string]sheets.Cell)
		want   []string // assignees
	}{
		{"a deadline that is no day", func(*Input, map[string]sheets.Cell) {}, []string{"stc@example.com"}},
		{"its officer is known", func(in *Input, _ map[string]sheets.Cell) {
			in.Settings.Mapping.Departments[0].OfficerEmails = []string{"can-bo@example.com"}
		}, []string{"can-bo@example.com"}},
		{"a domain that mail may not go to", func(in *Input, _ map[string]sheets.Cell) { in.Settings.Domains = []string{"example.org"} }, []string{""}},
		{"nobody is to be assigned", func(in *Input, _ map[string]sheets.Cell) { in.Settings.Comments.Assign = false }, []string{""}},
		{"a department that nobody knows", func(_ *Input, cells map[string]sheets.Cell) { cells["D6"] = cellText("") }, []string{""}},
		{"comments are off", func(in *Input, _ map[string]sheets.Cell) { in.Settings.Comments.After = 0 }, nil},
		{"a rule that is a notice", func(in *Input, _ map[string]sheets.Cell) {
			in.Settings.Rules.Severity = map[string]rule.Severity{"deadline/unreadable": rule.Notice}
		}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := due(t, tt.change)
			var got []string
			for _, thread := range p.Talk.Threads {
				got = append(got, thread.Assignee)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("assignees (-want +got):\n%s", diff)
			}
			if tt.want == nil && p.Next.Posts != nil {
				t.Errorf("what was posted is remembered: %+v", p.Next.Posts)
			}
		})
	}
}

// A list that could not be read, or an item that is not there, is no proof that a
// finding is gone: nothing is closed, and for a month nothing forgotten.
func TestWhatIsUnseenIsNotClosed(t *testing.T) {
	for name, change := range map[string]func(map[string]sheets.Cell){
		"the item is gone": func(cells map[string]sheets.Cell) {
			for _, at := range []string{"A6", "B6", "C6", "D6", "E6", "F6", "H6"} {
				delete(cells, at)
			}
		},
		"the column is gone": func(cells map[string]sheets.Cell) {
			for _, at := range []string{"H2", "H5", "H6"} {
				delete(cells, at)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			cells := workbook()
			cells["H6"] = cellText("31/11/2021")
			in := talking(t, cells)
			p := makePlan(t, in)
			p.Next.Open[0].Said = "abc"
			in.History = p.Next
			change(cells)
			in.Snapshot = snapshot(t, cells)
			for _, d := range []struct{ after, remembered int }{{1, 1}, {31, 1}, {32, 0}} {
				in.Now = friday.AddDate(0, 0, d.after)
				p = makePlan(t, in)
				var about int
				for _, o := range p.Next.Open {
					if o.Said == "abc" {
						about++
					}
				}
				if about != d.remembered {
					t.Errorf("day %d: %d are remembered, want %d", d.after, about, d.remembered)
				}
				for _, thread := range p.Talk.Threads {
					if thread.Closes {
						t.Errorf("day %d: closed: %+v", d.after, thread)
					}
				}
				in.History = p.Next
			}
		})
	}
}

// No mail address that staff typed gets into a comment: Google would tell whoever
// it belongs to.
func TestNobodyIsMentioned(t *testing.T) {
	for text, want := range map[string]string{
		"hỏi a.b@example.com ngay": "hỏi … ngay",
		"+a@example.com":           "…",
		"@@x@y.vn và @z":           "… và …",
		"không có ai":              "không có ai",
	} {
		if got := unaddressed(text); got != want {
			t.Errorf("unaddressed(%q) = %q, want %q", text, got, want)
		}
	}
}

// What nothing tells from another row of the tab is not commented on, and neither
// is what came to stand beside another item today, or time and again.
func TestWhatCannotBeCommentedOn(t *testing.T) {
	on := func(day int) time.Time { return time.Date(2021, 1, day, 0, 0, 0, 0, time.UTC) }
	for _, tt := range []struct {
		name   string
		change func(*Input, map[string]sheets.Cell)
		want   int
	}{
		{"two rows are the same", func(_ *Input, cells map[string]sheets.Cell) {
			cells["B5"], cells["C5"], cells["H5"] = cells["B6"], cells["C6"], cells["H6"]
		}, 0},
		{"missed today", func(in *Input, _ map[string]sheets.Cell) {
			in.History.Open[0].Missed, in.History.Open[0].MissedOn = 1, on(29)
		}, 0},
		{"missed yesterday", func(in *Input, _ map[string]sheets.Cell) {
			in.History.Open[0].Missed, in.History.Open[0].MissedOn = 2, on(28)
		}, 1},
		{"missed time and again", func(in *Input, _ map[string]sheets.Cell) {
			in.History.Open[0].Missed, in.History.Open[0].MissedOn = 3, on(28)
		}, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := len(due(t, tt.change).Talk.Threads); got != tt.want {
				t.Errorf("%d threads, want %d", got, tt.want)
			}
		})
	}
}

// A thread that was to be begun may be there though nobody remembers: it is closed
// when the finding is gone.
func TestAThreadThatMayBeThereIsClosed(t *testing.T) {
	p := due(t, func(*Input, map[string]sheets.Cell) {})
	cells := workbook()
	in := talking(t, cells)
	in.History, in.Now = p.Next, friday.AddDate(0, 0, 17)
	p = makePlan(t, in)
	if len(p.Talk.Threads) != 1 || !p.Talk.Threads[0].Closes {
		t.Errorf("threads: %+v", p.Talk.Threads)
	}
}

// An item that takes the code that another had gets a thread of its own.
func TestAThreadIsOfOneItem(t *testing.T) {
	p := due(t, func(in *Input, cells map[string]sheets.Cell) {
		in.History.Open[0].Said = "abc"
		cells["B6"] = cellText("P-7")
		cells["B5"], cells["H5"] = cellText("P-2"), cellText("31/11/2020")
	})
	if len(p.Next.Open) != 2 || p.Next.Open[0].ID == p.Next.Open[1].ID {
		t.Errorf("what is remembered: %+v", p.Next.Open)
	}
}
