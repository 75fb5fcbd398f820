package xlsx

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
)

// A new version that cannot be written whole leaves nothing behind.
func TestATempThatFailsLeavesNothing(t *testing.T) {
	path := rawBook(`<sheetData/>`).file(t)
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	full := errors.New("the disk is full")
	_, _, err = writeTemp(&file{path: path, info: info}, func(w io.Writer) error {
		w.Write(make([]byte, 1<<20))
		return full
	}, 0o644)
	if !errors.Is(err, full) {
		t.Errorf("it failed with %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".*")); len(left) > 0 {
		t.Errorf("left are %v", left)
	}
}
