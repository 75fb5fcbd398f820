package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"rasoat/cmd/rasoat/internal/demo"
	"rasoat/sheets/xlsx"
)

// writeRestingConfig sets up a workbook whose next slot is far away.
func writeRestingConfig(t *testing.T) (dir, path string) {
	t.Helper()
	dir = t.TempDir()
	check(t, writeDemo(dir))
	path = filepath.Join(dir, "rasoat.yaml")
	config := bytes.Replace(demo.Config(), []byte(`passes: "* * * * *"`), []byte(`passes: "@every 9999h"`), 1)
	config = bytes.Replace(config, []byte(`digests: "30 7 * * *"`), []byte(`digests: "@every 9999h"`), 1)
	check(t, os.WriteFile(path, config, 0o644))
	return dir, path
}

// saveCell saves a cell of the workbook as programs do: beside it, then renamed.
func saveCell(t *testing.T, workbook, cell, text string) {
	t.Helper()
	f, err := excelize.OpenFile(workbook)
	check(t, err)
	defer f.Close()
	check(t, f.SetCellStr(f.GetSheetList()[0], cell, text))
	temp := filepath.Join(filepath.Dir(workbook), "8F3A0000.xlsx")
	check(t, f.SaveAs(temp))
	check(t, os.Remove(workbook))
	check(t, os.Rename(temp, workbook))
}

// A saved file is gone over before any slot, without a digest; one that is
// open is judged, has its results beside it after hours, and is written as
// soon as it is closed.
func TestTheDaemonAnswersChanges(t *testing.T) {
	dir, path := writeRestingConfig(t)
	workbook := filepath.Join(dir, "tracking.xlsx")
	// What an earlier process left when it was killed goes at the start.
	left := filepath.Join(dir, ".tracking.xlsx.rasoat-1.tmp")
	check(t, os.WriteFile(left, []byte("half"), 0o644))
	lock := xlsx.LockFiles(workbook)[0]
	check(t, os.WriteFile(lock, []byte("\x03Lan"), 0o644))
	since := time.Now().Add(-5 * time.Hour)
	check(t, os.Chtimes(lock, since, since))
	beside := filepath.Join(dir, "tracking - Kết quả rà soát.xlsx")

	lines, stop := daemon(t, path)
	if watched := await(t, lines, "started")["started"]["watched"]; watched != 1.0 {
		t.Errorf("watches %v files", watched)
	}
	if _, err := os.Stat(left); err == nil {
		t.Error("the temporary file of an earlier process is still there")
	}
	saveCell(t, workbook, "A1", "sửa")
	said := await(t, lines, "the file changed", "the workbook is held open; the results are in a file beside it", "pass done")
	if why := said["the file changed"]["why"]; why != "saved" {
		t.Errorf("says of the edit that the file was %v", why)
	}
	if done := said["pass done"]; done["written"] != false || done["mails"] != 0.0 {
		t.Errorf("says of the pass: %v", done["raw"])
	}
	if e, _ := said["pass done"]["error"].(string); !strings.Contains(e, "Lan has it open") {
		t.Errorf("does not say who has it open: %v", said["pass done"]["raw"])
	}
	if _, err := os.Stat(beside); err != nil {
		t.Error(err)
	}

	check(t, os.Remove(lock))
	said = await(t, lines, "the file changed", "the workbook has the results; the file beside it was removed", "pass done")
	if why := said["the file changed"]["why"]; why != "closed" {
		t.Errorf("says of the closing that the file was %v", why)
	}
	if done := said["pass done"]; done["written"] != true {
		t.Errorf("says of the pass: %v", done["raw"])
	}
	if _, err := os.Stat(beside); err == nil {
		t.Error("the file beside the workbook is still there")
	}
	if code := stop(); code != exitOK {
		t.Errorf("the daemon ended with %d", code)
	}
}

func TestChangesCanBeLeftToTheSchedule(t *testing.T) {
	_, path := writeRestingConfig(t)
	lines, stop := daemon(t, path, "RASOAT_SCHEDULE_ON_CHANGE=false")
	if watched := await(t, lines, "started")["started"]["watched"]; watched != 0.0 {
		t.Errorf("watches %v files", watched)
	}
	if code := stop(); code != exitOK {
		t.Errorf("the daemon ended with %d", code)
	}
}
