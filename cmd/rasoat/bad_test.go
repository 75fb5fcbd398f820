package main

import (
	"archive/zip"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rasoat/cmd/rasoat/internal/demo"
	"rasoat/sheets"
	"rasoat/sheets/xlsx"
)

// TestBadInput gives every command that reads a workbook something that is
// none: each says what is wrong with which file and what to do, fails, and
// leaves everything as it was.
func TestBadInput(t *testing.T) {
	long(t)
	ole := append([]byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1}, make([]byte, 4096)...)
	encrypted := bytes.Clone(ole)
	for i, c := range []byte("EncryptedPackage") { // a directory entry's name is UTF-16
		encrypted[1024+2*i] = c
	}
	tests := []struct {
		name string
		file []byte // nil for none
		make func(t *testing.T, path string)
		want []string
	}{
		{name: "missing", want: []string{"tracking.xlsx", "hint"}},
		{name: "folder", make: func(t *testing.T, path string) { check(t, os.Mkdir(path, 0o755)) }, want: []string{"tracking.xlsx", "folder", "hint"}},
		{name: "empty file", file: []byte{}, want: []string{"tracking.xlsx", "empty", "hint"}},
		{name: "old format", file: ole, want: []string{"tracking.xlsx", ".xls", "hint"}},
		{name: "encrypted", file: encrypted, want: []string{"tracking.xlsx", "encrypted", "hint"}},
		{name: "text", file: []byte("STT;Tên dự án\n1;Một\n"), want: []string{"tracking.xlsx", "hint"}},
		{name: "truncated", file: truncated(t), want: []string{"tracking.xlsx", "hint"}},
		{name: "zip that is no workbook", file: zipped(t), want: []string{"tracking.xlsx", "hint"}},
		{name: "empty tab", make: withTab("Danh mục dự án"), want: []string{"tracking.xlsx", `list "projects"`, `"Danh mục dự án" is empty`, "hint"}},
		{name: "no header", make: withTab("Danh mục dự án", "một", "hai"), want: []string{"tracking.xlsx", `list "projects"`, "no header row found", "A1:B1", "hint"}},
		{name: "no such tab", make: withTab("Sheet1", "một"), want: []string{"tracking.xlsx", `no tab "Danh mục dự án"`, "hint"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			check(t, os.WriteFile(filepath.Join(dir, "rasoat.yaml"), demo.Config(), 0o644))
			path := filepath.Join(dir, "tracking.xlsx")
			switch {
			case tt.make != nil:
				tt.make(t, path)
			case tt.file != nil:
				check(t, os.WriteFile(path, tt.file, 0o644))
			}
			before, err := describe(dir)
			check(t, err)
			for _, command := range []string{"plan", "once", "check"} {
				code, out, errs := runHere(t, command, "-c", filepath.Join(dir, "rasoat.yaml"), "--now", demoNow)
				if code != exitFailed {
					t.Errorf("%s ended with %d, want %d:\n%s%s", command, code, exitFailed, out, errs)
				}
				for _, want := range tt.want {
					if !strings.Contains(errs, want) {
						t.Errorf("%s does not say %q:\n%s", command, want, errs)
					}
				}
				after, err := describe(dir)
				check(t, err)
				if diff := cmp.Diff(before, after); diff != "" {
					t.Errorf("%s changed the folder (-before +after):\n%s", command, diff)
				}
			}
		})
	}
}

func TestTwoListsOnOneTabAreRefused(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "rasoat.yaml")
	check(t, os.WriteFile(path, bytes.Replace(demo.Config(), []byte("tab: Nhiệm vụ được giao"), []byte("tab: danh mục  dự án"), 1), 0o644))
	for _, command := range []string{"plan", "once", "check", "run"} {
		code, _, errs := runHere(t, command, "-c", path)
		if code != exitUsage {
			t.Errorf("%s ended with %d, want %d", command, code, exitUsage)
		}
		if !strings.Contains(errs, "rasoat.yaml:") || !strings.Contains(errs, "lists[1].tab") {
			t.Errorf("%s does not name the file, line and key:\n%s", command, errs)
		}
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func truncated(t *testing.T) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "whole.xlsx")
	check(t, xlsx.Create(path, demo.Draft()))
	data, err := os.ReadFile(path)
	check(t, err)
	return data[:len(data)*2/3]
}

func zipped(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create("readme.txt")
	check(t, err)
	fmt.Fprint(w, "not a workbook")
	check(t, z.Close())
	return b.Bytes()
}

// withTab makes a workbook of one tab with texts in its first row.
func withTab(title string, texts ...string) func(*testing.T, string) {
	return func(t *testing.T, path string) {
		t.Helper()
		tab := xlsx.DraftTab{Title: title}
		for i, s := range texts {
			tab.Cells = append(tab.Cells, xlsx.DraftCell{At: sheets.Addr{Col: i}, Cell: sheets.Cell{Value: sheets.TextValue(s)}})
		}
		check(t, xlsx.Create(path, xlsx.Draft{Tabs: []xlsx.DraftTab{tab}}))
	}
}
