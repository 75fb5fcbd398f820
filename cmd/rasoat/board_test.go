package main

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"github.com/shopspring/decimal"

	"rasoat/config"
	rasoatsync "rasoat/sync"
	"rasoat/sync/calendar"
	"rasoat/sync/plan"
	"rasoat/sync/store"
	"rasoat/sync/web"
)

// still is a timetable that stands still.
type still struct{ beat, next time.Time }

func (s still) Beat() time.Time       { return s.beat }
func (s still) Next(string) time.Time { return s.next }

// newBoardOver makes a board over a fresh state and so many workbooks.
func newBoardOver(t testing.TB, books int, now time.Time) (*board, *store.Store) {
	t.Helper()
	state, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "rasoat.db"), store.Options{Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { state.Close() })
	var text strings.Builder
	text.WriteString("workbooks:\n")
	for i := range books {
		fmt.Fprintf(&text, "  - {name: so-%d, file: %d.xlsx, lists: [{name: tasks, tab: A, kind: tasks}]}\n", i, i)
	}
	c, err := config.Parse("rasoat.yaml", []byte(text.String()), config.Options{})
	if err != nil {
		t.Fatal(err)
	}
	days, err := calendar.New(calendar.Options{})
	if err != nil {
		t.Fatal(err)
	}
	all := &crew{
		Service: &rasoatsync.Service{Store: state, Now: func() time.Time { return now }}, log: zerolog.Nop(),
		config: &configuration{Config: c, days: days},
	}
	for _, w := range c.Workbooks {
		all.books = append(all.books, rasoatsync.Workbook{Name: w.Name})
	}
	b := newBoard()
	b.takes(all, still{beat: time.Now(), next: now.Add(time.Hour)})
	return b, state
}

// keep puts figures of a day into the state.
func keep(t testing.TB, s *store.Store, workbook string, day time.Time, f plan.Figures) {
	t.Helper()
	data, err := f.Encode()
	if err != nil {
		t.Fatal(err)
	}
	version, _, err := s.History(t.Context(), workbook)
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Commit(t.Context(), store.Commit{
		Workbook: workbook, Version: version, History: []byte(fmt.Sprintf(`{"day": %q}`, day)),
		Figures: &store.Figures{Workbook: workbook, Day: day, Taken: day, Document: data},
	})
	if err != nil {
		t.Fatal(err)
	}
}

// What the state keeps of figures reaches the page in whole.
func TestBoardTellsWhatTheStateKeeps(t *testing.T) {
	now := time.Date(2021, 1, 15, 8, 0, 0, 0, time.UTC)
	b, state := newBoardOver(t, 2, now)
	figures := func(short int64) plan.Figures {
		return plan.Figures{
			Items: 21, Errors: 1, Warnings: 2, Notices: 3, Explained: 4, Rules: map[string]int{"total/section": 1}, Late: 5, Urgent: 1, Open: 6, Done: 7,
			Total: decimal.NewFromInt(9), Funded: decimal.NewFromInt(8), Short: decimal.NewFromInt(short), Over: decimal.NewFromInt(1), Unknown: 2,
			Categories:  []plan.Group{{Name: "A", Items: 1, Late: 2, Open: 3, Done: 4, DoneLate: 5, Unknown: 6}},
			Departments: []plan.Group{{Name: "B", Items: 1}},
		}
	}
	for day, short := range map[int]int64{1: 100, 6: 60, 8: 80, 9: 90, 14: 40} {
		keep(t, state, "so-0", time.Date(2021, 1, day, 0, 0, 0, 0, time.UTC), figures(short))
	}
	s, err := b.Status(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	w := s.Workbooks[0]
	if w.Figures == nil || w.Before == nil || w.Day != "2021-01-14" || w.DayThen != "2021-01-06" || !w.Before.Short.Equal(decimal.NewFromInt(60)) {
		t.Fatalf("the figures are %+v of %s, before %+v of %s", w.Figures, w.Day, w.Before, w.DayThen)
	}
	if s.Workbooks[1].Figures != nil {
		t.Error("a workbook without figures has some")
	}
	kept, err := json.Marshal(figures(40))
	check(t, err)
	told, err := json.Marshal(w.Figures)
	check(t, err)
	if string(kept) != string(told) {
		t.Errorf("kept %s\ntold %s", kept, told)
	}
	points, err := b.Trend(t.Context(), "so-0", time.Date(2021, 1, 8, 0, 0, 0, 0, time.UTC))
	if err != nil || len(points) != 3 {
		t.Errorf("%d points since the 8th, %v", len(points), err)
	}
}

func TestBoardCountsPasses(t *testing.T) {
	now := time.Date(2021, 1, 15, 8, 0, 0, 0, time.UTC)
	b, _ := newBoardOver(t, 1, now)
	told := func() web.Workbook {
		s, err := b.Status(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return s.Workbooks[0]
	}
	if w := told(); w.Last != nil || w.Working || w.NextPass == nil {
		t.Errorf("before the first: %+v", w)
	}
	b.begins("so-0")
	if !told().Working {
		t.Error("nothing is said of the pass at work")
	}
	b.ends("so-0", web.Pass{Outcome: rasoatsync.OutcomeFailed, Finished: now})
	b.begins("so-0")
	b.lost("so-0", web.Pass{Outcome: rasoatsync.OutcomeFailed, Finished: now})
	if w := told(); w.Failures != 2 || w.Good != nil || !w.Working {
		t.Errorf("after two that failed, one of which still hangs: %+v", w)
	}
	b.ends("so-0", web.Pass{Outcome: rasoatsync.OutcomeQuiet, Finished: now})
	if w := told(); w.Failures != 0 || w.Good == nil || w.Working {
		t.Errorf("after one that did not fail: %+v", w)
	}
}

func TestBoardIsAliveAndReady(t *testing.T) {
	b, state := newBoardOver(t, 1, time.Now())
	if err := b.Alive(); err != nil {
		t.Error(err)
	}
	if err := b.Ready(t.Context()); err != nil {
		t.Error(err)
	}
	b.takes(b.crew, still{beat: time.Now().Add(-beatMost - time.Minute)})
	if err := b.Alive(); err == nil || !strings.Contains(err.Error(), "has not come round for 6m") {
		t.Errorf("a schedule that hangs: %v", err)
	}
	b.stops()
	if err := b.Ready(t.Context()); err == nil || !strings.Contains(err.Error(), "stopping") {
		t.Errorf("while it stops: %v", err)
	}
	check(t, state.Close())
	if err := newBoard().Ready(t.Context()); err == nil {
		t.Error("ready before it has begun")
	}
}

// BenchmarkStatus tells of 200 workbooks with the figures of a month.
func BenchmarkStatus(b *testing.B) {
	now := time.Date(2021, 1, 31, 8, 0, 0, 0, time.UTC)
	board, state := newBoardOver(b, 200, now)
	f := plan.Figures{Rules: map[string]int{"total/section": 1}}
	for i := range 15 {
		f.Departments = append(f.Departments, plan.Group{Name: fmt.Sprintf("Sở %d", i), Items: i})
	}
	for i := range 200 {
		for day := range 30 {
			f.Items = day
			keep(b, state, fmt.Sprintf("so-%d", i), time.Date(2021, 1, 1+day, 0, 0, 0, 0, time.UTC), f)
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := board.Status(context.Background()); err != nil {
			b.Fatal(err)
		}
	}
}
