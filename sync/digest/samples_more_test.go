package digest_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"rasoat/sync/lang"
	"rasoat/sync/ledger"
	"rasoat/sync/remind"
)

func date(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

// ahead is a line that falls due in so many days.
func ahead(code, name string, days int) remind.Line {
	last := date(2021, 1, 15+days)
	return remind.Line{
		Key: "projects/" + code, List: "projects", Kind: ledger.Projects, Code: code, Name: name, Leads: []string{ict},
		Deadline: ledger.Deadline{Kind: ledger.Term, Last: last, Text: lang.Day(last)},
	}
}

// moreSamples are digests that are no first reminder of what is late, and
// overviews.
func moreSamples(t testing.TB) map[string]sample {
	english := options(t)
	english.Printer = printer(t, lang.English)
	redirected := options(t)
	redirected.Redirect = "kiem-tra@example.com"
	office := options(t)
	office.OverviewAddressee = "Đồng chí Chánh Văn phòng UBND tỉnh (mẫu)"

	to := []string{"ict@example.com"}
	soon := ahead("CNTT-21", "Dự án hội nghị truyền hình (mẫu)", 0)
	soon.Urgent = true
	shared := ahead("CNTT-22", "Dự án cổng dữ liệu mở (mẫu)", 6)
	shared.Leads, shared.Cooperating = []string{ict, plan}, []string{finance}
	helped := review()
	helped.Leads, helped.Cooperating = []string{plan}, []string{ict, finance}
	helpedProject := platform()
	helpedProject.Key, helpedProject.Code, helpedProject.Leads, helpedProject.Urgent = "projects/cntt 19", "CNTT-19", []string{plan}, true
	fresh, moved, opened := centre(), review(), undecided()
	fresh.New = true
	moved.Moved, moved.WasDue = true, date(2020, 9, 30)
	opened.Moved = true
	acknowledged := review()
	acknowledged.Acknowledged = date(2021, 1, 12)

	third := remind.Digest{
		Department: ledger.Department{Name: ict, Addressee: "Đồng chí Giám đốc Sở (mẫu)"}, To: []string{"canbo@example.com"},
		Late: []remind.Line{moved}, Unfunded: []remind.Line{fresh, opened}, Soon: []remind.Line{shared},
		Step: 3, Roles: []remind.Role{remind.Officer}, Reason: remind.Repeat, Send: true,
		Root: "0123456789abcdef@example.com", Subject: "[Dự án CNTT] Sở Thông tin và Truyền thông: nhiệm vụ, dự án quá hạn",
	}
	raised := third
	raised.Step, raised.Roles, raised.Reason = 4, []remind.Role{remind.Officer, remind.Leader}, remind.Raised
	o, crowded := overview(), crowdedOverview()
	bad := hostileOverview(hostile())
	badOptions := options(t)
	badOptions.Agency, badOptions.List, badOptions.OverviewAddressee, badOptions.Redirect = hostile(), hostile(), hostile(), "kiem-tra@example.com"
	return map[string]sample{
		"soon":        of(remind.Digest{Department: department(ict), To: to, Soon: []remind.Line{soon, shared}}, options(t)),
		"cooperating": of(remind.Digest{Department: department(ict), To: to, Cooperate: []remind.Line{helpedProject, helped}, Soon: []remind.Line{shared}}, options(t)),
		"third":       of(third, options(t)),
		"raised":      of(raised, english),
		"redirected": of(remind.Digest{
			Department: department(ict), To: []string{"ict@example.com", "director-ict@example.com"}, Late: []remind.Line{review()},
		}, redirected),
		"snoozed": of(remind.Digest{
			Department: department(ict), To: to, Late: []remind.Line{acknowledged}, Open: []remind.Line{openTask()}, Snoozed: 2, SnoozedUntil: date(2021, 1, 31),
		}, options(t)),
		"overview":         {overview: &o, options: office},
		"overview-english": {overview: &o, options: english},
		"overview-crowded": {overview: &crowded, options: options(t)},
		"overview-quiet":   {overview: &remind.Overview{To: o.To, All: remind.Standing{Items: 4, Done: 9}, Departments: []remind.Standing{{Department: ict, Items: 4, Done: 9}}}, options: office},
		"overview-hostile": {overview: &bad, options: badOptions},
	}
}

func overview() remind.Overview {
	unknown := platform()
	unknown.Code, unknown.Leads = "CNTT-11", []string{"Sở CNTT"}
	nobody := openTask()
	nobody.Leads = nil
	inspection := undecided()
	inspection.Leads = []string{"Thanh tra tỉnh"}
	task := review()
	task.Leads = []string{ict, plan}
	return remind.Overview{
		To: []string{"vanphong@example.com"},
		Departments: []remind.Standing{
			{Department: ict, Items: 12, Late: 4, Urgent: 1, Unfunded: 3, Open: 1, Soon: 2, Done: 5, DoneLate: 2, MostDays: 76, Short: decimal.New(167345, 6), Reminded: 3},
			{Department: plan, Items: 7, Late: 2, Soon: 1, Done: 11, MostDays: 76, Reminded: 1},
			{Department: "Ủy ban nhân dân huyện Mẫu", Items: 3, Late: 1, MostDays: 1, Reminded: 1},
			{Department: finance, Items: 5, Open: 1, Done: 3},
			{Department: "Sở Nội vụ", Items: 2, Done: 1},
			{Department: "Sở Y tế", Done: 4, DoneLate: 1},
		},
		All:  remind.Standing{Items: 30, Late: 8, Urgent: 2, Unfunded: 4, Open: 3, Soon: 3, Done: 22, DoneLate: 3, MostDays: 76, Short: decimal.New(287345, 6)},
		Late: []remind.Line{centre(), task, unknown, inspection},
		Held: []remind.Held{
			{Line: unknown, Who: "Sở CNTT", Reason: remind.NoOne}, {Line: nobody, Reason: remind.NoOne},
			{Line: inspection, Who: "Thanh tra tỉnh", Reason: remind.NoAddress},
			{Line: centre(), Who: finance, Reason: remind.NotAllowed, Advise: true},
			{Line: platform(), Who: finance, Reason: remind.NotAllowed, Advise: true},
		},
	}
}

// crowdedOverview has more than fits on a page.
func crowdedOverview() remind.Overview {
	o := remind.Overview{To: []string{"vanphong@example.com"}}
	for i := range 70 {
		s := remind.Standing{Department: fmt.Sprintf("Ủy ban nhân dân huyện Mẫu %d", i+1), Items: 90 - i, Late: 70 - i, MostDays: 200 - i, Reminded: 1 + i%4}
		o.Departments = append(o.Departments, s)
		o.All.Items, o.All.Late, o.All.MostDays = o.All.Items+s.Items, o.All.Late+s.Late, 200
	}
	for i := range 45 {
		line := review()
		line.Key = fmt.Sprintf("tasks/%d", i)
		o.Held = append(o.Held, remind.Held{Line: line, Who: fmt.Sprintf("=Phòng %d", i+1), Reason: remind.NoOne})
		if i < 10 {
			o.Late = append(o.Late, line)
		}
	}
	return o
}

// hostileOverview has the text wherever it can stand.
func hostileOverview(text string) remind.Overview {
	line := centre()
	line.Name, line.Code, line.Reason, line.Order, line.Deadline.Text = text, text, text, text, text
	line.Leads, line.Cooperating, line.Sources = []string{text, text}, []string{text}, []string{text}
	o := remind.Overview{
		To:   []string{"vanphong@example.com"},
		All:  remind.Standing{Items: 3, Late: 1, MostDays: 15, Done: 1},
		Late: []remind.Line{line},
	}
	for i := range 40 {
		s := remind.Standing{Department: fmt.Sprintf("%d %s", i, text), Items: 1, Late: i % 2, MostDays: 15}
		o.Departments = append(o.Departments, s)
		o.Held = append(o.Held, remind.Held{Line: line, Who: fmt.Sprintf("%s %d", text, i), Reason: remind.NoAddress})
	}
	return o
}
