package store

import (
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// waiting commits messages that wait: "workbook/key" each.
func waiting(t *testing.T, s *Store, keys ...string) {
	t.Helper()
	for _, key := range keys {
		workbook, _, _ := strings.Cut(key, "/")
		m := message(key)
		m.Workbook, m.Wait = workbook, true
		version, _, err := s.History(t.Context(), workbook)
		if err != nil {
			t.Fatal(err)
		}
		commit(t, s, Commit{Workbook: workbook, Version: version, History: []byte(`{}`), Messages: []Message{m}})
	}
}

// keysIn lists the messages in a state.
func keysIn(t *testing.T, s *Store, state State) string {
	t.Helper()
	list, err := s.Outbox(t.Context(), Filter{State: state})
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, e := range list {
		keys = append(keys, e.Key)
	}
	return strings.Join(keys, " ")
}

func TestApprove(t *testing.T) {
	tests := []struct {
		name     string
		keys     []string
		count    int
		fails    string
		waiting  string
		approved string // workbooks
	}{
		{"all", nil, 3, "", "", "v w"},
		{"one", []string{"w/1"}, 1, "", "w/2 v/1", "w"},
		{"one twice", []string{"w/1", "w/1"}, 1, "", "w/2 v/1", "w"},
		{"with one that needs none", []string{"plain", "v/1"}, 1, "", "w/1 w/2", "v"},
		{"only one that needs none", []string{"plain"}, 0, "", "w/1 w/2 v/1", ""},
		{"with one that does not exist", []string{"w/1", "w/9"}, 0, `"w/9": there is no such message`, "w/1 w/2 v/1", ""},
		{"with one that is dead", []string{"w/1", "gone"}, 0, `"gone": it is dead`, "w/1 w/2 v/1", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := open(t, statePath(t))
			commit(t, s, Commit{Workbook: "w", History: []byte(`{}`), Messages: []Message{message("plain"), message("gone")}})
			if err := s.Drop(t.Context(), "gone", noon, "x"); err != nil {
				t.Fatal(err)
			}
			waiting(t, s, "w/1", "w/2", "v/1")
			n, err := s.Approve(t.Context(), noon, tt.keys...)
			if tt.fails != "" {
				wantError(t, err, s.path, tt.fails)
			} else if err != nil {
				t.Error(err)
			}
			if n != tt.count || keysIn(t, s, Waiting) != tt.waiting {
				t.Errorf("%d approved, waiting %q; want %d, %q", n, keysIn(t, s, Waiting), tt.count, tt.waiting)
			}
			var approved []string
			for _, w := range []string{"v", "w"} {
				if room, err := s.Mailroom(t.Context(), w); room.Approved {
					approved = append(approved, w)
				} else if err != nil {
					t.Error(err)
				}
			}
			if got := strings.Join(approved, " "); got != tt.approved {
				t.Errorf("approved workbooks %q, want %q", got, tt.approved)
			}
		})
	}
}

func TestCommitWithdraws(t *testing.T) {
	s, ctx := open(t, statePath(t)), t.Context()
	waiting(t, s, "w/1", "w/2", "w/3", "v/1")
	commit(t, s, Commit{Workbook: "w", Version: 3, History: []byte(`{}`), Withdraw: []string{"w/1"}})
	wantHistory(t, s, 4, `{}`)
	e := show(t, s, "w/1")
	if e.State != Dead || e.Reason != "withdrawn" || e.Deliveries[1].State != Dead {
		t.Errorf("withdrawn: %+v", e)
	}
	_, err := s.Retry(ctx, "w/1", noon)
	wantError(t, err, s.path, "was withdrawn")

	if _, err := s.Approve(ctx, noon, "w/2"); err != nil {
		t.Fatal(err)
	}
	m := message("new")
	for name, key := range map[string]string{"approved meanwhile": "w/2", "withdrawn already": "w/1", "never there": "w/9", "another workbook's": "v/1"} {
		c := Commit{
			Workbook: "w", Version: 4, History: []byte(`{"n":1}`), Messages: []Message{m}, Withdraw: []string{"w/3", key},
			Slot: &Slot{"digests", noon}, Run: Run{Workbook: "w", Outcome: "planned"},
		}
		_, err := s.Commit(ctx, c)
		wantError(t, err, s.path, fmt.Sprintf("%q", key))
		if got, want := errors.Is(err, ErrStale), name != "another workbook's"; got != want {
			t.Errorf("%s: errors.Is(%v, ErrStale) = %t", name, err, got)
		}
		wantHistory(t, s, 4, `{}`)
		slot, err := s.LastSlot(ctx, "digests")
		if got := keysIn(t, s, Waiting); got != "w/3 v/1" || keysIn(t, s, Pending) != "w/2" || !slot.IsZero() || err != nil {
			t.Errorf("%s: something of a commit that failed stayed: waiting %q, slot %v, %v", name, got, slot, err)
		}
	}
}

// Nobody saw a message that was withdrawn. Where its key is planned again, on a
// day that a clock set back has come round once more, the message planned then
// takes its place, also in the commit that withdraws the other.
func TestAWithdrawnMessageCanBePlannedAgain(t *testing.T) {
	s, ctx := open(t, statePath(t)), t.Context()
	waiting(t, s, "w/1", "w/2")
	again := func(key string) Message {
		m := message(key)
		m.Workbook, m.To, m.Raw, m.Wait = "w", []string{"other@example.com"}, []byte("other bytes"), true
		return m
	}
	commit(t, s, Commit{Workbook: "w", Version: 2, History: []byte(`{}`), Withdraw: []string{"w/1"}})
	commit(t, s, Commit{Workbook: "w", Version: 3, History: []byte(`{}`), Withdraw: []string{"w/2"}, Messages: []Message{again("w/1"), again("w/2")}})
	if _, err := s.Approve(ctx, noon); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"w/1", "w/2"} {
		e := show(t, s, key)
		if e.State != Pending || string(e.Raw) != "other bytes" || len(e.Deliveries) != 1 || e.Deliveries[0].Recipient != "other@example.com" {
			t.Errorf("planned again: %+v", e)
		}
	}
}

func TestCommitMarksASlot(t *testing.T) {
	path := statePath(t)
	s := open(t, path)
	c := Commit{
		Workbook: "w", History: []byte(`{}`), Run: Run{Workbook: "w", Started: noon, Finished: noon, Outcome: "planned"},
		Slot: &Slot{"digests", noon},
	}
	commit(t, s, c)
	c.Version = 1
	for _, at := range []time.Time{noon.Add(time.Hour), noon.Add(2 * time.Hour)} { // quiet passes
		c.Slot = &Slot{"digests", at}
		commit(t, s, c)
		if slot, err := s.LastSlot(t.Context(), "digests"); slot != at || err != nil {
			t.Errorf("LastSlot = %v, %v; want %v", slot, err, at)
		}
	}
	wantHistory(t, s, 1, `{}`)
	if runs, err := s.Runs(t.Context(), "w", 0, 0); len(runs) != 1 || err != nil {
		t.Errorf("a quiet pass was recorded: %v, %v", runs, err)
	}
	c.Slot = &Slot{}
	wantError(t, try(t.Context(), s, c), path, "job of the slot")
	c.Slot, c.Version = &Slot{"digests", noon}, 0
	if _, err := s.Commit(t.Context(), c); !errors.Is(err, ErrStale) {
		t.Errorf("Commit = %v", err)
	}
}

func TestRetryAndDrop(t *testing.T) {
	s, ctx := open(t, statePath(t)), t.Context()
	waiting(t, s, "w/1")
	// What was dropped before it was approved is to be approved when it comes back.
	if err := s.Drop(ctx, "w/1", noon, "not yet"); err != nil {
		t.Fatal(err)
	}
	if n, err := s.Retry(ctx, "w/1", noon); n != 2 || err != nil || keysIn(t, s, Waiting) != "w/1" {
		t.Errorf("Retry = %d, %v; waiting %q", n, err, keysIn(t, s, Waiting))
	}
	wantError(t, s.Drop(ctx, "w/1", noon, " "), s.path, "no reason")

	// Of several recipients only those that are dead are tried again; only those
	// that are pending are dropped.
	commit(t, s, Commit{Workbook: "w", Version: 1, History: []byte(`{}`), Messages: []Message{message("k")}})
	d := show(t, s, "k").Deliveries
	err := errors.Join(s.Begin(ctx, d[0].ID, noon), s.Accepted(ctx, d[0].ID, noon, "250"), s.GiveUp(ctx, d[1].ID, noon, "550"))
	if n, e := s.Retry(ctx, "k", noon); n != 1 || err != nil || e != nil {
		t.Errorf("Retry = %d, %v, %v", n, err, e)
	}
	if e := show(t, s, "k"); e.State != Pending || e.Deliveries[0].State != Sent || e.Deliveries[1].State != Pending || e.Where != "" {
		t.Errorf("entry %+v", e)
	}
	if err := s.Drop(ctx, "k", noon, "enough"); err != nil {
		t.Fatal(err)
	}
	if e := show(t, s, "k"); e.State != Sent || e.Where != "250" || e.Deliveries[1].Reason != "enough" {
		t.Errorf("entry %+v", e)
	}
	// A message without its bytes cannot go out again.
	if p, err := s.Prune(ctx, Kept{Bodies: noon.Add(time.Hour)}); p.Bodies != 1 || err != nil {
		t.Errorf("Prune = %+v, %v", p, err)
	}
	_, err = s.Retry(ctx, "k", noon)
	wantError(t, err, s.path, "content was removed")
}

func TestPauseAndRelease(t *testing.T) {
	s, ctx := open(t, statePath(t)), t.Context()
	want := func(p Pause, is bool) {
		t.Helper()
		if got, paused, err := s.PausedSince(ctx, PauseMail); got != p || paused != is || err != nil {
			t.Errorf("PausedSince = %+v, %t, %v; want %+v", got, paused, err, p)
		}
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	want(Pause{}, false)
	must(s.Pause(ctx, PauseMail, noon, "bảng đang sửa"))
	must(s.Pause(ctx, "other", noon, ""))
	want(Pause{noon, "bảng đang sửa"}, true)
	must(s.Pause(ctx, PauseMail, noon.Add(time.Hour), "vẫn đang sửa"))
	want(Pause{noon, "vẫn đang sửa"}, true)
	must(s.Resume(ctx, PauseMail))
	must(s.Resume(ctx, PauseMail))
	want(Pause{}, false)
	if err := s.Pause(ctx, "", noon, "x"); err == nil {
		t.Error("nothing can be paused")
	}
}

func TestConditions(t *testing.T) {
	path := statePath(t)
	s, ctx := open(t, path), t.Context()
	raise := func(name string, hours int, text string) {
		t.Helper()
		if err := s.Raise(ctx, name, noon.Add(time.Duration(hours)*time.Hour), text); err != nil {
			t.Fatal(err)
		}
	}
	want := func(want ...Condition) {
		t.Helper()
		if got, err := s.Conditions(ctx); !slices.Equal(got, want) || err != nil {
			t.Errorf("Conditions = %v, %v; want %v", got, err, want)
		}
	}
	want()
	raise("mail/transport", 0, "one")
	raise("hold/w", 1, "held")
	raise("mail/transport", 2, "two")
	want(Condition{"hold/w", noon.Add(time.Hour), "held"}, Condition{"mail/transport", noon, "two"})

	before := files(t, filepath.Dir(path))
	raise("mail/transport", 3, "two")
	if err := s.Clear(ctx, "mail/cap"); err != nil {
		t.Fatal(err)
	}
	if !maps.Equal(before, files(t, filepath.Dir(path))) {
		t.Error("what was known already was written")
	}
	if err := s.Clear(ctx, "mail/transport"); err != nil {
		t.Fatal(err)
	}
	want(Condition{"hold/w", noon.Add(time.Hour), "held"})
	raise("mail/transport", 9, "two")
	want(Condition{"hold/w", noon.Add(time.Hour), "held"}, Condition{"mail/transport", noon.Add(9 * time.Hour), "two"})
	for _, err := range []error{s.Raise(ctx, "", noon, "x"), s.Raise(ctx, "x", noon, "")} {
		wantError(t, err, path, "CHECK")
	}
}
