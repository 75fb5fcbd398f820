package store

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestReadings(t *testing.T) {
	path := statePath(t)
	s, ctx := open(t, path), t.Context()
	want := func(what, cursor string, all map[string]Reading) {
		t.Helper()
		got, readings, err := s.Readings(ctx, "drive")
		if err != nil || got != cursor {
			t.Errorf("%s: followed to %q, %v; want %q", what, got, err, cursor)
		}
		if diff := cmp.Diff(all, readings); diff != "" {
			t.Errorf("%s (-want +got):\n%s", what, diff)
		}
	}
	want("nothing was read", "", map[string]Reading{})
	a, b := Reading{Settled: true, At: noon, Basis: "x"}, Reading{Settled: true, At: noon.Add(time.Hour)}
	if err := errors.Join(s.KeepReading(ctx, "a", a), s.KeepReading(ctx, "b", b), s.Follow(ctx, "drive", "7", []string{"a", "never read"}, false)); err != nil {
		t.Fatal(err)
	}
	a.Settled = false
	want("a changed", "7", map[string]Reading{"a": a, "b": b})
	a.Settled, a.Basis = true, "y"
	if err := errors.Join(s.KeepReading(ctx, "a", a), s.Follow(ctx, "another", "1", nil, false)); err != nil {
		t.Fatal(err)
	}
	s.Close()
	s = open(t, path)
	want("a was read again, and another feed followed", "7", map[string]Reading{"a": a, "b": b})
	if err := s.Follow(ctx, "drive", "9", nil, true); err != nil {
		t.Fatal(err)
	}
	a.Settled, b.Settled = false, false
	want("nobody knows", "9", map[string]Reading{"a": a, "b": b})
}

// What a dead letter changes in a workbook, its mark changes too.
func TestDeadMarks(t *testing.T) {
	s, ctx := open(t, statePath(t)), t.Context()
	now := noon.AddDate(0, 0, 1)
	s.options.Now = func() time.Time { return now }
	waiting(t, s, "v/1", "w/1", "w/2")
	seen := map[string]bool{}
	fresh := func(what string, want int) {
		t.Helper()
		marks, err := s.DeadMarks(ctx)
		if err != nil || len(marks) != want {
			t.Fatalf("%s: marks %v, %v; want %d", what, marks, err, want)
		}
		if mark := marks["w"]; want > 0 && seen[mark] {
			t.Errorf("%s: the mark %q was there before", what, mark)
		} else {
			seen[mark] = true
		}
	}
	fresh("none is dead", 0)
	if _, err := s.Approve(ctx, noon, "w/1", "w/2", "v/1"); err != nil {
		t.Fatal(err)
	}
	giveUp(t, s, "w/1", noon, "550 no such user")
	fresh("one is dead", 1)
	giveUp(t, s, "w/2", noon.Add(time.Hour), "554 refused")
	fresh("another is dead", 1)
	now = noon.AddDate(0, 0, 32)
	fresh("they are old", 0)
}
