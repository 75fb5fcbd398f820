package changes

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"rasoat/sheets"
	"rasoat/sync/store"
)

// service is a service whose feed is late by so much.
type service struct {
	mu      sync.Mutex
	log     []change
	lag     time.Duration
	lost    bool  // knows no cursor
	broken  error // that it answers with
	asked   int
	waiting bool // never answers
}

type change struct {
	id string
	at time.Time
}

func (s *service) edit(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.log = append(s.log, change{id, time.Now()})
}

func (s *service) Changed(ctx context.Context, cursor string) (ids []string, next string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked++
	if s.waiting {
		<-ctx.Done()
		return nil, "", ctx.Err()
	}
	if s.broken != nil {
		return nil, "", s.broken
	}
	seen := 0
	for _, c := range s.log {
		if time.Since(c.at) >= s.lag {
			seen++
		}
	}
	if cursor == "" {
		s.lost = false
		return nil, fmt.Sprint("at ", seen), nil
	}
	if s.lost {
		return nil, "", fmt.Errorf("%w: 400", sheets.ErrCursorLost)
	}
	from := 0
	if _, err := fmt.Sscanf(cursor, "at %d", &from); err != nil {
		return nil, "", err
	}
	for _, c := range s.log[from:seen] {
		ids = append(ids, c.id)
	}
	return ids, fmt.Sprint("at ", seen), nil
}

// world is a service that a tracker follows, in virtual time.
type world struct {
	t       *testing.T
	service *service
	path    string // of the state
	state   *store.Store
	o       Options
	tracker *Tracker
	said    []string
}

func newWorld(t *testing.T) *world {
	w := &world{t: t, service: &service{}}
	w.path = filepath.Join(t.TempDir(), "state.db")
	var err error
	w.state, err = store.Open(t.Context(), w.path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.state.Close() })
	w.o = Options{
		Feed: "drive", Every: 4, Basis: "1", Now: time.Now,
		Failed: func(err error) { w.said = append(w.said, fmt.Sprintf("failed: %v", err)) },
		Lost:   func(error) { w.said = append(w.said, "lost") },
	}
	w.restart()
	return w
}

func (w *world) restart() { w.tracker = New(w.service, w.state, w.o) }

// slot lets a slot come and reports whether the workbook was read.
func (w *world) slot(id string) (read bool) { return w.slotThat(id, true) }

func (w *world) slotThat(id string, settles bool) (read bool) {
	w.t.Helper()
	time.Sleep(5 * time.Minute)
	book := Workbook{ID: id, Name: "so-" + id}
	if w.tracker.Unread(w.t.Context(), time.Now().Truncate(time.Minute), book) {
		return false
	}
	p, err := w.tracker.Begin(w.t.Context(), book)
	if err != nil {
		w.t.Fatal(err)
	}
	if err := p.End(w.t.Context(), settles); err != nil {
		w.t.Fatal(err)
	}
	return true
}

func (w *world) want(what string, got, want bool) {
	w.t.Helper()
	if got != want {
		w.t.Errorf("%s: read %v, want %v", what, got, want)
	}
}

func inTime(t *testing.T, f func(*testing.T, *world)) {
	synctest.Test(t, func(t *testing.T) { f(t, newWorld(t)) })
}

func TestOnlyWhatChangedIsRead(t *testing.T) {
	inTime(t, func(t *testing.T, w *world) {
		w.want("seen for the first time", w.slot("a"), true)
		w.want("nothing happened", w.slot("a"), false)
		w.service.edit("b")
		w.want("another changed", w.slot("a"), false)
		w.service.edit("a")
		w.want("it changed", w.slot("a"), true)
		w.want("nothing happened since", w.slot("a"), false)
		w.restart()
		w.want("nothing happened over a restart", w.slot("a"), false)
		w.service.edit("a")
		w.restart()
		w.want("it changed over a restart", w.slot("a"), true)
	})
}

func TestWhatIsNotSettledIsReadAgain(t *testing.T) {
	inTime(t, func(t *testing.T, w *world) {
		w.slot("a")
		w.service.edit("a")
		w.want("it changed", w.slotThat("a", false), true)
		w.want("the pass failed", w.slotThat("a", false), true)
		w.restart()
		w.want("it failed before the restart", w.slot("a"), true)
		w.want("all is well", w.slot("a"), false)

		// A pass that never ends, since the process is killed.
		if _, err := w.tracker.Begin(t.Context(), Workbook{ID: "a"}); err != nil {
			t.Fatal(err)
		}
		w.restart()
		w.want("killed in a pass", w.slot("a"), true)
	})
}

func TestAChangeDuringAPassIsNotLost(t *testing.T) {
	inTime(t, func(t *testing.T, w *world) {
		w.slot("a")
		w.slot("b")
		p, err := w.tracker.Begin(t.Context(), Workbook{ID: "a"})
		if err != nil {
			t.Fatal(err)
		}
		w.service.edit("a")
		w.slot("b") // asks
		if err := p.End(t.Context(), true); err != nil {
			t.Fatal(err)
		}
		w.want("it changed meanwhile", w.slot("a"), true)
	})
}

func TestAFeedIsNoProof(t *testing.T) {
	inTime(t, func(t *testing.T, w *world) {
		w.slot("a")
		var read []bool
		for range 8 {
			read = append(read, w.slot("a"))
		}
		reads, gap := 0, 0
		for _, r := range read {
			gap++
			if r {
				reads, gap = reads+1, 0
			}
			if gap >= w.o.Every {
				t.Errorf("read %v: left out %d times in a row", read, gap)
			}
		}
		if reads < 2 || reads > 4 {
			t.Errorf("read %v", read)
		}
		w.slot("a")
		time.Sleep(24 * time.Hour)
		w.want("another day", w.slot("a"), true)
		w.o.Basis = "2"
		w.restart()
		w.want("another configuration", w.slot("a"), true)
		w.want("nothing happened", w.slot("a"), false)
	})
}

func TestAFeedThatFails(t *testing.T) {
	inTime(t, func(t *testing.T, w *world) {
		w.slot("a")
		w.service.broken = errors.New("403")
		for range 6 {
			w.want("the feed fails", w.slot("a"), true)
		}
		if w.service.asked > 5 {
			t.Errorf("asked %d times in half an hour though it failed", w.service.asked)
		}
		w.service.broken = nil
		time.Sleep(rest)
		w.want("it works again, and nothing happened", w.slot("a"), false)
		w.service.edit("a")
		w.service.lost = true
		w.want("it forgot", w.slot("a"), true)
		w.want("nothing happened", w.slot("a"), false)
		if got := fmt.Sprint(w.said); got != "[failed: 403 failed: <nil> lost]" {
			t.Errorf("said %s", got)
		}
		w.service.waiting = true
		begun := time.Now()
		w.want("it does not answer", w.slot("a"), true)
		if took := time.Since(begun); took > 6*time.Minute {
			t.Errorf("waited for %v", took)
		}
	})
}

// A state that cannot be written is no fault of the feed's, and loses nothing that
// the feed told.
func TestAStateThatFails(t *testing.T) {
	inTime(t, func(t *testing.T, w *world) {
		w.slot("a")
		w.slot("b")
		readOnly, err := store.OpenReadOnly(t.Context(), w.path, store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer readOnly.Close()
		w.service.edit("a")
		time.Sleep(5 * time.Minute)
		tracker := New(w.service, readOnly, w.o)
		for _, id := range []string{"a", "b"} {
			if tracker.Unread(t.Context(), time.Now(), Workbook{ID: id, Name: "so-" + id}) {
				t.Errorf("%s was left unread though nothing can be kept", id)
			}
		}
		if len(w.said) > 0 {
			t.Errorf("said %v", w.said)
		}
		w.restart()
		w.want("it changed while nothing could be kept", w.slot("a"), true)
		w.want("it did not", w.slot("b"), false)
	})
}

func TestManyAskOnce(t *testing.T) {
	inTime(t, func(t *testing.T, w *world) {
		for i := range 100 {
			w.slotThat(fmt.Sprint(i), true)
		}
		for range 3 {
			time.Sleep(time.Minute)
			w.service.asked = 0
			var all sync.WaitGroup
			for i := range 100 {
				all.Go(func() { w.tracker.Unread(t.Context(), time.Now().Truncate(time.Minute), Workbook{ID: fmt.Sprint(i)}) })
			}
			all.Wait()
			if w.service.asked != 1 {
				t.Fatalf("asked %d times for a slot", w.service.asked)
			}
		}
	})
}

// Whatever happens, and however late the feed is: what was edited is read as soon
// as the feed names it, and at the latest when so many passes were due.
func TestWhatChangedIsReadInTheEnd(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		seed := rapid.SliceOfN(rapid.IntRange(0, 9), 5, 60).Draw(r, "events")
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t)
			w.o.Failed, w.o.Lost = nil, nil
			w.o.Every = 5
			w.restart()
			w.service.lag = 3 * time.Minute
			dirty := map[string]int{} // slots since the edit
			for _, event := range seed {
				id := fmt.Sprint(event % 2)
				switch event {
				case 0, 1, 2, 3:
					w.service.edit(id)
					dirty[id] = max(dirty[id], 1)
				case 4:
					w.restart()
				case 5:
					w.service.lost = true
				case 6:
					w.service.broken = errors.New("503")
				case 7:
					w.service.broken = nil
				}
				for _, id := range []string{"0", "1"} {
					switch {
					case w.slotThat(id, event != 8):
						if event != 8 {
							delete(dirty, id)
						}
					case dirty[id] > 0:
						dirty[id]++
						if dirty[id] > 2 { // five minutes a slot, three of lag
							r.Fatalf("%s was left out for %d slots after an edit", id, dirty[id])
						}
					}
				}
			}
		})
	})
}
