package emulator_test

import (
	"testing"
	"time"

	"rasoat/sheets/emulator"
)

func TestQuotasRefillEachMinute(t *testing.T) {
	t.Parallel()
	b := newBench(t, emulator.Options{Quota: emulator.Quota{UserReads: 2, UserWrites: 1, ProjectReads: 3}})
	p := b.sheet("en_US")
	p.Share("other@example.com", emulator.Writer)
	first := b.token
	second := b.login(b.register("other@example.com"), scope)
	read, write := "/v4/spreadsheets/"+p.ID()+"?fields=spreadsheetId", "/v4/spreadsheets/"+p.ID()+"/values/A1:clear"
	exhausted := func(verb, path, limit string) {
		t.Helper()
		e := b.fails(verb, path, "", 429, "Quota exceeded for quota metric")
		if e.Status != "RESOURCE_EXHAUSTED" || len(e.Details) != 1 || e.Details[0].Reason != "RATE_LIMIT_EXCEEDED" ||
			e.Details[0].Metadata["quota_limit"] != limit {
			t.Errorf("error %+v, want one about %s", e, limit)
		}
	}
	b.ok("GET", read, "")
	b.ok("GET", read, "")
	exhausted("GET", read, "ReadRequestsPerMinutePerUser")
	b.ok("POST", write, "")
	exhausted("POST", write, "WriteRequestsPerMinutePerUser")

	b.token = second
	b.ok("GET", read, "")
	exhausted("GET", read, "ReadRequestsPerMinutePerProject")
	b.ok("POST", write, "")

	b.clock.Advance(59 * time.Second)
	exhausted("GET", read, "ReadRequestsPerMinutePerProject")
	b.clock.Advance(time.Second)
	b.token = first
	b.ok("GET", read, "")
	b.ok("POST", write, "")
	if r, w := b.Reads(), b.Writes(); r != 7 || w != 4 {
		t.Errorf("%d reads and %d writes, want 7 and 4", r, w)
	}
	if n := b.Requests(); n != 13 { // with two logins
		t.Errorf("%d requests, want 13", n)
	}
	b.ResetCounts()
	if b.Requests()+b.Reads()+b.Writes() != 0 {
		t.Error("counts are not reset")
	}
}

func TestUsualQuotasAreGoogles(t *testing.T) {
	t.Parallel()
	b := newBench(t, emulator.Options{Quota: emulator.Quota{UserWrites: -1}})
	path := "/v4/spreadsheets/" + b.sheet("en_US").ID() + "/values/A1"
	for range 60 {
		b.ok("GET", path, "")
		b.ok("POST", path+":clear", "")
	}
	b.fails("GET", path, "", 429, "'Read requests per minute per user'")
	b.ok("POST", path+":clear", "")
}

func TestReadsByFilterAreReads(t *testing.T) {
	t.Parallel()
	b := newBench(t, emulator.Options{})
	path := "/v4/spreadsheets/" + b.sheet("en_US").ID()
	b.ResetCounts()
	for _, verb := range []string{":getByDataFilter", "/values:batchGetByDataFilter", "/developerMetadata:search"} {
		b.ok("POST", path+verb, `{"dataFilters":[{"a1Range":"A1"}]}`)
	}
	if r, w := b.Reads(), b.Writes(); r != 3 || w != 0 {
		t.Errorf("%d reads and %d writes, want 3 and 0", r, w)
	}
}
