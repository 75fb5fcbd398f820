package digest

import (
	"slices"

	"rasoat/sync/remind"
)

// asks writes what the department is asked to do, each request with the rows
// that it is about.
func (w writer) asks(blocks []block) []string {
	var out []string
	own := false
	for _, b := range blocks {
		switch b.kind {
		case "late", "open":
			own = true
			out = append(out, w.p.Text("digest/ask/"+b.kind, args{"rows": w.about(b, b.Rows)}))
		case "unfunded":
			own = true
			out = append(out, w.askFunds(b)...)
		case "advise":
			out = append(out, w.p.Text("digest/ask/advise", args{"rows": w.about(b, b.Rows)}))
		}
	}
	if own {
		out = append(out, w.p.Text("digest/ask/update", nil))
	}
	return out
}

// askFunds asks for a proposal for the money, by whom it goes to: others who
// advise on the source and know of it, others who do not, or nobody else.
func (w writer) askFunds(b block) []string {
	const informed, uninformed, nobody = "digest/ask/funds/informed", "digest/ask/funds", "digest/ask/funds/nobody"
	groups := map[string][]row{}
	advisers := map[string][]string{}
	for _, r := range b.Rows {
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
	last := ""
	for _, key := range []string{informed, uninformed, nobody} {
		if len(groups[key]) > 0 {
			last = key
		}
	}
	var out []string
	for _, key := range []string{informed, uninformed, nobody} {
		if len(groups[key]) == 0 {
			continue
		}
		about := b
		if key != last {
			about.More = "" // what is not listed is asked for once
		}
		out = append(out, w.p.Text(key, args{
			"rows": w.about(about, groups[key]), "advisers": names(advisers[key]), "one": len(advisers[key]) == 1,
		}))
	}
	return out
}

// others are those who advise on an item's source, without the department
// itself.
func (w writer) others(line remind.Line) []string {
	return slices.DeleteFunc(slices.Clone(line.Advisers), func(a string) bool { return a == w.d.Department.Name })
}

// about names the rows of a request, and what of the block is not listed.
func (w writer) about(b block, rows []row) string {
	var numbers []int
	for _, r := range rows {
		numbers = append(numbers, r.Number)
	}
	text := upperFirst(w.rows(numbers))
	if b.More != "" {
		text = w.p.Text("digest/ask/rest", args{"rows": text})
	}
	return text
}
