package digest

import (
	"slices"

	"rasoat/sync/remind"
)

// asks writes what the department is asked to do, each request with the rows
// that it is about.
func (w writer) asks(blocks []block) []string {
	var out []string
	own, late := false, false
	for _, b := range blocks {
		switch b.kind {
		case "late", "open", "soon":
			own, late = true, late || b.kind == "late"
			out = append(out, w.p.Text("digest/ask/"+b.kind, args{"rows": w.about(b.all)}))
		case "unfunded":
			own, late = true, true
			out = append(out, w.askFunds(b)...)
		case "advise", "cooperate":
			out = append(out, w.p.Text("digest/ask/"+b.kind, args{"rows": w.about(b.all)}))
		}
	}
	if own {
		out = append(out, w.p.Text("digest/ask/update", w.readers(args{"late": late})))
	}
	return out
}

// askFunds asks for a proposal for the money, by whom it goes to: others who
// advise on the source and know of it, others who do not, or nobody else.
func (w writer) askFunds(b block) []string {
	const informed, uninformed, nobody = "digest/ask/funds/informed", "digest/ask/funds", "digest/ask/funds/nobody"
	groups := map[string][]row{}
	advisers := map[string][]string{}
	for _, r := range b.all {
		key := nobody
		if others := w.others(r.line); len(others) > 0 {
			key = informed
			for _, a := range others {
				if !slices.Contains(r.line.Informed, a) {
					key = uninformed
				}
			}
			for _, a := range others {
				if !slices.Contains(advisers[key], a) {
					advisers[key] = append(advisers[key], a)
				}
			}
		}
		groups[key] = append(groups[key], r)
	}
	var out []string
	for _, key := range []string{informed, uninformed, nobody} {
		if len(groups[key]) == 0 {
			continue
		}
		out = append(out, w.p.Text(key, args{
			"rows": w.about(groups[key]), "advisers": names(advisers[key]), "one": len(advisers[key]) == 1,
		}))
	}
	return out
}

// others are those who advise on an item's source, without the department
// itself.
func (w writer) others(line remind.Line) []string { return w.without(line.Advisers) }

// about names the rows of a request, also those that the mail does not show:
// the attachment has them under the same numbers.
func (w writer) about(rows []row) string { return upperFirst(w.rows(numbersOf(rows))) }
