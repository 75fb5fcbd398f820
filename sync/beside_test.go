package sync_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"rasoat/sheets/xlsx"
	rasoatsync "rasoat/sync"
)

// hold has somebody open the workbook at that time.
func (f *fixture) hold(t *testing.T, at time.Time) (close func()) {
	t.Helper()
	lock := xlsx.LockFiles(f.path)[1]
	must(t, os.WriteFile(lock, []byte("Trần Thị Lan,lan,MAY-1,"), 0o644))
	must(t, os.Chtimes(lock, at, at))
	return func() { must(t, os.Remove(lock)) }
}

// besides sets up a workbook with results beside it after four hours.
func besides(t *testing.T) (f *fixture, where string) {
	f = setup(t)
	f.book.Beside, f.book.BesideAfter = f.book.Book.(*xlsx.Book).Beside("Kết quả rà soát"), 4*time.Hour
	return f, filepath.Join(filepath.Dir(f.path), "tasks - Kết quả rà soát.xlsx")
}

// first reads the first cell of the file beside the workbook.
func first(t *testing.T, where string) (text string, tabs []string) {
	t.Helper()
	book, err := excelize.OpenFile(where)
	must(t, err)
	defer book.Close()
	text, err = book.GetCellValue("Kết quả rà soát", "A1")
	must(t, err)
	return text, book.GetSheetList()
}

func TestAWorkbookHeldForHoursHasItsResultsBesideIt(t *testing.T) {
	f, where := besides(t)
	release := f.hold(t, f.now.Add(-3*time.Hour))
	stands := func() bool { _, err := os.Stat(where); return err == nil }

	r, err := f.pass(t)
	must(t, err)
	if r.Unwritten == nil || stands() || r.Beside != (rasoatsync.Aside{}) {
		t.Fatalf("after three hours: %+v, the file stands: %v", r.Beside, stands())
	}
	f.now = f.now.Add(time.Hour)
	r, err = f.pass(t)
	must(t, err)
	if !r.Beside.Written || r.Beside.Where != where || !stands() {
		t.Fatalf("after four hours: %+v", r.Beside)
	}
	text, tabs := first(t, where)
	for _, want := range []string{"05 giờ 00 ngày 15/01/2021", "Trần Thị Lan", "“tasks.xlsx”", "không bị sửa", "ghi đè", "xóa"} {
		if !strings.Contains(text, want) {
			t.Errorf("its first line does not say %q: %s", want, text)
		}
	}
	if got := strings.Join(tabs, ", "); got != "Kết quả rà soát, Tổng hợp" {
		t.Errorf("its tabs are %s", got)
	}
	info, err := os.Stat(where)
	must(t, err)

	// Written again only when there is something new, and in the hands of the
	// next person as well.
	f.now = f.now.Add(15 * time.Minute)
	if r, err = f.pass(t); err != nil || !r.Beside.Written {
		t.Errorf("a quarter of an hour later: %+v, %v", r.Beside, err)
	}
	if again, err := os.Stat(where); err != nil || !os.SameFile(info, again) {
		t.Error("it was written again though nothing changed")
	}
	release()
	release = f.hold(t, f.now)
	f.addTask(t, "N-3", "Ba", "Sở Nội vụ", "15/12/2020")
	before := f.bytes(t)
	if r, err = f.pass(t); err != nil || !r.Beside.Written {
		t.Errorf("after an edit: %+v, %v", r.Beside, err)
	}
	if again, err := os.Stat(where); err != nil || os.SameFile(info, again) {
		t.Error("it was not written again though the workbook changed")
	}
	if string(before) != string(f.bytes(t)) {
		t.Error("the workbook was written while it was open")
	}

	release()
	r, err = f.pass(t)
	must(t, err)
	if !r.Written || !r.Beside.Removed || stands() {
		t.Errorf("once it was closed: written %v, %+v", r.Written, r.Beside)
	}
}

// A file of that name that is somebody's is left, and the pass is none the
// worse.
func TestAForeignFileBesideTheWorkbookStays(t *testing.T) {
	f, where := besides(t)
	must(t, os.WriteFile(where, []byte("ghi chú"), 0o644))
	release := f.hold(t, f.now.Add(-5*time.Hour))
	r, err := f.pass(t)
	must(t, err)
	if r.Beside.Written || r.Beside.Err == nil {
		t.Errorf("over somebody's file: %+v", r.Beside)
	}
	release()
	r, err = f.pass(t)
	must(t, err)
	if !r.Written || r.Beside.Removed {
		t.Errorf("once it was closed: written %v, %+v", r.Written, r.Beside)
	}
	if data, err := os.ReadFile(where); err != nil || string(data) != "ghi chú" {
		t.Errorf("somebody's file holds %q, %v", data, err)
	}
}

// Where it is switched off, or nothing is to be written, nothing stands beside
// a workbook.
func TestNothingBesideWhereNotWanted(t *testing.T) {
	for name, set := range map[string]func(*rasoatsync.Workbook){
		"never":      func(w *rasoatsync.Workbook) { w.BesideAfter = 0 },
		"mode watch": func(w *rasoatsync.Workbook) { w.Mode = rasoatsync.Watch },
	} {
		f, where := besides(t)
		set(&f.book)
		f.hold(t, f.now.Add(-50*time.Hour))
		_, err := f.pass(t)
		must(t, err)
		if _, err := os.Stat(where); err == nil {
			t.Errorf("%s: there is a file beside the workbook", name)
		}
	}
}
