package store

import (
	"errors"
	"testing"
	"time"
)

func TestCounts(t *testing.T) {
	s, ctx := open(t, statePath(t)), t.Context()
	s.options.Now = func() time.Time { return noon.AddDate(0, 0, 1) }
	counts := func(want Counts) {
		t.Helper()
		if got, err := s.Counts(ctx); got != want || err != nil {
			t.Errorf("Counts = %+v, %v\nwant %+v", got, err, want)
		}
	}
	counts(Counts{})
	waiting(t, s, "v/1", "w/1", "w/2")
	counts(Counts{Waiting: 3, Oldest: noon})
	if _, err := s.Approve(ctx, noon, "w/2", "v/1"); err != nil {
		t.Fatal(err)
	}
	counts(Counts{Waiting: 1, Pending: 2, Oldest: noon})
	due, err := s.Due(ctx, noon, 10)
	if err != nil || len(due) == 0 {
		t.Fatalf("%d due, %v", len(due), err)
	}
	for _, d := range due {
		if err := errors.Join(s.Begin(ctx, d.ID, noon), s.GiveUp(ctx, d.ID, noon, "550")); err != nil {
			t.Fatal(err)
		}
	}
	counts(Counts{Waiting: 1, Dead: dead(t, s, "w") + dead(t, s, "v"), Oldest: noon})
	s.options.Now = func() time.Time { return noon.AddDate(0, 0, 31) }
	counts(Counts{Waiting: 1, Oldest: noon})
}

func TestWritable(t *testing.T) {
	path := statePath(t)
	s, ctx := open(t, path), t.Context()
	if err := s.Writable(ctx); err != nil {
		t.Error(err)
	}
	if n, err := s.Size(ctx); n < 4096 || err != nil {
		t.Errorf("Size = %d, %v", n, err)
	}
	read, err := OpenReadOnly(ctx, path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	if err := read.Writable(ctx); !errors.Is(err, ErrReadOnly) {
		t.Errorf("a state opened for reading: %v", err)
	}
}

// dead returns how many dead letters a workbook has.
func dead(t *testing.T, s *Store, workbook string) int {
	t.Helper()
	m, err := s.Mailroom(t.Context(), workbook)
	if err != nil || len(m.Dead) == 0 {
		t.Fatalf("%d dead letters of %s, %v", len(m.Dead), workbook, err)
	}
	return len(m.Dead)
}
