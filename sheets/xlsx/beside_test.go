package xlsx

import (
	"crypto/sha256"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"rasoat/sheets"
)

// told are the tabs of a workbook beside another, with a text in its first
// row.
func told(text string) []sheets.OwnTab {
	return []sheets.OwnTab{
		{ID: "findings", Title: "Kết quả rà soát", Widths: []int{6, 40}, FreezeRows: 2, Rows: []sheets.OwnRow{
			{{Value: sheets.TextValue(text), Style: sheets.StyleParagraph, Span: 2}},
			{{Value: sheets.TextValue("TT"), Style: sheets.StyleHeader}, {Value: sheets.TextValue("Nội dung"), Style: sheets.StyleHeader}},
			{{Value: sheets.NumberValue("1")}, {Value: sheets.TextValue("=F14"), Link: sheets.Link{Tab: "99", Addr: sheets.Addr{Row: 13, Col: 5}}}},
		}},
		{ID: "summary", Title: "Tổng hợp", Rows: []sheets.OwnRow{{{Value: sheets.TextValue("tổng"), Style: sheets.StyleTitle}}}},
	}
}

func mustWrite(t *testing.T, s *Beside, text string, want bool) {
	t.Helper()
	changed, err := s.Write(t.Context(), told(text))
	if err != nil || changed != want {
		t.Fatalf("writing %q changed something: %v, %v; want %v", text, changed, err, want)
	}
}

func TestBesideIsWrittenAndGoes(t *testing.T) {
	path := table("x").file(t)
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	s := Open(path).Beside("Kết quả rà soát")
	where := filepath.Join(filepath.Dir(path), strings.TrimSuffix(filepath.Base(path), ".xlsx")+" - Kết quả rà soát.xlsx")
	if got := s.Where(); got != where {
		t.Errorf("stands at %s, want %s", got, where)
	}
	if s.Stands() {
		t.Error("stands before it was written")
	}
	if removed, err := s.Remove(t.Context()); removed || err != nil {
		t.Errorf("removing what is not there: %v, %v", removed, err)
	}
	mustWrite(t, s, "một", true)
	alone(t, path, filepath.Base(where))
	info, err := os.Stat(where)
	if err != nil {
		t.Fatal(err)
	}
	if got := info.Mode().Perm(); runtime.GOOS != "windows" && got != 0o440 {
		t.Errorf("its mode is %v, that of the workbook without the right to write is 0440", got)
	}
	mustWrite(t, s, "một", false)
	if again, err := os.Stat(where); err != nil || !os.SameFile(info, again) || !info.ModTime().Equal(again.ModTime()) {
		t.Error("the same content was written again")
	}
	mustWrite(t, s, "hai", true)
	alone(t, path, filepath.Base(where))

	f, err := excelize.OpenFile(where)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got := strings.Join(f.GetSheetList(), ", "); got != "Kết quả rà soát, Tổng hợp" {
		t.Errorf("its tabs are %s", got)
	}
	for at, want := range map[string]string{"A1": "hai", "B3": "=F14"} {
		if got, _ := f.GetCellValue("Kết quả rà soát", at); got != want {
			t.Errorf("%s holds %q, want %q", at, got, want)
		}
	}
	if removed, err := s.Remove(t.Context()); !removed || err != nil {
		t.Errorf("removing it: %v, %v", removed, err)
	}
	alone(t, path)
}

// What somebody else made or saved under the name is never touched, and what
// is open waits.
func TestBesideLeavesOthers(t *testing.T) {
	tests := []struct {
		name string
		make func(t *testing.T, s *Beside)
		want sheets.Class // of writing
		kept bool         // after removing
	}{
		{"another workbook", func(t *testing.T, s *Beside) { save(t, s.Where(), table("theirs").bytes(t)) }, sheets.Denied, true},
		{"no workbook", func(t *testing.T, s *Beside) { save(t, s.Where(), []byte("notes")) }, sheets.Denied, true},
		{"ours, saved by a program", func(t *testing.T, s *Beside) {
			mustWrite(t, s, "ours", true)
			if err := os.Chmod(s.Where(), 0o644); err != nil {
				t.Fatal(err)
			}
			f, err := excelize.OpenFile(s.Where())
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			f.SetCellStr("Tổng hợp", "C3", "ghi chú của tôi")
			if err := f.Save(); err != nil {
				t.Fatal(err)
			}
		}, sheets.Denied, true},
		{"ours, open", func(t *testing.T, s *Beside) {
			mustWrite(t, s, "ours", true)
			save(t, LockFiles(s.Where())[0], []byte("\x03Lan"))
		}, sheets.Busy, true},
		{"ours", func(t *testing.T, s *Beside) { mustWrite(t, s, "ours", true) }, sheets.Other, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := table("x").file(t)
			s := Open(path).Beside("Kết quả rà soát")
			tt.make(t, s)
			before, err := os.ReadFile(s.Where())
			if err != nil {
				t.Fatal(err)
			}
			_, err = s.Write(t.Context(), told("new"))
			if got := sheets.ClassOf(err); got != tt.want || tt.kept == (err == nil) {
				t.Errorf("writing ends with %v, want class %v", err, tt.want)
			}
			if after, _ := os.ReadFile(s.Where()); tt.kept && string(after) != string(before) {
				t.Error("writing changed it")
			}
			if err != nil && (!strings.Contains(err.Error(), s.Where()) || sheets.HintOf(err) == "") {
				t.Errorf("does not name the file or what to do: %v", err)
			}
			_, err = s.Remove(t.Context())
			if got := sheets.ClassOf(err); err != nil && got != sheets.Busy {
				t.Errorf("removing ends with %v", err)
			}
			if after, _ := os.ReadFile(s.Where()); tt.kept && string(after) != string(before) {
				t.Error("removing changed it")
			} else if !tt.kept && after != nil {
				t.Error("it is still there")
			}
		})
	}
}

// What a killed process leaves is gone at the next start, before anything is
// written; what somebody saved meanwhile is not.
func TestSweepAtStart(t *testing.T) {
	read, ours, theirs := table("base").bytes(t), table("ours").bytes(t), table("theirs").bytes(t)
	tests := []struct {
		name  string
		file  []byte // the workbook
		left  []byte // in the leftover
		open  bool
		want  sheets.Class
		after []byte
		kept  bool
	}{
		{name: "not exchanged", file: read, left: ours, after: read},
		{name: "exchanged", file: ours, left: read, after: ours},
		{name: "exchanged, and open", file: ours, left: read, open: true, after: ours},
		{name: "holds what somebody saved", file: ours, left: theirs, after: theirs},
		{name: "holds what somebody saved, and ours is open", file: ours, left: theirs, open: true, want: sheets.Busy, after: ours, kept: true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := table("base").file(t)
			save(t, path, tt.file)
			left := swapName(path, sha256.Sum256(read), sha256.Sum256(ours))
			save(t, left, tt.left)
			save(t, filepath.Join(filepath.Dir(path), leftoverPrefix(path)+"1.tmp"), ours[:20])
			var beside []string
			if tt.open {
				lock := LockFiles(path)[1]
				save(t, lock, []byte(",lan,MAY1,;"))
				beside = append(beside, filepath.Base(lock))
			}
			if tt.kept {
				beside = append(beside, filepath.Base(left))
			}
			b := Open(path)
			err := b.Sweep()
			if got := sheets.ClassOf(err); got != tt.want || err != nil && tt.want == sheets.Other {
				t.Errorf("ends with %v, want class %v", err, tt.want)
			}
			if got, _ := os.ReadFile(path); string(got) != string(tt.after) {
				t.Error("another version than wanted stands there")
			}
			alone(t, path, beside...)

			// The same of the workbook beside it, which need not be there.
			s := b.Beside("kq")
			save(t, filepath.Join(filepath.Dir(path), leftoverPrefix(s.Where())+"1.tmp"), ours[:20])
			save(t, swapName(s.Where(), sha256.Sum256(read), sha256.Sum256(ours)), ours)
			if err := s.Sweep(); err != nil {
				t.Error(err)
			}
			alone(t, path, beside...)
		})
	}
	if err := Open(filepath.Join(t.TempDir(), "none.xlsx")).Sweep(); err != nil {
		t.Errorf("without a file: %v", err)
	}
}

// A file that the Book put in its place is told from one that somebody saved.
func TestWrote(t *testing.T) {
	path := table("x").file(t)
	b := Open(path)
	stands := func() bool {
		t.Helper()
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		return b.Wrote(info)
	}
	if stands() {
		t.Error("takes a file for its own before it wrote one")
	}
	v := mustRead(t, b)
	mustApply(t, v, note(v, sheets.TextValue("x: sai")))
	if !stands() {
		t.Error("does not know the file that it wrote")
	}
	save(t, path, table("saved by somebody").bytes(t))
	if stands() {
		t.Error("takes somebody's file for its own")
	}
}

// Who holds a workbook is told with the time since when.
func TestBusySince(t *testing.T) {
	path := table("x").file(t)
	lock := LockFiles(path)[0]
	save(t, lock, []byte("\x03Lan"))
	info, err := os.Stat(lock)
	if err != nil {
		t.Fatal(err)
	}
	b := Open(path)
	v := mustRead(t, b)
	_, err = mustPropose(t, v, note(v, sheets.TextValue("x: sai"))).Apply(t.Context())
	op, _ := err.(*sheets.OpError)
	if op == nil || op.Holder != "Lan" || !op.Since.Equal(info.ModTime()) {
		t.Errorf("ends with %+v, want held by Lan since %v", op, info.ModTime())
	}
}
