package lang

import "rasoat/sync/rule"

// Page returns a part of the page that explains a rule: "what" it finds, "why"
// that matters, how to "fix" it, how to "accept" it, and the "source" that it
// goes by. Where a part has no text of its own, "accept" says how findings are
// accepted as a rule; every other part comes out as its key.
func (p *Printer) Page(id, part string) string {
	key := "page/" + id + "/" + part
	if part == "accept" && !p.has(key) {
		key = "page/accept"
		for _, r := range rule.Rules() {
			if r.ID == id && r.Stays {
				key = "page/accept/stays"
			}
		}
	}
	return p.Text(key, nil)
}
