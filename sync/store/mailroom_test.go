package store

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestMailroom(t *testing.T) {
	s, ctx := open(t, statePath(t)), t.Context()
	s.options.Now = func() time.Time { return noon.AddDate(0, 0, 30) }
	room := func(want Mailroom) {
		t.Helper()
		if got, err := s.Mailroom(ctx, "w"); !reflect.DeepEqual(got, want) || err != nil {
			t.Errorf("Mailroom = %+v, %v\nwant %+v", got, err, want)
		}
	}
	room(Mailroom{})
	waiting(t, s, "v/1", "w/2", "w/1")
	room(Mailroom{Waiting: []string{"w/2", "w/1"}})
	if _, err := s.Approve(ctx, noon, "w/2", "v/1"); err != nil {
		t.Fatal(err)
	}
	room(Mailroom{Waiting: []string{"w/1"}, Undelivered: []string{"Sở Tài chính"}, Approved: true})
	for _, err := range []error{s.Pause(ctx, PauseMail, noon, ""), s.Pause(ctx, "x", noon, ""), s.Release(ctx, "w", noon), s.Release(ctx, "w", noon.Add(1e9)), s.Release(ctx, "v", noon)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	room(Mailroom{Waiting: []string{"w/1"}, Undelivered: []string{"Sở Tài chính"}, Approved: true, Paused: true, Released: noon.Add(time.Second)})
	if err := errors.Join(s.Resume(ctx, PauseMail), s.Drop(ctx, "w/2", noon, "no")); err != nil {
		t.Fatal(err)
	}
	room(Mailroom{Waiting: []string{"w/1"}, Approved: true, Released: noon.Add(time.Second)})
}

// Which letters count as dead: each case is a series of ends, in days from noon,
// of mails to one recipient.
func TestDeadLetters(t *testing.T) {
	type end struct {
		day       int
		workbook  string
		recipient string
		how       string // sent, refused, dropped, withdrawn
	}
	tests := []struct {
		name string
		ends []end
		want []string // day and recipient
	}{
		{"none", nil, nil},
		{"refused", []end{{0, "w", "a", "refused"}}, []string{"0 a"}},
		{"dropped by the operator", []end{{0, "w", "a", "dropped"}}, nil},
		{"withdrawn", []end{{0, "w", "a", "withdrawn"}}, nil},
		{"accepted later", []end{{0, "w", "a", "refused"}, {1, "w", "a", "sent"}}, nil},
		{"accepted later for another workbook", []end{{0, "w", "a", "refused"}, {1, "v", "a", "sent"}}, nil},
		{"accepted before", []end{{0, "w", "a", "sent"}, {1, "w", "a", "refused"}}, []string{"1 a"}},
		{"another one accepted", []end{{0, "w", "a", "refused"}, {1, "w", "b", "sent"}}, []string{"0 a"}},
		{"dropped later", []end{{0, "w", "a", "refused"}, {1, "w", "a", "dropped"}}, []string{"0 a"}},
		{"refused twice: the last", []end{{0, "w", "a", "refused"}, {2, "w", "a", "refused"}, {1, "w", "b", "refused"}}, []string{"1 b", "2 a"}},
		{"refused, accepted, refused", []end{{0, "w", "a", "refused"}, {1, "w", "a", "sent"}, {2, "w", "a", "refused"}}, []string{"2 a"}},
		{"another workbook's", []end{{0, "v", "a", "refused"}}, nil},
		{"31 days ago", []end{{-1, "w", "a", "refused"}}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, ctx := open(t, statePath(t)), t.Context()
			version := map[string]int64{}
			for i, e := range tt.ends {
				at := noon.AddDate(0, 0, e.day)
				s.options.Now = func() time.Time { return at }
				m := message(fmt.Sprint(i))
				m.Workbook, m.To, m.Wait, m.Created = e.workbook, []string{e.recipient}, e.how == "withdrawn", at
				commit(t, s, Commit{Workbook: e.workbook, Version: version[e.workbook], History: []byte(`{}`), Messages: []Message{m}})
				version[e.workbook]++
				id := show(t, s, m.Key).Deliveries[0].ID
				var err error
				switch e.how {
				case "sent":
					err = errors.Join(s.Begin(ctx, id, at), s.Accepted(ctx, id, at, "250"))
				case "refused":
					err = s.GiveUp(ctx, id, at, "550 "+m.Key)
				case "dropped":
					err = s.Drop(ctx, m.Key, at, "x")
				case "withdrawn":
					_, err = s.Commit(ctx, Commit{Workbook: e.workbook, Version: version[e.workbook], History: []byte(`{}`), Withdraw: []string{m.Key}})
					version[e.workbook]++
				}
				if err != nil {
					t.Fatal(err)
				}
			}
			s.options.Now = func() time.Time { return noon.AddDate(0, 0, 30) }
			room, err := s.Mailroom(ctx, "w")
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, d := range room.Dead {
				got = append(got, fmt.Sprintf("%d %s", int(d.On.Sub(noon).Hours())/24, d.Recipient))
				if d.Department != "Sở Tài chính" || d.Reason != "550 "+d.Key {
					t.Errorf("dead letter %+v", d)
				}
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("dead letters %v, want %v", got, tt.want)
			}
		})
	}
}

func TestPrune(t *testing.T) {
	s, ctx := open(t, statePath(t)), t.Context()
	day := func(n int) time.Time { return noon.AddDate(0, 0, n) }
	var messages []Message
	for _, key := range []string{"sent 1", "sent 2", "sent 3", "dead 1", "half 1", "begun 1", "pending", "waiting"} {
		m := message(key)
		m.Wait = key == "waiting"
		messages = append(messages, m)
	}
	commit(t, s, Commit{Workbook: "w", History: []byte(`{}`), Messages: messages})
	for n, key := range []string{"sent 1", "sent 2", "sent 3"} {
		accept(t, s, key, day(n+1), "x")
	}
	giveUp(t, s, "dead 1", day(1), "x")
	half, begun := show(t, s, "half 1").Deliveries, show(t, s, "begun 1").Deliveries
	err := errors.Join(s.Begin(ctx, half[0].ID, day(1)), s.Accepted(ctx, half[0].ID, day(1), "x"), s.Begin(ctx, begun[0].ID, day(1)))
	for n := range 4 {
		err = errors.Join(err, record(ctx, s, Run{Workbook: "w", Started: day(n), Finished: day(n), Outcome: fmt.Sprint(n)}))
	}
	err = errors.Join(err, record(ctx, s, Run{Workbook: "v", Started: day(0), Finished: day(0), Outcome: "only"}))
	if err != nil {
		t.Fatal(err)
	}
	unsettled := []string{"half 1", "begun 1", "pending", "waiting"}
	kept := map[string]Entry{}
	for _, key := range unsettled {
		kept[key] = show(t, s, key)
	}

	prune := func(bodies, history time.Time, want Pruned, bare, all string) {
		t.Helper()
		if got, err := s.Prune(ctx, Kept{Bodies: bodies, Messages: history, Runs: history}); got != want || err != nil {
			t.Errorf("Prune = %+v, %v; want %+v", got, err, want)
		}
		list, err := s.Outbox(ctx, Filter{})
		if err != nil {
			t.Fatal(err)
		}
		var gotBare, gotAll []string
		for _, e := range list {
			gotAll = append(gotAll, e.Key)
			if len(show(t, s, e.Key).Raw) == 0 {
				gotBare = append(gotBare, e.Key)
			}
		}
		if fmt.Sprint(gotBare) != bare || fmt.Sprint(gotAll) != all {
			t.Errorf("without bytes %v of %v; want %s of %s", gotBare, gotAll, bare, all)
		}
		for _, key := range unsettled {
			if e := show(t, s, key); !reflect.DeepEqual(e, kept[key]) {
				t.Errorf("what is not settled was changed: %+v", e)
			}
		}
	}
	rest := " half 1 begun 1 pending waiting]"
	prune(time.Time{}, time.Time{}, Pruned{}, "[]", "[sent 1 sent 2 sent 3 dead 1"+rest)
	prune(day(2), time.Time{}, Pruned{Bodies: 2}, "[sent 1 dead 1]", "[sent 1 sent 2 sent 3 dead 1"+rest)
	prune(day(2), time.Time{}, Pruned{}, "[sent 1 dead 1]", "[sent 1 sent 2 sent 3 dead 1"+rest)
	prune(day(3), day(2), Pruned{Bodies: 1, Messages: 2, Runs: 2}, "[sent 2]", "[sent 2 sent 3"+rest)
	prune(day(99), day(99), Pruned{Messages: 2, Runs: 1}, "[]", "["+rest[1:])
	var left int
	if err := s.db.QueryRow(`SELECT count(*) FROM deliveries`).Scan(&left); err != nil || left != 8 {
		t.Errorf("%d deliveries, %v; want those of the messages that are left", left, err)
	}
	// The newest run of each workbook stays, or a quiet pass would be told anew.
	runs, err := s.Runs(ctx, "", 0, 0)
	if err != nil || len(runs) != 2 || runs[0].Outcome != "only" || runs[1].Outcome != "3" {
		t.Errorf("Runs = %v, %v", runs, err)
	}
}

// What is looked for in every pass and every minute is found by an index,
// however much was mailed before.
func TestOpenMailIsFoundByItsIndex(t *testing.T) {
	s := open(t, statePath(t))
	for query, index := range map[string]string{waitingOf: "outbox_open", undeliveredOf: "outbox_open", nextOf: "deliveries_open"} {
		rows, err := s.db.QueryContext(t.Context(), `EXPLAIN QUERY PLAN `+query, "w")
		if err != nil {
			t.Fatal(err)
		}
		var plan []string
		for rows.Next() {
			var id, parent, unused int
			var step string
			if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
				t.Fatal(err)
			}
			plan = append(plan, step)
		}
		if err := rows.Close(); err != nil {
			t.Fatal(err)
		}
		if text := strings.Join(plan, "\n"); !strings.Contains(text, "INDEX "+index) {
			t.Errorf("%s\nis carried out so:\n%s", query, text)
		}
	}
}
