package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"
)

// makeSchema1 writes a state as it was before each recipient had a delivery.
func makeSchema1(t *testing.T, path string) {
	t.Helper()
	s, err := newStore(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := create(s.file); err != nil {
		t.Fatal(err)
	}
	db, err := s.connect(writing)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := migrate(t.Context(), db, []string{schema1}); err != nil {
		t.Fatal(err)
	}
	at := func(hours int) string { return formatTime(noon.Add(time.Duration(hours) * time.Hour)) }
	_, err = db.Exec(`
		INSERT INTO history VALUES ('w', 7, '{"a": "Sở"}'), ('v', 1, '{}');
		INSERT INTO outbox (id, key, workbook, department, recipients, subject, raw, created, state, settled, place, reason) VALUES
			(2, 'sent', 'w', 'Sở A', '["a@example.com","b@example.com"]', 's', x'00ff', ?1, 'sent', ?2, 'outbox/a.eml', ''),
			(3, 'dead', 'w', 'Sở B', '["b@example.com"]', 's', x'01', ?1, 'dead', ?3, '', '550 no such user'),
			(5, 'pending', 'v', 'Sở C', '["d@example.com","c@example.com","d@example.com",""]', 's', x'02', ?1, 'pending', NULL, '', '');
		INSERT INTO runs (workbook, started, finished, outcome, findings, steps, messages, error) VALUES ('w', ?1, ?2, 'planned', 1, 2, 3, 'e');
		INSERT INTO slots VALUES ('digests', ?1);`, at(0), at(1), at(2))
	if err != nil {
		t.Fatal(err)
	}
}

func TestMigrationFromSchema1KeepsEverything(t *testing.T) {
	path := statePath(t)
	makeSchema1(t, path)
	s, ctx := open(t, path), t.Context()

	wantHistory(t, s, 7, `{"a": "Sở"}`)
	runs, err := s.Runs(ctx, "", 0, 0)
	if err != nil || len(runs) != 1 || !reflect.DeepEqual(runs[0], Run{1, "w", noon, noon.Add(time.Hour), "", "planned", 1, 2, 3, "e", nil}) {
		t.Errorf("Runs = %v, %v", runs, err)
	}
	if slot, err := s.LastSlot(ctx, "digests"); err != nil || slot != noon {
		t.Errorf("LastSlot = %v, %v", slot, err)
	}

	list, err := s.Outbox(ctx, Filter{})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		`sent w "Sở A" sent 2021-01-15T13 "outbox/a.eml" "" | a@example.com sent 1 "outbox/a.eml" "" | b@example.com sent 1 "outbox/a.eml" ""`,
		`dead w "Sở B" dead 2021-01-15T14 "" "550 no such user" | b@example.com dead 0 "" "550 no such user"`,
		`pending v "Sở C" pending 0001-01-01T00 "" "" | d@example.com pending 0 "" "" | c@example.com pending 0 "" "" |  pending 0 "" ""`,
	}
	for i, e := range list {
		got := fmt.Sprintf("%s %s %q %s %s %q %q", e.Key, e.Workbook, e.Department, e.State, e.Settled.Format("2006-01-02T15"), e.Where, e.Reason)
		for _, d := range e.Deliveries {
			got += fmt.Sprintf(" | %s %s %d %q %q", d.Recipient, d.State, d.Attempts, d.Where, d.Reason)
		}
		if i >= len(want) || got != want[i] {
			t.Errorf("entry %d is\n%s", i, got)
		}
	}
	if len(list) != len(want) {
		t.Errorf("%d entries, want %d", len(list), len(want))
	}

	due, err := s.Due(ctx, noon, 0)
	if err != nil || len(due) != 3 || string(due[0].Message.Raw) != "\x02" || due[0].Message.Created != noon {
		t.Errorf("Due = %v, %v", due, err)
	}
	for workbook, want := range map[string]bool{"w": true, "v": false} {
		if room, err := s.Mailroom(ctx, workbook); room.Approved != want || err != nil {
			t.Errorf("Mailroom(%s) = %+v, %v; want approved %t", workbook, room, err, want)
		}
	}
	if n, err := s.SentSince(ctx, noon.Add(time.Hour)); n != 2 || err != nil {
		t.Errorf("SentSince = %d, %v", n, err)
	}
	// What was there goes on as if it had been made today.
	if n, err := s.Retry(ctx, "dead", noon); n != 1 || err != nil {
		t.Errorf("Retry = %d, %v", n, err)
	}
	for _, d := range due {
		if err := s.Begin(ctx, d.ID, noon); err != nil {
			t.Error(err)
		}
	}
}

// A new state and one that was migrated have the same schema, to the letter.
func TestMigratedSchemaIsTheNewOne(t *testing.T) {
	old, fresh := statePath(t), statePath(t)
	makeSchema1(t, old)
	shape := func(path string) string {
		list, err := texts(t.Context(), open(t, path).db, `SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema ORDER BY 1`)
		if err != nil {
			t.Fatal(err)
		}
		b, err := json.MarshalIndent(list, "", " ")
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	a, b := shape(old), shape(fresh)
	if a != b || strings.Contains(a, "outbox_2 ") {
		t.Errorf("migrated:\n%s\nnew:\n%s", a, b)
	}
}

// What was recorded before runs told of their cause is still there, and what
// was not kept then is not made up.
func TestMigrationFromSchema2KeepsRuns(t *testing.T) {
	path := statePath(t)
	makeSchema1(t, path)
	s, err := newStore(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	db, err := s.connect(writing)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(migrate(t.Context(), db, []string{schema1, schema2}), db.Close()); err != nil {
		t.Fatal(err)
	}
	s = open(t, path)
	want := Run{1, "w", noon, noon.Add(time.Hour), "", "planned", 1, 2, 3, "e", nil}
	if got, ok, err := s.RunOf(t.Context(), 1); !ok || err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("RunOf = %+v, %t, %v; want %+v", got, ok, err, want)
	}
	if list, err := s.Figures(t.Context(), "w", time.Time{}, time.Time{}); len(list) != 0 || err != nil {
		t.Errorf("Figures = %v, %v", list, err)
	}
	c := Commit{Workbook: "w", Version: 7, History: []byte(`{"a": "Sở"}`), Run: Run{Workbook: "w", Started: noon, Finished: noon, Outcome: "quiet"}}
	if id, err := s.Commit(t.Context(), c); id != 2 || err != nil {
		t.Errorf("Commit = %d, %v; want the next run, 2", id, err)
	}
}
