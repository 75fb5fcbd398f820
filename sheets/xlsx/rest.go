package xlsx

import (
	"hash/maphash"
	"math"
)

// rest sums up the staff's share in the part of a tab: all of its text but for
// our cells, the hints about used cells, the list of columns, and the tags of
// rows that hold cells of ours only. Of the tags of rows it takes what they say,
// not how they are written. Before and after a write of ours the sum is the same.
type rest struct {
	s    *scanner
	at   int64 // up to where the part is dealt with
	sum  maphash.Hash
	tag  []byte // what the tag of the open row says, while nothing of the row was taken
	bare bool   // it is no more than the row's number
	room []byte
}

func newRest(s *scanner, seed maphash.Seed) *rest {
	r := &rest{s: s}
	r.sum.SetSeed(seed)
	return r
}

// keepTo takes what is not yet dealt with, up to a place in the window.
func (r *rest) keepTo(pos int) {
	if from := int(r.at - r.s.base); from < pos {
		r.takeTag()
		r.sum.Write(r.s.buf[from:pos])
		r.at = r.s.base + int64(pos)
	}
}

// hold leaves out what comes, up to the next passTo.
func (r *rest) hold() { r.at = math.MaxInt64 }

// passTo leaves out what is not yet dealt with, up to a place in the window.
func (r *rest) passTo(pos int) { r.at = r.s.base + int64(pos) }

func (r *rest) takeTag() {
	if r.tag != nil {
		r.sum.Write(r.tag)
		r.tag = nil
	}
}

// rowStart takes note of a row whose start was read last.
func (r *rest) rowStart() { r.tagStart("spans") }

// tagStart takes note of a start tag that was read last, but for one of its
// attributes.
func (r *rest) tagStart(but string) {
	s := r.s
	r.keepTo(s.start)
	r.passTo(s.pos)
	tag := append(r.room[:0], s.name...)
	r.bare = true
	for i := range s.attrs {
		a := &s.attrs[i]
		name := string(local(a.name))
		if name == but {
			continue
		}
		r.bare = r.bare && name == "r"
		value, _ := s.decode(a.value, false)
		tag = append(append(append(append(tag, 0), a.name...), '='), value...)
	}
	r.tag, r.room = tag, tag
}

// rowEnd takes note of the end of a row, which was read last.
func (r *rest) rowEnd() {
	r.keepTo(r.s.start)
	r.passTo(r.s.pos)
	if !r.bare {
		r.takeTag()
	}
	r.tag = nil
}

// leave leaves out the tag that was read last.
func (r *rest) leave() {
	r.keepTo(r.s.start)
	r.passTo(r.s.pos)
}

// listStart takes note of the list of rules whose start was read last. What
// counts in it are the staff's rules.
func (r *rest) listStart() {
	r.tagStart("count")
	r.hold()
}

// itemStart and itemEnd take note of a rule of the staff's whose start, and then
// whose end, was read last.
func (r *rest) itemStart() { r.passTo(r.s.start) }

func (r *rest) itemEnd() {
	r.keepTo(r.s.pos)
	r.hold()
}

// listEnd takes note of the end of the list, which was read last.
func (r *rest) listEnd() {
	r.passTo(r.s.pos)
	r.tag = nil
}
