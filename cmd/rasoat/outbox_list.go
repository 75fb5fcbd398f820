package main

import (
	"fmt"
	"strings"
	"time"

	"rasoat/sync/store"
)

type outboxListCmd struct {
	State    string `enum:",waiting,pending,sent,dead" default:"" help:"Only mails that are waiting, pending, sent or dead." placeholder:"STATE"`
	Workbook string `help:"Only mails of this workbook." placeholder:"NAME"`
	All      bool   `help:"Also mails settled more than 30 days ago."`
	stateFlags
}

// Days after which a settled mail is listed only when asked for.
const listedDays = 30

// Run lists the outbox, what holds it first.
func (cmd outboxListCmd) Run(s *session) error {
	return cmd.at(s, func(d *desk) error {
		if cmd.Workbook != "" {
			if _, err := d.workbook(cmd.Workbook); err != nil {
				return err
			}
		}
		all, err := d.Outbox(s.ctx, store.Filter{Workbook: cmd.Workbook, State: store.State(cmd.State)})
		if err != nil {
			return err
		}
		if err := d.wrong(s); err != nil {
			return err
		}
		counts := map[string]any{"waiting": 0, "pending": 0, "sent": 0, "dead": 0, "older": 0}
		shown := 0
		for _, e := range all {
			if !cmd.All && !e.Settled.IsZero() && e.Settled.Before(d.now.AddDate(0, 0, -listedDays)) {
				counts["older"] = counts["older"].(int) + 1
				continue
			}
			counts[string(e.State)] = counts[string(e.State)].(int) + 1
			d.entry(e)
			shown++
		}
		if shown > 0 {
			d.line("")
		}
		counts["count"], counts["config"] = shown, d.path()
		d.tell("count", counts)
		return nil
	})
}

// wrong prints what holds mail and what else is wrong now.
func (d *desk) wrong(s *session) error {
	told, err := d.holds(s)
	if err != nil {
		return err
	}
	conditions, err := d.Conditions(s.ctx)
	if err != nil {
		return err
	}
	for _, c := range conditions {
		d.tell("condition", map[string]any{"name": c.Name, "since": d.time(c.Since), "text": c.Text})
		told = true
	}
	if told {
		d.line("")
	}
	return nil
}

// entry prints a mail with its recipients.
func (d *desk) entry(e store.Entry) {
	d.line("%s  %s", pad(d.stateOf(e.State), 9), e.Key)
	d.line("  %s", d.p.Text("outbox/mail", map[string]any{
		"department": d.whom(e), "workbook": e.Workbook, "subject": e.Subject, "created": d.time(e.Created),
	}))
	d.recipients(e)
}

func (d *desk) stateOf(s store.State) string { return d.p.Text("outbox/state/"+string(s), nil) }

// recipients prints what became of a mail for each of them.
func (d *desk) recipients(e store.Entry) {
	var rows [][]string
	for _, l := range e.Deliveries {
		state := l.State
		if e.State == store.Waiting && state == store.Pending {
			state = store.Waiting
		}
		rows = append(rows, []string{"  " + l.Recipient, d.stateOf(state), d.fate(state, l)})
	}
	d.columns(rows)
}

// fate says what is known of a delivery besides its state.
func (d *desk) fate(state store.State, l store.Delivery) string {
	why := l.Reason
	if state == store.Dead && why == "withdrawn" {
		why = d.p.Text("outbox/withdrawn", nil)
	}
	next := ""
	if l.Next.After(d.now) {
		next = d.time(l.Next)
	}
	parts := []string{d.p.Text("outbox/fate/"+string(state), map[string]any{
		"attempts": l.Attempts, "next": next, "at": d.time(l.Updated), "where": where(l.Where), "reason": why,
	})}
	if l.InDoubt && state != store.Sent {
		parts = append(parts, d.p.Text("outbox/doubt", nil))
	}
	return strings.Join(parts, "; ")
}

// where shortens the path of a file; what a server said stays as it is.
func where(s string) string {
	if strings.HasPrefix(s, "/") {
		return shortPath(s)
	}
	return s
}

type outboxShowCmd struct {
	Key string `arg:"" help:"The mail's key, or a part of it that no other has."`
	Raw bool   `help:"Print the bytes as they are delivered, and nothing else."`
	stateFlags
}

// Run prints one mail.
func (cmd outboxShowCmd) Run(s *session) error {
	return cmd.at(s, func(d *desk) error {
		found, err := d.find(s, cmd.Key, func(store.Entry) bool { return true })
		if err != nil {
			return err
		}
		e, err := d.Show(s.ctx, found.Key)
		if err != nil {
			return err
		}
		if cmd.Raw {
			if len(e.Raw) == 0 {
				return &advisedError{fmt.Errorf("print mail %q: its content was removed", e.Key), "mail.keep_bodies says for how long it is kept"}
			}
			_, err := s.out.Write(e.Raw)
			return err
		}
		d.entry(e)
		d.line("")
		if len(e.Raw) == 0 {
			d.tell("removed", nil)
			return nil
		}
		return d.letter(e.Raw)
	})
}

// clockTime is for headers: the day, the time and the zone they are in.
func clockTime(t time.Time) string { return t.Format("02/01/2006 15:04 -07:00") }
