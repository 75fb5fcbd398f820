package xlsx

import (
	"archive/zip"
	"bufio"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/flate"
)

// patch is a part that is changed while it is packed.
type patch struct {
	shown *shownTab
	write func(io.Writer) error
}

// zip packs the parts in the order of the old container, new ones behind.
func (r *renderer) zip(to io.Writer) error {
	zw := newPacker(to)
	for _, f := range r.pack.zip.File {
		data, changed := r.changed[f.Name]
		p, patched := r.patches[f.Name]
		var err error
		switch {
		case r.dropped[partKey(f.Name)]:
		case patched:
			// What goes wrong in it is told as it is.
			if err := r.patchPart(zw, f, p); err != nil {
				return err
			}
		case changed:
			err = zw.part(f.Name, whole(data))
		default:
			err = zw.zip.Copy(f)
		}
		if err != nil {
			return fmt.Errorf("pack %s: %w", f.Name, err)
		}
	}
	for _, name := range r.added {
		if err := zw.part(name, whole(r.changed[name])); err != nil {
			return fmt.Errorf("pack %s: %w", name, err)
		}
	}
	if err := errors.Join(zw.zip.SetComment(r.pack.zip.Comment), zw.zip.Close()); err != nil {
		return fmt.Errorf("pack: %w", err)
	}
	return nil
}

// patchPart packs the part of a tab of the staff's with our cells in it, and reads
// at the same time what is packed.
func (r *renderer) patchPart(zw *packer, f *zip.File, p patch) error {
	packed := newBelt(packedBlock)
	read := make(chan struct{})
	go func() {
		defer close(read)
		p.shown.after, _ = readRest(packed, f.UncompressedSize64, r.shown.seed, p.shown.ours, p.shown.rules, r.reader())
		packed.leave()
	}()
	zw.tap = packed
	err := zw.part(f.Name, meanwhile(p.write, f.UncompressedSize64))
	zw.tap = nil
	packed.end(err)
	<-read
	return err
}

// packedBlock is the size of the blocks in which packed bytes go to who reads them
// back.
const packedBlock = 32 << 10

// packer packs parts into a container, one after the other by one compressor,
// whose tables are large.
type packer struct {
	zip   *zip.Writer
	flate *flate.Writer
	open  bool      // whether a part is being packed
	to    io.Writer // where it goes
	tap   io.Writer // is told of its packed bytes, where set
}

func newPacker(to io.Writer) *packer {
	p := &packer{zip: zip.NewWriter(to)}
	p.zip.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) {
		p.to, p.open = w, true
		if p.flate != nil {
			p.flate.Reset((*packed)(p))
			return p, nil
		}
		var err error
		p.flate, err = flate.NewWriter((*packed)(p), packLevel)
		return p, err
	})
	return p
}

// part packs what write writes as a part, to its end.
func (p *packer) part(name string, write func(io.Writer) error) error {
	if err := packPart(p.zip, name, write); err != nil {
		return err
	}
	return p.Close()
}

// Write packs.
func (p *packer) Write(b []byte) (int, error) { return p.flate.Write(b) }

// Close ends a part. The container would do so when the next one begins.
func (p *packer) Close() error {
	if !p.open {
		return nil
	}
	p.open = false
	return p.flate.Close()
}

// packed is where the packed bytes go.
type packed packer

func (p *packed) Write(b []byte) (int, error) {
	if p.tap != nil {
		p.tap.Write(b) // who reads it tells by what is missing
	}
	return p.to.Write(b)
}

// packLevel is the level at which parts are packed.
const packLevel = 5

// meanwhile makes write work in a goroutine of its own while what it wrote is
// passed on, where that is about so many bytes that it pays.
func meanwhile(write func(io.Writer) error, size uint64) func(io.Writer) error {
	if size < smallPart {
		return write
	}
	return func(to io.Writer) error {
		b := newBelt(beltBlock)
		done := make(chan struct{})
		go func() {
			defer close(done)
			b.end(write(b))
		}()
		_, err := b.WriteTo(to)
		b.leave()
		<-done
		return err
	}
}

func addPart(w *zip.Writer, name string, data []byte) error { return packPart(w, name, whole(data)) }

func whole(data []byte) func(io.Writer) error {
	return func(w io.Writer) error { _, err := w.Write(data); return err }
}

// packPart packs what write writes as a part.
func packPart(w *zip.Writer, name string, write func(io.Writer) error) error {
	f, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate})
	if err != nil {
		return err
	}
	b := bufio.NewWriterSize(f, 64<<10)
	if err := write(b); err != nil {
		return err
	}
	return b.Flush()
}
