package schedule

import (
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the zones of these tests, wherever they run
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func TestCheck(t *testing.T) {
	hanoi := zone(t, "Asia/Ho_Chi_Minh")
	tests := []struct {
		spec string
		says string // "" for a good one
	}{
		{"*/15 7-18 * * 1-5", ""},
		{"30 7 * * mon-fri", ""},
		{"  30 7 * * *  ", ""},
		{"0 0 29 2 *", ""},
		{"0 0 31 2 1", ""}, // as every cron: either day is enough
		{"@hourly", ""},
		{"@every 90s", ""},

		{"", "empty"},
		{"   ", "empty"},
		{"0 0 31 2 *", "never fires"},
		{"0 0 30,31 2 *", "never fires"},
		{"0 0 31 4,6,9,11 *", "never fires"},
		{", * * * *", "never fires"},
		{"TZ=Asia/Ho_Chi_Minh", "time zone"}, // panics in the library
		{"CRON_TZ=UTC", "time zone"},
		{"TZ=", "time zone"},
		{" TZ=UTC", "time zone"},
		{"CRON_TZ=UTC 0 7 * * *", "time zone"},
		{"0 7 * *", "expected exactly 5 fields"},
		{"0 0 7 * * *", "expected exactly 5 fields"},
		{"60 7 * * *", "above maximum"},
		{"0 7 * * 8", "above maximum"},
		{"*/0 * * * *", "positive"},
		{"7 giờ", "five fields"},
		{"@reboot", "unrecognized"},
		{"@every soon", "duration"},
	}
	for _, tt := range tests {
		err := Check(tt.spec, hanoi)
		switch {
		case tt.says == "" && err != nil:
			t.Errorf("Check(%q) = %v", tt.spec, err)
		case tt.says != "" && err == nil:
			t.Errorf("Check(%q) = nil, want an error about %q", tt.spec, tt.says)
		case tt.says != "" && (!strings.Contains(err.Error(), tt.says) || !strings.Contains(err.Error(), tt.spec)):
			t.Errorf("Check(%q) = %q, which does not say %q", tt.spec, err, tt.says)
		}
	}
	if err := Check("@daily", nil); err == nil {
		t.Error("no error without a time zone")
	}
}

func TestNext(t *testing.T) {
	hanoi := zone(t, "Asia/Ho_Chi_Minh")
	tests := []struct{ spec, after, want string }{
		{"30 7 * * 1-5", "2021-01-15T08:00:00+07:00", "2021-01-18T07:30:00+07:00"},
		{"30 7 * * 1-5", "2021-01-15T00:30:00Z", "2021-01-18T07:30:00+07:00"},
		{"30 7 * * 1-5", "2021-01-15T00:29:59Z", "2021-01-15T07:30:00+07:00"},
		{"@every 15s", "2021-01-15T08:00:15.5+07:00", "2021-01-15T08:00:30+07:00"},
		{"@every 10ms", "2021-01-15T08:00:15.5+07:00", "2021-01-15T08:00:16+07:00"},
	}
	for _, tt := range tests {
		after, _ := time.Parse(time.RFC3339, tt.after)
		got, err := Next(tt.spec, hanoi, after)
		if err != nil || got.Format(time.RFC3339) != tt.want {
			t.Errorf("Next(%q, %s) = %s, %v; want %s", tt.spec, tt.after, got.Format(time.RFC3339), err, tt.want)
		}
	}
	if _, err := Next("?", hanoi, time.Time{}); err == nil {
		t.Error("no error for a bad spec")
	}
}

func TestNewest(t *testing.T) {
	hanoi := zone(t, "Asia/Ho_Chi_Minh")
	tests := []struct{ spec, now, want string }{
		{"*/15 7-18 * * 1-5", "2021-01-15T08:00:00+07:00", "2021-01-15T08:00:00+07:00"},
		{"*/15 7-18 * * 1-5", "2021-01-15T08:00:00.7+07:00", "2021-01-15T08:00:00+07:00"},
		{"*/15 7-18 * * 1-5", "2021-01-15T07:59:59.9+07:00", "2021-01-15T07:45:00+07:00"},
		{"*/15 7-18 * * 1-5", "2021-01-18T06:00:00+07:00", "2021-01-15T18:45:00+07:00"},
		{"30 7 * * 1-5", "2021-01-18T07:29:00+07:00", "2021-01-15T07:30:00+07:00"},
		{"0 0 29 2 *", "2023-12-31T00:00:00+07:00", "2020-02-29T00:00:00+07:00"},
		{"@yearly", "2021-12-31T23:59:59+07:00", "2021-01-01T00:00:00+07:00"},
		{"@every 1h30m", "2021-01-15T08:00:00+07:00", "2021-01-15T07:00:00+07:00"},
	}
	for _, tt := range tests {
		now, _ := time.Parse(time.RFC3339, tt.now)
		times, err := parse(tt.spec, hanoi)
		if err != nil {
			t.Fatal(err)
		}
		got, ok := newest(times, now.In(hanoi))
		if !ok || got.Format(time.RFC3339) != tt.want {
			t.Errorf("newest(%q, %s) = %s, %t; want %s", tt.spec, tt.now, got.Format(time.RFC3339), ok, tt.want)
		}
	}
}

// Whatever is written in a configuration, Check answers, and what it accepts fires.
func FuzzCheck(f *testing.F) {
	for _, spec := range []string{"*/15 7-18 * * 1-5", "TZ=", "CRON_TZ=x", "@every 1ns", "@every -1s", "0 0 31 2 *", ",,,,", "1-2-3 / - ? *", "0 0 * * 7"} {
		f.Add(spec)
	}
	hanoi := zone(f, "Asia/Ho_Chi_Minh")
	now := time.Date(2021, 1, 15, 8, 0, 0, 0, hanoi)
	f.Fuzz(func(t *testing.T, spec string) {
		if Check(spec, hanoi) != nil {
			return
		}
		next, err := Next(spec, hanoi, now)
		if err != nil || !next.After(now) {
			t.Errorf("Next(%q) = %v, %v", spec, next, err)
		}
		times, err := parse(spec, hanoi)
		if err != nil {
			t.Fatal(err)
		}
		if slot, ok := newest(times, now); ok && slot.After(now) {
			t.Errorf("newest(%q) = %v, after %v", spec, slot, now)
		}
	})
}
