package rule

import (
	"rasoat/sync/ledger"
)

// judgement is what the arithmetic of a list comes to. Every comparison that is
// beyond tolerance is in one of its parts.
type judgement struct {
	told     []*comparison // by total/grand, total/section, total/row
	noted    []noted       // by total/footnote
	suspects []*suspect    // by total/culprit, unit/magnitude: each accounts for comparisons
	totals   Totals
}

// cell is a cell of money of a list.
type cell struct {
	row *ledger.Row
	col int
}

// judge holds everything that a list states against what it should be the sum
// of. One mistake is told once: where one cell accounts for several
// differences, these are its suspect's alone; a sum that agrees with what
// wrong rows below it should state is right, and so is one within a row that is
// off by as much as those within the rows below it.
func judge(l *ledger.List, s Settings) *judgement {
	t := newTree(l)
	j := &judgement{}
	var failing []*comparison
	each := func(c comparison) bool {
		if !c.parts {
			j.totals.Checked++
			switch c.verdict {
			case exact:
				j.totals.Exact++
			case rounding:
				j.totals.Rounding++
			}
		}
		if c.verdict == beyond {
			failing = append(failing, &c)
		}
		return true
	}
	t.downward(each)
	t.across(each)
	if len(failing) == 0 {
		return j
	}

	notes := newFootnotes(l, s)
	stand := map[identity]noted{} // differences that a footnote states
	for _, c := range failing {
		if note, ok := notes.of(c); ok && !c.parts {
			stand[c.identity()] = note
		}
	}
	accounted := map[identity]bool{}
	j.suspects = t.suspects(failing, func(c *comparison) bool { _, ok := stand[c.identity()]; return ok || c.parts }, s)
	for _, x := range j.suspects {
		j.totals.Beyond++
		for i, w := range x.in {
			accounted[w.c.identity()] = true
			switch off := x.amount.Value.Sub(x.likely); {
			case i == 0: // it is the one told
			case w.off.Equal(off):
				j.totals.Exact++
			default:
				j.totals.Rounding++
			}
		}
	}
	differences := newRowDifferences(failing)
	for _, c := range failing {
		if accounted[c.identity()] && !c.parts {
			continue
		}
		if !c.parts {
			v, ok := t.consequence(c, differences)
			if c.sum == nil {
				v, ok = t.explain(c, accounted)
			}
			switch {
			case ok && v == exact:
				j.totals.Exact++
				continue
			case ok:
				j.totals.Rounding++
				continue
			}
		}
		if !c.parts {
			j.totals.Beyond++
		}
		if note, ok := stand[c.identity()]; ok && !c.parts {
			j.noted = append(j.noted, note)
			continue
		}
		j.told = append(j.told, c)
	}
	return j
}

// judgements are those of the lists of a run, each made once.
type judgements map[*ledger.List]*judgement

// judged returns what the arithmetic of a list comes to.
func (s Settings) judged(l *ledger.List) *judgement {
	j, ok := s.judgements[l]
	if !ok {
		if j = judge(l, s); s.judgements != nil {
			s.judgements[l] = j
		}
	}
	return j
}

// Totals counts the stated totals of a ledger that were held against what they
// should be the sum of. Parts behind a "Trong đó:" are not totals and are not
// counted, and neither is a total that cannot be judged because it or an
// amount below it is unreadable, or depends on which rows are hidden.
type Totals struct {
	Checked  int // Exact + Rounding + Beyond
	Exact    int
	Rounding int // apart by no more than rounding can explain
	// Beyond counts what is told: by total/grand, total/section and total/row,
	// by total/footnote, and by total/culprit and unit/magnitude once for each
	// wrong cell. The other totals that such a cell makes wrong count as what
	// they are once it is put right.
	Beyond int
}

// add adds the counts of another.
func (t *Totals) add(o Totals) {
	t.Checked += o.Checked
	t.Exact += o.Exact
	t.Rounding += o.Rounding
	t.Beyond += o.Beyond
}

// Stats counts over all lists.
func Stats(l *ledger.Ledger) Totals {
	var t Totals
	for _, list := range StatsByList(l) {
		t.add(list.Totals)
	}
	return t
}

// ListTotals are the totals of one list.
type ListTotals struct {
	List string // its name in the configuration
	Totals
}

// StatsByList counts list by list, in the order of the ledger.
func StatsByList(l *ledger.Ledger) []ListTotals {
	all := make([]ListTotals, 0, len(l.Lists))
	for _, list := range l.Lists {
		all = append(all, ListTotals{list.Name, judge(list, Settings{}).totals})
	}
	return all
}
