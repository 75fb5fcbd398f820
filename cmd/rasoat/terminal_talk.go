package main

import (
	"strings"

	"rasoat/sheets"
	"rasoat/sync/plan"
)

// talk prints what a pass would post in threads on cells.
func (t *terminal) talk(p *plan.Plan) {
	if len(p.Talk.Threads) == 0 {
		return
	}
	hold := ""
	if p.Talk.Hold != "" {
		hold = t.p.Text("terminal/plan/thread/hold/"+string(p.Talk.Hold), nil)
	}
	t.fact("comment", "plan/threads", map[string]any{
		"count": len(p.Talk.Threads), "hold": hold, "most": max(0, p.Talk.PerDay-p.Talk.Posted),
	})
	for _, thread := range p.Talk.Threads {
		t.thread(p, thread)
	}
}

func (t *terminal) thread(p *plan.Plan, thread sheets.Thread) {
	if thread.Closes {
		t.line("           - %s", t.p.Text("terminal/plan/thread/close", map[string]any{"id": thread.ID, "text": thread.Text}))
		return
	}
	title := ""
	for _, l := range p.Ledger.Lists {
		if l.Tab == thread.Tab {
			title = l.Title
		}
	}
	t.line("           + %s", t.p.Text("terminal/plan/thread/cell", map[string]any{"tab": title, "cell": thread.At.String()}))
	if thread.Assignee != "" {
		t.line("             %s", t.p.Text("terminal/plan/thread/assigned", map[string]any{"to": thread.Assignee}))
	}
	for _, l := range strings.Split(thread.Text, "\n") {
		t.line("             | %s", l)
	}
}
