package watch

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// Over the events of this very system: the polls are too far apart to help.
func TestEventsOfTheSystem(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.xlsx")
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write(path, "one")
	heard := make(chan Why)
	f := File{Path: path, Locks: lockNames, Changed: func(_ context.Context, why Why) { heard <- why }}
	w := New([]File{f}, Options{Settle: 10 * time.Millisecond, Every: time.Millisecond, Poll: time.Hour})
	w.remote = func(string) string { return "" }
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- w.Run(ctx) }()
	await := func(want Why) {
		t.Helper()
		select {
		case got := <-heard:
			if got != want {
				t.Errorf("heard that it was %s, want %s", got, want)
			}
		case <-time.After(time.Minute):
			t.Fatalf("did not hear that it was %s", want)
		}
	}

	write(path, "two, in place")
	await(Saved)
	lock := lockNames(path)[0]
	write(lock, "Lan")
	write(path+".tmp", "three, deleted and renamed")
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(path+".tmp", path); err != nil {
		t.Fatal(err)
	}
	await(Saved)
	if err := os.Remove(lock); err != nil {
		t.Fatal(err)
	}
	await(Closed)

	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
