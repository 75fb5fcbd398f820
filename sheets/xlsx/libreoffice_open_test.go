package xlsx_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rasoat/sheets"
	"rasoat/sheets/xlsx"
)

// holdMacro opens the workbook, says so with a file, waits for another, and
// then changes a cell, saves and closes. Where a third file is there it only
// closes: LibreOffice asks what to do when somebody else wrote meanwhile.
const holdMacro = `
Sub Main
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden"
  hidden(0).Value = True
  doc = StarDesktop.loadComponentFromURL("%[1]s", "_blank", 0, hidden())
  s = doc.Sheets.getByIndex(0)
  n = FreeFile
  Open "%[2]s" For Output As #n
  Print #n, s.getCellRangeByName("D5").String & "|" & s.getCellRangeByName("E6").String
  Close #n
  FileCopy "%[2]s", "%[3]s"
  Do While Not FileExists("%[4]s")
    Wait 50
  Loop
  If Not FileExists("%[5]s") Then
    s.getCellRangeByName("B6").String = "tên mới"
    doc.store()
  End If
  doc.close(True)
End Sub
`

// held has LibreOffice open the workbook, and calls during while it does. It
// returns what LibreOffice showed of D5 and E6, once it has saved and closed.
func held(t *testing.T, path string, during func()) string {
	t.Helper()
	dir := t.TempDir()
	draft, opened, release, discard := filepath.Join(dir, "draft"), filepath.Join(dir, "opened"), filepath.Join(dir, "release"), filepath.Join(dir, "discard")
	seen := make(chan error, 1)
	go func() {
		err := awaitFile(t, opened)
		if err == nil {
			during()
		}
		if t.Failed() {
			err = errors.Join(err, os.WriteFile(discard, nil, 0o644))
		}
		seen <- errors.Join(err, os.WriteFile(release, nil, 0o644))
	}()
	libreOffice(t, fmt.Sprintf(holdMacro, fileURL(path), fileURL(draft), fileURL(opened), fileURL(release), fileURL(discard)),
		"vnd.sun.star.script:Standard.Module1.Main?language=Basic&location=application")
	data, err := os.ReadFile(opened)
	if err != nil {
		t.Fatal("LibreOffice did not open the workbook:", err)
	}
	if err := <-seen; err != nil {
		t.Fatal(err)
	}
	return string(data[:len(data)-1])
}

// awaitFile waits until the file is there.
func awaitFile(t *testing.T, path string) error {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		if _, err := os.Stat(path); err == nil {
			return nil
		}
		select {
		case <-tick.C:
		case <-t.Context().Done():
			return t.Context().Err()
		}
	}
}

// While LibreOffice holds the workbook nothing is written and the holder is
// named; what was saved there stays when the next pass writes; and LibreOffice
// shows what was written while nobody held it.
func TestLibreOfficeHolds(t *testing.T) {
	if testing.Short() {
		t.Skip("long, and one thing after the other")
	}
	path := book(t, nil)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lock := filepath.Join(filepath.Dir(path), ".~lock."+filepath.Base(path)+"#")
	if got := held(t, path, func() {
		if _, err := os.Stat(lock); err != nil {
			t.Error("LibreOffice left no lock file:", err)
			return
		}
		v, err := xlsx.Open(path).Read(t.Context(), sheets.Scope{})
		if err != nil {
			t.Error("a workbook that is open can be read:", err)
			return
		}
		c, err := v.Propose(overBook(v))
		if err != nil {
			t.Error(err)
			return
		}
		var busy *sheets.OpError
		if _, err := c.Apply(t.Context()); !errors.As(err, &busy) || busy.Class != sheets.Busy || busy.Holder == "" {
			t.Errorf("writing into a workbook that is open: %v, want that somebody holds it, and who", err)
		}
		if now, err := os.ReadFile(path); err != nil || !cmp.Equal(before, now) {
			t.Errorf("the workbook changed while somebody held it (%v)", err)
		}
	}); got != "|" {
		t.Errorf("before us D5 and E6 show %q", got)
	}
	shows(t, path, "DS", map[string]string{"B6": "tên mới", "D5": ""})

	if steps := apply(t, path, overBook); len(steps) == 0 {
		t.Error("after it was closed nothing was written")
	}
	shows(t, path, "DS", map[string]string{"A6": "X-2", "B6": "tên mới", "E6": "=cần kiểm tra"})
	if got := held(t, path, func() {}); got != "1,234.5|=cần kiểm tra" {
		t.Errorf("LibreOffice shows %q of ours", got)
	}
	if steps := apply(t, path, overBook); len(steps) > 0 {
		t.Errorf("after LibreOffice saved it again, a pass has %d steps, the first: %+v", len(steps), steps[0])
	}
}
