package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"rasoat/sheets"
	rasoatsync "rasoat/sync"
	"rasoat/sync/deliver"
	"rasoat/sync/lang"
	"rasoat/sync/ledger"
	"rasoat/sync/plan"
	"rasoat/sync/rule"
)

// terminal prints what a person sees. The first error of writing stays in
// err, and nothing more is written after it.
type terminal struct {
	w   io.Writer
	p   *lang.Printer
	has func(key string) bool // whether the catalogue has a text
	err error
}

func newTerminal(s *session) *terminal {
	has := func(key string) bool { _, found := slices.BinarySearch(s.catalogue.Keys(), key); return found }
	return &terminal{w: s.out, p: s.printer, has: has}
}

func (t *terminal) line(format string, args ...any) {
	if t.err == nil {
		_, t.err = fmt.Fprintf(t.w, format+"\n", args...)
	}
}

// say prints a text of the catalogue.
func (t *terminal) say(key string, args map[string]any) {
	t.line("%s", t.p.Text("terminal/"+key, args))
}

// fact prints a line of the summary: what was done, and what came of it.
func (t *terminal) fact(verb, key string, args map[string]any) {
	t.line(" %s %s", pad(t.p.Text("terminal/verb/"+verb, nil), 9), t.p.Text("terminal/"+key, args))
}

// pad fills a text up to a number of characters.
func pad(s string, width int) string {
	if n := utf8.RuneCountInString(s); n < width {
		return s + strings.Repeat(" ", width-n)
	}
	return s
}

// Findings that a summary shows; check shows all.
const findingsShown = 6

// width is how long a line of the summary may get.
const width = 130

func (t *terminal) demoTitle(now time.Time) {
	zone := now.Location().String()
	t.say("demo/title", map[string]any{"time": now.Format("02/01/2006 15:04"), "zone": zone})
}

func (t *terminal) demoNext(at place, once bool) {
	key := "demo/next"
	if once {
		key = "demo/next/once"
	}
	t.say(key, map[string]any{"file": at.String()})
}

func (t *terminal) again(now time.Time) {
	t.line("")
	t.say("again", map[string]any{"time": now.Format("02/01/2006 15:04")})
}

// pass prints the summary of a pass, and of the delivery after it.
func (t *terminal) pass(r *rasoatsync.Report, sent deliver.Report, at place) {
	t.read(r.Plan, at)
	t.checked(r.Plan)
	t.found(r.Plan, at)
	t.gap(r.Plan)
	switch {
	case r.Mode < rasoatsync.Annotate:
		t.fact("wrote", "watch", nil)
	case r.Unwritten != nil:
		t.fact("wrote", "unwritten", map[string]any{"why": r.Unwritten.Error()})
	case !r.Written:
		t.fact("wrote", "quiet", nil)
	default:
		columns, tabs, choices := touched(r)
		t.fact("wrote", "wrote", map[string]any{"steps": len(r.Steps), "columns": columns, "tabs": tabs, "choices": choices})
		t.line("           %s", t.p.Text("terminal/untouched", nil))
		if slices.ContainsFunc(r.Steps, sheets.Step.Unsigns) {
			t.line("           %s", t.p.Text("terminal/signature", nil))
		}
	}
	t.beside(r.Beside)
	if r.Mode >= rasoatsync.Remind {
		t.mails(r, sent)
	}
	t.held(r.Plan)
}

// beside says what became of the file beside a workbook.
func (t *terminal) beside(a rasoatsync.Aside) {
	file := map[string]any{"file": shortPath(a.Where)}
	switch {
	case a.Err != nil:
		t.line("           %s", t.p.Text("terminal/beside/failed", map[string]any{"why": a.Err.Error()}))
	case a.Written:
		t.line("           %s", t.p.Text("terminal/beside/written", file))
	case a.Removed:
		t.line("           %s", t.p.Text("terminal/beside/removed", file))
	}
}

func (t *terminal) read(p *plan.Plan, at place) {
	var parts, units []string
	for _, l := range p.Ledger.Lists {
		n := len(l.Items())
		switch l.Kind {
		case ledger.Projects:
			parts = append(parts, t.p.Text("terminal/read/projects", map[string]any{"count": n, "groups": groups(l)}))
		case ledger.Tasks:
			parts = append(parts, t.p.Text("terminal/read/tasks", map[string]any{"count": n}))
		default:
			parts = append(parts, t.p.Text("terminal/read/rows", map[string]any{"count": len(l.Rows), "tab": l.Title}))
		}
		if u := l.Unit.Label; u != "" && !slices.Contains(units, u) {
			units = append(units, u)
		}
	}
	if len(units) > 0 {
		parts = append(parts, t.p.Text("terminal/read/unit", map[string]any{"unit": t.p.And(units)}))
	}
	t.fact("read", "read", map[string]any{"file": at.String(), "what": strings.Join(parts, ", ")})
}

// groups writes the number of items by section: "4+3+5+5".
func groups(l *ledger.List) string {
	var counts []string
	for _, row := range l.Rows {
		if row.Kind != ledger.SectionRow || row.Parent != nil {
			continue
		}
		n := 0
		for _, item := range l.Items() {
			if item.Section() == row {
				n++
			}
		}
		counts = append(counts, fmt.Sprint(n))
	}
	if len(counts) < 2 {
		return ""
	}
	return strings.Join(counts, "+")
}

func (t *terminal) checked(p *plan.Plan) {
	t.fact("checked", "checked", totalsArgs(p.Totals))
}

func totalsArgs(r rule.Totals) map[string]any {
	return map[string]any{"checked": r.Checked, "exact": r.Exact, "rounding": r.Rounding, "beyond": r.Beyond}
}

func (t *terminal) found(p *plan.Plan, at place) {
	t.fact("found", "found", counts(p))
	worst := slices.DeleteFunc(slices.Clone(p.Findings), rule.Finding.Quiet)
	slices.SortStableFunc(worst, func(a, b rule.Finding) int { return cmp.Compare(a.Severity.Rank(), b.Severity.Rank()) })
	for i, f := range worst {
		if i == findingsShown {
			t.line("   %s", t.p.Text("terminal/found/more", map[string]any{"count": len(worst) - i, "file": at.argument()}))
			break
		}
		t.line("   %s", lang.Cut(t.finding(f), width-3))
	}
}

func counts(p *plan.Plan) map[string]any {
	return map[string]any{
		"total": p.Open(), "explained": p.Explained(), "errors": p.Count(rule.Error), "warnings": p.Count(rule.Warning), "notices": p.Count(rule.Notice),
	}
}

func (t *terminal) finding(f rule.Finding) string { return t.head(f) + t.p.Finding(f) }

// head is what stands before the text of a finding.
func (t *terminal) head(f rule.Finding) string {
	severity := string(f.Severity)
	if f.Quiet() {
		severity = "explained"
	}
	return pad(strings.ToUpper(t.p.Text("terminal/severity/"+severity, nil)), 7) + " " + pad(f.Cell(), 5) + " " + pad(f.Rule, 22) + " "
}

func (t *terminal) gap(p *plan.Plan) {
	if p.Funding.All.Items == 0 {
		return
	}
	t.fact("gap", "gap", map[string]any{
		"short": p.Funding.All.Short, "over": p.Funding.All.Over, "unknown": p.Funding.All.Unknown, "count": p.Funding.All.Items,
	})
}

// touched names the columns and tabs of ours that were written to, and the places
// of drop-downs.
func touched(r *rasoatsync.Report) (columns, tabs, choices []string) {
	theirs := map[string]bool{}
	for _, l := range r.Plan.Ledger.Lists {
		theirs[l.Title] = true
	}
	beside := false
	for _, s := range r.Steps {
		switch q := lang.Quote(s.Tab); {
		case s.Unsigns():
		case s.Choice:
			column, _, _ := strings.Cut(s.Range, ":")
			choices = append(choices, strings.TrimSpace(s.Tab+" "+strings.TrimRight(column, "0123456789")))
		case theirs[s.Tab]:
			beside = true
		case !slices.Contains(tabs, q):
			tabs = append(tabs, q)
		}
	}
	if !beside {
		return nil, tabs, choices
	}
	for _, l := range r.Plan.Annotations.Lists {
		for _, c := range l.Columns {
			if q := lang.Quote(c.Title); !slices.Contains(columns, q) {
				columns = append(columns, q)
			}
		}
	}
	return columns, tabs, choices
}

// findings prints every finding of a workbook as a table.
func (t *terminal) findings(p *plan.Plan, at place) {
	t.read(p, at)
	t.checked(p)
	t.fact("found", "found", counts(p))
	tab := ""
	for _, f := range p.Findings {
		if f.TabTitle != tab && f.TabTitle != "" {
			tab = f.TabTitle
			t.line("  %s", tab)
		}
		line := t.finding(f)
		if f.Item != nil && f.Item.Code() != "" {
			line = t.head(f) + t.p.Warning(f)
		}
		t.line("   %s%s", line, plan.Answer(t.p, f))
	}
}

// plan prints all that a pass would do.
func (t *terminal) plan(r *rasoatsync.Report, at place, now time.Time) {
	t.say("plan/title", map[string]any{"workbook": r.Workbook, "time": now.Format("02/01/2006 15:04"), "zone": now.Location().String()})
	t.read(r.Plan, at)
	t.checked(r.Plan)
	t.fact("found", "found", counts(r.Plan))
	t.gap(r.Plan)
	switch {
	case r.Mode == rasoatsync.Watch:
		t.fact("write", "plan/watch", map[string]any{"steps": len(r.Steps)})
	case len(r.Steps) == 0:
		t.fact("write", "quiet", nil)
	default:
		t.fact("write", "plan/steps", map[string]any{"steps": len(r.Steps)})
	}
	for _, s := range r.Steps {
		t.step(s)
	}
	if r.Mode < rasoatsync.Remind {
		t.fact("mail", "plan/nomail", nil)
	} else {
		t.fact("mail", "plan/mails", map[string]any{"count": len(r.Plan.Messages)})
	}
	for _, d := range r.Plan.Digests {
		args := digestArgs(d)
		args["department"], args["reason"] = d.Department.Name, t.reason(d, r.Plan.Days, now)
		key := "plan/digest/not"
		if d.Send {
			key = "plan/digest"
		}
		t.line("           %s", t.p.Text("terminal/"+key, args))
	}
	t.held(r.Plan)
	t.talk(r.Plan)
	for _, m := range r.Plan.Messages {
		t.line("")
		t.line("    %s", t.p.Text("terminal/plan/to", map[string]any{"to": m.To}))
		t.line("    %s", t.p.Text("terminal/plan/subject", map[string]any{"subject": m.Subject}))
		for _, l := range strings.Split(strings.TrimRight(m.Text, "\n"), "\n") {
			t.line("    | %s", strings.TrimRight(l, "\r"))
		}
	}
	t.line("")
}

// remove prints what is, or was, taken out of a workbook, and the path of the
// file beside it where that goes too.
func (t *terminal) remove(workbook string, at place, steps []sheets.Step, beside string, done bool) {
	t.removeTitle(workbook, at, done)
	n := len(steps)
	if beside != "" {
		n++
	}
	t.fact(removeVerb(done), "plan/steps", map[string]any{"steps": n})
	for _, s := range steps {
		t.step(s)
	}
	if beside != "" {
		t.line("           - %s", t.p.Text("terminal/remove/beside", map[string]any{"file": shortPath(beside)}))
	}
}

// removeNone says why there is nothing to take out.
func (t *terminal) removeNone(workbook string, at place, why string, done bool) {
	t.removeTitle(workbook, at, done)
	t.fact(removeVerb(done), "remove/"+why, nil)
}

func (t *terminal) removeTitle(workbook string, at place, done bool) {
	key := "remove/title"
	if done {
		key = "remove/title/done"
	}
	t.say(key, map[string]any{"workbook": workbook, "place": at.where()})
}

func removeVerb(done bool) string {
	if done {
		return "removed"
	}
	return "remove"
}

func (t *terminal) step(s sheets.Step) {
	if s.Unsigns() {
		t.line("           %s", t.p.Text("terminal/signature", nil))
		return
	}
	where := s.Tab
	if s.Range != "" {
		where += " " + s.Range
	}
	if s.Choice {
		where += " (" + t.p.Text("terminal/choice", nil) + ")"
	}
	inline := func(v string) string { return strings.ReplaceAll(lang.Clean(v), "\n", " ⏎ ") }
	before, after := inline(s.Before), inline(s.After)
	switch {
	case before == "":
		t.line("           + %s: %s", where, after)
	case after == "":
		t.line("           - %s: %s", where, before)
	default:
		t.line("           ~ %s: %s → %s", where, before, after)
	}
}
