package schedule

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// A workbook that nobody repairs is tried less and less often, and at once again
// after it was.
func TestBackoff(t *testing.T) {
	start := time.Date(2021, 1, 15, 7, 0, 0, 3, time.UTC)
	var b Backoff
	var tried []int // minutes
	firsts := 0
	for now := start; now.Before(start.Add(20 * time.Hour)); now = now.Add(5 * time.Minute) {
		if b.Rests(now) {
			continue
		}
		tried = append(tried, int(now.Sub(start).Minutes()))
		if b.Failed(now) {
			firsts++
		}
	}
	if want := []int{0, 5, 20, 50, 110, 230, 470, 710, 950, 1190}; !slices.Equal(tried, want) {
		t.Errorf("tried after %v minutes, want %v", tried, want)
	}
	if firsts != 1 {
		t.Errorf("told %d times that things are put off, want once", firsts)
	}
	if !b.Succeeded() || b.Rests(start) || !b.Until().IsZero() {
		t.Error("a success does not reset it, or does not say that it did")
	}
	if b.Succeeded() || b.Failed(start) || b.Rests(start) {
		t.Error("one failure puts things off, or a success is told twice")
	}
}

// A clock that is set back does not make it rest for longer than ever meant.
func TestBackoffOfAClockThatWasWrong(t *testing.T) {
	now := time.Date(2021, 1, 15, 7, 0, 0, 0, time.UTC)
	var b Backoff
	b.Failed(now.AddDate(1, 0, 0))
	b.Failed(now.AddDate(1, 0, 0))
	if b.Rests(now) {
		t.Error("it rests for a year")
	}
}

func TestPropertyOfBackoff(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		now := time.Date(2021, 1, 15, 7, 0, 0, 0, time.UTC)
		var b Backoff
		failures := 0
		for range rapid.IntRange(1, 40).Draw(r, "n") {
			now = now.Add(time.Duration(rapid.IntRange(1, 100_000).Draw(r, "seconds")) * time.Second)
			if rapid.IntRange(0, 4).Draw(r, "ends well") == 0 {
				if b.Succeeded() != (failures >= 2) {
					r.Fatal("the end is told where there was no beginning, or not where there was")
				}
				failures = 0
			} else {
				failures++
				if b.Failed(now) != (failures == 2) {
					r.Fatalf("failure %d begins it", failures)
				}
			}
			if b.Rests(now) != (failures >= 2) || b.Rests(now.Add(4*time.Hour)) {
				r.Fatalf("after %d failures it rests until %v", failures, b.Until())
			}
		}
	})
}
