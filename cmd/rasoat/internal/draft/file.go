package draft

import (
	"maps"
	"slices"
	"strings"

	"rasoat/sync/ledger"
)

// file writes the whole configuration.
func (w *writer) file(in Input, s *survey) {
	for _, key := range []string{"head", "head/questions", "head/check", "head/plan", "head/more"} {
		w.note(0, key, map[string]any{"name": in.Name, "config": in.Config})
	}
	w.gap()
	w.line(0, "mode: watch", w.text("mode", nil))
	w.line(0, "language: "+language(s), w.text("language", nil))
	w.gap()
	w.workbook(in, s)
	w.directory(s)
	w.values(s)
	w.mail(s)
	if len(in.Source.Google) > 0 {
		w.gap()
		w.line(0, "google:", "")
		for _, key := range slices.Sorted(maps.Keys(in.Source.Google)) {
			w.line(2, key+": "+scalar(in.Source.Google[key]), "")
		}
	}
}

func (w *writer) workbook(in Input, s *survey) {
	w.line(0, "workbooks:", "")
	name := slug(withoutExtension(in.Name), map[string]bool{})
	w.line(2, "- name: "+scalar(name), w.text("workbook", nil))
	switch src := in.Source; {
	case src.File != "":
		w.line(4, "file: "+scalar(src.File), "")
	case len(src.WebDAV) > 0:
		w.line(4, "webdav:", "")
		for _, s := range src.WebDAV {
			w.line(6, s.Key+": "+scalar(s.Value), "")
		}
	case src.CSV != "":
		w.line(4, "csv:", "")
		w.line(6, "file: "+scalar(src.CSV), "")
		comment := ""
		if src.Encoding != "utf-8" {
			comment = w.text("encoding", nil)
		}
		w.line(6, "encoding: "+scalar(src.Encoding), comment)
		if src.Comma != ',' {
			w.line(6, "comma: "+scalar(string(src.Comma)), "")
		}
	default:
		w.line(4, "google:", "")
		w.line(6, "spreadsheet: "+scalar(src.Spreadsheet), "")
	}
	w.ownTabs(s, language(s))
	w.line(4, "lists:", "")
	for i, l := range s.lists {
		if i > 0 {
			w.gap()
		}
		w.list(s, l, in.Source.CSV != "")
	}
	for _, t := range s.skipped {
		w.note(4, "skipped/"+string(t.Why), map[string]any{"tab": cut(t.Tab)})
	}
}

func withoutExtension(name string) string {
	if i := strings.LastIndexByte(name, '.'); i > 0 {
		return name[:i]
	}
	return name
}

// language returns the language that staff and departments read.
func language(s *survey) string {
	if s.vietnamese {
		return "vi"
	}
	return "en"
}

// ownTabs gives the tabs of ours other titles where the workbook has a list or
// a directory under the usual one.
func (w *writer) ownTabs(s *survey, language string) {
	ours, mark := []pair{{"summary", "Tổng hợp"}, {"findings", "Kết quả rà soát"}}, " (tự động)"
	if language == "en" {
		ours, mark = []pair{{"summary", "Summary"}, {"findings", "Findings"}}, " (automatic)"
	}
	taken := map[string]bool{title(s.directory): true}
	for _, l := range s.lists {
		taken[title(l.list.Title)] = true
	}
	var changed []pair
	for _, o := range ours {
		if name := o.value; taken[title(name)] {
			for taken[title(name)] {
				name += mark
			}
			changed = append(changed, pair{o.key, scalar(name)})
		}
	}
	if len(changed) > 0 {
		w.line(4, "tabs: "+entry(changed...), w.text("tabs", nil))
	}
}

func (w *writer) directory(s *survey) {
	if s.directory == "" && !s.tracks() {
		return
	}
	w.gap()
	switch v := s.departments; {
	case s.directory != "":
		w.line(0, "directory:", "")
		w.line(2, "tab: "+scalar(ledger.Clean(s.directory)), w.text("directory", nil))
	case v.open:
		w.ask(0, "departments/open", map[string]any{"count": len(v.kept)})
		w.off(0, "directory:")
		w.off(2, "departments: []")
	case len(v.kept) > 0:
		w.line(0, "directory:", "")
		w.note(2, "departments", nil)
		w.ask(2, "departments/emails", nil)
		var short []string
		for _, d := range v.kept {
			if isShort(d.text) {
				short = append(short, cut(d.text))
			}
		}
		if len(short) > 0 {
			w.ask(2, "departments/short", map[string]any{"names": short})
		}
		w.line(2, "departments:", "")
		for _, d := range v.kept {
			w.line(4, "- name: "+scalar(d.text), w.text("count", map[string]any{"count": d.count}))
			w.off(6, "emails: [..@..]")
		}
		w.doubts(2, v.doubts)
		// Without any address every item would be told of, over and over.
		w.gap()
		w.line(0, "rules:", "")
		w.line(2, "department/address: off", w.text("departments/off", nil))
	default:
		w.ask(0, "departments/none", nil)
	}
}

// doubts asks about values that were left out as slips.
func (w *writer) doubts(indent int, doubts []doubt) {
	for _, d := range doubts {
		w.ask(indent, "doubt", map[string]any{"seen": cut(d.text), "like": cut(d.like)})
	}
}

// values writes the closed lists.
func (w *writer) values(s *survey) {
	w.closed("statuses", s.statuses, false, func(v value) (pair, string) {
		if isDone(v.text) {
			return pair{"done", "true"}, "done"
		}
		return pair{}, ""
	})
	adviser := len(s.sources.kept) > 0 && !s.sources.open
	w.closed("sources", s.sources, adviser, func(v value) (pair, string) {
		if isUndecided(v.text) {
			return pair{"undecided", "true"}, "undecided"
		}
		return pair{}, ""
	})
	w.closed("priorities", s.priorities, false, func(v value) (pair, string) {
		if isUrgent(v.text) {
			return pair{"urgent", "true"}, "urgent"
		}
		return pair{}, ""
	})
	var events []string
	for _, l := range s.lists {
		for _, e := range l.events {
			if !slices.Contains(events, e) {
				events = append(events, e)
			}
		}
	}
	if len(events) > 0 {
		w.gap()
		w.ask(0, "events", nil)
		w.off(0, "events:")
		for _, e := range events {
			w.off(2, scalar(e)+": YYYY-MM-DD")
		}
	}
}

// mail leaves room for what mode remind needs and no workbook tells.
func (w *writer) mail(s *survey) {
	if !s.tracks() {
		return
	}
	w.gap()
	w.ask(0, "mail", nil)
	w.off(0, "mail:")
	w.line(2, "#outbox: outbox", w.text("mail/outbox", nil))
	w.off(2, "from: {name: .., address: ..@..}")
	w.line(2, "#agency: ..", w.text("mail/agency", nil))
	w.line(2, "#domains: [..]", w.text("mail/domains", nil))
}

// closed writes one closed list. mark says which entries bear what setting,
// and the text that tells why.
func (w *writer) closed(key string, v vocabulary, ask bool, mark func(value) (pair, string)) {
	if len(v.kept) == 0 {
		return
	}
	w.gap()
	if v.open {
		w.ask(0, "open", map[string]any{"key": key, "count": len(v.kept)})
		return
	}
	if ask {
		w.ask(0, key, nil)
	}
	marked := false
	w.line(0, key+":", w.text("closed", nil))
	for _, e := range v.kept {
		extra, why := mark(e)
		marked = marked || why != ""
		aliases := ""
		if len(e.aliases) > 0 {
			aliases = flow(e.aliases)
		}
		comment := w.text("count", map[string]any{"count": e.count})
		if e.count == 0 {
			comment = w.text("count/header", nil)
		}
		if why != "" {
			comment += "; " + w.text("mark/"+why, nil)
		}
		w.line(2, "- "+entry(pair{"name", scalar(e.text)}, pair{"aliases", aliases}, extra), comment)
	}
	w.doubts(2, v.doubts)
	if key == "statuses" && !marked {
		w.ask(2, "statuses", nil)
	}
}

// cut shortens a text for a comment.
func cut(s string) string {
	s = oneLine(ledger.Clean(s))
	if r := []rune(s); len(r) > longestValue {
		return strings.TrimSpace(string(r[:longestValue-1])) + "…"
	}
	return s
}
