package remind

import (
	"cmp"
	"slices"
	"time"

	"rasoat/sync/ledger"
)

// recall returns the open episodes by department as they are today: no day in
// them lies ahead, departments that ended have passed theirs on, those that
// the directory does not have any more are gone, and items bear the keys that
// they have now.
func recall(in Input, items []item, p *post) map[string]*Episode {
	all := map[string]*Episode{}
	rekey := rekeyer(items)
	for _, old := range in.Memory.Episodes {
		e := old.clone()
		e.rewind(in.Today)
		e.Items = rekey(e.Items)
		if e.Before != nil {
			e.Before.Items = rekey(e.Before.Items)
		}
		if len(p.boxes) > 0 { // a directory that could not be read ends nothing
			r := p.find(in.Ledger.Directory.Resolve(e.Department))
			if _, there := in.Ledger.Directory.Find(e.Department); there {
				r = p.find(ledger.Ref{Text: e.Department, Name: e.Department})
			}
			if r.reason == NoOne {
				continue
			}
			e.rename(r.name)
		}
		if other := all[e.Department]; other != nil {
			e = joined(other, e)
		}
		all[e.Department] = e
	}
	return all
}

// rewind takes days that lie ahead as today: a clock was wrong.
func (e *Episode) rewind(today time.Time) {
	for _, day := range []*time.Time{&e.Since, &e.StepOn, &e.Last} {
		*day = earlier(*day, today)
	}
	for i := range e.Items {
		e.Items[i].On = earlier(e.Items[i].On, today)
	}
	if e.Before != nil {
		e.Before.rewind(today)
	}
}

func (e *Episode) rename(department string) {
	e.Department = department
	if e.Before != nil {
		e.Before.Department = department
	}
}

// joined returns the one episode of a department that took another over: its
// own thread, and what both were told of.
func joined(own, other *Episode) *Episode {
	if own.Closed != other.Closed && own.Closed {
		own, other = other, own
	}
	own.Since = earlier(own.Since, other.Since)
	own.Last = later(own.Last, other.Last)
	if other.Step > own.Step {
		own.Step, own.StepOn = other.Step, other.StepOn
	}
	known := map[string]bool{}
	for _, t := range own.Items {
		known[t.Key] = true
	}
	for _, t := range other.Items {
		if !known[t.Key] {
			own.Items = append(own.Items, t)
		}
	}
	return own
}

// rekeyer returns a function that returns what was told under the keys that
// the items have now. An item whose code was corrected, or whose code's column
// cannot be found today, is still the item of that name: it is not told again
// for that.
func rekeyer(items []item) func(told []Told) []Told {
	there := make(map[string]string, len(items)) // key → name
	type named struct{ list, name string }
	keys := make(map[named][]string, len(items))
	for i := range items {
		it := &items[i]
		name := ledger.Fold(it.row.Name)
		there[it.key] = name
		id := named{it.list.Name, name}
		keys[id] = append(keys[id], it.key)
	}
	return func(told []Told) []Told {
		told = slices.Clone(told)
		taken := map[string]bool{}
		for _, t := range told {
			taken[t.Key] = true
		}
		for i, t := range told {
			if name, ok := there[t.Key]; ok {
				told[i].Name = cmp.Or(name, t.Name)
				continue
			}
			if t.Name == "" {
				continue
			}
			for _, key := range keys[named{listOf(t.Key), t.Name}] {
				if !taken[key] {
					taken[key] = true
					told[i].Key = key
					break
				}
			}
		}
		return told
	}
}

// earlier returns the earlier of two times.
func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
