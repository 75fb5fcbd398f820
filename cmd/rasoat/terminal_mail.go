package main

import (
	"path/filepath"
	"slices"
	"strings"

	rasoatsync "rasoat/sync"
	"rasoat/sync/deliver"
	"rasoat/sync/lang"
	"rasoat/sync/plan"
	"rasoat/sync/remind"
)

// mails prints what became of the mails: of those that went out now, whenever
// they were written, and of those written now.
func (t *terminal) mails(r *rasoatsync.Report, sent deliver.Report) {
	var out []deliver.Delivered // one a mail, whatever the number of its recipients
	files := true
	for _, d := range sent.Delivered {
		if d.Workbook == r.Workbook && !slices.ContainsFunc(out, func(o deliver.Delivered) bool { return o.Key == d.Key }) {
			out = append(out, d)
			files = files && filepath.IsAbs(d.Where)
		}
	}
	late := func(key string) bool {
		return slices.ContainsFunc(sent.Deferred, func(d deliver.Deferred) bool { return d.Key == key }) ||
			slices.ContainsFunc(sent.Dead, func(d deliver.Dead) bool { return d.Key == key })
	}
	unapproved, failed, waiting := 0, 0, 0
	for _, m := range r.Mails {
		switch {
		case m.Wait:
			unapproved++
		case late(m.Key):
			failed++
		case !slices.ContainsFunc(out, func(o deliver.Delivered) bool { return o.Key == m.Key }):
			waiting++
		}
	}
	switch {
	case len(out) > 0 && files:
		t.fact("mail", "mail", map[string]any{"count": len(out)})
	case len(out) > 0:
		t.fact("mail", "mail/sent", map[string]any{"count": len(out)})
	case r.Plan.Brake != nil:
		t.fact("mail", "reason/"+string(r.Plan.Brake.Reason), nil)
	case unapproved+failed+waiting == 0:
		t.fact("mail", "mail/none", nil)
	}
	for _, d := range out {
		where, what := d.Department, d.Subject // of the overview
		if d.Department != "" {
			what = t.p.Text("terminal/mail/what", t.digestArgs(r.Plan, d.Department))
		}
		if files {
			where = shortPath(d.Where)
		}
		t.line("           %s", strings.TrimSpace(where+"  "+what))
	}
	if unapproved > 0 {
		t.fact("mail", "mail/unapproved", map[string]any{"count": unapproved})
	}
	if failed > 0 {
		t.fact("mail", "mail/failed", map[string]any{"count": failed})
	}
	if waiting > 0 {
		until := ""
		if !sent.Until.IsZero() {
			until = sent.Until.Format("15:04 02/01/2006")
		}
		t.fact("mail", "mail/waiting", map[string]any{"count": waiting, "why": string(sent.Held), "until": until})
	}
}

func (t *terminal) digestArgs(p *plan.Plan, department string) map[string]any {
	for _, d := range p.Digests {
		if d.Department.Name == department {
			return digestArgs(d)
		}
	}
	return digestArgs(remind.Digest{})
}

func digestArgs(d remind.Digest) map[string]any {
	longest := 0
	for _, l := range append(slices.Clone(d.Late), d.Unfunded...) {
		longest = max(longest, l.DaysLate)
	}
	return map[string]any{
		"late": len(d.Late) + len(d.Unfunded), "longest": longest, "unfunded": len(d.Unfunded), "open": len(d.Open), "advise": len(d.Advise),
		"soon": len(d.Soon), "cooperate": len(d.Cooperate), "resolved": len(d.Resolved),
	}
}

func (t *terminal) held(p *plan.Plan) {
	if len(p.Held) == 0 {
		return
	}
	t.fact("held", "held", map[string]any{"count": len(p.Held)})
	for _, h := range p.Held {
		name := h.Line.Code
		if name == "" {
			name = h.Line.Name
		}
		t.line("           %s", t.p.Text("terminal/held/item", map[string]any{
			"item": lang.Cut(name, 60), "who": h.Who, "reason": t.p.Text("terminal/reason/"+string(h.Reason), nil),
		}))
	}
}
