package web_test

import (
	"context"
	"errors"
	"math"
	"time"

	"github.com/shopspring/decimal"

	"rasoat/sync/web"
)

// sample is a Source with invented data.
type sample struct {
	status web.Status
	points []web.Point
	runs   []web.Run
	mails  []web.Mail
	alive  error
	ready  error
	broken error // what reading the state fails with
}

func (s *sample) Status(context.Context) (*web.Status, error) {
	if s.broken != nil {
		return nil, s.broken
	}
	status := s.status
	return &status, nil
}

func (s *sample) Trend(_ context.Context, workbook string, from time.Time) ([]web.Point, error) {
	var list []web.Point
	for _, p := range s.points {
		if workbook == s.status.Workbooks[0].Name && !p.Day.Before(from) {
			list = append(list, p)
		}
	}
	return list, s.broken
}

func (s *sample) Runs(_ context.Context, workbook string, before int64, limit int) ([]web.Run, error) {
	var list []web.Run
	for _, r := range s.runs {
		if (workbook == "" || r.Workbook == workbook) && (before == 0 || r.ID < before) && len(list) < limit {
			r.Account = nil
			list = append(list, r)
		}
	}
	return list, s.broken
}

func (s *sample) Run(_ context.Context, id int64) (*web.Run, error) {
	for _, r := range s.runs {
		if r.ID == id {
			return &r, s.broken
		}
	}
	return nil, web.ErrNotFound
}

func (s *sample) Outbox(_ context.Context, limit int) ([]web.Mail, error) {
	return s.mails[:min(limit, len(s.mails))], s.broken
}

func (s *sample) Alive() error                { return s.alive }
func (s *sample) Ready(context.Context) error { return s.ready }

// asked is a Control that remembers what it was asked.
type asked struct {
	reloads int
	synced  []string
	refuse  error
}

func (a *asked) Reload(context.Context) error {
	a.reloads++
	return a.refuse
}

func (a *asked) Sync(workbook string) error {
	if workbook == "khong-co" {
		return web.ErrNotFound
	}
	a.synced = append(a.synced, workbook)
	return nil
}

func tỷ(n float64) decimal.Decimal {
	return decimal.NewFromFloat(n).Mul(decimal.NewFromInt(1_000_000_000))
}

func ptr[T any](v T) *T { return &v }

// newSample returns one workbook of a province, as on a Friday in January.
func newSample() *sample {
	zone := time.FixedZone("ICT", 7*60*60)
	now := time.Date(2021, 1, 15, 9, 5, 0, 0, zone)
	figures := web.Figures{
		Items: 21, Errors: 7, Warnings: 4, Notices: 1, Explained: 1, Late: 7, Open: 2, Done: 3,
		Rules: map[string]int{"total/section": 2, "funding/over-allocated": 1, "department/unknown": 3, "key/missing": 6},
		Total: tỷ(1716.5), Funded: tỷ(196.5), Short: tỷ(1522.5), Over: tỷ(2.5), Unknown: 1,
		Categories: []web.Group{
			{Name: "Đã có quyết định chủ trương", Items: 4, Total: tỷ(261.5), Funded: tỷ(96.5), Short: tỷ(165)},
			{Name: "Ứng dụng khoa học công nghệ", Items: 3, Total: tỷ(45), Funded: tỷ(20), Short: tỷ(25)},
			{Name: "Đề án thành phố thông minh", Items: 5, Total: tỷ(980), Funded: tỷ(60), Short: tỷ(920), Unknown: 1},
			{Name: "Theo chỉ đạo, kế hoạch của Tỉnh ủy, UBND tỉnh", Items: 5, Total: tỷ(430), Funded: tỷ(20), Short: tỷ(412.5), Over: tỷ(2.5)},
		},
		Departments: []web.Group{
			{Name: "Sở Thông tin và Truyền thông", Items: 9, Late: 3, Total: tỷ(1100), Funded: tỷ(150), Short: tỷ(950)},
			{Name: "Sở Khoa học và Công nghệ", Items: 3, Late: 1, Total: tỷ(45), Funded: tỷ(20), Short: tỷ(25)},
			{Name: "Sở Giáo dục và Đào tạo", Items: 4, Late: 3, Total: tỷ(571.5), Funded: tỷ(26.5), Short: tỷ(547.5)},
			{Name: "", Items: 1},
		},
	}
	before := figures
	before.Errors, before.Short, before.Late = 9, tỷ(1534.5), 5
	s := &sample{status: web.Status{
		Version: "v1.0.0", Started: now.Add(-50 * time.Hour), Now: now, Mode: "remind", Beat: now, StateBytes: 155648,
		Configuration: web.Configuration{Loaded: now.Add(-50 * time.Hour)},
		Mail:          web.Mailroom{Active: true},
		Calendar:      web.Calendar{ConfirmedUntil: time.Date(2021, 12, 31, 0, 0, 0, 0, zone)},
		Workbooks: []web.Workbook{{
			Name: "du-an-cntt", Kind: "xlsx", Where: "tracking.xlsx",
			NextPass: ptr(now.Add(10 * time.Minute)), NextDigest: ptr(now.Add(22*time.Hour + 25*time.Minute)),
			Last: &web.Pass{Started: now.Add(-5*time.Minute - 800*time.Millisecond), Finished: now.Add(-5 * time.Minute), Why: "schedule", Outcome: "written", Run: 42},
			Good: ptr(now.Add(-5 * time.Minute)), Figures: &figures, Day: "2021-01-15", Before: &before, DayThen: "2021-01-08",
		}},
	}}
	for i := range 60 {
		f := figures
		f.Errors = 7 + int(5*math.Abs(math.Sin(float64(i)/9)))
		f.Warnings = 4 + i%3
		f.Short = tỷ(1716.5 - float64(i)*3.2)
		s.points = append(s.points, web.Point{Day: time.Date(2020, 11, 17+i, 0, 0, 0, 0, time.UTC), Figures: f})
	}
	account := &web.Account{
		Attempts: 2, StepsInAll: 212,
		Steps: []web.Step{
			{Tab: "Danh mục dự án", Cell: "Q14", Before: "", After: "CNTT-03: Tổng của mục không khớp. Đề nghị kiểm tra ô F14."},
			{Tab: "Danh mục dự án", Cell: "P15", Before: "35.000", After: "30.000"},
		},
		Digests: []web.Digest{
			{Department: "Sở Thông tin và Truyền thông", Send: true, Reason: "changed", Late: 3},
			{Department: "Sở Tài chính", Reason: "nothing-new"},
		},
		Mails:       []web.Posted{{Key: "du-an-cntt/so-tttt/2021-01-15", Department: "Sở Thông tin và Truyền thông", Subject: "[Dự án CNTT] Sở Thông tin và Truyền thông: nhiệm vụ, dự án quá hạn", Recipients: 2, Waits: true}},
		Unreachable: 1, Comments: 2, Figures: &figures, New: map[string]int{"key/missing": 2}, Gone: map[string]int{"total/section": 1},
		Unwritten: &web.Unwritten{Text: "tracking.xlsx is open", Holder: "Nguyễn Văn A (mẫu)", Since: now.Add(-time.Hour)},
		Aside:     &web.Aside{File: "tracking - Kết quả rà soát.xlsx", Written: true}, Brake: &web.Brake{Reason: "storm", Before: 2, Now: 9, Since: now},
	}
	for i := range 60 {
		r := web.Run{ID: int64(60 - i), Workbook: "du-an-cntt", Started: now.Add(-time.Duration(i) * 15 * time.Minute), Why: "schedule", Outcome: "written", Findings: 12, Steps: i % 4, Account: account}
		r.Finished = r.Started.Add(800 * time.Millisecond)
		switch i % 7 {
		case 2:
			r.Outcome, r.Why = "held", "change"
		case 4:
			r.Outcome, r.Error, r.Account = "failed", "open workbook /data/tracking.xlsx: it is no workbook; ask nobody@example.com", nil
		case 5:
			r.Why, r.Messages = "digests", 2
		}
		s.runs = append(s.runs, r)
	}
	s.mails = []web.Mail{
		{Key: "du-an-cntt/so-tttt/2021-01-15", Workbook: "du-an-cntt", Department: "Sở Thông tin và Truyền thông", Subject: "[Dự án CNTT] Sở Thông tin và Truyền thông: nhiệm vụ, dự án quá hạn", State: "waiting", Created: now.Add(-time.Hour), Recipients: 2},
		{Key: "du-an-cntt/so-gddt/2021-01-15", Workbook: "du-an-cntt", Department: "Sở Giáo dục và Đào tạo", Subject: "[Dự án CNTT] Sở Giáo dục và Đào tạo: nhiệm vụ, dự án quá hạn", State: "dead", Created: now.Add(-time.Hour), Settled: ptr(now.Add(-50 * time.Minute)), Recipients: 1, Attempts: 1, Reason: "550 5.1.1 <so-gddt@example.com>: user unknown"},
	}
	return s
}

// troubled is a sample in which much is wrong.
func troubled() *sample {
	s := newSample()
	now := s.status.Now
	s.status.Configuration.Refused, s.status.Configuration.RefusedAt = "rasoat.yaml:12: mode is remnd; one of watch, annotate, remind is allowed", ptr(now.Add(-time.Hour))
	s.status.Mail = web.Mailroom{Active: true, Waiting: 2, Pending: 1, Dead: 1, Oldest: ptr(now.Add(-3 * time.Hour)), Paused: &web.Pause{Since: now.Add(-2 * time.Hour), Why: "nghỉ Tết"}}
	s.status.Conditions = []web.Condition{
		{Kind: "hold", Workbook: "du-an-cntt", Since: now.Add(-26 * time.Hour), Text: "9 items became late at once (2 before): look at the sheet, then rasoat outbox release du-an-cntt"},
		{Kind: "mail", Since: now.Add(-3 * time.Hour), Text: "535 5.7.8 rasoat@example.com: the password was not accepted"},
	}
	b := &s.status.Workbooks[0]
	b.Failures, b.Last = 3, &web.Pass{Started: now.Add(-6 * time.Minute), Finished: now.Add(-6 * time.Minute), Why: "schedule", Outcome: "failed", Error: `list "projects": no tab "Danh mục dự án"`, Hint: "set lists[].tab in the configuration to the tab's present title"}
	return s
}

// many is a sample of several workbooks.
func many() *sample {
	s := newSample()
	one := s.status.Workbooks[0]
	for _, name := range []string{"giao-thong", "y-te", "giao-duc"} {
		b := one
		b.Name, b.Where = name, name+".xlsx"
		if name == "y-te" {
			b.Failures, b.Figures = 1, nil
			b.Last = &web.Pass{Started: s.status.Now, Finished: s.status.Now, Why: "change", Outcome: "failed", Error: "read y-te.xlsx: no such file or directory"}
		}
		s.status.Workbooks = append(s.status.Workbooks, b)
	}
	return s
}

var errState = errors.New("read conditions from state \"rasoat.db\": disk I/O error")
