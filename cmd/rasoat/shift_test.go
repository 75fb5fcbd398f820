package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"

	"rasoat/cmd/rasoat/internal/demo"
	"rasoat/sheets"
	"rasoat/sync/lang"
	"rasoat/sync/schedule"
	"rasoat/sync/watch"
)

// deaf is a workbook on a share whose reading hangs, whatever the context says.
type deaf struct {
	sheets.Book
	reads  atomic.Int32
	answer chan struct{} // closed once the share is there again; nil for one that never was away
}

func (d *deaf) Read(ctx context.Context, scope sheets.Scope) (sheets.View, error) {
	d.reads.Add(1)
	if d.answer != nil {
		<-d.answer
	}
	return d.Book.Read(ctx, scope)
}

// team is a crew of two workbooks, the first of them deaf, and its log.
type team struct {
	*crew
	deaf *deaf
	log  *bytes.Buffer
	path string // of the first one's file
}

func newTeam(t *testing.T, keys string) *team {
	t.Helper()
	dir := t.TempDir()
	check(t, writeDemo(dir))
	config := demo.Config()
	at, end := bytes.Index(config, []byte("\nworkbooks:\n"))+len("\nworkbooks:\n"), bytes.Index(config, []byte("\ndirectory:"))
	second := bytes.Replace(config[at:end+1], []byte("name: du-an-cntt"), []byte("name: du-an-hai"), 1)
	second = bytes.Replace(second, []byte("tracking.xlsx"), []byte("hai.xlsx"), 1)
	config = bytes.Replace(config, config[at:end+1], append(bytes.Clone(config[at:end+1]), second...), 1)
	config = bytes.Replace(config, []byte("\n  passes:"), []byte("\n"+keys+"  passes:"), 1)
	check(t, os.WriteFile(filepath.Join(dir, "rasoat.yaml"), config, 0o644))
	data, err := os.ReadFile(filepath.Join(dir, "tracking.xlsx"))
	check(t, err)
	check(t, os.WriteFile(filepath.Join(dir, "hai.xlsx"), data, 0o644))
	catalogue, err := lang.Load()
	check(t, err)
	s := &session{ctx: t.Context(), environment: environment{out: io.Discard, err: io.Discard}, catalogue: catalogue}
	c, err := configFlag{Config: filepath.Join(dir, "rasoat.yaml")}.load(s)
	check(t, err)
	all, err := assemble(s, c, func() time.Time { return time.Now().In(c.Timezone) }, false, false)
	check(t, err)
	w := &team{crew: all, deaf: &deaf{Book: all.books[0].Book}, log: &bytes.Buffer{}, path: filepath.Join(dir, "tracking.xlsx")}
	all.books[0].Book, all.log = w.deaf, zerolog.New(w.log)
	return w
}

// A share that does not answer takes a place for no longer than the limit; the
// operator is told what to do, and the workbook waits until it answers.
func TestAWorkbookThatHangsHoldsUpNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newTeam(t, "  at_once: 1\n  pass_limit: 10\n")
		defer w.Close()
		w.deaf.answer = make(chan struct{})
		hanging, other := (&shift{crew: w.crew}).jobs()[0].Run, (&shift{crew: w.crew, i: 1}).jobs()[0].Run
		began, first := time.Now(), make(chan error, 1)
		go func() { first <- hanging(t.Context(), time.Now()) }()
		synctest.Wait()
		if err := other(t.Context(), time.Now()); err != nil {
			t.Error(err)
		}
		if took := time.Since(began); took < 10*time.Minute || took > 11*time.Minute {
			t.Errorf("the other workbook was gone over after %v", took)
		}
		err := <-first
		var hung *schedule.HungError
		if !errors.As(err, &hung) || !strings.Contains(err.Error(), "tracking.xlsx") || !strings.Contains(hintOf(err), "share") {
			t.Errorf("error %v, hint %q", err, hintOf(err))
		}
		runs, err := w.Store.Runs(t.Context(), "du-an-cntt", 0, 0)
		check(t, err)
		if len(runs) != 1 || runs[0].Outcome != "failed" || runs[0].Why != "schedule" || !strings.Contains(runs[0].Error, "does not end") {
			t.Errorf("recorded %+v", runs)
		}

		time.Sleep(15 * time.Minute)
		if err := hanging(t.Context(), time.Now()); !errors.As(err, &hung) || hung.Fresh {
			t.Errorf("it was begun again beside the one that hangs: %v", err)
		}
		close(w.deaf.answer)
		synctest.Wait()
		time.Sleep(15 * time.Minute)
		if n := w.deaf.reads.Load(); n != 1 {
			t.Errorf("it was read %d times", n)
		}
		check(t, hanging(t.Context(), time.Now()))
		if n := w.deaf.reads.Load(); n != 2 {
			t.Errorf("once it had returned it was read %d times in all, want twice", n)
		}
		if !strings.Contains(w.log.String(), "has returned") {
			t.Errorf("the log does not tell that it returned:\n%s", w.log)
		}
	})
}

// A workbook that is gone is looked for less and less often, which is told once,
// and so is that it is there again. What changes it, and digests, do not wait.
func TestAWorkbookThatFailsIsLeftAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newTeam(t, "")
		defer w.Close()
		check(t, os.Rename(w.path, w.path+".away"))
		s := &shift{crew: w.crew}
		jobs := s.jobs()
		pass, digests := jobs[0].Run, jobs[1].Run
		hours := func(n int) (tried int) {
			before := w.deaf.reads.Load()
			for range 4 * n {
				if err := pass(t.Context(), time.Now()); err != nil && sheets.ClassOf(err) != sheets.Gone {
					t.Error(err)
				}
				time.Sleep(15 * time.Minute)
			}
			return int(w.deaf.reads.Load() - before)
		}
		if tried := hours(2); tried != 4 { // after 0, 15, 30 and 60 minutes
			t.Errorf("tried %d times in two hours", tried)
		}
		if tried := hours(24); tried > 8 {
			t.Errorf("tried %d times in a day", tried)
		}
		before := w.deaf.reads.Load()
		if err := digests(t.Context(), time.Now()); err == nil {
			t.Error("digests without a workbook did not fail")
		}
		s.changed(t.Context(), watch.Saved)
		check(t, (&shift{crew: w.crew, i: 1, atOnce: true}).jobs()[0].Run(t.Context(), time.Now()))
		if n := w.deaf.reads.Load() - before; n != 2 {
			t.Errorf("digests and a change had it tried %d times", n)
		}
		if n := strings.Count(w.log.String(), "again and again"); n != 1 {
			t.Errorf("told %d times that passes are put off", n)
		}
		check(t, os.Rename(w.path+".away", w.path))
		s.changed(t.Context(), watch.Saved)
		if tried := hours(1); tried != 4 {
			t.Errorf("once it is there again it is gone over %d times an hour", tried)
		}
		if n := strings.Count(w.log.String(), "at its usual times"); n != 1 {
			t.Errorf("told %d times that passes are as usual:\n%s", n, w.log)
		}
	})
}
