package xlsx

import (
	"bufio"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"rasoat/sheets"
)

// Apply writes the change into the file.
//
// The new file is written beside the old one, read back and compared: the
// staff's cells must be what they were and ours what was wanted. Then the two
// change places in one step of the file system, and what comes out is compared
// with what was read. If somebody saved in between, their file goes back to
// its place and ours away: a lost write of ours costs one pass, a lost edit of
// theirs is never acceptable. Where the file system cannot exchange two files
// (Windows, macOS, many network shares) the file is compared right before it
// is replaced. A file in a [Storage] is verified before it is handed over, and
// swapped as the storage does it.
func (c *change) Apply(ctx context.Context) (sheets.View, error) {
	if c.nothing() {
		return c.view, nil
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	v, err := c.apply(ctx)
	if err != nil {
		return nil, c.view.book.at(err)
	}
	return v, nil
}

func (c *change) apply(ctx context.Context) (*view, error) {
	b := c.view.book
	old, err := b.reload(ctx)
	if err != nil {
		return nil, asConflict(err)
	}
	defer old.close()
	if b.store == nil {
		if err := b.ready(old.path); err != nil {
			return nil, err
		}
	}
	if old.sum() != c.view.sum {
		return nil, conflict()
	}
	p, err := old.pack(b.limit)
	if err != nil {
		return nil, err
	}
	w := &writing{change: c, pack: p}
	if w.before, err = c.settle(p); err != nil {
		return nil, err
	}
	var sum [sha256.Size]byte
	if b.store != nil {
		sum, err = b.put(ctx, old, w)
	} else {
		sum, err = b.replace(ctx, old, w)
	}
	if err != nil {
		return nil, err
	}
	return b.keep(&view{book: b, scope: c.view.scope, state: w.now, sum: sum}), nil
}

// writing is the making of one new version of the file.
type writing struct {
	change *change
	pack   *pack // the old version
	before *before
	now    *state // what the new one holds, once it is verified
}

// make writes the new version.
func (w *writing) make(to io.Writer) (err error) {
	w.before.shown, err = w.change.edit.render(to, w.pack, w.change.view.state)
	return err
}

// verify compares what was written with what was read and what was wanted. Parts
// in the very bytes that they had are not read again; what the cells in them
// mean was shown to be the same.
func (w *writing) verify(at io.ReaderAt, size int64) error {
	c, limit := w.change, w.change.view.book.limit
	p, err := openPackAt(at, size, limit)
	if err == nil {
		w.now, err = readState(p, sheets.Scope{}, w.before)
	}
	if err == nil && w.now.wb.signed {
		err = errors.New("it is still digitally signed")
	}
	if err == nil {
		p := &proposal{state: w.now, change: &change{edit: newEdit()}}
		if err = p.work(c.want); err == nil {
			for s := range p.change.differences {
				err = fmt.Errorf("tab %q, %s: %q stands there instead of %q", s.Tab, s.Range, s.Before, s.After)
				break
			}
		}
	}
	if err == nil && (w.before.state != c.view.state || len(c.edit.stale) > 0) { // it holds more than was asked for, or results that went
		w.now, err = readState(p, c.view.scope, nil)
	}
	if err != nil {
		return fault(sheets.Denied, "write", "the file was left as it is; open it in Excel or LibreOffice, save it once and try again",
			"what was written is not what was wanted: %w", err)
	}
	return nil
}

// settle returns what is in the file before the write, as far as that concerns
// it, and works out which of the staff's last results go.
func (c *change) settle(p *pack) (*before, error) {
	was := newBefore(p, c.view.state)
	enough, err := was.enough(c.edit)
	if err != nil {
		return nil, err
	}
	if !enough {
		full, err := readState(p, sheets.Scope{}, nil)
		if err != nil {
			return nil, err
		}
		was = newBefore(p, full)
	}
	c.edit.stale = staleFormulas(was, c.edit, c.want.Lists)
	was.stale = c.edit.stale
	return was, nil
}

// ready clears away what a killed process left beside the file, and sees that
// nobody has it open and that it may be written.
func (b *Book) ready(path string) error {
	if err := b.busy(path); err != nil {
		return err
	}
	switch changed, err := sweep(path, nil); {
	case err != nil:
		return err
	case changed:
		return conflict()
	}
	return writable(path)
}

func conflict() error {
	return &sheets.OpError{Class: sheets.Conflict, Op: "write", Err: errors.New("the file was saved by somebody since it was read"),
		Hint: "nothing was written; it is read again"}
}

// asConflict makes a vanished file a conflict: Excel deletes and renames when
// it saves.
func asConflict(err error) error {
	if sheets.ClassOf(err) == sheets.Gone {
		return conflict()
	}
	return err
}

// writable asks for the right to write the file itself: a rename would not
// care, but who marks a file read-only means it.
func writable(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return asConflict(pathError("write", err))
	}
	return f.Close()
}

// tempPattern names the temporary file: hidden, and told from the file.
func tempPattern(path string) string { return leftoverPrefix(path) + "*.tmp" }

// replace puts the new version in the place of the file old, if that is still the
// file, and returns its hash. The temporary file is gone when it returns.
func (b *Book) replace(ctx context.Context, old *file, w *writing) (ours [sha256.Size]byte, err error) {
	dir := filepath.Dir(old.path)
	f, ours, err := beginTemp(old, w.make, old.info.Mode().Perm())
	if err != nil {
		return ours, inFolder(dir, err)
	}
	tmp := f.Name()
	defer func() { os.Remove(tmp) }()
	durable := make(chan error, 1)
	go func() { durable <- errors.Join(f.Sync(), f.Close()) }()
	unlike := checkTemp(tmp, ours, w.verify) // meanwhile
	if err := <-durable; err != nil {
		return ours, inFolder(dir, err)
	}
	if err := ctx.Err(); err != nil {
		return ours, err
	}
	if unlike != nil {
		return ours, unlike
	}
	old.close()                              // Windows replaces no open file
	if err := b.busy(old.path); err != nil { // opened while we worked
		return ours, err
	}
	if b.before != nil {
		b.before()
	}
	if info, err := os.Lstat(tmp); err == nil {
		b.wrote.Store(&info)
	}
	ready := swapName(old.path, old.sum(), ours)
	if err := os.Rename(tmp, ready); err != nil {
		return ours, pathError("write", err)
	}
	tmp = ready
	if err := swap(old.path, tmp, old.sum(), ours); err != nil {
		return ours, err
	}
	return ours, syncDir(dir)
}

// checkTemp reads a temporary file back, which must hash to want.
func checkTemp(path string, want [sha256.Size]byte, verify func(io.ReaderAt, int64) error) error {
	f, err := os.Open(path)
	if err != nil {
		return pathError("read back", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return pathError("read back", err)
	}
	verified := make(chan error, 1)
	go func() { verified <- verify(f, info.Size()) }()
	sum, _, err := hashOf(io.NewSectionReader(f, 0, info.Size()))
	unlike := <-verified
	switch {
	case err != nil:
		return pathError("read back", err)
	case sum != want:
		return fault(sheets.Denied, "write", "look whether the disk is full or damaged", "what was read back is not what was written")
	}
	return unlike
}

// inFolder gives an error of writing beside the file its class and hint.
func inFolder(dir string, err error) error {
	var op *sheets.OpError
	if errors.As(err, &op) {
		return err
	}
	e := pathError("write", err)
	if errors.As(e, &op) && op.Class == sheets.Denied {
		op.Hint = "give the account that rasoat runs under the right to make files in the folder " + dir
	}
	return e
}

// writeTemp writes a file beside the old one that has its owner, and returns its
// name and the hash of what was written.
func writeTemp(old *file, write func(io.Writer) error, mode fs.FileMode) (name string, sum [sha256.Size]byte, err error) {
	f, sum, err := beginTemp(old, write, mode)
	if err != nil {
		return "", sum, err
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		os.Remove(f.Name())
		return "", sum, err
	}
	return f.Name(), sum, nil
}

// beginTemp is writeTemp but for what makes the file durable: it stays open.
func beginTemp(old *file, write func(io.Writer) error, mode fs.FileMode) (_ *os.File, sum [sha256.Size]byte, err error) {
	f, err := os.CreateTemp(filepath.Dir(old.path), tempPattern(old.path))
	if err != nil {
		return nil, sum, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, f.Close())
			os.Remove(f.Name())
		}
	}()
	h := sha256.New()
	to := bufio.NewWriterSize(io.MultiWriter(f, h), 256<<10)
	if err := write(to); err != nil {
		return nil, sum, err
	}
	if err := to.Flush(); err != nil {
		return nil, sum, err
	}
	h.Sum(sum[:0])
	keepOwner(f, old.info) // as far as we may
	if err := f.Chmod(mode); err != nil && !errors.Is(err, errors.ErrUnsupported) {
		return nil, sum, err
	}
	return f, sum, nil
}

// errNoExchange says that the file system cannot exchange two files.
var errNoExchange = errors.New("the file system cannot exchange two files")

// swap puts the file tmp, which hashes to ours, in the place of path, if what
// stands there hashes to want. What is to be thrown away stands in tmp
// afterwards.
func swap(path, tmp string, want, ours [sha256.Size]byte) error {
	switch err := exchange(path, tmp); {
	case errors.Is(err, errNoExchange):
		return swapByRename(path, tmp, want)
	case err != nil:
		return asConflict(pathError("write", err))
	}
	out, err := hashFile(tmp)
	if err == nil && out == want {
		return nil
	}
	// Somebody saved since we read, and their file is in our hands. It goes
	// back. What comes out then has to be the file that we had put there; if
	// it is not, somebody saved once more, over ours, and theirs is the newest
	// and goes back in turn.
	placed := ours
	for range 100 {
		if err := exchange(path, tmp); err != nil {
			return keep(tmp, err)
		}
		back, err := hashFile(tmp)
		if err != nil {
			return keep(tmp, err)
		}
		if back == placed {
			return conflict()
		}
		placed, out = out, back
	}
	return keep(tmp, errors.New("the file is saved over and over"))
}

// keep says that somebody's version of the file could not be put back, after
// moving it to a name under which nothing removes it.
func keep(tmp string, err error) error {
	saved := tmp + ".xlsx"
	if e := os.Rename(tmp, saved); e != nil {
		err = errors.Join(err, e)
	}
	return &sheets.OpError{Class: sheets.Uncertain, Op: "write", Err: fmt.Errorf("put back what somebody saved meanwhile: %w", err),
		Hint: "the version saved meanwhile is in " + saved}
}

func swapByRename(path, tmp string, want [sha256.Size]byte) error {
	now, err := hashFile(path)
	if err != nil {
		return asConflict(pathError("write", err))
	}
	if now != want {
		return conflict()
	}
	if err := os.Rename(tmp, path); err != nil {
		if errors.Is(err, fs.ErrPermission) { // Windows: a program holds it open
			return &sheets.OpError{Class: sheets.Busy, Op: "write", Err: err, Hint: "close the workbook in other programs"}
		}
		return pathError("write", err)
	}
	return nil
}

func hashFile(path string) (sum [sha256.Size]byte, err error) {
	f, err := os.Open(path)
	if err != nil {
		return sum, err
	}
	defer f.Close()
	sum, _, err = hashOf(f)
	return sum, err
}

func hashOf(r io.Reader) (sum [sha256.Size]byte, size int64, err error) {
	h := sha256.New()
	size, err = io.Copy(h, r)
	h.Sum(sum[:0])
	return sum, size, err
}
