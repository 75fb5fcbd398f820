package ledger

// groupSums returns the arithmetic that the groups of a header imply: "Tổng số"
// is the sum of the columns of money at its right under the same heading, or,
// where it is the last of them, at its left; without a heading of all at its right.
// A group among them gives its own "Tổng số", and "Chia ra" all that it holds.
// Where one stands under "Trong đó", or a group has no total of its own,
// nothing is implied.
func groupSums(h head, money map[int]bool) []RowSum {
	var sums []RowSum
	for i, hc := range h.columns {
		depth := len(hc.parts) - 1
		if depth < 0 || len(hc.cells) != len(hc.parts) || !isTotalText(hc.leaf()) {
			continue
		}
		beside := func(at int) bool {
			return at >= 0 && at < len(h.columns) && money[h.columns[at].col] && (depth == 0 || h.columns[at].sharesHead(hc, depth-1))
		}
		from, to := i, i+1
		for beside(to) {
			to++
		}
		members := h.columns[i+1 : to]
		if len(members) == 0 && depth > 0 {
			for beside(from - 1) {
				from--
			}
			members = h.columns[from:i]
		}
		if plus, ok := membersOf(members, depth); ok && len(plus) > 1 {
			sums = append(sums, RowSum{Total: hc.col, Plus: plus, Implied: true})
		}
	}
	return sums
}

// sharesHead reports whether a column stands under the same cell of the header
// as another, at a depth counted from the top.
func (c headColumn) sharesHead(other headColumn, depth int) bool {
	return len(c.cells) == len(c.parts) && depth < len(c.cells)-1 && depth < len(other.cells) && c.cells[depth] == other.cells[depth]
}

// membersOf returns the columns that give the amounts of a run of columns under
// one heading, whose own names begin at a depth; false where nobody can tell.
func membersOf(columns []headColumn, depth int) ([]int, bool) {
	var members []int
	for i := 0; i < len(columns); {
		hc := columns[i]
		end := i + 1
		for end < len(columns) && columns[end].sharesHead(hc, depth) {
			end++
		}
		if len(hc.parts) <= depth || len(hc.cells) != len(hc.parts) {
			return nil, false
		}
		divides := dividesAll(hc.parts[depth])
		switch {
		case namesPart(hc.parts[depth]) && !divides:
			return nil, false
		case len(hc.parts) == depth+1 && end == i+1:
			members = append(members, hc.col)
		case divides && len(hc.parts) > depth+1:
			inner, ok := membersOf(columns[i:end], depth+1)
			if !ok {
				return nil, false
			}
			members = append(members, inner...)
		case len(hc.parts) > depth+1 && isTotalText(hc.parts[depth+1]):
			members = append(members, hc.col)
		default:
			return nil, false
		}
		i = end
	}
	return members, true
}

// dividesAll reports whether a heading says that what stands under it is all
// that there is.
func dividesAll(text string) bool {
	switch Fold(text) {
	case "chia ra", "bao gồm", "gồm":
		return true
	}
	return false
}
