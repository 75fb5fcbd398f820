package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"rasoat/sync/schedule"
)

// The daemon hands the store to the scheduler.
var _ schedule.Slots = (*Store)(nil)

var noon = time.Date(2021, 1, 15, 12, 0, 0, 123456000, time.UTC)

func open(t *testing.T, path string) *Store {
	t.Helper()
	s, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func statePath(t *testing.T) string { return filepath.Join(t.TempDir(), "state", "rasoat.db") }

func message(key string) Message {
	return Message{
		Key: key, Workbook: "w", Department: "Sở Tài chính", To: []string{"stc@example.com", "giam-doc@example.com"},
		Subject: "[Dự án CNTT] Sở Tài chính", Raw: []byte("Subject: " + key + "\r\n\r\n\x00\xff"), Created: noon,
	}
}

func withoutID(r Run) Run {
	r.ID = 0
	return r
}

func commit(t *testing.T, s *Store, c Commit) {
	t.Helper()
	if err := try(t.Context(), s, c); err != nil {
		t.Fatal(err)
	}
}

// try commits where the run's id is of no interest.
func try(ctx context.Context, s *Store, c Commit) error {
	_, err := s.Commit(ctx, c)
	return err
}

// record records a run that has nothing to commit.
func record(ctx context.Context, s *Store, r Run) error {
	_, err := s.Finish(ctx, 0, r)
	return err
}

func wantHistory(t *testing.T, s *Store, version int64, data string) {
	t.Helper()
	v, d, err := s.History(t.Context(), "w")
	if err != nil || v != version || string(d) != data {
		t.Errorf("History = %d, %q, %v; want %d, %q", v, d, err, version, data)
	}
}

// wantError checks that err names the file and holds each of the texts.
func wantError(t *testing.T, err error, path string, texts ...string) {
	t.Helper()
	if err == nil {
		t.Fatal("no error")
	}
	for _, text := range append(texts, path) {
		if !strings.Contains(err.Error(), text) {
			t.Errorf("error %q does not say %q", err, text)
		}
	}
}

// files returns every file below a folder with its bytes; of -shm, the memory
// that readers share, only that it is there.
func files(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if strings.HasSuffix(path, "-shm") {
			b = nil
		}
		all[path] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestHistoryIsVersioned(t *testing.T) {
	path := statePath(t)
	s := open(t, path)
	wantHistory(t, s, 0, "")
	commit(t, s, Commit{Workbook: "w", Version: 0, History: []byte(`{"a":1}`)})
	wantHistory(t, s, 1, `{"a":1}`)
	commit(t, s, Commit{Workbook: "w", Version: 1, History: []byte(`{"b": "Sở"}`)})
	wantHistory(t, s, 2, `{"b": "Sở"}`)

	commit(t, s, Commit{Workbook: "w", Version: 2, History: []byte(`{"b": "Sở"}`)})
	wantHistory(t, s, 2, `{"b": "Sở"}`)
	commit(t, s, Commit{Workbook: "w", Version: 2, History: []byte(`{"b": "Sở"}`), Messages: []Message{message("k")}})
	wantHistory(t, s, 3, `{"b": "Sở"}`)

	if v, d, err := s.History(t.Context(), "another"); v != 0 || d != nil || err != nil {
		t.Errorf("History of another workbook = %d, %q, %v", v, d, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	wantHistory(t, open(t, path), 3, `{"b": "Sở"}`)
}

func TestCommitRefuses(t *testing.T) {
	path := statePath(t)
	s := open(t, path)
	good := func() Commit {
		return Commit{Workbook: "w", History: []byte(`{}`), Messages: []Message{message("k")}, Run: Run{Workbook: "w", Outcome: "changed"}}
	}
	tests := []struct {
		name  string
		spoil func(*Commit)
		says  string
	}{
		{"stale version", func(c *Commit) { c.Version = 7 }, "start over"},
		{"no workbook", func(c *Commit) { c.Workbook = "" }, "no name"},
		{"history that is no JSON", func(c *Commit) { c.History = []byte("{") }, "JSON"},
		{"no history", func(c *Commit) { c.History = nil }, "JSON"},
		{"message without key", func(c *Commit) { c.Messages[0].Key = "" }, "key"},
		{"message without recipient", func(c *Commit) { c.Messages[0].To = nil }, "recipient"},
		{"message without content", func(c *Commit) { c.Messages[0].Raw = nil }, "content"},
		{"message of another workbook", func(c *Commit) { c.Messages[0].Workbook = "x" }, `"x"`},
		{"run of another workbook", func(c *Commit) { c.Run.Workbook = "x" }, `"x"`},
		{"one bad message of two", func(c *Commit) { c.Messages = append(c.Messages, Message{Key: "k2", Workbook: "w"}) }, `"k2"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := good()
			tt.spoil(&c)
			_, err := s.Commit(t.Context(), c)
			wantError(t, err, path, tt.says)
			if got := errors.Is(err, ErrStale); got != (tt.name == "stale version") {
				t.Errorf("errors.Is(%v, ErrStale) = %t", err, got)
			}
			wantHistory(t, s, 0, "")
			if list, err := s.Outbox(t.Context(), Filter{}); len(list) != 0 || err != nil {
				t.Errorf("Outbox = %v, %v", list, err)
			}
			if list, err := s.Runs(t.Context(), "", 0, 0); len(list) != 0 || err != nil {
				t.Errorf("Runs = %v, %v", list, err)
			}
		})
	}
}

func TestCommitIsAllOrNothing(t *testing.T) {
	s := open(t, statePath(t))
	commit(t, s, Commit{Workbook: "v", History: []byte(`{}`), Messages: []Message{{
		Key: "taken", Workbook: "v", To: []string{"a@example.com"}, Raw: []byte("x"), Created: noon}}})
	_, err := s.Commit(t.Context(), Commit{Workbook: "w", History: []byte(`{}`), Messages: []Message{message("fresh"), message("taken")}})
	wantError(t, err, s.path, "taken by", `"v"`)
	wantHistory(t, s, 0, "")
	if list, _ := s.Outbox(t.Context(), Filter{Workbook: "w"}); len(list) != 0 {
		t.Errorf("the outbox kept %v of a commit that failed", list)
	}
}

func TestConcurrentCommitsOfOneVersion(t *testing.T) {
	path := statePath(t)
	stores := []*Store{open(t, path), open(t, path)}
	for version := range int64(20) {
		errs := make(chan error, len(stores))
		for i, s := range stores {
			go func() {
				errs <- try(t.Context(), s, Commit{
					Workbook: "w", Version: version, History: fmt.Appendf(nil, `{"by":%d,"of":%d}`, i, version),
					Messages: []Message{message(fmt.Sprintf("%d/%d", version, i))},
				})
			}()
		}
		won := 0
		for range stores {
			switch err := <-errs; {
			case err == nil:
				won++
			case !errors.Is(err, ErrStale):
				t.Fatal(err)
			}
		}
		if won != 1 {
			t.Fatalf("version %d: %d commits went through", version, won)
		}
	}
	list, err := stores[0].Outbox(t.Context(), Filter{State: Pending})
	if err != nil || len(list) != 20 {
		t.Errorf("%d messages (%v), want one for each version", len(list), err)
	}
}

func TestQuietPassWritesNothing(t *testing.T) {
	path := statePath(t)
	s := open(t, path)
	run := Run{Workbook: "w", Started: noon, Finished: noon.Add(time.Second), Outcome: "quiet", Findings: 12}
	commit(t, s, Commit{Workbook: "w", History: []byte(`{}`), Run: run})
	before := files(t, filepath.Dir(path))

	run.Started, run.Finished = noon.Add(time.Hour), noon.Add(61*time.Minute)
	commit(t, s, Commit{Workbook: "w", Version: 1, History: []byte(`{}`), Run: run})
	commit(t, s, Commit{Workbook: "w", Version: 1, History: []byte(`{}`)})
	if after := files(t, filepath.Dir(path)); !maps.Equal(before, after) {
		t.Error("a quiet pass wrote to the state")
	}
	_, err := s.Commit(t.Context(), Commit{Workbook: "w", Version: 2, History: []byte(`{}`), Run: run})
	if !errors.Is(err, ErrStale) {
		t.Errorf("a quiet pass from version 2 of 1: %v, want ErrStale", err)
	}

	run.Findings = 11
	commit(t, s, Commit{Workbook: "w", Version: 1, History: []byte(`{}`), Run: run})
	wantHistory(t, s, 1, `{}`)
	runs, err := s.Runs(t.Context(), "w", 0, 0)
	if err != nil || len(runs) != 2 || !reflect.DeepEqual(withoutID(runs[0]), run) {
		t.Errorf("Runs = %v, %v; want the pass that found something else first, of two", runs, err)
	}
}

func TestOutboxKeepsTheFirstBytesOfAKey(t *testing.T) {
	s := open(t, statePath(t))
	first := message("k")
	commit(t, s, Commit{Workbook: "w", History: []byte(`1`), Messages: []Message{first}})
	again := message("k")
	again.Raw, again.To = []byte("other"), []string{"other@example.com"}
	commit(t, s, Commit{Workbook: "w", Version: 1, History: []byte(`2`), Messages: []Message{again, message("l")}})
	wantHistory(t, s, 2, `2`)

	got := show(t, s, "k")
	if !bytes.Equal(got.Raw, first.Raw) || !slices.Equal(got.To, first.To) || got.Department != first.Department ||
		got.Subject != first.Subject || got.Created != first.Created || got.Workbook != "w" || got.Key != "k" {
		t.Errorf("Show(k) = %+v, want %+v", got.Message, first)
	}
	if keys := keysIn(t, s, Pending); keys != "k l" {
		t.Errorf("pending %q, want both in the order of commits", keys)
	}

	// Not after it was sent either.
	accept(t, s, "k", noon, "outbox/k.eml")
	commit(t, s, Commit{Workbook: "w", Version: 2, History: []byte(`2`), Messages: []Message{again}})
	if keys := keysIn(t, s, Pending); keys != "l" {
		t.Errorf("pending %q, want only l", keys)
	}
	list, err := s.Due(t.Context(), noon, 0)
	if err != nil || len(list) != 2 || list[0].Message.Key != "l" || list[1].Message.Key != "l" {
		t.Errorf("Due = %v, %v; want only l", list, err)
	}
}

func TestOutboxStates(t *testing.T) {
	tests := []struct {
		name string
		end  func(*testing.T, *Store)
		want Entry
	}{
		{"untouched", func(*testing.T, *Store) {}, Entry{State: Pending}},
		{"sent", func(t *testing.T, s *Store) { accept(t, s, "k", noon, "outbox/k.eml") },
			Entry{State: Sent, Settled: noon, Where: "outbox/k.eml"}},
		{"dead", func(t *testing.T, s *Store) { giveUp(t, s, "k", noon, "550 no such user") },
			Entry{State: Dead, Settled: noon, Reason: "550 no such user"}},
		{"dead without a reason", func(t *testing.T, s *Store) {
			wantError(t, s.GiveUp(t.Context(), show(t, s, "k").Deliveries[0].ID, noon, ""), s.path, "CHECK")
		}, Entry{State: Pending}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := open(t, statePath(t))
			commit(t, s, Commit{Workbook: "w", History: []byte(`{}`), Messages: []Message{message("k")}})
			tt.end(t, s)
			list, err := s.Outbox(t.Context(), Filter{})
			if err != nil || len(list) != 1 {
				t.Fatalf("Outbox = %v, %v", list, err)
			}
			e := list[0]
			if e.State != tt.want.State || e.Settled != tt.want.Settled || e.Where != tt.want.Where || e.Reason != tt.want.Reason {
				t.Errorf("entry = %+v, want %+v", e, tt.want)
			}
			if e.Key != "k" || len(e.To) != 2 || e.Raw != nil {
				t.Errorf("entry = %+v, want the message without its bytes", e)
			}
			for _, d := range e.Deliveries {
				if d.State != tt.want.State || d.Where != tt.want.Where || d.Reason != tt.want.Reason {
					t.Errorf("delivery = %+v, want it as the message is", d)
				}
			}
		})
	}
	t.Run("an unknown state is refused by the schema", func(t *testing.T) {
		s := open(t, statePath(t))
		commit(t, s, Commit{Workbook: "w", History: []byte(`{}`), Messages: []Message{message("k")}})
		if _, err := s.db.Exec(`UPDATE outbox SET state = 'sendign'`); err == nil {
			t.Error("no error")
		}
	})
}

func TestOutboxFilter(t *testing.T) {
	s := open(t, statePath(t))
	other := message("c")
	other.Workbook = "v"
	commit(t, s, Commit{Workbook: "w", History: []byte(`{}`), Messages: []Message{message("a"), message("b")}})
	commit(t, s, Commit{Workbook: "v", History: []byte(`{}`), Messages: []Message{other}})
	accept(t, s, "a", noon, "x")
	tests := []struct {
		filter Filter
		want   string
	}{
		{Filter{}, "a b c"},
		{Filter{Workbook: "w"}, "a b"},
		{Filter{Workbook: "x"}, ""},
		{Filter{State: Pending}, "b c"},
		{Filter{State: Sent, Workbook: "v"}, ""},
	}
	for _, tt := range tests {
		list, err := s.Outbox(t.Context(), tt.filter)
		var keys []string
		for _, e := range list {
			keys = append(keys, e.Key)
		}
		if got := strings.Join(keys, " "); got != tt.want || err != nil {
			t.Errorf("Outbox(%+v) = %q, %v; want %q", tt.filter, got, err, tt.want)
		}
	}
}

func TestRunsKeepTheNewest(t *testing.T) {
	s := open(t, statePath(t))
	run := func(w string, n int) Run {
		return Run{Workbook: w, Started: noon, Finished: noon.Add(time.Minute), Outcome: "failed", Findings: n, Steps: 1, Messages: 2, Error: "không đọc được"}
	}
	if err := record(t.Context(), s, run("v", 1)); err != nil {
		t.Fatal(err)
	}
	// Enough runs at once, as the store itself would write them.
	_, err := s.db.Exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
		INSERT INTO runs (workbook, started, finished, outcome, findings, steps, messages, error) SELECT 'w', ?2, ?2, '', i, 0, 0, '' FROM n`,
		keptRuns, formatTime(noon))
	if err != nil {
		t.Fatal(err)
	}
	if err := record(t.Context(), s, run("w", 5000)); err != nil {
		t.Fatal(err)
	}
	list, err := s.Runs(t.Context(), "w", 0, 0)
	if err != nil || len(list) != keptRuns || !reflect.DeepEqual(withoutID(list[0]), run("w", 5000)) || list[keptRuns-1].Findings != 2 {
		t.Errorf("%d runs (%v), newest %v, oldest %v", len(list), err, list[0], list[len(list)-1])
	}
	list, err = s.Runs(t.Context(), "w", 0, 3)
	if err != nil || len(list) != 3 || list[2].Findings != keptRuns-1 {
		t.Errorf("Runs(w, 3) = %v, %v", list, err)
	}
	list, err = s.Runs(t.Context(), "", 0, 0)
	if err != nil || len(list) != keptRuns+1 {
		t.Errorf("Runs of all = %d, %v", len(list), err)
	}
	wantError(t, record(t.Context(), s, Run{}), s.path, "no name")
}

func TestSlots(t *testing.T) {
	s := open(t, statePath(t))
	want := func(job string, slot time.Time) {
		t.Helper()
		if got, err := s.LastSlot(t.Context(), job); !got.Equal(slot) || err != nil {
			t.Errorf("LastSlot(%s) = %v, %v; want %v", job, got, err, slot)
		}
	}
	want("passes", time.Time{})
	hanoi := time.FixedZone("", 7*3600)
	for _, slot := range []time.Time{noon, noon.Add(15 * time.Minute), noon.In(hanoi)} {
		if err := s.MarkSlot(t.Context(), "passes", slot); err != nil {
			t.Fatal(err)
		}
		want("passes", slot)
	}
	want("digests", time.Time{})
}

func TestContextIsHonoured(t *testing.T) {
	path := statePath(t)
	s := open(t, path)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Commit(ctx, Commit{Workbook: "w", History: []byte(`{}`)}); !errors.Is(err, context.Canceled) {
		t.Errorf("Commit: %v", err)
	}
	if _, _, err := s.History(ctx, "w"); !errors.Is(err, context.Canceled) {
		t.Errorf("History: %v", err)
	}
	if err := s.Lock(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Lock: %v", err)
	}
	if _, err := Open(ctx, path, Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("Open: %v", err)
	}

	// A wait for another writer ends with the context, long before busy_timeout.
	tx, err := open(t, path).db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	ctx, cancel = context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := s.Commit(ctx, Commit{Workbook: "w", History: []byte(`{}`)}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Commit beside a writer: %v", err)
	}
	wantHistory(t, s, 0, "")
}

func TestBusyIsExplained(t *testing.T) {
	path := statePath(t)
	s, err := Open(t.Context(), path, Options{BusyTimeout: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	// That this succeeds at once and then keeps the other out also proves _txlock=immediate.
	tx, err := open(t, path).db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	wantError(t, try(t.Context(), s, Commit{Workbook: "w", History: []byte(`{}`)}), path, "another process is writing")
	wantHistory(t, s, 0, "") // reading goes on beside a writer
}

func TestFullDiskIsExplained(t *testing.T) {
	s := open(t, statePath(t))
	var pages int
	if err := s.db.QueryRow(`PRAGMA page_count`).Scan(&pages); err != nil {
		t.Fatal(err)
	}
	if _, err := s.db.Exec(fmt.Sprintf(`PRAGMA max_page_count = %d`, pages+2)); err != nil {
		t.Fatal(err)
	}
	m := message("big")
	m.Raw = make([]byte, 1<<20)
	_, err := s.Commit(t.Context(), Commit{Workbook: "w", History: []byte(`{}`), Messages: []Message{m}})
	wantError(t, err, s.path, "free some space")
	wantHistory(t, s, 0, "")
	commit(t, s, Commit{Workbook: "w", History: []byte(`{}`)})
}
