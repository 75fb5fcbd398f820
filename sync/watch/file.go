package watch

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// file is a File with what is known of it.
type file struct {
	File
	locks   []string        // beside the file and every link to it
	names   map[string]bool // paths that an event about it can name
	folders []string        // in which they stand

	seen    sight     // what was answered
	next    sight     // differs from seen and has yet to settle; zero for none
	lookAt  time.Time // when to look again, zero for not before the next poll
	wanted  Why       // what Changed is to be told of, "" for nothing
	allowed time.Time // before which no save has Changed called again
	running bool      // Changed is
	told    bool      // Polled was
}

// sight is what one look at a file saw.
type sight struct {
	info fs.FileInfo // nil where there was no file
	held bool        // somebody had it open
}

func (s sight) same(t sight) bool { return s.held == t.held && sameFile(s.info, t.info) }

// sameFile reports whether two files are one and nobody wrote to it in
// between.
func sameFile(a, b fs.FileInfo) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	return a.Size() == b.Size() && a.ModTime().Equal(b.ModTime()) && os.SameFile(a, b)
}

// see looks at the file.
func (f *file) see() sight {
	info, err := os.Stat(f.Path)
	if err != nil || !info.Mode().IsRegular() {
		return sight{}
	}
	s := sight{info: info}
	for _, lock := range f.locks {
		if _, err := os.Lstat(lock); err == nil {
			s.held = true
		}
	}
	return s
}

// resolve finds out which paths lead to the file by now.
func (f *file) resolve() {
	way := trail(f.Path)
	f.names, f.locks, f.folders = map[string]bool{}, nil, nil
	for _, name := range way {
		if f.Locks != nil {
			f.locks = append(f.locks, f.Locks(name)...)
		}
	}
	for _, name := range slices.Concat(way, f.locks) {
		f.names[name] = true
	}
	for _, name := range way {
		if dir := filepath.Dir(name); !slices.Contains(f.folders, dir) {
			f.names[dir] = true
			f.folders = append(f.folders, dir)
		}
	}
}

// mostLinks is how many symbolic links are followed, as many as Linux does.
const mostLinks = 40

// trail returns the paths on which it depends where a path leads: of every
// symbolic link on the way, and last the file itself or, where it is not
// there, the first name on the way that is missing. The folders in these
// paths are real ones.
func trail(path string) []string {
	var way []string
	root := filepath.VolumeName(path) + string(filepath.Separator)
	rest := strings.Split(strings.TrimPrefix(filepath.Clean(path), root), string(filepath.Separator))
	at, links := root, 0
	for len(rest) > 0 {
		name := rest[0]
		rest = rest[1:]
		switch name {
		case "", ".":
			continue
		case "..":
			at = filepath.Dir(at)
			continue
		}
		here := filepath.Join(at, name)
		info, err := os.Lstat(here)
		if err != nil || links == mostLinks {
			return append(way, here)
		}
		if info.Mode()&fs.ModeSymlink == 0 {
			at = here
			continue
		}
		target, err := os.Readlink(here)
		if err != nil {
			return append(way, here)
		}
		way = append(way, here)
		links++
		if filepath.IsAbs(target) {
			at = filepath.VolumeName(target) + string(filepath.Separator)
			target = strings.TrimPrefix(target, at)
		}
		rest = append(strings.Split(filepath.Clean(target), string(filepath.Separator)), rest...)
	}
	return append(way, at)
}
