package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/testscript"

	"rasoat/sheets"
	"rasoat/sheets/xlsx"
)

// makeWorkbooks makes a folder with so many small workbooks of one late task each,
// and a configuration of them all.
func makeWorkbooks(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: workbooks FOLDER NUMBER")
	}
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	dir := ts.MkAbs(args[0])
	ts.Check(os.MkdirAll(dir, 0o755))
	tab := xlsx.DraftTab{Title: "Nhiệm vụ"}
	for r, row := range [][]string{
		{"STT", "Mã nhiệm vụ", "Nội dung", "Chủ trì", "Thời hạn", "Ngày hoàn thành"},
		{"1", "N-1", "Một", "Sở Tài chính", "31/12/2020", ""},
	} {
		for c, text := range row {
			if text != "" {
				tab.Cells = append(tab.Cells, xlsx.DraftCell{At: sheets.Addr{Row: r, Col: c}, Cell: sheets.Cell{Value: sheets.TextValue(text)}})
			}
		}
	}
	var config strings.Builder
	config.WriteString(`mode: remind
directory:
  departments:
    - {name: Sở Tài chính, emails: [stc@example.com]}
mail:
  outbox: outbox
  approve: never
  from: {address: vp@example.com}
  agency: Văn phòng
  domains: [example.com]
  hours: {from: 0, to: 24}
schedule: {passes: "@every 9999h", digests: "@every 9999h"}
workbooks:
`)
	for i := range n {
		name := fmt.Sprintf("w-%03d", i+1)
		fmt.Fprintf(&config, "  - {name: %s, file: %s.xlsx, lists: [{name: tasks, tab: Nhiệm vụ, kind: tasks}]}\n", name, name)
		ts.Check(xlsx.Create(filepath.Join(dir, name+".xlsx"), xlsx.Draft{Tabs: []xlsx.DraftTab{tab}}))
	}
	ts.Check(os.WriteFile(filepath.Join(dir, "rasoat.yaml"), []byte(config.String()), 0o644))
}

// A state that cannot be written is told with what to do, and no workbook is
// touched without one; a dry run does not need to write it.
func TestAStateThatCannotBeWritten(t *testing.T) {
	if os.Geteuid() <= 0 {
		t.Skip("root may write everywhere")
	}
	dir := t.TempDir()
	check(t, writeDemo(dir))
	config, state := filepath.Join(dir, "rasoat.yaml"), filepath.Join(dir, "state")
	check(t, os.Mkdir(state, 0o500))
	before, err := describe(dir)
	check(t, err)
	for _, command := range []string{"once", "run"} {
		code, _, errs := runHere(t, command, "-c", config)
		if code != exitFailed || !strings.Contains(errs, "rasoat.db") || !strings.Contains(errs, "make both writable") {
			t.Errorf("%s ended with %d:\n%s", command, code, errs)
		}
	}
	if code, _, errs := runHere(t, "plan", "-c", config); code != exitOK {
		t.Errorf("plan ended with %d:\n%s", code, errs)
	}
	after, err := describe(dir)
	check(t, err)
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("something was written (-before +after):\n%s", diff)
	}
}
