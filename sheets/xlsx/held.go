package xlsx

import (
	"errors"
	"path/filepath"

	"rasoat/sheets"
)

// Held says who has the workbook file at path open, by what their program left
// beside it; nil for nobody.
func Held(path string) *sheets.OpError {
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		real = path
	}
	held, _ := errors.AsType[*sheets.OpError](Open(path).busy(real))
	return held
}
