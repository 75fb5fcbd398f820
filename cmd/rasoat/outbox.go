package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"rasoat/config"
	"rasoat/sync/store"
)

type outboxCmd struct {
	List    outboxListCmd    `cmd:"" help:"List the mails, what became of them, and what holds them."`
	Show    outboxShowCmd    `cmd:"" help:"Print a mail."`
	Approve outboxApproveCmd `cmd:"" help:"Let mails go out that wait for it."`
	Retry   outboxRetryCmd   `cmd:"" help:"Try a mail again that was given up or dropped."`
	Drop    outboxDropCmd    `cmd:"" help:"Do not send a mail."`
	Release outboxReleaseCmd `cmd:"" help:"Let the digests of a workbook go out again that a brake holds."`
}

// Candidates that are named where a key means several mails.
const candidates = 10

// find returns the mail that a key means, or a part of one. Where the part
// means several, those that fit the command count before the others.
func (d *desk) find(s *session, key string, fits func(store.Entry) bool) (store.Entry, error) {
	all, err := d.Outbox(s.ctx, store.Filter{})
	if err != nil {
		return store.Entry{}, err
	}
	var found, fitting []store.Entry
	for _, e := range all {
		if e.Key == key {
			return e, nil
		}
		if key == "" || !strings.Contains(strings.ToLower(e.Key), strings.ToLower(key)) {
			continue
		}
		found = append(found, e)
		if fits(e) {
			fitting = append(fitting, e)
		}
	}
	if len(fitting) > 0 {
		found = fitting
	}
	switch len(found) {
	case 0:
		return store.Entry{}, &advisedError{
			fmt.Errorf("find mail %q: %w", key, store.ErrNoMessage),
			"rasoat outbox list --all -c " + d.path() + " lists them with their keys",
		}
	case 1:
		return found[0], nil
	}
	var names []string
	for i, e := range found {
		if i == candidates {
			names = append(names, fmt.Sprintf("%d more", len(found)-i))
			break
		}
		names = append(names, e.Key)
	}
	return store.Entry{}, &advisedError{
		fmt.Errorf("find mail %q: it means several: %s", key, strings.Join(names, ", ")),
		"give more of the key",
	}
}

type outboxApproveCmd struct {
	Keys []string `arg:"" optional:"" name:"key" help:"The mails' keys, or parts of them that no others have. Default: all that wait."`
	stateFlags
}

// Run approves exactly the mails that it prints: one that a pass adds meanwhile
// waits on.
func (cmd outboxApproveCmd) Run(s *session) error {
	return cmd.at(s, func(d *desk) error {
		chosen, err := cmd.choose(s, d)
		if err != nil {
			return err
		}
		if len(chosen) == 0 {
			d.tell("approve/none", nil)
			return nil
		}
		keys, books := []string{}, []string{}
		for _, e := range chosen {
			keys = append(keys, e.Key)
			if e.State == store.Waiting && !slices.Contains(books, e.Workbook) {
				books = append(books, e.Workbook)
			}
		}
		n, err := d.Approve(s.ctx, d.now, keys...)
		if err != nil {
			return &advisedError{err, "none was approved; rasoat outbox list -c " + d.path() + " shows what waits now"}
		}
		for _, e := range chosen {
			d.line("  %s", d.p.Text("outbox/approve/mail", d.what(e)))
		}
		d.tell("approve", map[string]any{"count": n, "passed": len(chosen) - n})
		if n == 0 {
			return nil
		}
		if d.config.Mail.Approve == config.ApproveFirst {
			d.tell("approve/first", map[string]any{"workbooks": books})
		}
		return d.onward(s)
	})
}

// choose returns the mails that are to be approved.
func (cmd outboxApproveCmd) choose(s *session, d *desk) ([]store.Entry, error) {
	if len(cmd.Keys) == 0 {
		return d.Outbox(s.ctx, store.Filter{State: store.Waiting})
	}
	var chosen []store.Entry
	for _, key := range cmd.Keys {
		e, err := d.find(s, key, func(e store.Entry) bool { return e.State == store.Waiting })
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(chosen, func(other store.Entry) bool { return other.Key == e.Key }) {
			chosen = append(chosen, e)
		}
	}
	return chosen, nil
}

// what are the arguments of texts about one mail.
func (d *desk) what(e store.Entry) map[string]any {
	return map[string]any{"key": e.Key, "department": d.whom(e), "to": e.To}
}

// whom names the department that a mail is for. The overview is for none.
func (d *desk) whom(e store.Entry) string {
	if e.Department == "" {
		return d.p.Text("outbox/overview", nil)
	}
	return e.Department
}

// onward says when mail that is pending goes out, or what holds it.
func (d *desk) onward(s *session) error {
	held, err := d.holds(s)
	if err != nil {
		return err
	}
	if !held {
		d.tell("onward", map[string]any{
			"from": d.config.Mail.Hours.From, "to": d.config.Mail.Hours.To, "config": d.path(),
		})
	}
	return nil
}

// holds says what holds all mail by the operator's own will, and whether
// anything does.
func (d *desk) holds(s *session) (bool, error) {
	pause, paused, err := d.PausedSince(s.ctx, store.PauseMail)
	if err != nil {
		return false, err
	}
	if paused {
		d.tell("paused", map[string]any{"since": d.time(pause.Since), "why": pause.Why, "config": d.path()})
	}
	watching := d.config.Mode != config.Remind
	if watching {
		d.tell("mode", map[string]any{"mode": string(d.config.Mode)})
	}
	return paused || watching, nil
}

type outboxRetryCmd struct {
	Key string `arg:"" help:"The mail's key, or a part of it that no other has."`
	stateFlags
}

// Run makes what is dead of a mail pending again.
func (cmd outboxRetryCmd) Run(s *session) error {
	return cmd.at(s, func(d *desk) error {
		dead := func(l store.Delivery) bool { return l.State == store.Dead }
		e, err := d.find(s, cmd.Key, func(e store.Entry) bool { return slices.ContainsFunc(e.Deliveries, dead) })
		if err != nil {
			return err
		}
		n, err := d.Retry(s.ctx, e.Key, d.now)
		if err != nil {
			return &advisedError{err, "the next digest says what holds now"}
		}
		if n == 0 {
			return fmt.Errorf("retry mail %q: none of it was given up or dropped; it is %s", e.Key, e.State)
		}
		e.To = nil
		for _, l := range e.Deliveries {
			if dead(l) {
				e.To = append(e.To, l.Recipient)
			}
		}
		d.tell("retry", d.what(e))
		again, err := d.Show(s.ctx, e.Key)
		if err != nil {
			return err
		}
		if again.State == store.Waiting {
			d.tell("retry/waiting", map[string]any{"key": e.Key, "config": d.path()})
			return nil
		}
		return d.onward(s)
	})
}

type outboxDropCmd struct {
	Key    string `arg:"" help:"The mail's key, or a part of it that no other has."`
	Reason string `required:"" help:"Why. It is kept with the mail." placeholder:"TEXT"`
	stateFlags
}

// Run drops what of a mail is not sent yet.
func (cmd outboxDropCmd) Run(s *session) error {
	if strings.TrimSpace(cmd.Reason) == "" {
		return &usageError{errors.New("drop a mail: --reason is empty")}
	}
	return cmd.at(s, func(d *desk) error {
		e, err := d.find(s, cmd.Key, func(e store.Entry) bool { return e.State == store.Waiting || e.State == store.Pending })
		if err != nil {
			return err
		}
		if err := d.Drop(s.ctx, e.Key, d.now, cmd.Reason); err != nil {
			return err
		}
		d.tell("drop", d.what(e))
		d.tell("drop/next", map[string]any{"key": e.Key, "config": d.path()})
		return nil
	})
}

type outboxReleaseCmd struct {
	Workbook string `arg:"" optional:"" help:"The workbook's name in the configuration. Default: the only one."`
	stateFlags
}

// Run lifts the brake of a workbook.
func (cmd outboxReleaseCmd) Run(s *session) error {
	return cmd.at(s, func(d *desk) error {
		name, err := d.workbook(cmd.Workbook)
		if err != nil {
			return err
		}
		conditions, err := d.Conditions(s.ctx)
		if err != nil {
			return err
		}
		held := slices.ContainsFunc(conditions, func(c store.Condition) bool { return c.Name == "hold/"+name })
		if !held {
			d.tell("release/none", map[string]any{"workbook": name})
			return nil
		}
		if err := d.Release(s.ctx, name, d.now); err != nil {
			return err
		}
		d.tell("release", map[string]any{"workbook": name, "config": d.path()})
		return nil
	})
}

// workbook returns the name of a configured workbook: of the only one where
// none is given.
func (d *desk) workbook(name string) (string, error) {
	var names []string
	for _, w := range d.config.Workbooks {
		names = append(names, w.Name)
	}
	switch {
	case name == "" && len(names) == 1:
		return names[0], nil
	case name == "":
		return "", &usageError{fmt.Errorf("name a workbook: %s", strings.Join(names, ", "))}
	case !slices.Contains(names, name):
		return "", &usageError{fmt.Errorf("no workbook is called %q in %s; there are: %s", name, d.path(), strings.Join(names, ", "))}
	}
	return name, nil
}
