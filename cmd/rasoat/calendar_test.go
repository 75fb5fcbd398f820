package main

import "testing"

func TestCalendar(t *testing.T) {
	for _, tt := range []struct {
		golden string
		args   []string
	}{
		{"calendar.golden", []string{"calendar", "2021"}},
		{"calendar.vi.golden", []string{"calendar", "2026", "--lang", "vi"}},
	} {
		code, out, errs := runHere(t, tt.args...)
		if code != exitOK {
			t.Fatalf("exit code %d: %s", code, errs)
		}
		golden(t, tt.golden, out)
	}
}
