package xlsx

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"rasoat/sheets"
)

// table is a list of two rows with the text in A2.
func table(text string) raw {
	return rawBook(`<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>` + text + `</t></is></c></row></sheetData>`)
}

// alone asserts that nothing but the named files is in the folder of path.
func alone(t *testing.T, path string, more ...string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{filepath.Base(path): true}
	for _, m := range more {
		known[m] = true
	}
	for _, e := range entries {
		if !known[e.Name()] {
			t.Errorf("%s was left behind", e.Name())
		}
	}
}

// save replaces the file as a program does that writes beside and renames.
func save(t *testing.T, path string, data []byte) {
	t.Helper()
	tmp := path + ".save"
	if err := os.WriteFile(tmp, data, 0o644); err != nil {
		t.Error(err)
	}
	if err := os.Rename(tmp, path); err != nil {
		t.Error(err)
	}
}

func a2(t *testing.T, path string) string {
	t.Helper()
	return mustRead(t, Open(path)).Snapshot().Tabs()[0].Cell(1, 0).Value.String()
}

func TestApplyKeepsModeAndLeavesNothing(t *testing.T) {
	path := table("x").file(t)
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	v := mustRead(t, Open(path))
	mustApply(t, v, note(v, sheets.TextValue("x: sai")))
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o640 {
		t.Errorf("mode %v, want 0640", info.Mode())
	}
	alone(t, path)
}

func TestApplyAsksForRecalculation(t *testing.T) {
	path := table("x").file(t)
	v := mustRead(t, Open(path))
	mustApply(t, v, note(v, sheets.TextValue("x: sai")))
	if part := partOf(t, path, "xl/workbook.xml"); !strings.Contains(part, `<calcPr fullCalcOnLoad="1"/>`) {
		t.Errorf("no wish to compute formulas on opening: %s", part)
	}
}

func TestApplyFollowsLinks(t *testing.T) {
	path := table("x").file(t)
	link := filepath.Join(t.TempDir(), "liên kết.xlsx")
	if err := os.Symlink(path, link); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	v := mustRead(t, Open(link))
	mustApply(t, v, note(v, sheets.TextValue("x: sai")))
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is no link any more: %v", err)
	}
	if got := mustRead(t, Open(path)).(*view).state.columns; len(got) != 1 {
		t.Error("nothing was written where the link leads")
	}
	alone(t, path)
	alone(t, link)

	for _, file := range []string{link, path} {
		t.Run("a lock beside "+filepath.Base(file)+" counts", func(t *testing.T) {
			lock := filepath.Join(filepath.Dir(file), "~$"+filepath.Base(file))
			if err := os.WriteFile(lock, nil, 0o644); err != nil {
				t.Fatal(err)
			}
			defer os.Remove(lock)
			v := mustRead(t, Open(link))
			if _, err := mustPropose(t, v, sheets.Annotations{}).Apply(t.Context()); sheets.ClassOf(err) != sheets.Busy {
				t.Errorf("got %v, want class busy", err)
			}
		})
	}
}

func TestApplyConflicts(t *testing.T) {
	for name, meddle := range map[string]func(t *testing.T, path string){
		"saved with another content": func(t *testing.T, path string) { save(t, path, table("y").bytes(t)) },
		"written in place":           func(t *testing.T, path string) { os.WriteFile(path, table("y").bytes(t), 0o644) },
		"gone for a moment":          func(t *testing.T, path string) { os.Rename(path, path+".old") },
	} {
		for when, hook := range map[string]bool{"before apply": false, "in the last moment": true} {
			t.Run(name+" "+when, func(t *testing.T) {
				path := table("x").file(t)
				b := Open(path)
				v := mustRead(t, b)
				c := mustPropose(t, v, note(v, sheets.TextValue("x: sai")))
				if hook {
					b.before = func() { meddle(t, path) }
				} else {
					meddle(t, path)
				}
				_, err := c.Apply(t.Context())
				if sheets.ClassOf(err) != sheets.Conflict {
					t.Errorf("got %v, want class conflict", err)
				}
				if !strings.Contains(fmt.Sprint(err), path) {
					t.Errorf("the error %v does not name the file", err)
				}
				alone(t, path, filepath.Base(path)+".old")
				if name == "gone for a moment" {
					if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
						t.Error("a file that was away is back")
					}
					return
				}
				if got := a2(t, path); got != "y" {
					t.Errorf("the edit is lost: A2 holds %q", got)
				}
			})
		}
	}
}

// A second save right over ours, after the first was found, is kept too: the
// newest stands in the end.
func TestSwapKeepsTheNewest(t *testing.T) {
	dir := t.TempDir()
	path, tmp := filepath.Join(dir, "a"), filepath.Join(dir, "tmp")
	write := func(name, s string) [32]byte {
		if err := os.WriteFile(name, []byte(s), 0o644); err != nil {
			t.Fatal(err)
		}
		sum, err := hashFile(name)
		if err != nil {
			t.Fatal(err)
		}
		return sum
	}
	want := write(path, "read")
	ours := write(tmp, "ours")
	write(path, "saved once")
	if err := swap(path, tmp, want, ours); sheets.ClassOf(err) != sheets.Conflict {
		t.Fatalf("got %v, want class conflict", err)
	}
	if data, _ := os.ReadFile(path); string(data) != "saved once" {
		t.Errorf("%q stands there", data)
	}
}

// Somebody saves while we write, over and over. Whatever the order, what they
// saved last stands in the file, with our note beside it or without.
func TestRace(t *testing.T) {
	rounds := 150
	if testing.Short() {
		rounds = 20
	}
	path := table("0").file(t)
	conflicts, writes := 0, 0
	for i := range rounds {
		b := Open(path)
		v := mustRead(t, b)
		c := mustPropose(t, v, note(v, sheets.TextValue(fmt.Sprint("x: ", i))))
		last := ""
		saves := make([]string, 1+i%4)
		for k := range saves { // written beforehand, so that only the renames race
			last = fmt.Sprintf("%d.%d", i, k)
			saves[k] = filepath.Join(t.TempDir(), "save.xlsx")
			if err := os.WriteFile(saves[k], table(last).bytes(t), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		start, done := make(chan struct{}), make(chan struct{})
		begin := sync.OnceFunc(func() { close(start) })
		b.before = func() { // right before the files are exchanged
			begin()
			for range i % 20 {
				runtime.Gosched()
			}
		}
		go func() {
			defer close(done)
			<-start
			for _, from := range saves {
				if err := os.Rename(from, path); err != nil {
					t.Error(err)
				}
			}
		}()
		_, err := c.Apply(t.Context())
		begin()
		<-done
		switch sheets.ClassOf(err) {
		case sheets.Conflict:
			conflicts++
		default:
			if err != nil {
				t.Fatal(err)
			}
			writes++
		}
		if got := a2(t, path); got != last {
			t.Fatalf("round %d: A2 holds %q, the last save was %q (apply: %v)", i, got, last, err)
		}
		alone(t, path)
	}
	t.Logf("%d conflicts, %d writes", conflicts, writes)
}

func TestApplyIsBusy(t *testing.T) {
	excel := make([]byte, 165)
	copy(excel, "\x0aTran Thi B")
	copy(excel[11:], strings.Repeat(" ", 44))
	name := utf16le("Tran Thi B")
	excel[55] = byte(len(name) / 2)
	copy(excel[57:], name)
	for lock, tc := range map[string]struct {
		data   string
		holder string
	}{
		"~$Theo dõi.xlsx":        {string(excel), "Tran Thi B"},
		".~lock.Theo dõi.xlsx#":  {"Trần Thị B,tranb,MAY-01,15.01.2021 08:00,file:///C:/Users/tranb/AppData/Roaming/LibreOffice/4;", "Trần Thị B"},
		".~lock.Theo dõi.xlsx# ": {",tranb,MAY-01,15.01.2021 08:00,;", "tranb@MAY-01"},
		"~$Theo dõi.xlsx ":       {"", ""},
		"~$Theo dõi.xlsx  ":      {"\xff", ""},
	} {
		t.Run(lock, func(t *testing.T) {
			path := table("x").file(t)
			before, err := os.Stat(path)
			if err != nil {
				t.Fatal(err)
			}
			lock := strings.TrimSpace(lock)
			if err := os.WriteFile(filepath.Join(filepath.Dir(path), lock), []byte(tc.data), 0o644); err != nil {
				t.Fatal(err)
			}
			v := mustRead(t, Open(path)) // reading goes on
			_, err = mustPropose(t, v, note(v, sheets.TextValue("x: sai"))).Apply(t.Context())
			var op *sheets.OpError
			if !errors.As(err, &op) || op.Class != sheets.Busy {
				t.Fatalf("got %v, want class busy", err)
			}
			if op.Holder != tc.holder {
				t.Errorf("the holder is %q, want %q", op.Holder, tc.holder)
			}
			if !strings.Contains(op.Hint, lock) {
				t.Errorf("the hint %q does not name the lock file", op.Hint)
			}
			if after, err := os.Stat(path); err != nil || !os.SameFile(before, after) || !before.ModTime().Equal(after.ModTime()) {
				t.Error("the file was touched")
			}
			alone(t, path, lock)
		})
	}
}

// A quiet pass does not touch the file: the same bytes, the same file, the
// same times.
func TestQuietPassTouchesNothing(t *testing.T) {
	path := table("x").file(t)
	v := mustRead(t, Open(path))
	a := note(v, sheets.TextValue("x: sai"))
	mustApply(t, v, a)
	old := time.Date(2021, time.January, 15, 8, 0, 0, 0, time.UTC)
	if err := os.Chtimes(path, old, old); err != nil {
		t.Fatal(err)
	}
	before, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	v = mustRead(t, Open(path))
	after := mustApply(t, v, a)
	now, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if !os.SameFile(before, now) || !now.ModTime().Equal(old) {
		t.Error("the file was touched")
	}
	if after.Snapshot() != v.Snapshot() {
		t.Error("a quiet pass read the file again")
	}
}

// A write that would not come out as wanted is not made.
func TestApplyVerifies(t *testing.T) {
	path := table("x").file(t)
	v := mustRead(t, Open(path))
	c := mustPropose(t, v, note(v, sheets.TextValue("x: sai"))).(*change)
	for i := range c.edit.cells[0] { // as a mistake in the writer would do
		c.edit.cells[0][i].value = new(sheets.TextValue("khác"))
	}
	if _, err := c.Apply(t.Context()); sheets.ClassOf(err) != sheets.Denied {
		t.Errorf("got %v, want class denied", err)
	}
	alone(t, path)
	c = mustPropose(t, v, note(v, sheets.TextValue("x: sai"))).(*change)
	c.edit.cells[0] = append(c.edit.cells[0], cellEdit{row: 1, value: new(sheets.TextValue("của phòng")), look: &look{}})
	slices.SortFunc(c.edit.cells[0], func(a, b cellEdit) int { return compareAddr(a.at(), b.at()) })
	if _, err := c.Apply(t.Context()); sheets.ClassOf(err) != sheets.Denied || !strings.Contains(err.Error(), "A2") {
		t.Errorf("got %v, want class denied that names A2", err)
	}
	alone(t, path)
	if got := a2(t, path); got != "x" {
		t.Errorf("A2 holds %q", got)
	}
}

func TestApplyWithoutRights(t *testing.T) {
	path := table("x").file(t)
	dir := filepath.Dir(path)
	v := mustRead(t, Open(path))
	c := mustPropose(t, v, note(v, sheets.TextValue("x: sai")))
	for name, lock := range map[string]string{"file": path, "folder": dir} {
		t.Run(name, func(t *testing.T) {
			info, err := os.Stat(lock)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(lock, info.Mode().Perm()&^0o222); err != nil {
				t.Fatal(err)
			}
			defer os.Chmod(lock, info.Mode().Perm())
			if f, err := os.OpenFile(filepath.Join(dir, "probe"), os.O_CREATE|os.O_WRONLY, 0o644); err == nil {
				f.Close()
				os.Remove(f.Name())
				if name == "folder" || os.Geteuid() == 0 {
					t.Skip("this account may write everything")
				}
			}
			_, err = c.Apply(t.Context())
			if sheets.ClassOf(err) != sheets.Denied || sheets.HintOf(err) == "" {
				t.Errorf("got %v (hint %q), want class denied with a hint", err, sheets.HintOf(err))
			}
			alone(t, path)
		})
	}
}

// Where the file system cannot exchange two files, what stands there is
// compared right before it is replaced.
func TestSwapByRename(t *testing.T) {
	for name, change := range map[string]func(path string){
		"as it was read":  func(string) {},
		"saved meanwhile": func(path string) { save(t, path, []byte("theirs")) },
		"gone":            func(path string) { os.Remove(path) },
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path, tmp := filepath.Join(dir, "a.xlsx"), filepath.Join(dir, "b.tmp")
			save(t, path, []byte("read"))
			save(t, tmp, []byte("ours"))
			change(path)
			err := swapByRename(path, tmp, sha256.Sum256([]byte("read")))
			now, _ := os.ReadFile(path)
			want, class := "ours", sheets.Other
			switch name {
			case "saved meanwhile":
				want, class = "theirs", sheets.Conflict
			case "gone":
				want, class = "", sheets.Conflict
			}
			if string(now) != want || sheets.ClassOf(err) != class || (err == nil) != (want == "ours") {
				t.Errorf("%q stands there and the error is %v, want %q and class %v", now, err, want, class)
			}
		})
	}
}
