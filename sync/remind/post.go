package remind

import (
	"slices"
	"time"

	"rasoat/sync/ledger"
)

// box is what there is for one department.
type box struct {
	recipient
	Digest
	// has is everything that concerns the department, also what is snoozed and
	// so stands in no block of the digest.
	has     map[string]block
	muted   bool      // something overdue is snoozed
	changed time.Time // the latest change of what a line depends on
	unmuted time.Time // the first day on which something snoozed is snoozed no more
}

// post sorts lines into the boxes of the departments.
type post struct {
	in    Input
	boxes []*box                   // by department, in the order of the directory; nil where there is nothing
	index map[string]int           // department → place in boxes
	found map[ledger.Ref]recipient // by find
}

func newPost(in Input) *post {
	all := in.Ledger.Directory.All()
	p := &post{in: in, boxes: make([]*box, len(all)), index: map[string]int{}, found: map[ledger.Ref]recipient{}}
	for i, d := range all {
		if _, ok := p.index[d.Name]; !ok {
			p.index[d.Name] = i
		}
	}
	return p
}

// recipient is a department that a line is for.
type recipient struct {
	department ledger.Department
	name       string // the department's, else the name as written
	reason     Reason // why it cannot be told, "" where it can
}

// leads returns who leads an item, nobody where its cell is blank.
func (p *post) leads(row *ledger.Row) []recipient { return p.all(row.Leads) }

func (p *post) all(refs []ledger.Ref) []recipient {
	var all []recipient
	for _, ref := range refs {
		if ref.Text != "" || ref.Known() {
			all = add(all, p.find(ref))
		}
	}
	return all
}

// advisers returns who advises on the sources of a line.
func (p *post) advisers(line Line) []recipient {
	var all []recipient
	for _, source := range line.Sources {
		if name, ok := p.in.Advisers[source]; ok {
			all = add(all, p.find(p.in.Ledger.Directory.Resolve(name)))
		}
	}
	return all
}

// deliver puts an item into the boxes of its leads, of those who advise on its
// source and of those who cooperate, and returns what could not be put
// anywhere. Nobody is missed for what is soon due, or snoozed.
func (p *post) deliver(it *item) []Held {
	line := lineOf(p.in, it)
	leads := p.leads(it.row)
	if len(leads) == 0 {
		leads = []recipient{{reason: NoOne}}
	}
	var advisers []recipient
	if it.block == unfunded {
		advisers = p.advisers(line)
	}
	line.Leads = namesOf(leads)
	line.Advisers = namesOf(advisers)
	line.Informed = namesOf(slices.DeleteFunc(slices.Clone(advisers), func(r recipient) bool { return r.reason != "" }))

	var held []Held
	quiet := it.block == soon || !it.snoozed.IsZero()
	for _, r := range leads {
		if r.reason != "" && !quiet {
			held = append(held, Held{Line: line, Who: r.name, Reason: r.reason})
		}
		it.unsure = it.unsure || r.reason == NoOne
		p.put(r, it.block, line, it)
	}
	for _, r := range advisers {
		if has(leads, r) {
			continue // it has the line in its own block
		}
		if r.reason != "" && !quiet {
			held = append(held, Held{Line: line, Who: r.name, Reason: r.reason, Advise: true})
		}
		it.unsure = it.unsure || r.reason == NoOne
		p.put(r, advise, line, it)
	}
	if p.in.Policy.Cooperating && (it.block == late || it.block == unfunded) {
		for _, r := range p.all(it.row.Cooperating) {
			if !has(leads, r) && !has(advisers, r) {
				p.put(r, cooperate, line, it)
			}
		}
	}
	return held
}

// put puts a line into the box of a department that is known.
func (p *post) put(r recipient, in block, line Line, it *item) {
	if r.reason == NoOne {
		return
	}
	b := p.box(r)
	b.has[it.key] = in
	if !it.snoozed.IsZero() {
		if in != cooperate {
			b.Snoozed++
			b.muted = b.muted || in.overdue()
			b.SnoozedUntil = later(b.SnoozedUntil, it.snoozed)
			if next := it.snoozed.AddDate(0, 0, 1); b.unmuted.IsZero() || next.Before(b.unmuted) {
				b.unmuted = next
			}
		}
		return
	}
	b.changed = later(b.changed, it.changed)
	lines := b.lines(in)
	*lines = append(*lines, line)
}

// lines returns the lines of a block of the digest.
func (d *Digest) lines(in block) *[]Line {
	switch in {
	case unfunded:
		return &d.Unfunded
	case open:
		return &d.Open
	case advise:
		return &d.Advise
	case cooperate:
		return &d.Cooperate
	case soon:
		return &d.Soon
	default:
		return &d.Late
	}
}

// box returns the box of a recipient, a new one where there is none.
func (p *post) box(r recipient) *box {
	i := p.index[r.department.Name]
	if p.boxes[i] == nil {
		p.boxes[i] = &box{recipient: r, Digest: Digest{Department: r.department}, has: map[string]block{}}
	}
	return p.boxes[i]
}

// empty returns a box with nothing in it.
func (p *post) empty(d ledger.Department) *box {
	return &box{recipient: p.find(ledger.Ref{Text: d.Name, Name: d.Name}), Digest: Digest{Department: d}}
}

// find returns the department that a text names today: where that department
// has ended, its successor.
func (p *post) find(ref ledger.Ref) recipient {
	if r, ok := p.found[ref]; ok {
		return r
	}
	r := p.lookup(ref)
	p.found[ref] = r
	return r
}

func (p *post) lookup(ref ledger.Ref) recipient {
	if !ref.Known() {
		return recipient{name: ref.Text, reason: NoOne}
	}
	d, ok := p.in.Ledger.Directory.Find(ref.Name)
	for range len(p.boxes) {
		if !ok || d.Until.IsZero() || !p.in.Today.After(d.Until) || d.Successor == "" {
			break
		}
		d, ok = p.in.Ledger.Directory.Find(d.Successor)
	}
	if !ok {
		return recipient{name: ref.Text, reason: NoOne}
	}
	r := recipient{department: d, name: d.Name}
	_, to, refused := addressed(d, []Role{Mailbox}, p.in.Domains)
	switch {
	case len(to) > 0:
	case len(refused) > 0 && slices.ContainsFunc(refused, wellFormed):
		r.reason = NotAllowed
	default:
		r.reason = NoAddress
	}
	return r
}

// add appends a recipient that is not there yet: of two names of one
// department, as an old one and its successor, the first counts.
func add(all []recipient, r recipient) []recipient {
	if has(all, r) {
		return all
	}
	return append(all, r)
}

func has(all []recipient, r recipient) bool {
	return slices.ContainsFunc(all, func(other recipient) bool { return other.name == r.name })
}

func namesOf(all []recipient) []string {
	var names []string
	for _, r := range all {
		if r.name != "" {
			names = append(names, r.name)
		}
	}
	return names
}

// later returns the later of two times.
func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
