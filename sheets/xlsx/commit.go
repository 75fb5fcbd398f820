package xlsx

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
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
// is replaced.
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
	old, err := b.load()
	if err != nil {
		return nil, asConflict(err)
	}
	if err := b.busy(old.path); err != nil {
		return nil, err
	}
	if changed, err := sweep(old.path); changed || err != nil {
		if err != nil {
			return nil, err
		}
		return nil, conflict()
	}
	if old.sum != c.view.sum {
		return nil, conflict()
	}
	if err := writable(old.path); err != nil {
		return nil, err
	}
	full, err := parse(old.data, sheets.Scope{}, b.limit)
	if err != nil {
		return nil, err
	}
	c.edit.stale = staleFormulas(full, c.edit, c.want.Lists)
	data, err := c.edit.render(old.data, b.limit, full)
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := b.replace(old, data, func(written []byte) error { return c.verify(full, written) }); err != nil {
		return nil, err
	}
	return b.view(&file{data: data, sum: sha256.Sum256(data)}, c.view.scope)
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

// verify compares the written file with what was read and what was wanted.
func (c *change) verify(old *state, written []byte) error {
	st, err := parse(written, sheets.Scope{}, c.view.book.limit)
	if err == nil {
		err = sameStaff(old.snapshot, st.snapshot, func(tab sheets.TabID, at sheets.Addr) bool {
			return c.edit.stale[old.index(tab)][at]
		})
	}
	if err == nil {
		p := &proposal{state: st, change: &change{edit: newEdit()}}
		if err = p.work(c.want); err == nil && len(p.change.steps) > 0 {
			s := p.change.steps[0]
			err = fmt.Errorf("tab %q, %s: %q stands there instead of %q", s.Tab, s.Range, s.Before, s.After)
		}
	}
	if err != nil {
		return fault(sheets.Denied, "write", "the file was left as it is; open it in Excel or LibreOffice, save it once and try again",
			"what was written is not what was wanted: %w", err)
	}
	return nil
}

// sameStaff reports the first difference between what people wrote before and
// after a write of ours. stale tells the formulas whose last result may go.
func sameStaff(a, b *sheets.Snapshot, stale func(sheets.TabID, sheets.Addr) bool) error {
	if len(a.Tabs()) != len(b.Tabs()) {
		return fmt.Errorf("%d tabs instead of %d", len(b.Tabs()), len(a.Tabs()))
	}
	for i, old := range a.Tabs() {
		if err := sameTab(old, b.Tabs()[i], stale); err != nil {
			return fmt.Errorf("tab %q: %w", old.Title(), err)
		}
	}
	return nil
}

func sameTab(a, b *sheets.Tab, stale func(sheets.TabID, sheets.Addr) bool) error {
	if a.ID() != b.ID() || a.Title() != b.Title() || a.Hidden() != b.Hidden() {
		return errors.New("its name or place changed")
	}
	if a.Rows() != b.Rows() || a.Cols() != b.Cols() {
		return fmt.Errorf("%d rows and %d columns instead of %d and %d", b.Rows(), b.Cols(), a.Rows(), a.Cols())
	}
	if !sameMerges(a.Merges(), b.Merges()) {
		return errors.New("its merged cells changed")
	}
	for row := range a.Rows() {
		for col, cell := range a.Row(row) {
			at, now := sheets.Addr{Row: row, Col: col}, b.Cell(row, col)
			if now.Formula != "" && now.Value.IsEmpty() && stale(a.ID(), at) {
				now.Value = cell.Value
			}
			if now != cell {
				return fmt.Errorf("the cell %v changed", at)
			}
		}
		for col := range b.Row(row) {
			if a.Cell(row, col) == (sheets.Cell{}) {
				return fmt.Errorf("the cell %v is new", sheets.Addr{Row: row, Col: col})
			}
		}
	}
	return nil
}

// tempPattern names the temporary file: hidden, and told from the file.
func tempPattern(path string) string { return leftoverPrefix(path) + "*.tmp" }

// replace puts data in the place of the file old, if that is still the file.
// The temporary file is gone when it returns.
func (b *Book) replace(old *file, data []byte, verify func([]byte) error) error {
	dir := filepath.Dir(old.path)
	tmp, err := writeTemp(old, data)
	if err != nil {
		e := pathError("write", err)
		var op *sheets.OpError
		if errors.As(e, &op) && op.Class == sheets.Denied {
			op.Hint = "give the account that rasoat runs under the right to make files in the folder " + dir
		}
		return e
	}
	defer func() { os.Remove(tmp) }()
	written, err := os.ReadFile(tmp)
	if err != nil {
		return pathError("read back", err)
	}
	if err := verify(written); err != nil {
		return err
	}
	if err := b.busy(old.path); err != nil { // opened while we worked
		return err
	}
	if b.before != nil {
		b.before()
	}
	ours := sha256.Sum256(data)
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

// writeTemp writes a file beside the old one that has its mode and owner.
func writeTemp(old *file, data []byte) (name string, err error) {
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
	if err := f.Chmod(old.info.Mode().Perm()); err != nil && !errors.Is(err, errors.ErrUnsupported) {
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
	data, err := os.ReadFile(path)
	if err != nil {
		return sum, err
	}
	return sha256.Sum256(data), nil
}
