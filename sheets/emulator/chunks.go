package emulator

import "io"

// chunkSize is how much one piece of a chunked buffer holds, in bytes.
const chunkSize = 1 << 18

// chunks is a buffer that grows in pieces, so that a reply of hundreds of
// megabytes is never copied to make room. Its writes never fail.
type chunks struct{ full [][]byte }

func (c *chunks) Write(p []byte) (int, error) {
	n := len(p)
	for len(p) > 0 {
		last := len(c.full) - 1
		if last < 0 || len(c.full[last]) == cap(c.full[last]) {
			size := chunkSize
			if last < 0 { // most replies are small
				size = 4096
			}
			c.full = append(c.full, make([]byte, 0, max(size, min(len(p), chunkSize))))
			last++
		}
		piece := c.full[last]
		took := min(len(p), cap(piece)-len(piece))
		c.full[last] = append(piece, p[:took]...)
		p = p[took:]
	}
	return n, nil
}

// size is how many bytes the buffer holds.
func (c *chunks) size() int {
	n := 0
	for _, piece := range c.full {
		n += len(piece)
	}
	return n
}

// bytes gives everything in one piece.
func (c *chunks) bytes() []byte {
	if len(c.full) == 1 {
		return c.full[0]
	}
	all := make([]byte, 0, c.size())
	for _, piece := range c.full {
		all = append(all, piece...)
	}
	return all
}

// writeTo sends at most limit bytes.
func (c *chunks) writeTo(w io.Writer, limit int) error {
	for _, piece := range c.full {
		if limit < len(piece) {
			piece = piece[:limit]
		}
		if _, err := w.Write(piece); err != nil {
			return err
		}
		limit -= len(piece)
		if limit == 0 {
			return nil
		}
	}
	return nil
}
