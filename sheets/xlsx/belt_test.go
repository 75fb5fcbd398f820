package xlsx

import (
	"bytes"
	"errors"
	"io"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"
)

// What goes onto a belt comes off it, whatever the sizes in which it is put there
// and taken, and then how it ended.
func TestBelt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		data := rapid.SliceOfN(rapid.Byte(), 0, 300).Draw(t, "data")
		block := rapid.IntRange(1, 40).Draw(t, "block")
		steps := rapid.SliceOfN(rapid.IntRange(0, 100), 1, 20).Draw(t, "written at a time")
		ended := rapid.SampledFrom([]error{nil, io.ErrUnexpectedEOF}).Draw(t, "ended")
		b := newBelt(block)
		go func() {
			rest := data
			for i := 0; len(rest) > 0; i++ {
				n := min(len(rest), max(1, steps[i%len(steps)]))
				if k, err := b.Write(rest[:n]); k != n || err != nil {
					t.Errorf("wrote %d of %d: %v", k, n, err)
				}
				rest = rest[n:]
			}
			b.end(ended)
		}()
		var got bytes.Buffer
		buf := make([]byte, rapid.IntRange(1, 50).Draw(t, "read at a time"))
		var err error
		for range rapid.IntRange(0, 10).Draw(t, "reads") { // the rest at once
			var n int
			if n, err = b.Read(buf); err != nil {
				break
			}
			got.Write(buf[:n])
		}
		if err == nil {
			_, err = b.WriteTo(&got)
		}
		if err != ended && (ended != nil || err != io.EOF) {
			t.Fatalf("it ended with %v, not %v", err, ended)
		}
		if !bytes.Equal(got.Bytes(), data) {
			t.Fatalf("%d bytes came off, of %d", got.Len(), len(data))
		}
		b.leave()
	})
}

// Who writes does not wait for a reader that has left.
func TestBeltLeft(t *testing.T) {
	b := newBelt(8)
	b.leave()
	if _, err := b.Write(make([]byte, 1000)); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("write: %v", err)
	}
	b.end(nil)
}

func TestReadAhead(t *testing.T) {
	data := bytes.Repeat([]byte("0123456789"), 100_000)
	for _, tt := range []struct {
		name string
		r    io.Reader
		want error
	}{
		{"whole", bytes.NewReader(data), nil},
		{"by halves", iotest.HalfReader(bytes.NewReader(data)), nil},
		{"with its end", iotest.DataErrReader(bytes.NewReader(data)), nil},
		{"cut short", io.MultiReader(bytes.NewReader(data), iotest.ErrReader(io.ErrUnexpectedEOF)), io.ErrUnexpectedEOF},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := readAhead(tt.r, uint64(len(data)))
			got, err := io.ReadAll(a)
			if !bytes.Equal(got, data) || err != tt.want {
				t.Errorf("%d bytes of %d, and %v", len(got), len(data), err)
			}
			a.Close()
			early := readAhead(bytes.NewReader(data), uint64(len(data)))
			early.Read(make([]byte, 10))
			early.Close() // waits for who reads ahead
		})
	}
}
