package rule

import (
	"slices"

	"rasoat/sync/ledger"
)

// sourceDisputed finds items on whose source of funds two bodies give opinions
// that have no source in common.
//
// Why: as long as the departments that advise on money do not agree, an item
// gets none from either; somebody above them has to settle it.
//
// An opinion counts only where all that it names are sources of the closed
// list, since other words may say anything, and "Chưa xác định" is no opinion.
// Two columns of one body are its earlier and its later word.
//
// To fix: have the two agree, or have the source decided, and write the opinion
// that holds.
//
// To accept: say in the column of explanations who is to decide, and by when.
//
// Source: experience; meetings on projects without money come down to this.
//
// Arguments: by and says (the earlier opinion: whose, and which sources),
// other and differs (the opinion at the cell, likewise).
func sourceDisputed(l *ledger.Ledger, s Settings, report func(Finding)) {
	for list, row := range items(l) {
		var earlier []opinion
		for _, o := range row.Opinions {
			c := opinion{by: o.By, col: o.Col, sources: s.settled(o.Sources)}
			if c.by == "" {
				c.by = label(list, o.Col)
			}
			if len(c.sources) == 0 {
				continue
			}
			i := slices.IndexFunc(earlier, func(e opinion) bool { return e.disputes(c) })
			if i >= 0 {
				report(at(list, row, c.col, Args{"by": earlier[i].by, "says": earlier[i].sources, "other": c.by, "differs": c.sources}))
			}
			earlier = append(earlier, c)
		}
	}
}

// opinion is what somebody says for certain.
type opinion struct {
	by      string
	col     int
	sources []string // canonical names
}

func (o opinion) disputes(other opinion) bool {
	return o.by != other.by && !slices.ContainsFunc(o.sources, func(s string) bool { return slices.Contains(other.sources, s) })
}

// settled returns the sources that an opinion names, none where it says
// anything else besides.
func (s Settings) settled(refs []ledger.Ref) []string {
	var names []string
	for _, ref := range refs {
		if !ref.Known() || s.undecided(ref.Name) {
			return nil
		}
		names = union(names, ref.Name)
	}
	return names
}
