package xlsx

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"rasoat/sheets"
)

// Beside is a workbook of ours beside a workbook file, for results that the
// file cannot be given while somebody has it open: "NAME - TITLE.xlsx" beside
// "NAME.xlsx", in the folder where the file really is.
//
// It is known to be ours by an identifier among its properties that is a
// digest of all it holds. A file without one that fits is somebody's, even
// where only a copy of ours was opened and saved again: it is neither
// overwritten nor removed. So that nobody saves it by mistake it is read-only.
type Beside struct {
	book  *Book
	title string
}

// Beside returns the workbook beside the file. Nothing is read or written yet.
func (b *Book) Beside(title string) *Beside {
	clean := strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`<>:"/\|?*`, r) { // no name of a file on Windows
			return '_'
		}
		return r
	}, title)
	return &Beside{b, clean}
}

// Of returns the name of the workbook file that it stands beside.
func (s *Beside) Of() string { return filepath.Base(s.real()) }

// Where returns its path.
func (s *Beside) Where() string {
	path := s.real()
	name := strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
	return filepath.Join(filepath.Dir(path), name+" - "+s.title+".xlsx")
}

// real is where the workbook file is, links followed.
func (s *Beside) real() string {
	if path, err := filepath.EvalSymlinks(s.book.path); err == nil {
		return path
	}
	return s.book.path
}

// Stands reports whether it is there and nobody changed it.
func (s *Beside) Stands() bool {
	data, err := os.ReadFile(s.Where())
	return err == nil && s.isOurs(data)
}

// Write makes it hold the tabs, and reports whether that took a change. Links
// into the workbook and charts are left out. Where a file of that name is
// somebody's the error is of class Denied, while somebody has it open Busy.
func (s *Beside) Write(ctx context.Context, tabs []sheets.OwnTab) (changed bool, err error) {
	if err := ctx.Err(); err != nil {
		return false, err
	}
	path := s.Where()
	data, err := besideBytes(tabs)
	if err != nil {
		return false, s.at(path, &sheets.OpError{Class: sheets.Invalid, Op: "create", Err: err})
	}
	info, err := os.Stat(s.real())
	if err != nil {
		return false, s.at(path, pathError("create", err))
	}
	old, err := os.ReadFile(path)
	fresh := errors.Is(err, fs.ErrNotExist)
	switch {
	case fresh:
	case err != nil:
		return false, s.at(path, pathError("open", err))
	case bytes.Equal(old, data):
		return false, nil
	case !s.isOurs(old):
		return false, s.at(path, &sheets.OpError{Class: sheets.Denied, Op: "write", Err: errors.New("a file of that name is there that somebody else made or changed"),
			Hint: "nothing was overwritten; rename or move that file, and the results are written there at the next pass"})
	}
	if err := s.closed(path); err != nil {
		return false, s.at(path, err)
	}
	return true, s.at(path, s.put(path, info, old, data, fresh))
}

// put brings the file to its place, if what stands there is still what was
// read.
func (s *Beside) put(path string, beside fs.FileInfo, old, data []byte, fresh bool) error {
	mode := beside.Mode().Perm()
	if runtime.GOOS != "windows" { // where a read-only file cannot be replaced
		mode &^= 0o222
	}
	tmp, ours, err := writeTemp(&file{path: path, info: beside}, whole(data), mode)
	if err != nil {
		return pathError("create", err)
	}
	defer func() { os.Remove(tmp) }()
	if fresh {
		if err := os.Link(tmp, path); err != nil {
			if err = createNew(path, data, mode); err != nil {
				return err
			}
		}
		return syncDir(filepath.Dir(path))
	}
	want := sha256.Sum256(old)
	ready := swapName(path, want, ours)
	if err := os.Rename(tmp, ready); err != nil {
		return pathError("write", err)
	}
	tmp = ready
	if err := swap(path, tmp, want, ours); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

// createNew writes a file where the file system knows no links, and there is
// none yet.
func createNew(path string, data []byte, mode fs.FileMode) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode|0o200)
	if errors.Is(err, fs.ErrExist) {
		return conflict()
	}
	if err != nil {
		return pathError("create", err)
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(pathError("create", err), os.Remove(path))
	}
	_ = os.Chmod(path, mode) // as far as the file system has modes
	return nil
}

// Remove takes it away if it is ours and nobody changed it, and reports
// whether it did. A file that is somebody's stays where it is.
func (s *Beside) Remove(ctx context.Context) (removed bool, err error) {
	if err := ctx.Err(); err != nil {
		return false, err
	}
	path := s.Where()
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, s.at(path, pathError("open", err))
	}
	if !s.isOurs(data) {
		return false, nil
	}
	if err := s.closed(path); err != nil {
		return false, s.at(path, err)
	}
	// Under another name nobody saves it any more, and what was saved in the
	// last moment can be seen and goes back.
	sum := sha256.Sum256(data)
	away := swapName(path, sum, sum)
	if err := os.Rename(path, away); err != nil {
		return false, s.at(path, pathError("remove", err))
	}
	if now, err := hashFile(away); err != nil || now != sum {
		if err := os.Link(away, path); err != nil {
			return false, s.at(path, keep(away, err))
		}
		return false, s.at(path, errors.Join(err, os.Remove(away)))
	}
	if err := os.Remove(away); err != nil {
		return false, s.at(path, pathError("remove", err))
	}
	return true, nil
}

// Sweep clears away what a killed process left of it. See [Book.Sweep].
func (s *Beside) Sweep() error {
	path := s.Where()
	_, err := sweep(path, s.closed(path))
	return s.at(path, err)
}

// closed returns an error of class Busy where somebody has the file open.
func (s *Beside) closed(path string) error { return Open(path).busy(path) }

func (s *Beside) at(path string, err error) error {
	if err == nil {
		return nil
	}
	return Open(path).at(err)
}

// besidePrefix begins the identifier of a workbook that is beside another.
const besidePrefix = "rasoat:beside:"

// besideBytes returns the workbook that holds the tabs, the same bytes for the
// same tabs.
func besideBytes(tabs []sheets.OwnTab) ([]byte, error) {
	if len(tabs) == 0 {
		return nil, errors.New("a workbook has at least one tab")
	}
	var all []newTab
	for _, t := range tabs {
		if err := checkTitle(t.Title); err != nil {
			return nil, errors.Unwrap(err)
		}
		t.Charts = nil
		t.Rows = slices.Clone(t.Rows)
		for i, row := range t.Rows {
			t.Rows[i] = slices.Clone(row)
			for k := range t.Rows[i] {
				t.Rows[i][k].Link = sheets.Link{}
			}
		}
		all = append(all, newTab{title: t.Title, page: (&proposal{}).page(t)})
	}
	parts, err := newParts(all, "") // without formulas there is nothing to compute, or to be asked to save
	if err != nil {
		return nil, err
	}
	return packParts(append(parts, part{corePart, coreProperties(besideDigest(parts))}))
}

// besideDigest is the identifier of a workbook of these parts.
func besideDigest(parts []part) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d %s %d ", len(p.name), p.name, len(p.data))
		h.Write(p.data)
	}
	return besidePrefix + hex.EncodeToString(h.Sum(nil))
}

// isOurs reports whether a file is one that Write made, unchanged.
func (s *Beside) isOurs(data []byte) bool {
	p, err := openPack(data, s.book.limit)
	if err != nil || !p.has(corePart) {
		return false
	}
	var parts []part
	for _, f := range p.zip.File {
		if f.Name == corePart {
			continue
		}
		content, err := p.read(f.Name)
		if err != nil {
			return false
		}
		parts = append(parts, part{f.Name, content})
	}
	core, err := p.read(corePart)
	return err == nil && bytes.Equal(core, coreProperties(besideDigest(parts)))
}
