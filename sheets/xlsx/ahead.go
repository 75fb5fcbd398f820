package xlsx

import (
	"io"
	"sync"
)

// aheadReader unpacks a part while what came before is being looked at.
type aheadReader struct {
	filled, free chan []byte
	stop         chan struct{}
	stopped      sync.WaitGroup
	err          error // of the source, good once filled is closed
	whole, rest  []byte
}

const (
	aheadBlock  = 128 << 10
	aheadBlocks = 4
)

// readAhead reads r, which holds about so many bytes, in a goroutine of its own;
// Close ends it. A small r is read as it is.
func readAhead(r io.Reader, size uint64) io.ReadCloser {
	if size < 2*aheadBlock {
		return io.NopCloser(r)
	}
	a := &aheadReader{filled: make(chan []byte, aheadBlocks), free: make(chan []byte, aheadBlocks), stop: make(chan struct{})}
	for range aheadBlocks {
		a.free <- make([]byte, aheadBlock)
	}
	a.stopped.Go(func() { a.fill(r) })
	return a
}

func (a *aheadReader) fill(r io.Reader) {
	defer close(a.filled)
	for {
		var b []byte
		select {
		case b = <-a.free:
		case <-a.stop:
			return
		}
		n, err := io.ReadFull(r, b)
		a.filled <- b[:n] // never blocks: there are no more blocks than places
		if err == io.ErrUnexpectedEOF && n < len(b) {
			// The source is at its end, or says that it was cut short.
			if _, err = r.Read(make([]byte, 1)); err == nil {
				err = io.ErrUnexpectedEOF
			}
		}
		if err != nil {
			a.err = err
			return
		}
	}
}

// Read implements io.Reader.
func (a *aheadReader) Read(p []byte) (int, error) {
	for len(a.rest) == 0 {
		if a.whole != nil {
			a.free <- a.whole[:aheadBlock]
			a.whole = nil
		}
		b, ok := <-a.filled
		if !ok {
			return 0, a.err
		}
		a.whole, a.rest = b, b
	}
	n := copy(p, a.rest)
	a.rest = a.rest[n:]
	return n, nil
}

// Close ends the reading ahead.
func (a *aheadReader) Close() error {
	close(a.stop)
	a.stopped.Wait()
	return nil
}
