package xlsx

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"

	"rasoat/sheets"
)

// Book is a workbook file (.xlsx or .xlsm), in a folder or in a [Storage].
type Book struct {
	path  string
	store Storage // nil for a file in a folder
	limit int64
	// unsign has a signature go with a write.
	unsign bool
	last   *view // what was read or written last
	// before, where set, is called right before the file is exchanged, so
	// that a test can save in the narrowest gap there is.
	before func()
	wrote  atomic.Pointer[fs.FileInfo] // the file that was last put in its place
}

var _ sheets.Book = (*Book)(nil)

// Option changes how a Book is read.
type Option func(*Book)

// DefaultMaxUnpacked is how many bytes the parts of a workbook may hold once
// unpacked. A zip archive of a few kilobytes can unpack to any size; a real
// tracking workbook stays far below this.
const DefaultMaxUnpacked = 1 << 30

// MaxUnpacked sets another limit than [DefaultMaxUnpacked], in bytes. It is
// also the limit of the file itself.
func MaxUnpacked(bytes int64) Option { return func(b *Book) { b.limit = bytes } }

// Open returns the Book over the file. Nothing is read before Read. A
// symbolic link is followed each time.
func Open(path string, opts ...Option) *Book {
	b := &Book{path: path, limit: DefaultMaxUnpacked}
	for _, o := range opts {
		o(b)
	}
	return b
}

// Read takes the file as it is now. An open Excel or LibreOffice does not
// stand in the way of reading.
func (b *Book) Read(ctx context.Context, scope sheets.Scope) (sheets.View, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if v := b.unchanged(scope); v != nil {
		return v, nil
	}
	f, err := b.load(ctx)
	if err != nil {
		return nil, b.at(err)
	}
	if b.asked(scope) && f.sum() == b.last.sum {
		return b.last, nil // a Storage tells only by the bytes
	}
	v, err := b.view(f, scope)
	if err != nil {
		return nil, b.at(err)
	}
	return v, nil
}

// Wrote reports whether a file, as it is, is the one that this Book last put
// in the workbook's place, untouched since. It may be called at any time.
func (b *Book) Wrote(info fs.FileInfo) bool {
	last := b.wrote.Load()
	return last != nil && os.SameFile(*last, info) && (*last).Size() == info.Size() && (*last).ModTime().Equal(info.ModTime())
}

func (b *Book) view(f *file, scope sheets.Scope) (*view, error) {
	go f.sum() // meanwhile
	st, err := parse(f.data, scope, b.limit)
	if err != nil {
		return nil, err
	}
	return b.keep(&view{book: b, scope: scope, state: st, sum: f.sum()}), nil
}

// keep remembers the view. A view never changes, so the next reading of the
// same file may return it.
func (b *Book) keep(v *view) *view {
	b.last = v
	return v
}

// asked reports whether the last view is of the same scope.
func (b *Book) asked(scope sheets.Scope) bool {
	return b.last != nil && slices.Equal(b.last.scope.Tabs, scope.Tabs)
}

// unchanged returns the last view where the file in its folder still hashes to
// what it was and the same is asked of it, or nil.
func (b *Book) unchanged(scope sheets.Scope) *view {
	if b.store != nil || !b.asked(scope) {
		return nil
	}
	if sum, err := hashFile(b.path); err != nil || sum != b.last.sum {
		b.last = nil // makes room for what is read now
		return nil
	}
	return b.last
}

// at adds the name of the file to an error.
func (b *Book) at(err error) error {
	var op *sheets.OpError
	if !errors.As(err, &op) {
		return &sheets.OpError{Op: "read", Where: b.path, Err: err}
	}
	if op.Where != "" {
		return err
	}
	named := *op
	named.Where = b.path
	return &named
}

// file is the content of the file at one instant.
type file struct {
	path    string      // where it really is, links followed
	info    fs.FileInfo // nil in a Storage
	version string      // what a Storage calls it
	data    []byte      // nil where it is left on the disk
	open    *os.File    // nil where it is in memory
	sum     func() [sha256.Size]byte
}

// summed is the hash of bytes, made the first time that it is asked for.
func summed(data []byte) func() [sha256.Size]byte {
	return sync.OnceValue(func() [sha256.Size]byte { return sha256.Sum256(data) })
}

func (f *file) pack(limit int64) (*pack, error) {
	if f.open != nil {
		return openPackAt(f.open, f.info.Size(), limit)
	}
	return openPack(f.data, limit)
}

func (f *file) close() {
	if f.open != nil {
		f.open.Close()
		f.open = nil
	}
}

// load reads the whole file.
func (b *Book) load(ctx context.Context) (*file, error) {
	if b.store != nil {
		return b.fetch(ctx)
	}
	f, err := b.opened()
	if err != nil {
		return nil, err
	}
	defer f.close()
	var data bytes.Buffer
	data.Grow(int(f.info.Size()) + bytes.MinRead)
	if _, err := data.ReadFrom(f.open); err != nil {
		return nil, pathError("read", err)
	}
	return &file{path: f.path, info: f.info, data: data.Bytes(), sum: summed(data.Bytes())}, nil
}

// reload is load where the file is to be exchanged for another: it stays open,
// and its bytes on the disk. Should somebody write into it meanwhile, it hashes to
// something else when it comes out.
func (b *Book) reload(ctx context.Context) (*file, error) {
	if b.store != nil {
		return b.fetch(ctx)
	}
	f, err := b.opened()
	if err != nil {
		return nil, err
	}
	sum, _, err := hashOf(f.open)
	if err != nil {
		f.close()
		return nil, pathError("read", err)
	}
	f.sum = func() [sha256.Size]byte { return sum }
	return f, nil
}

// opened opens the file in its folder.
func (b *Book) opened() (*file, error) {
	path, err := filepath.EvalSymlinks(b.path)
	if err != nil {
		return nil, pathError("open", err)
	}
	r, err := os.Open(path)
	if err != nil {
		return nil, pathError("open", err)
	}
	info, err := r.Stat()
	switch {
	case err != nil:
		err = pathError("open", err)
	case info.IsDir():
		err = fault(sheets.Invalid, "open", "name the workbook file inside it", "this is a folder")
	case !info.Mode().IsRegular():
		err = fault(sheets.Invalid, "open", "name a workbook file", "this is no ordinary file")
	case info.Size() > b.limit:
		err = tooLarge(b.limit)
	}
	if err != nil {
		r.Close()
		return nil, err
	}
	return &file{path: path, info: info, open: r}, nil
}

func tooLarge(limit int64) error {
	return fault(sheets.Invalid, "open", "take out what is not needed (pictures, empty formatted rows) and save it",
		"the file is larger than %d MB", limit>>20)
}

// pathError gives an error of the file system its class and hint.
func pathError(op string, err error) error {
	e := &sheets.OpError{Op: op, Err: err}
	var pe *fs.PathError
	if errors.As(err, &pe) {
		e.Err = pe.Err // the path is told once, by the Book
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		e.Class, e.Hint = sheets.Gone, "check the path; if the file is just being saved, try again"
		e.Err = errors.New("there is no such file")
	case errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS):
		e.Class, e.Hint = sheets.Denied, "give the account that rasoat runs under the right to the file and its folder"
	}
	return e
}

// view is one version of the file.
type view struct {
	book  *Book
	scope sheets.Scope
	state *state
	sum   [sha256.Size]byte
}

// Snapshot returns what people wrote.
func (v *view) Snapshot() *sheets.Snapshot { return v.state.snapshot }

// Propose works out what has to be written.
func (v *view) Propose(a sheets.Annotations) (sheets.Change, error) {
	if v.state.wb.signed && !v.book.unsign {
		return nil, v.book.at(signedFault())
	}
	p := &proposal{state: v.state, change: &change{view: v, want: a, edit: newEdit()}}
	if err := p.work(a); err != nil {
		return nil, v.book.at(err)
	}
	return p.change, nil
}

// invalid says that annotations do not fit the snapshot.
func invalid(format string, args ...any) error {
	return &sheets.OpError{Class: sheets.Invalid, Op: "propose", Err: fmt.Errorf(format, args...)}
}
