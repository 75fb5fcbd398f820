package sync_test

import (
	"context"
	"errors"
	"os"
	"testing"

	"rasoat/sheets"
	rasoatsync "rasoat/sync"
	"rasoat/sync/plan"
)

// talker is a Book that keeps what it is to say, and says that it was said.
type talker struct {
	sheets.Book
	heard [][]sheets.Thread
	err   error
}

func (b *talker) Discuss(_ context.Context, talk sheets.Talk) (sheets.Talked, error) {
	b.heard = append(b.heard, talk.Threads)
	out := sheets.Talked{Outcomes: map[string]sheets.Outcome{}}
	if b.err != nil {
		return out, b.err
	}
	for _, t := range talk.Threads {
		out.Outcomes[t.ID] = sheets.ThreadOpened
		out.Posts, out.Today = out.Posts+1, out.Today+1
	}
	return out, nil
}

// What is due is said once the workbook is written, and once; what goes wrong with
// it fails no pass.
func TestThreadsAreSaidOnce(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*fixture, *talker)
		heard  int // talks on the day, of two passes
		after  int // and on the next working day
		posts  int
	}{
		{"said", func(*fixture, *talker) {}, 1, 1, 1},
		{"unsure", func(_ *fixture, b *talker) {
			b.err = &sheets.OpError{Class: sheets.Uncertain, Err: errors.New("no answer")}
		}, 2, 3, 0},
		{"refused", func(_ *fixture, b *talker) {
			b.err = &sheets.OpError{Class: sheets.Invalid, Err: errors.New("no comments here")}
		}, 1, 2, 0},
		{"a mode that mails nobody", func(f *fixture, _ *talker) { f.book.Mode = rasoatsync.Annotate }, 0, 0, 0},
		{"comments are off", func(f *fixture, _ *talker) { f.book.Settings.Comments.After = 0 }, 0, 0, 0},
		{"a workbook that is no discussion", func(f *fixture, b *talker) { f.book.Book = b.Book }, 0, 0, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := setup(t)
			f.tasks[1][4] = "31/11/2020"
			must(t, os.Remove(f.path))
			f.write(t)
			book := &talker{Book: f.book.Book}
			f.book.Book, f.book.Followed = book, true
			f.book.Settings.Comments = plan.Comments{After: 14, PerDay: 10, From: 7, To: 18}
			tt.change(f, book)
			pass := func() *rasoatsync.Report {
				t.Helper()
				r, err := f.Pass(t.Context(), f.book, rasoatsync.Occasion{Why: rasoatsync.WhySchedule})
				must(t, err)
				return r
			}
			pass()
			if len(book.heard) > 0 {
				t.Errorf("said on the first day: %+v", book.heard)
			}
			f.now = f.now.AddDate(0, 0, 14)
			r := pass()
			if r.Talked.Posts != tt.posts || r.Moved != (tt.heard > 0) {
				t.Errorf("%d posts, to be read again: %v", r.Talked.Posts, r.Moved)
			}
			pass()
			if len(book.heard) != tt.heard {
				t.Errorf("%d talks on the day, want %d", len(book.heard), tt.heard)
			}
			f.now = f.now.AddDate(0, 0, 3)
			pass()
			if len(book.heard) != tt.after {
				t.Errorf("%d talks by the next working day, want %d", len(book.heard), tt.after)
			}
		})
	}
}

// Nothing is said on a workbook that could not be written.
func TestNothingIsSaidOnAWorkbookThatIsNotWritten(t *testing.T) {
	f := setup(t)
	f.tasks[1][4] = "31/11/2020"
	must(t, os.Remove(f.path))
	f.write(t)
	book := &talker{Book: f.book.Book}
	f.book.Book = book
	f.book.Settings.Comments = plan.Comments{After: 1, PerDay: 10, From: 7, To: 18}
	_, err := f.Pass(t.Context(), f.book, rasoatsync.Occasion{})
	must(t, err)
	f.now = f.now.AddDate(0, 0, 3)
	f.book.Book = heldTalker{book}
	if r, err := f.Pass(t.Context(), f.book, rasoatsync.Occasion{}); r == nil || r.Unwritten == nil {
		t.Fatalf("it was written: %v", err)
	}
	if len(book.heard) > 0 {
		t.Errorf("said: %+v", book.heard)
	}
}

// heldTalker is a workbook that somebody holds open.
type heldTalker struct{ *talker }

func (b heldTalker) Read(ctx context.Context, s sheets.Scope) (sheets.View, error) {
	v, err := b.talker.Read(ctx, s)
	return heldView{v}, err
}

type heldView struct{ sheets.View }

func (v heldView) Propose(a sheets.Annotations) (sheets.Change, error) {
	c, err := v.View.Propose(a)
	return heldChange{c}, err
}

type heldChange struct{ sheets.Change }

func (heldChange) Apply(context.Context) (sheets.View, error) {
	return nil, &sheets.OpError{Class: sheets.Busy, Err: errors.New("somebody has it open")}
}
