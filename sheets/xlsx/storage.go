package xlsx

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"

	"rasoat/sheets"
)

// Storage is where a workbook file lies that is in no folder of this machine,
// such as a server. What it returns as errors are *[sheets.OpError] values
// where their class says more than that something failed.
type Storage interface {
	// Name is the file's address for people. It holds no secret.
	Name() string
	// Load returns the file as it is now, and what tells this version from any
	// other. The bytes belong to the Storage and are not changed.
	Load(ctx context.Context) (data []byte, version string, err error)
	// Swap puts data in the place of the version that Load returned, if that is
	// still what stands there, and returns the new version. It fails with class
	// Conflict where somebody saved meanwhile, Busy where somebody holds the
	// file (with the Holder where known), Denied and Gone, all without having
	// written anything; and with Uncertain where nobody knows whether it did.
	Swap(ctx context.Context, version string, data []byte) (newVersion string, err error)
}

// Neighbours is a Storage that can look at what lies beside the file. Then a
// workbook is not written while a program has left its lock file there.
type Neighbours interface {
	// Beside returns the content of the file in the same folder whose name is
	// the workbook's between prefix and suffix. Where there is none, or nobody
	// can tell, found is false.
	Beside(ctx context.Context, prefix, suffix string) (data []byte, found bool)
}

// OpenIn returns the Book over a file in a Storage. Nothing is read before
// Read. It is proposed, written and verified as by [Open]; the commit is the
// storage's Swap.
func OpenIn(s Storage, opts ...Option) *Book {
	b := Open(s.Name(), opts...)
	b.store = s
	return b
}

// fetch is load for a Book over a Storage.
func (b *Book) fetch(ctx context.Context) (*file, error) {
	data, version, err := b.store.Load(ctx)
	if err != nil {
		return nil, stored("read", err)
	}
	if int64(len(data)) > b.limit {
		return nil, tooLarge(b.limit)
	}
	return &file{path: b.path, data: data, version: version, sum: summed(data)}, nil
}

// put is replace for a Book over a Storage: what was made is verified before
// it leaves this machine.
func (b *Book) put(ctx context.Context, old *file, w *writing) (ours [sha256.Size]byte, err error) {
	var made bytes.Buffer
	if err := w.make(&made); err != nil {
		return ours, err
	}
	data := made.Bytes()
	ours = sha256.Sum256(data)
	if err := w.verify(bytes.NewReader(data), int64(len(data))); err != nil {
		return ours, err
	}
	if err := b.taken(ctx); err != nil {
		return ours, err
	}
	if b.before != nil {
		b.before()
	}
	if _, err := b.store.Swap(ctx, old.version, data); err != nil {
		return ours, asConflict(stored("write", err))
	}
	return ours, nil
}

// taken is busy for a Book over a Storage.
func (b *Book) taken(ctx context.Context) error {
	n, ok := b.store.(Neighbours)
	if !ok {
		return nil
	}
	for _, l := range lockFiles {
		if data, found := n.Beside(ctx, l.prefix, l.suffix); found {
			return heldBy(l.holder(data), "the file "+l.prefix+"…"+l.suffix+" beside it")
		}
	}
	return nil
}

// stored makes an *[sheets.OpError] of what a Storage returned.
func stored(op string, err error) error {
	var e *sheets.OpError
	if errors.As(err, &e) {
		return err
	}
	return &sheets.OpError{Op: op, Err: err}
}
