package xlsx

import (
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
	if len(c.steps) == 0 {
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
	old, err := b.load(ctx)
	if err != nil {
		return nil, asConflict(err)
	}
	if b.store == nil {
		if err := b.ready(old.path); err != nil {
			return nil, err
		}
	}
	if old.sum != c.view.sum {
		return nil, conflict()
	}
	p, err := openPack(old.data, b.limit)
	if err != nil {
		return nil, err
	}
	was, err := c.settle(p)
	if err != nil {
		return nil, err
	}
	data, err := c.edit.render(p, c.view.state)
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var now *state
	verify := func(written []byte) (err error) {
		now, err = c.verify(was, written)
		return err
	}
	if b.store != nil {
		err = b.put(ctx, old, data, verify)
	} else {
		err = b.replace(old, data, verify)
	}
	if err != nil {
		return nil, err
	}
	if was.state != c.view.state || len(c.edit.stale) > 0 { // it holds more than was asked for, or results that went
		return b.view(&file{data: data, sum: sha256.Sum256(data)}, c.view.scope)
	}
	return b.keep(&view{book: b, scope: c.view.scope, state: now, sum: sha256.Sum256(data)}), nil
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
	c.edit.stale = staleFormulas(was.state, c.edit, c.want.Lists)
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

// verify compares the written file with what was read and what was wanted, and
// returns what it holds. Parts in the very bytes that they had are not read
// again; what the cells in them mean was shown to be the same.
func (c *change) verify(was *before, written []byte) (*state, error) {
	p, err := openPack(written, c.view.book.limit)
	var st *state
	if err == nil {
		st, err = readState(p, sheets.Scope{}, was)
	}
	if err == nil {
		p := &proposal{state: st, change: &change{edit: newEdit()}}
		if err = p.work(c.want); err == nil && len(p.change.steps) > 0 {
			s := p.change.step(p.change.steps[0])
			err = fmt.Errorf("tab %q, %s: %q stands there instead of %q", s.Tab, s.Range, s.Before, s.After)
		}
	}
	if err != nil {
		return nil, fault(sheets.Denied, "write", "the file was left as it is; open it in Excel or LibreOffice, save it once and try again",
			"what was written is not what was wanted: %w", err)
	}
	return st, nil
}

// tempPattern names the temporary file: hidden, and told from the file.
func tempPattern(path string) string { return leftoverPrefix(path) + "*.tmp" }

// replace puts data in the place of the file old, if that is still the file.
// The temporary file is gone when it returns.
func (b *Book) replace(old *file, data []byte, verify func([]byte) error) error {
	dir := filepath.Dir(old.path)
	tmp, err := writeTemp(old, data, old.info.Mode().Perm())
	if err != nil {
		e := pathError("write", err)
		var op *sheets.OpError
		if errors.As(e, &op) && op.Class == sheets.Denied {
			op.Hint = "give the account that rasoat runs under the right to make files in the folder " + dir
		}
		return e
	}
	defer func() { os.Remove(tmp) }()
	ours := sha256.Sum256(data)
	written, err := hashFile(tmp)
	if err != nil {
		return pathError("read back", err)
	}
	if written != ours {
		return fault(sheets.Denied, "write", "look whether the disk is full or damaged", "what was read back is not what was written")
	}
	if err := verify(data); err != nil {
		return err
	}
	if err := b.busy(old.path); err != nil { // opened while we worked
		return err
	}
	if b.before != nil {
		b.before()
	}
	if info, err := os.Lstat(tmp); err == nil {
		b.wrote.Store(&info)
	}
	ready := swapName(old.path, old.sum, ours)
	if err := os.Rename(tmp, ready); err != nil {
		return pathError("write", err)
	}
	tmp = ready
	if err := swap(old.path, tmp, old.sum, ours); err != nil {
		return err
	}
	return syncDir(dir)
}

// writeTemp writes a file beside the old one that has its owner.
func writeTemp(old *file, data []byte, mode fs.FileMode) (name string, err error) {
	f, err := os.CreateTemp(filepath.Dir(old.path), tempPattern(old.path))
	if err != nil {
		return "", err
	}
	defer func() {
		if err = errors.Join(err, f.Close()); err != nil {
			os.Remove(f.Name())
		}
	}()
	if _, err := f.Write(data); err != nil {
		return "", err
	}
	keepOwner(f, old.info) // as far as we may
	if err := f.Chmod(mode); err != nil && !errors.Is(err, errors.ErrUnsupported) {
		return "", err
	}
	return f.Name(), f.Sync()
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
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return sum, err
	}
	h.Sum(sum[:0])
	return sum, nil
}
