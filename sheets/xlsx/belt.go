package xlsx

import (
	"io"
	"sync"
)

// belt carries bytes from the goroutine that makes them to one that uses them,
// and holds some blocks of them, so that neither waits for the other at every
// step as both ends of an [io.Pipe] do.
type belt struct {
	filled, free chan []byte
	stop         chan struct{}
	block        int   // how large the blocks are
	err          error // how it ends, good once filled is closed

	made int    // blocks, by the writing end
	in   []byte // the writing end's block

	out, rest []byte // the reading end's block, and what of it is still to be read
}

const beltBlocks = 4

func newBelt(block int) *belt {
	return &belt{filled: make(chan []byte, beltBlocks), free: make(chan []byte, beltBlocks), stop: make(chan struct{}), block: block}
}

// room gives the writing end a block with room in it.
func (b *belt) room() error {
	if cap(b.in) > 0 {
		return nil
	}
	select {
	case b.in = <-b.free:
		return nil
	default:
	}
	if b.made < beltBlocks {
		b.made++
		b.in = make([]byte, 0, b.block)
		return nil
	}
	select {
	case b.in = <-b.free:
		return nil
	case <-b.stop:
		return io.ErrClosedPipe
	}
}

// pass hands the writing end's block over.
func (b *belt) pass() {
	if len(b.in) > 0 {
		b.filled <- b.in // never blocks: there are no more blocks than places
		b.in = nil
	}
}

// Write implements io.Writer. It fails once nobody reads any more.
func (b *belt) Write(p []byte) (int, error) {
	for n := 0; ; {
		if err := b.room(); err != nil {
			return n, err
		}
		k := copy(b.in[len(b.in):cap(b.in)], p[n:])
		b.in = b.in[:len(b.in)+k]
		if len(b.in) == cap(b.in) {
			b.pass()
		}
		if n += k; n == len(p) {
			return n, nil
		}
	}
}

// fill writes what r holds, to its end, which is the belt's.
func (b *belt) fill(r io.Reader) {
	for {
		if err := b.room(); err != nil {
			b.end(err)
			return
		}
		n, err := r.Read(b.in[len(b.in):cap(b.in)])
		b.in = b.in[:len(b.in)+n]
		if len(b.in) == cap(b.in) {
			b.pass()
		}
		if err != nil {
			b.end(err)
			return
		}
	}
}

// end says that nothing follows: the reading end is told err, or io.EOF where
// that is nil.
func (b *belt) end(err error) {
	b.pass()
	if err == nil {
		err = io.EOF
	}
	b.err = err
	close(b.filled)
}

// next goes on to the next block that was passed.
func (b *belt) next() error {
	if b.out != nil {
		b.free <- b.out[:0]
		b.out, b.rest = nil, nil
	}
	out, ok := <-b.filled
	if !ok {
		return b.err
	}
	b.out, b.rest = out, out
	return nil
}

// Read implements io.Reader.
func (b *belt) Read(p []byte) (int, error) {
	for len(b.rest) == 0 {
		if err := b.next(); err != nil {
			return 0, err
		}
	}
	n := copy(p, b.rest)
	b.rest = b.rest[n:]
	return n, nil
}

// WriteTo implements io.WriterTo.
func (b *belt) WriteTo(w io.Writer) (n int64, err error) {
	for {
		if len(b.rest) > 0 {
			k, err := w.Write(b.rest)
			b.rest = b.rest[k:]
			n += int64(k)
			if err != nil {
				return n, err
			}
		}
		if err := b.next(); err == io.EOF {
			return n, nil
		} else if err != nil {
			return n, err
		}
	}
}

// leave says that nobody reads any more.
func (b *belt) leave() { close(b.stop) }

// beltBlock is the size of the blocks of unpacked bytes. A part that is not much
// larger goes the plain way: a goroutine would not pay.
const (
	beltBlock = 128 << 10
	smallPart = 2 * beltBlock
)

// aheadReader unpacks a part while what came before is being looked at.
type aheadReader struct {
	*belt
	filling sync.WaitGroup
}

// readAhead reads r, which holds about so many bytes, in a goroutine of its own;
// Close ends it. A small r is read as it is.
func readAhead(r io.Reader, size uint64) io.ReadCloser {
	if size < smallPart {
		return io.NopCloser(r)
	}
	a := &aheadReader{belt: newBelt(beltBlock)}
	a.filling.Go(func() { a.fill(r) })
	return a
}

// Close ends the reading ahead.
func (a *aheadReader) Close() error {
	a.leave()
	a.filling.Wait()
	return nil
}
