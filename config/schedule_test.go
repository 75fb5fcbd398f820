package config

import (
	"strings"
	"testing"
	"time"
)

func TestTimesOfAWorkbook(t *testing.T) {
	for text, want := range map[string][2]string{
		"":                                    {"0 9 * * *", "30 7 * * 1-5"},
		`    schedule: {passes: "0 7 * * *"}`: {"0 7 * * *", "30 7 * * 1-5"},
		`    schedule: {digests: "@daily"}`:   {"0 9 * * *", "@daily"},
		`    schedule: {passes: "@every 5m", digests: "0 8 1 * *"}`: {"@every 5m", "0 8 1 * *"},
	} {
		c := parse(t, strings.Replace(least, "    lists:", text+"\n    lists:", 1)+`schedule: {passes: "0 9 * * *"}`+"\n")
		got := c.TimesOf(&c.Workbooks[0])
		if got.Passes.Spec != want[0] || got.Digests.Spec != want[1] {
			t.Errorf("%q: passes %q, digests %q; want %q", text, got.Passes.Spec, got.Digests.Spec, want)
		}
		for _, cron := range []Cron{got.Passes, got.Digests} {
			if now := time.Date(2021, 1, 15, 0, 0, 0, 0, time.UTC); !cron.Schedule.Next(now).After(now) {
				t.Errorf("%q: %q does not come", text, cron.Spec)
			}
		}
	}
}

func TestBoundsOfPasses(t *testing.T) {
	for text, want := range map[string][2]int{"": {4, 15}, "schedule: {at_once: 1, pass_limit: 0}": {1, 0}} {
		if got := parse(t, least+text+"\n").Schedule; got.AtOnce != want[0] || got.PassLimit != want[1] {
			t.Errorf("%q: %d at once, for %d minutes; want %v", text, got.AtOnce, got.PassLimit, want)
		}
	}
}
