package main

import (
	"cmp"
	"fmt"
	"regexp"

	"rasoat/sheets/google"
)

// spreadsheetPattern finds the id in the address that a browser shows, or the id
// alone.
var spreadsheetPattern = regexp.MustCompile(`^(?:https://docs\.google\.com/spreadsheets/d/)?([A-Za-z0-9_-]{20,})(?:[/?#].*)?$`)

// probe tries in a spreadsheet what Google's documentation leaves open, and says
// where it is not as assumed. Scratch tabs come and go.
func (d *doctor) probe(spreadsheet string, asJSON bool) error {
	found := spreadsheetPattern.FindStringSubmatch(spreadsheet)
	if found == nil {
		return &usageError{fmt.Errorf("read --probe %q: the address or the id of a spreadsheet expected", spreadsheet)}
	}
	g := newCloud(d.config.Config, newLog(d.config.Log, d.session.err, false), false)
	defer g.Close()
	conn, err := g.connect(d.ctx)
	if err != nil {
		return err
	}
	report := doctorDocument{Checks: []diagnosis{}}
	err = conn.Probe(d.ctx, found[1], func(p google.Probed) {
		one := d.probed(p)
		report.add(one)
		if !asJSON {
			d.show(one)
		}
	})
	if asJSON {
		err = cmp.Or(err, writeJSON(d.out, report))
	}
	return err
}

// probed says what came of an experiment. One that differs is no fault of the
// installation, only something to look into, and so is one that was not tried.
func (d *doctor) probed(p google.Probed) diagnosis {
	v := map[google.Verdict]verdict{google.AsAssumed: fine, google.Differs: warning, google.Untried: warning}[p.Verdict]
	args := map[string]any{"seen": p.Seen, "switch": p.Switch, "what": d.p.Text("doctor/probe/"+p.Name, nil)}
	return d.say("probe/"+p.Name, "", v, "doctor/probed/"+string(p.Verdict), args)
}
