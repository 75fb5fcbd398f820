package web

import (
	"net/url"
	"slices"
	"strings"
	"time"
)

// look is something that the operator has to look at.
type look struct {
	Title, Text string
	Since       *time.Time
	Link        string
	Grave       bool // it keeps rasoat from its work
}

// look lists what the operator has to look at, the gravest first.
func (w *writer) look(s *Status) []look {
	var grave, rest []look
	add := func(list *[]look, key string, args map[string]any, l look) {
		l.Title = w.p.Text("web/look/"+key, args)
		*list = append(*list, l)
	}
	if c := s.Configuration; c.Refused != "" {
		add(&grave, "refused", nil, look{Text: c.Refused, Since: c.RefusedAt, Grave: true})
	}
	for _, b := range s.Workbooks {
		link := "/workbooks/" + url.PathEscape(b.Name)
		switch {
		case b.Failures > 0 && b.Last != nil:
			add(&grave, "failing", map[string]any{"workbook": b.Name, "count": b.Failures},
				look{Text: strings.TrimSpace(w.p.Told(b.Last.Error) + "\n" + w.p.Told(b.Last.Hint)), Since: &b.Last.Finished, Link: link, Grave: true})
		case b.Last != nil && b.Last.Behind():
			add(&rest, "unwritten", map[string]any{"workbook": b.Name}, look{Text: strings.TrimSpace(w.p.Told(b.Last.Error) + "\n" + w.p.Told(b.Last.Hint)), Since: &b.Last.Finished, Link: link})
		}
	}
	for _, c := range s.Conditions {
		list := &rest
		if c.Kind == "mail" || c.Kind == "hold" {
			list = &grave
		}
		kind := c.Kind
		if !slices.Contains(conditionKinds(), kind) {
			kind = "other"
		}
		add(list, kind, map[string]any{"workbook": c.Workbook}, look{Text: c.Text, Since: &c.Since, Grave: list == &grave})
	}
	m := s.Mail
	if m.Dead > 0 && !slices.ContainsFunc(s.Conditions, func(c Condition) bool { return c.Kind == Undeliverable }) {
		add(&rest, "dead", map[string]any{"count": m.Dead}, look{Text: w.p.Text("web/look/dead/do", nil), Link: "/outbox"})
	}
	if m.Waiting > 0 {
		add(&rest, "waiting", map[string]any{"count": m.Waiting}, look{Text: w.p.Text("web/look/waiting/do", nil), Link: "/outbox"})
	}
	if m.Paused != nil {
		add(&rest, "paused", map[string]any{"why": m.Paused.Why}, look{Text: w.p.Text("web/look/paused/do", nil), Since: &m.Paused.Since})
	}
	return append(grave, rest...)
}
