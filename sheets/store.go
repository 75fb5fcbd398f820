package sheets

import (
	"encoding/binary"
	"hash/maphash"
	"strings"
)

// packed is a cell as a Tab stores it: a workbook of two million cells must
// fit into memory beside everything else. It holds no pointer, so that the
// garbage collector passes over it.
type packed struct {
	text   uint32 // its place: see cellStore
	col    uint32
	format uint16 // place in cellStore.formats, 0 for none
	kind   Kind
	flags  uint8
}

const (
	hasFormula = 1 << iota
	isLong     // the text stands in cellStore.long
)

// cellStore holds the texts of the cells of a tab.
//
// A short text stands in a block, behind its length in one byte; where the cell
// has a formula, its place in formulas follows in four bytes. packed.text is the
// number of the block and the place in it. Most texts of a workbook are numbers
// of a few digits: beside each other they need a third of the room that each
// would need by itself. A long text is kept as it came, because many cells may
// share one.
type cellStore struct {
	blocks   []string
	open     strings.Builder // the last of blocks, to which texts are still added
	long     pieces[longText]
	formulas pieces[string] // the first is no formula
	formats  []string
}

// pieces is a list that grows without being copied: a list of hundreds of
// thousands would be there twice, or thrice, while it grows.
type pieces[T any] struct {
	list [][]T
	len  int
}

const (
	pieceBits = 10
	pieceSize = 1 << pieceBits
)

func (p *pieces[T]) at(i uint32) *T { return &p.list[i>>pieceBits][i&(pieceSize-1)] }

// add puts v behind the others and returns its place.
func (p *pieces[T]) add(v T) uint32 {
	n := len(p.list) - 1
	switch {
	case p.len == 0:
		p.list, n = append(p.list, nil), 0 // a small list grows as any
	case p.len&(pieceSize-1) == 0:
		p.list, n = append(p.list, make([]T, 0, pieceSize)), n+1
	}
	p.list[n] = append(p.list[n], v)
	p.len++
	return uint32(p.len - 1)
}

type longText struct {
	text    string
	formula uint32 // place in formulas, 0 for none
}

const (
	blockBits = 16
	blockSize = 1 << blockBits
	shortText = 40 // bytes, up to which a text stands in a block
	maxBlocks = 1 << (32 - blockBits)
)

func (s *cellStore) unpack(p packed) Cell {
	c := Cell{Value: Value{kind: p.kind}, Format: s.formats[p.format]}
	if p.flags&isLong != 0 {
		l := s.long.at(p.text)
		c.Value.text, c.Formula = l.text, *s.formulas.at(l.formula)
		return c
	}
	if p.kind == Empty && p.flags == 0 {
		return c
	}
	block := s.blocks[p.text>>blockBits]
	at := p.text & (blockSize - 1)
	end := at + 1 + uint32(block[at])
	c.Value.text = block[at+1 : end]
	if p.flags&hasFormula != 0 {
		c.Formula = *s.formulas.at(binary.LittleEndian.Uint32([]byte(block[end : end+4])))
	}
	return c
}

// recentTexts remembers where texts stand that came up lately, so that what
// stands in many cells (a department, a state, 0) is stored once.
type recentTexts struct {
	seed  maphash.Seed
	short [4096]uint32 // places in blocks, one more; of texts without formula
	long  [4096]uint32 // places in long, one more
}

func (b *TabBuilder) pack(col int, c Cell) packed {
	p := packed{col: uint32(col), kind: c.Value.kind, format: b.format(col, c.Format)}
	if p.kind == Empty && c.Formula == "" {
		return p
	}
	s := &b.tab.store
	var formula uint32
	if c.Formula != "" {
		p.flags |= hasFormula
		formula = b.formula(c.Formula)
	}
	if b.recent == nil {
		b.recent = &recentTexts{seed: maphash.MakeSeed()}
	}
	text := c.Value.text
	slot := 0
	again := formula == 0 && (p.kind != Number || len(text) > 8) // what may come again, and is worth a look
	if again {
		slot = int(maphash.String(b.recent.seed, text) % uint64(len(b.recent.short)))
	}
	if len(text) > shortText || len(s.blocks) == maxBlocks {
		p.flags |= isLong
		if again {
			if at := b.recent.long[slot]; at > 0 && *s.long.at(at - 1) == (longText{text, 0}) {
				p.text = at - 1
				return p
			}
		}
		p.text = s.long.add(longText{text, formula})
		if again {
			b.recent.long[slot] = p.text + 1
		}
		return p
	}
	if again {
		if at := b.recent.short[slot]; at > 0 && s.short(at-1) == text {
			p.text = at - 1
			return p
		}
	}
	p.text = s.add(text, formula)
	if again {
		b.recent.short[slot] = p.text + 1
	}
	return p
}

// short returns the short text at a place.
func (s *cellStore) short(place uint32) string {
	block := s.blocks[place>>blockBits]
	at := place & (blockSize - 1)
	return block[at+1 : at+1+uint32(block[at])]
}

// add stores a short text, with the place of a formula unless that is 0, and
// returns the place.
func (s *cellStore) add(text string, formula uint32) uint32 {
	need := 1 + len(text)
	if formula > 0 {
		need += 4
	}
	if len(s.blocks) == 0 || s.open.Len()+need > min(s.open.Cap(), blockSize) {
		size := blockSize
		if len(s.blocks) == 0 { // a small tab
			size = 1 << 10
		}
		s.open = strings.Builder{}
		s.open.Grow(size)
		s.blocks = append(s.blocks, "")
	}
	place := uint32(len(s.blocks)-1)<<blockBits | uint32(s.open.Len())
	s.open.WriteByte(byte(len(text)))
	s.open.WriteString(text)
	if formula > 0 {
		var b [4]byte
		binary.LittleEndian.PutUint32(b[:], formula)
		s.open.Write(b[:])
	}
	// The builder never grows beyond its room: what it has given out stays.
	s.blocks[len(s.blocks)-1] = s.open.String()
	return place
}

// formula returns the place of a formula in the tab's list. Hardly two cells
// have the same one, because it names the cells that it computes from.
func (b *TabBuilder) formula(f string) uint32 {
	s := &b.tab.store
	if last := uint32(s.formulas.len - 1); *s.formulas.at(last) == f {
		return last
	}
	return s.formulas.add(f)
}
