package plan

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"rasoat/sync/ledger"
	"rasoat/sync/rule"
)

// Open is what is remembered of a finding that has a cell, for its comment. Days
// are calendar days at midnight UTC.
type Open struct {
	Key   string    `json:"key"`            // of the item, see [ledger.Keys]
	Name  string    `json:"name,omitempty"` // folded: an item whose code was corrected keeps its threads
	Rule  string    `json:"rule"`
	Where string    `json:"where,omitempty"` // the header of its column, folded
	Since time.Time `json:"since"`           // the day since which it is open
	// ID is that of its thread. Said is the version that the thread has, "" while
	// there is none as far as is known; Ended says that people ended it.
	// Asked says that it was to be begun, so that it may be there all the same.
	ID    string `json:"id"`
	Asked bool   `json:"asked,omitempty"`
	Said  string `json:"said,omitempty"`
	Ended bool   `json:"ended,omitempty"`
	// Missed counts the days on which the comment did not come to stand where it was
	// to, the last of which is MissedOn. It is given up after a few.
	Missed   int       `json:"missed,omitempty"`
	MissedOn time.Time `json:"missed_on,omitzero"`
	// Settled says that the finding is gone and its thread is to be closed. UnseenOn is
	// the day since which the lists cannot tell, zero where they can.
	Settled  bool      `json:"settled,omitempty"`
	UnseenOn time.Time `json:"unseen,omitzero"`
}

// mostMissed is on how many days a comment is tried that does not come to stand
// where it is to.
const mostMissed = 3

// keepUnseen is how long a finding is remembered whose item or column the lists
// lack.
const keepUnseen = 30 * 24 * time.Hour

// matter is what one thread is about: the findings of one rule at one cell.
type matter struct {
	list     *ledger.List
	key      string
	findings []rule.Finding
	quiet    *rule.Finding // one that is explained, where all are
}

func (m *matter) first() rule.Finding { return m.findings[0] }

// place is what tells one matter from another.
type place struct{ key, rule, where string }

// register is what the lists say today: the matters, and which items and columns
// there are.
type register struct {
	matters map[place]*matter
	order   []place
	rows    map[string]*ledger.Row  // by key
	lists   map[string]*ledger.List // by name
}

// survey finds the matters: errors and warnings that stand at a cell of an item's
// row.
func (p *Plan) survey() *register {
	r := &register{matters: map[place]*matter{}, rows: map[string]*ledger.Row{}, lists: map[string]*ledger.List{}}
	keys := map[*ledger.Row]string{}
	for _, list := range p.Ledger.Lists {
		r.lists[list.Name] = list
		made := ledger.NewKeys(list.Name)
		for _, row := range list.Items() {
			keys[row] = made.Of(row)
			r.rows[keys[row]] = row
		}
	}
	for _, f := range p.Findings {
		list, key := r.lists[f.List], keys[f.Item]
		if list == nil || key == "" || f.Severity.Rank() > rule.Warning.Rank() || f.Col < 0 || f.Row != f.Item.Row {
			continue
		}
		where, ok := header(list, f.Col)
		if !ok {
			continue
		}
		at := place{key, f.Rule, where}
		m := r.matters[at]
		if m == nil {
			m = &matter{list: list, key: key}
			r.matters[at] = m
			r.order = append(r.order, at)
		}
		if f.Quiet() {
			m.quiet = &f
			continue
		}
		m.findings = append(m.findings, f)
	}
	return r
}

// header returns the folded header of a column of a list, and false for a column
// that has none.
func header(list *ledger.List, col int) (string, bool) {
	for _, c := range slices.Concat(list.Columns, list.Unmapped) {
		if c.Col == col {
			h := ledger.Fold(c.Header)
			return h, h != ""
		}
	}
	return "", false
}

// follow brings what is remembered up to date, in the order of keys, rules and
// headers.
func (r *register) follow(remembered []Open, s rule.Settings, today time.Time) []Open {
	known := map[place]Open{}
	named := map[place][]place{} // by the item's name in place of its key
	taken := map[string]bool{}
	for _, o := range remembered {
		taken[o.ID] = true
		at := place{o.Key, o.Rule, o.Where}
		known[at] = o
		if o.Name != "" && r.rows[o.Key] == nil {
			list, _, _ := strings.Cut(o.Key, "/")
			alias := place{list + "/" + o.Name, o.Rule, o.Where}
			named[alias] = append(named[alias], at)
		}
	}
	var next []Open
	for _, at := range r.order {
		m := r.matters[at]
		name := ledger.Fold(r.rows[at.key].Name)
		o, ok := known[at]
		if alias := (place{m.list.Name + "/" + name, at.rule, at.where}); !ok && len(named[alias]) > 0 {
			at = named[alias][0]
			named[alias] = named[alias][1:]
			o, ok = known[at], true
		}
		delete(known, at)
		if len(m.findings) == 0 { // explained
			if ok && o.close() {
				o.Key, o.Name = m.key, name
				next = append(next, o)
			}
			continue
		}
		if !ok || o.Settled {
			o.Since = today
		}
		if !ok {
			o.ID = threadID(taken, m.key, at.rule, at.where)
		}
		o.Key, o.Name, o.Rule, o.Where, o.Settled, o.UnseenOn = m.key, name, m.first().Rule, at.where, false, time.Time{}
		next = append(next, o)
	}
	for at, o := range known {
		switch {
		case s.Off[at.rule] || s.Severity[at.rule] == rule.Notice: // not told any more
		case r.told(at):
			if o.close() {
				next = append(next, o)
			}
		case o.UnseenOn.IsZero():
			o.UnseenOn = today
			next = append(next, o)
		case today.Sub(o.UnseenOn) <= keepUnseen:
			next = append(next, o)
		}
	}
	slices.SortFunc(next, func(a, b Open) int {
		return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Where, b.Where))
	})
	return next
}

// told reports whether the lists tell that a matter is gone: its item is there,
// and so is the column.
func (r *register) told(at place) bool {
	list, _, _ := strings.Cut(at.key, "/")
	l := r.lists[list]
	return r.rows[at.key] != nil && l != nil && slices.ContainsFunc(slices.Concat(l.Columns, l.Unmapped), func(c ledger.Column) bool {
		return ledger.Fold(c.Header) == at.where
	})
}

// close notes that the finding is gone, and reports whether there is a thread to
// be closed for that.
func (o *Open) close() bool {
	o.Settled, o.UnseenOn = true, time.Time{}
	return (o.Said != "" || o.Asked) && !o.Ended
}

// threadID names a matter in the mark of its thread: always the same way, unless
// another matter has that name, whose item had this one's key once.
func threadID(taken map[string]bool, parts ...string) string {
	for {
		sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
		id := hex.EncodeToString(sum[:5])
		if !taken[id] {
			taken[id] = true
			return id
		}
		parts = append(parts, "")
	}
}
