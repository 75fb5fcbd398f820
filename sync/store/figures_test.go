package store

import (
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// figures are those of the n-th of January, taken so many hours after noon.
func figures(n, hours int, document string) *Figures {
	return &Figures{
		Workbook: "w", Day: time.Date(2021, 1, n, 0, 0, 0, 0, time.UTC), Taken: noon.Add(time.Duration(hours) * time.Hour), Document: []byte(document),
	}
}

func wantFigures(t *testing.T, s *Store, from, to time.Time, want string) {
	t.Helper()
	list, err := s.Figures(t.Context(), "w", from, to)
	var got []string
	for _, f := range list {
		got = append(got, fmt.Sprintf("%s %d %s", f.Day.Format("02"), int(f.Taken.Sub(noon).Hours()), f.Document))
	}
	if text := strings.Join(got, ", "); text != want || err != nil {
		t.Errorf("Figures = %q, %v; want %q", text, err, want)
	}
}

func TestFiguresAreThoseOfADay(t *testing.T) {
	s := open(t, statePath(t))
	day := func(n int) time.Time { return time.Date(2021, 1, n, 0, 0, 0, 0, time.UTC) }
	c := Commit{Workbook: "w", History: []byte(`{}`)}
	for _, f := range []*Figures{figures(15, 0, `{"a":1}`), figures(15, 1, `{"a":2}`), figures(15, 2, `{"a":2}`), figures(17, 3, `{"a":2}`), figures(9, 4, `{}`)} {
		c.Figures = f
		commit(t, s, c)
		c.Version = 1
	}
	wantHistory(t, s, 1, `{}`)
	c.Figures, c.Messages = figures(17, 8, `{"a":2}`), []Message{message("k")} // no quiet pass, and the same figures
	commit(t, s, c)
	wantFigures(t, s, time.Time{}, time.Time{}, `09 4 {}, 15 1 {"a":2}, 17 3 {"a":2}`)
	wantFigures(t, s, day(15), day(17), `15 1 {"a":2}, 17 3 {"a":2}`)
	wantFigures(t, s, time.Time{}, day(14), `09 4 {}`)
	wantFigures(t, s, day(16), day(16), ``)
	if list, err := s.Figures(t.Context(), "v", time.Time{}, time.Time{}); len(list) != 0 || err != nil {
		t.Errorf("Figures of another workbook = %v, %v", list, err)
	}

	// What is kept goes by days, not by times of day.
	hanoi := time.FixedZone("", 7*3600)
	p, err := s.Prune(t.Context(), Kept{Figures: time.Date(2021, 1, 15, 18, 0, 0, 0, hanoi)})
	if p != (Pruned{Figures: 1}) || err != nil {
		t.Errorf("Prune = %+v, %v", p, err)
	}
	wantFigures(t, s, time.Time{}, time.Time{}, `15 1 {"a":2}, 17 3 {"a":2}`)
}

func TestFiguresThatCannotBe(t *testing.T) {
	s := open(t, statePath(t))
	for says, spoil := range map[string]func(*Figures){
		`"v"`:    func(f *Figures) { f.Workbook = "v" },
		"no day": func(f *Figures) { f.Day = time.Time{} },
		"JSON":   func(f *Figures) { f.Document = nil },
	} {
		f := figures(15, 0, `{}`)
		spoil(f)
		wantError(t, try(t.Context(), s, Commit{Workbook: "w", History: []byte(`{}`), Figures: f}), s.path, says)
		wantHistory(t, s, 0, "")
	}
}

// A pass that finds nothing new writes nothing, but the first one of a day.
func TestAQuietPassWithFigures(t *testing.T) {
	path := statePath(t)
	s := open(t, path)
	c := Commit{Workbook: "w", History: []byte(`{}`), Figures: figures(15, 0, `{"a":1}`), Run: Run{Workbook: "w", Outcome: "quiet"}}
	commit(t, s, c)
	before := files(t, filepath.Dir(path))
	c.Version, c.Figures = 1, figures(15, 9, `{"a":1}`)
	if id, err := s.Commit(t.Context(), c); id != 0 || err != nil {
		t.Errorf("Commit = %d, %v", id, err)
	}
	if !maps.Equal(before, files(t, filepath.Dir(path))) {
		t.Error("a quiet pass wrote to the state")
	}
	c.Figures, c.Run = figures(16, 0, `{"a":1}`), Run{}
	if id, err := s.Commit(t.Context(), c); id != 0 || err != nil {
		t.Errorf("Commit = %d, %v", id, err)
	}
	wantFigures(t, s, time.Time{}, time.Time{}, `15 0 {"a":1}, 16 0 {"a":1}`)
	c.Version = 7
	c.Figures = figures(17, 0, `{}`)
	if err := try(t.Context(), s, c); !errors.Is(err, ErrStale) {
		t.Errorf("Commit = %v, want ErrStale", err)
	}
	wantFigures(t, s, time.Time{}, time.Time{}, `15 0 {"a":1}, 16 0 {"a":1}`)
}

func TestARunIsFinished(t *testing.T) {
	s, ctx := open(t, statePath(t)), t.Context()
	run := Run{Workbook: "w", Started: noon, Finished: noon, Why: "change", Outcome: "unfinished", Findings: 3, Steps: 2, Messages: 1}
	id, err := s.Commit(ctx, Commit{Workbook: "w", History: []byte(`{}`), Messages: []Message{message("k")}, Run: run})
	if id == 0 || err != nil {
		t.Fatalf("Commit = %d, %v", id, err)
	}
	end := Run{Workbook: "w", Finished: noon.Add(time.Minute), Outcome: "held", Findings: 3, Steps: 5, Messages: 1, Error: "mở", Detail: []byte(`{"a": "Sở"}`)}
	if same, err := s.Finish(ctx, id, end); same != id || err != nil {
		t.Errorf("Finish = %d, %v", same, err)
	}
	want := end
	want.ID, want.Started, want.Why = id, noon, "change"
	if got, ok, err := s.RunOf(ctx, id); !ok || err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("RunOf = %+v, %t, %v; want %+v", got, ok, err, want)
	}
	want.Detail = nil
	if list, err := s.Runs(ctx, "w", 0, 0); err != nil || len(list) != 1 || !reflect.DeepEqual(list[0], want) {
		t.Errorf("Runs = %+v, %v", list, err)
	}
	if _, ok, err := s.RunOf(ctx, id+1); ok || err != nil {
		t.Errorf("RunOf of none = %t, %v", ok, err)
	}
	end.Detail = []byte("{")
	wantError(t, record(ctx, s, end), s.path, "detail")
}

// What says the same from pass to pass is one run, whatever set it off, and one
// that says something else ends it.
func TestRunsThatSayTheSame(t *testing.T) {
	path := statePath(t)
	s, ctx := open(t, path), t.Context()
	held := func(by string) Run {
		return Run{Workbook: "w", Started: noon, Finished: noon, Why: "schedule", Outcome: "held", Findings: 3, Steps: 2, Error: "held open by " + by, Detail: []byte(`1`)}
	}
	again := held("A")
	again.Started, again.Finished, again.Why, again.Detail = noon.Add(time.Hour), noon.Add(time.Hour), "change", []byte(`2`)
	written := held("")
	written.Outcome, written.Error = "written", ""
	fewer := held("B")
	fewer.Findings = 2
	var got []bool
	for _, r := range []Run{held("A"), again, held("A"), held("B"), held("B"), written, held("B"), fewer, fewer} {
		id, err := s.Finish(ctx, 0, r)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, id != 0)
	}
	if want := []bool{true, false, false, true, false, true, true, true, false}; !reflect.DeepEqual(got, want) {
		t.Errorf("recorded %v, want %v", got, want)
	}
	before := files(t, filepath.Dir(path))
	if err := record(ctx, s, fewer); err != nil || !maps.Equal(before, files(t, filepath.Dir(path))) {
		t.Errorf("what was said before was written again (%v)", err)
	}
}

func TestRunsByPage(t *testing.T) {
	s, ctx := open(t, statePath(t)), t.Context()
	for n := range 7 {
		w := "w"
		if n == 3 {
			w = "v"
		}
		if err := record(ctx, s, Run{Workbook: w, Started: noon, Finished: noon, Outcome: "x", Findings: n}); err != nil {
			t.Fatal(err)
		}
	}
	page := func(workbook string, before int64) (found []int, last int64) {
		list, err := s.Runs(ctx, workbook, before, 3)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range list {
			found, last = append(found, r.Findings), r.ID
		}
		return found, last
	}
	for workbook, want := range map[string]string{"w": "[[6 5 4] [2 1 0]]", "": "[[6 5 4] [3 2 1] [0]]", "v": "[[3]]", "u": "[]"} {
		var pages [][]int
		found, last := page(workbook, 0)
		for len(found) > 0 {
			pages = append(pages, found)
			found, last = page(workbook, last)
		}
		if got := fmt.Sprint(pages); got != want {
			t.Errorf("pages of %q are %s, want %s", workbook, got, want)
		}
	}
}

// Whatever passes say: each that says something else than the one before it is
// there, once, and pages of any size show all of them.
func TestPropertyOfRuns(t *testing.T) {
	said := rapid.Custom(func(r *rapid.T) Run {
		return Run{
			Workbook: rapid.SampledFrom([]string{"v", "w"}).Draw(r, "workbook"), Outcome: rapid.SampledFrom([]string{"held", "quiet"}).Draw(r, "outcome"),
			Findings: rapid.IntRange(0, 1).Draw(r, "findings"), Error: rapid.SampledFrom([]string{"", "mở"}).Draw(r, "error"),
			Why: rapid.StringN(0, 3, -1).Draw(r, "why"), Detail: []byte(`{}`), Started: noon, Finished: noon,
		}
	})
	same := func(a, b Run) bool { return a.Outcome == b.Outcome && a.Findings == b.Findings && a.Error == b.Error }
	path := statePath(t)
	s, ctx := open(t, path), t.Context()
	rapid.Check(t, func(r *rapid.T) {
		if _, err := s.db.Exec(`DELETE FROM runs`); err != nil {
			r.Fatal(err)
		}
		model := map[string][]Run{} // newest first, without details; "" for all
		for _, run := range rapid.SliceOfN(said, 0, 25).Draw(r, "runs") {
			id, err := s.Finish(ctx, 0, run)
			if err != nil {
				r.Fatal(err)
			}
			before := model[run.Workbook]
			if repeated := len(before) > 0 && same(before[0], run); (id == 0) != repeated {
				r.Fatalf("run %+v after %+v got the id %d", run, before, id)
			} else if repeated {
				continue
			}
			run.ID = id
			if got, ok, err := s.RunOf(ctx, id); !ok || err != nil || !reflect.DeepEqual(got, run) {
				r.Fatalf("RunOf = %+v, %t, %v; want %+v", got, ok, err, run)
			}
			run.Detail = nil
			for _, key := range []string{"", run.Workbook} {
				model[key] = append([]Run{run}, model[key]...)
			}
		}
		for _, key := range []string{"", "v", "w"} {
			size := rapid.IntRange(1, 7).Draw(r, "size")
			var all []Run
			for last := int64(0); ; last = all[len(all)-1].ID {
				page, err := s.Runs(ctx, key, last, size)
				if err != nil || len(page) > size {
					r.Fatalf("a page of %d: %v", len(page), err)
				}
				if all = append(all, page...); len(page) < size {
					break
				}
			}
			if !reflect.DeepEqual(all, model[key]) {
				r.Fatalf("pages of %q show %+v, want %+v", key, all, model[key])
			}
		}
	})
}
