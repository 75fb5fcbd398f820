package remind

import (
	"net/mail"
	"regexp"
	"slices"
	"strings"

	"rasoat/sync/ledger"
)

// post sorts lines into the digests of the departments.
type post struct {
	in    Input
	boxes []*Digest      // by department, in the order of the directory; nil where there is nothing
	index map[string]int // department → place in boxes
}

func newPost(in Input) *post {
	all := in.Ledger.Directory.All()
	p := &post{in: in, boxes: make([]*Digest, len(all)), index: map[string]int{}}
	for i, d := range all {
		if _, ok := p.index[d.Name]; !ok {
			p.index[d.Name] = i
		}
	}
	return p
}

// deliver puts a line into the digests of its leads and of those who advise on
// its source, and returns what could not be put anywhere.
func (p *post) deliver(line Line, in block, item *ledger.Row) []Held {
	var leads, advisers []recipient
	for _, ref := range item.Leads {
		if ref.Text != "" || ref.Known() {
			leads = add(leads, p.find(ref))
		}
	}
	if len(leads) == 0 {
		leads = []recipient{{reason: NoOne}}
	}
	if in == unfunded {
		for _, source := range line.Sources {
			if name, ok := p.in.Advisers[source]; ok {
				advisers = add(advisers, p.find(p.in.Ledger.Directory.Resolve(name)))
			}
		}
	}
	line.Leads = line.Leads[:0:0]
	for _, r := range leads {
		if r.name != "" {
			line.Leads = append(line.Leads, r.name)
		}
	}
	for _, r := range advisers {
		line.Advisers = append(line.Advisers, r.name)
		if r.reason == "" {
			line.Informed = append(line.Informed, r.name)
		}
	}

	var held []Held
	for _, r := range leads {
		if r.reason != "" {
			held = append(held, Held{Line: line, Who: r.name, Reason: r.reason, Row: item})
			continue
		}
		d := p.digestOf(r)
		switch in {
		case late:
			d.Late = append(d.Late, line)
		case unfunded:
			d.Unfunded = append(d.Unfunded, line)
		case open:
			d.Open = append(d.Open, line)
		}
	}
	for _, r := range advisers {
		switch {
		case slices.ContainsFunc(leads, func(l recipient) bool { return l.name == r.name }):
			// It has the line in its own block.
		case r.reason != "":
			held = append(held, Held{Line: line, Who: r.name, Reason: r.reason, Advise: true, Row: item})
		default:
			d := p.digestOf(r)
			d.Advise = append(d.Advise, line)
		}
	}
	return held
}

// recipient is a department that a line is for.
type recipient struct {
	department  ledger.Department
	name        string // the department's, else the name as written
	reason      Reason // why it cannot be told, "" where it can
	to, refused []string
}

// add appends a recipient that is not there yet: of two names of one
// department, as an old one and its successor, the first counts.
func add(all []recipient, r recipient) []recipient {
	for _, other := range all {
		if other.name == r.name {
			return all
		}
	}
	return append(all, r)
}

// find returns the department that a text names today: where that department
// has ended, its successor.
func (p *post) find(ref ledger.Ref) recipient {
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
	r.to, r.refused = mailboxes(d.Emails, p.in.Domains)
	switch {
	case len(r.to) > 0:
	case len(r.refused) > 0 && slices.ContainsFunc(r.refused, wellFormed):
		r.reason = NotAllowed
	default:
		r.reason = NoAddress
	}
	return r
}

// digestOf returns the digest of a recipient, a new one where there is none.
func (p *post) digestOf(r recipient) *Digest {
	i := p.index[r.department.Name]
	if p.boxes[i] == nil {
		p.boxes[i] = &Digest{Department: r.department, To: r.to, Refused: r.refused}
	}
	return p.boxes[i]
}

// mailboxes parts the addresses that mail may go to from all others. An
// address given twice counts once.
func mailboxes(all, domains []string) (to, refused []string) {
	seen := map[string]bool{}
	for _, text := range all {
		text = strings.TrimSpace(text)
		address := text
		if a, err := mail.ParseAddress(text); err == nil {
			address = a.Address
		}
		if address == "" || seen[strings.ToLower(address)] {
			continue
		}
		seen[strings.ToLower(address)] = true
		if wellFormed(address) && allowed(address, domains) {
			to = append(to, address)
		} else {
			refused = append(refused, address)
		}
	}
	return to, refused
}

// address is the form of mailbox that every mail server takes: ASCII without
// quoting. Anything beyond is refused rather than risked.
var address = regexp.MustCompile(`^[A-Za-z0-9!#$%&'*+/=?^_{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_{|}~-]+)*@[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)+$`)

func wellFormed(s string) bool { return len(s) <= 254 && address.MatchString(s) }

func allowed(address string, domains []string) bool {
	domain := address[strings.LastIndexByte(address, '@')+1:]
	return slices.ContainsFunc(domains, func(d string) bool { return strings.EqualFold(d, domain) })
}
