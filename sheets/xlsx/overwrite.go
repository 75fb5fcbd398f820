package xlsx

import (
	"errors"
	"os"
	"path/filepath"

	"rasoat/sheets"
)

// Overwrite makes a workbook file as [Create] does, in the place of the one
// that is there, if one is. The old file stays whole until the new one is
// complete. It refuses with class Busy while somebody has the old one open.
func Overwrite(path string, d Draft) error {
	data, err := d.Bytes()
	if err != nil {
		return &sheets.OpError{Class: sheets.Invalid, Op: "create", Where: path, Err: err}
	}
	if err := (&Book{path: path}).busy(path); err != nil {
		var op *sheets.OpError
		if errors.As(err, &op) {
			op.Where = path
		}
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), tempPattern(path))
	if err != nil {
		return createError(path, err)
	}
	_, err = f.Write(data)
	if e := f.Chmod(0o644); !errors.Is(e, errors.ErrUnsupported) {
		err = errors.Join(err, e)
	}
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return createError(path, errors.Join(err, os.Remove(f.Name())))
	}
	return nil
}
