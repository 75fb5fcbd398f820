package remind_test

import (
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"rasoat/sync/funding"
	"rasoat/sync/ledger"
	"rasoat/sync/remind"
)

const (
	ict     = "Sở Thông tin và Truyền thông"
	plan    = "Sở Kế hoạch và Đầu tư"
	finance = "Sở Tài chính"
	school  = "Sở Giáo dục và Đào tạo"
)

var today = day("2021-01-15")

func day(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return t
}

// term is a deadline whose last day is so many days before today.
func term(late int) ledger.Deadline {
	last := today.AddDate(0, 0, -late)
	return ledger.Deadline{Kind: ledger.Term, Last: last, Text: last.Format("02/01/2006")}
}

var open = ledger.Deadline{Kind: ledger.Open, Text: "ngay"}

// item is a row in the few words that the tests need.
type item struct {
	code, name string
	leads      string // joined by ";"; a text in no directory is unknown
	sources    string
	deadline   ledger.Deadline
	short      int64 // triệu đồng
	urgent     bool
	done       bool
	doneOn     time.Time
	assigned   time.Time
	task       bool
	noMoney    bool // nobody knows what it lacks
	snooze     string
	known      string // acknowledged on
	cooperates string
}

func departments() []ledger.Department {
	return []ledger.Department{
		{Name: ict, Emails: []string{"ict@example.com", "head-ict@example.com"}},
		{Name: plan, Emails: []string{"plan@example.com"}},
		{Name: finance, Emails: []string{"finance@example.com"}},
		{Name: school},
		{Name: "Sở Y tế", Emails: []string{"health@elsewhere.example"}},
		{Name: "Sở Bưu chính, Viễn thông", Until: day("2008-03-31"), Successor: ict},
	}
}

// input returns a valid input that holds the items.
func input(items ...item) remind.Input {
	dir := ledger.NewDirectory(departments()...)
	refs := func(text string, resolve func(string) ledger.Ref) []ledger.Ref {
		var all []ledger.Ref
		for _, t := range strings.Split(text, ";") {
			if t != "" {
				all = append(all, resolve(t))
			}
		}
		return all
	}
	columns := []ledger.Column{{Field: ledger.FieldCode}, {Field: ledger.FieldName, Col: 1}, {Field: ledger.FieldDeadline, Col: 2}}
	projects := &ledger.List{Name: "projects", Kind: ledger.Projects, Columns: columns}
	tasks := &ledger.List{Name: "tasks", Kind: ledger.Tasks, Columns: columns}
	report := &funding.Report{}
	for _, it := range items {
		row := &ledger.Row{
			Kind: ledger.ItemRow, Name: it.name, Texts: map[ledger.Field]string{ledger.FieldCode: it.code},
			Leads:       refs(it.leads, dir.Resolve),
			Sources:     refs(it.sources, func(s string) ledger.Ref { return ledger.Ref{Text: s, Name: s} }),
			Cooperating: refs(it.cooperates, dir.Resolve),
			Deadline:    it.deadline, AssignedOn: it.assigned, DoneOn: it.doneOn,
		}
		if it.snooze != "" {
			row.SnoozedUntil = day(it.snooze)
		}
		if it.known != "" {
			row.AcknowledgedOn = day(it.known)
		}
		if it.urgent {
			row.Priority.Name = "Cấp bách"
		}
		if it.done {
			row.Status = ledger.Ref{Text: "Hoàn thành", Name: "Hoàn thành"}
		}
		if it.task {
			tasks.Rows = append(tasks.Rows, row)
			continue
		}
		projects.Rows = append(projects.Rows, row)
		if it.noMoney {
			continue
		}
		report.Gaps = append(report.Gaps, funding.Gap{List: projects, Item: row, Short: decimal.New(it.short, 6)})
	}
	return remind.Input{
		Ledger:    &ledger.Ledger{Lists: []*ledger.List{projects, tasks}, Directory: dir},
		Funding:   report,
		Advisers:  map[string]string{"Đầu tư công": "Sở KH&ĐT", "Chi thường xuyên": finance, "Sự nghiệp giáo dục": school},
		Urgent:    map[string]bool{"Cấp bách": true},
		Done:      map[string]bool{"Hoàn thành": true},
		Domains:   []string{"example.com"},
		OpenAfter: 90, OpenUrgentAfter: 10,
		Today: today, Now: at(today, "08:00"), Slot: at(today, "08:00"),
	}
}

// at is a time of a day in Viet Nam.
func at(day time.Time, clock string) time.Time {
	c, err := time.Parse("15:04", clock)
	if err != nil {
		panic(err)
	}
	return time.Date(day.Year(), day.Month(), day.Day(), c.Hour(), c.Minute(), 0, 0, hanoi)
}

var hanoi = time.FixedZone("ICT", 7*60*60)

// summary writes a result in a few lines: who gets what in which block, and
// what is held.
func summary(r remind.Result) string {
	var b strings.Builder
	codes := func(block string, lines []remind.Line) {
		if len(lines) == 0 {
			return
		}
		b.WriteString(" " + block)
		for _, l := range lines {
			b.WriteString(" " + l.Code)
		}
		b.WriteString(";")
	}
	for _, d := range r.Digests {
		b.WriteString(d.Department.Name + ":")
		codes("late", d.Late)
		codes("unfunded", d.Unfunded)
		codes("open", d.Open)
		codes("advise", d.Advise)
		codes("cooperate", d.Cooperate)
		codes("soon", d.Soon)
		codes("resolved", d.Resolved)
		b.WriteString(" " + string(d.Reason) + "\n")
	}
	for _, h := range r.Held {
		b.WriteString("held " + h.Line.Code + " for \"" + h.Who + "\"")
		if h.Advise {
			b.WriteString(" as adviser")
		}
		b.WriteString(": " + string(h.Reason) + "\n")
	}
	return b.String()
}
