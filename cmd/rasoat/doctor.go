package main

import (
	"context"
	"errors"
	"slices"
	"time"

	"rasoat/config"
	"rasoat/sync/lang"
)

type doctorCmd struct {
	configFlag
	nowFlag
	JSON    bool   `name:"json" help:"Print what was found as JSON, under names that stay."`
	Network bool   `xor:"what" help:"Print every address that the configuration needs to reach, and try each."`
	Probe   string `xor:"what" help:"Try in a real spreadsheet, in scratch tabs that are removed again, what Google's documentation leaves open. It is written to: take one that nobody needs." placeholder:"SPREADSHEET"`
}

// Help tells of the exit code.
func (doctorCmd) Help() string {
	return "Exit code 0 where nothing is wrong (warnings do not count), 1 where something is, 2 where the command line or the configuration is."
}

// Run prints the diagnoses in the order of the checks, each as soon as it is
// there.
func (cmd doctorCmd) Run(s *session) error {
	c, err := cmd.load(s)
	if err != nil {
		return err
	}
	now, err := cmd.clock(c.Timezone, time.Time{})
	if err != nil {
		return err
	}
	d := &doctor{session: s, config: c, now: now, terminal: newTerminal(s)}
	if cmd.Probe != "" {
		return d.probe(cmd.Probe, cmd.JSON)
	}
	d.cloud = newCloud(c.Config, newLog(c.Log, s.err, false), true)
	d.cloud.options.MaxElapsed, d.cloud.options.Timeout = checkTime/2, checkTime/2
	defer d.cloud.Close()
	checks := d.checks()
	if cmd.Network {
		checks = d.network()
	}
	report := doctorDocument{Checks: []diagnosis{}}
	for found := range d.all(checks) {
		report.add(found)
		if !cmd.JSON {
			d.show(found)
		}
	}
	if cmd.JSON {
		err = writeJSON(s.out, report)
	} else {
		d.line("%s", d.p.Text("doctor/sum", map[string]any{"ok": report.Counts.OK, "warnings": report.Counts.Warnings, "wrong": report.Counts.Wrong}))
		err = d.err
	}
	if err == nil && report.Counts.Wrong > 0 {
		return findingsError{}
	}
	return err
}

// verdict says how a check came out.
type verdict string

const (
	fine    verdict = "ok"
	warning verdict = "warning"
	wrong   verdict = "wrong"
)

// diagnosis is what a check found.
type diagnosis struct {
	Check   string  `json:"check"`             // stable: "state/lock"
	Subject string  `json:"subject,omitempty"` // the workbook, server or list that it is about
	Verdict verdict `json:"verdict"`
	Text    string  `json:"text"`           // in the language of the command
	Hint    string  `json:"hint,omitempty"` // what to do
}

// doctorDocument is what doctor prints as JSON.
type doctorDocument struct {
	Checks []diagnosis  `json:"checks"`
	Counts doctorCounts `json:"counts"`
}

type doctorCounts struct {
	OK       int `json:"ok"`
	Warnings int `json:"warnings"`
	Wrong    int `json:"wrong"`
}

func (r *doctorDocument) add(d diagnosis) {
	r.Checks = append(r.Checks, d)
	switch d.Verdict {
	case wrong:
		r.Counts.Wrong++
	case warning:
		r.Counts.Warnings++
	default:
		r.Counts.OK++
	}
}

// doctor looks at everything that a daemon needs. It changes nothing.
type doctor struct {
	*session
	*terminal
	config *configuration
	now    func() time.Time
	cloud  *cloud // only reads
}

// checkTime is how long a check may take.
const checkTime = 30 * time.Second

// checkup is one check.
type checkup struct {
	name, subject string
	look          func(context.Context) []diagnosis
}

// checks returns the checks in the order in which they are told.
func (d *doctor) checks() []checkup {
	all := []checkup{
		{"config", "", d.files}, {"clock", "", d.zone}, {"clock/server", "", d.servers}, {"state", "", d.state},
	}
	for i := range d.config.Workbooks {
		w := &d.config.Workbooks[i]
		all = append(all, checkup{"workbook", w.Name, func(ctx context.Context) []diagnosis { return d.workbook(ctx, i) }})
	}
	if d.config.Google.Changes && d.spreadsheets() {
		all = append(all, checkup{"changes", "", d.changes})
	}
	return append(all, checkup{"calendar", "", d.calendar}, checkup{"mail", "", d.mail}, checkup{"page", "", d.page}, checkup{"ping", "", d.ping})
}

// all makes the checks at the same time and yields what each found in their
// order. One that takes too long is told so and left behind.
func (d *doctor) all(checks []checkup) func(func(diagnosis) bool) {
	ctx, cancel := context.WithTimeout(d.ctx, checkTime)
	results := make([]chan []diagnosis, len(checks))
	for i, c := range checks {
		results[i] = make(chan []diagnosis, 1)
		go func() { results[i] <- c.look(ctx) }()
	}
	return func(yield func(diagnosis) bool) {
		defer cancel()
		for i, c := range checks {
			found := []diagnosis{d.say(c.name, c.subject, wrong, "doctor/late", map[string]any{"check": c.name, "seconds": int(checkTime.Seconds())})}
			select {
			case found = <-results[i]:
			case <-ctx.Done():
				select {
				case found = <-results[i]:
				case <-time.After(time.Second): // what ends with the context says why
				}
			}
			for _, one := range found {
				if !yield(one) {
					return
				}
			}
		}
	}
}

// say makes a diagnosis of a text of the catalogue, with the hint that stands
// beside it there, if any.
func (d *doctor) say(check, subject string, v verdict, key string, args map[string]any) diagnosis {
	out := diagnosis{Check: check, Subject: subject, Verdict: v, Text: d.p.Text(key, args)}
	if d.has(key + "/hint") {
		out.Hint = d.p.Text(key+"/hint", args)
	}
	return out
}

// failed makes a diagnosis of an error, with its own hint.
func (d *doctor) failed(check, subject string, v verdict, err error) diagnosis {
	if errors.Is(err, context.DeadlineExceeded) {
		return d.say(check, subject, wrong, "doctor/late", map[string]any{"check": check, "seconds": int(checkTime.Seconds())})
	}
	return diagnosis{Check: check, Subject: subject, Verdict: v, Text: lang.Clean(err.Error()), Hint: d.p.Error(hintOf(err))}
}

// show prints a diagnosis.
func (d *doctor) show(f diagnosis) {
	sign := map[verdict]string{fine: "✓", warning: "!", wrong: "✗"}[f.Verdict]
	text := f.Text
	if f.Subject != "" {
		text = f.Subject + ": " + text
	}
	d.line("%s %s  %s", sign, pad(f.Check, 18), text)
	if f.Hint != "" && f.Verdict != fine {
		d.line("    %s: %s", d.p.Error("hint"), f.Hint)
	}
}

// files looks at the files that the configuration names.
func (d *doctor) files(ctx context.Context) []diagnosis {
	out := []diagnosis{d.say("config/read", "", fine, "doctor/config", map[string]any{"file": shortPath(d.config.path), "workbooks": len(d.config.Workbooks), "mode": string(d.config.Mode)})}
	err := d.config.readable(ctx)
	var mistakes config.Errors
	switch {
	case errors.As(err, &mistakes):
		for _, m := range mistakes {
			out = append(out, diagnosis{Check: "config/files", Verdict: wrong, Text: m.In(d.p.Error)})
		}
	case err != nil:
		out = append(out, d.failed("config/files", "", wrong, err))
	}
	return out
}

// zone tells the time by which the schedule goes.
func (d *doctor) zone(context.Context) []diagnosis {
	now := d.now()
	var next time.Time
	for i := range d.config.Workbooks {
		if at := d.config.TimesOf(&d.config.Workbooks[i]).Passes.Schedule.Next(now); next.IsZero() || at.Before(next) {
			next = at
		}
	}
	return []diagnosis{d.say("clock/zone", "", fine, "doctor/clock", map[string]any{
		"now": moment(now), "zone": now.Location().String(), "next": moment(next),
	})}
}

func moment(t time.Time) string { return t.Format("02/01/2006 15:04") }

// calendar tells how far the days off are decided.
func (d *doctor) calendar(context.Context) []diagnosis {
	now := d.now()
	args := map[string]any{"until": d.config.days.ConfirmedUntil(now).Format("02/01/2006"), "year": ""}
	if year, open := d.config.days.Unconfirmed(now); open {
		args["year"] = time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC).Format("2006")
		return []diagnosis{d.say("calendar", "", warning, "doctor/calendar/open", args)}
	}
	return []diagnosis{d.say("calendar", "", fine, "doctor/calendar", args)}
}

// isWrong reports whether something among diagnoses is wrong.
func isWrong(all []diagnosis) bool {
	return slices.ContainsFunc(all, func(d diagnosis) bool { return d.Verdict == wrong })
}
