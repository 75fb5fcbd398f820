package main

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// describe lists the files of a folder with their hashes and modification
// times. The state's own files are left out: a lock is taken and given back.
func describe(dir string) (string, error) {
	var b strings.Builder
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.Contains(path, string(filepath.Separator)+"state"+string(filepath.Separator)) {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		fmt.Fprintf(&b, "%s %x %s\n", filepath.ToSlash(rel), sha256.Sum256(data), info.ModTime().UTC().Format("2006-01-02T15:04:05.000000000Z"))
		return err
	})
	return b.String(), err
}
