package main

import (
	"context"
	"testing"

	"rasoat/sheets"
)

// trace is a Book with something of ours in it. Each write is answered as the
// list says; "done" and "lost" take it out.
type trace struct {
	answers []string
	writes  int
	gone    bool
}

func (b *trace) Read(context.Context, sheets.Scope) (sheets.View, error) { return b, nil }

func (b *trace) Snapshot() *sheets.Snapshot { return new(sheets.Builder).Snapshot() }

func (b *trace) Propose(sheets.Annotations) (sheets.Change, error) { return b, nil }

func (b *trace) Steps() []sheets.Step {
	if b.gone {
		return nil
	}
	return []sheets.Step{{Tab: "Tổng hợp", Before: "Tổng hợp"}}
}

func (b *trace) Apply(context.Context) (sheets.View, error) {
	answer := b.answers[min(b.writes, len(b.answers)-1)]
	b.writes++
	switch answer {
	case "done":
		b.gone = true
	case "lost": // written, though nobody can tell
		b.gone = true
		return nil, &sheets.OpError{Class: sheets.Uncertain, Op: "write"}
	case "conflict":
		return nil, &sheets.OpError{Class: sheets.Conflict, Op: "write"}
	case "busy":
		return nil, &sheets.OpError{Class: sheets.Busy, Op: "write"}
	}
	return b, nil
}

func TestRemoveGoesOnUntilNothingIsLeft(t *testing.T) {
	tests := []struct {
		name    string
		yes     bool
		answers []string
		steps   int
		writes  int
		failed  bool
	}{
		{"without yes", false, []string{"done"}, 1, 0, false},
		{"at once", true, []string{"done"}, 1, 1, false},
		{"people edit meanwhile", true, []string{"conflict", "conflict", "done"}, 1, 3, false},
		{"the answer is lost", true, []string{"lost"}, 1, 1, false},
		{"somebody has it open", true, []string{"busy"}, 0, 1, true},
		{"people never stop", true, []string{"conflict"}, 0, removals, true},
		{"it is there again each time", true, []string{"again"}, 0, removals, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			book := &trace{answers: tt.answers}
			steps, err := removeCmd{Yes: tt.yes}.remove(t.Context(), book)
			if len(steps) != tt.steps || book.writes != tt.writes || (err != nil) != tt.failed {
				t.Errorf("%d steps after %d writes, %v; want %d after %d, failed %v", len(steps), book.writes, err, tt.steps, tt.writes, tt.failed)
			}
		})
	}
}
