package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rasoat/cmd/rasoat/internal/demo"
	"rasoat/config"
)

// emulated is a running emulator.
type emulated struct {
	t      *testing.T
	dir    string // with its files
	url    string
	id     string // of the spreadsheet
	client *http.Client
	stop   func() int // ends it and returns its exit code
}

// emulate runs the emulator in this process until the end of the test.
func emulate(t *testing.T) *emulated {
	t.Helper()
	e := &emulated{t: t, dir: filepath.Join(t.TempDir(), "emulator")}
	ctx, cancel := context.WithCancel(t.Context())
	r, w := io.Pipe()
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, []string{"emulator", "--dir", e.dir}, environment{out: w, err: w})
		w.Close()
	}()
	var said []string
	for lines := bufio.NewScanner(r); lines.Scan(); {
		said = append(said, lines.Text())
		if strings.Contains(lines.Text(), "Ctrl-C") {
			break
		}
	}
	e.stop = func() int { cancel(); go io.Copy(io.Discard, r); return <-ended }
	c, err := config.Load(e.config(), config.Options{})
	if err != nil {
		t.Fatalf("%v\nthe emulator said:\n%s", err, strings.Join(said, "\n"))
	}
	e.url, e.id = c.Google.Endpoint, c.Workbooks[0].Google.ID
	for _, want := range []string{e.url, e.id, "rasoat run -c " + shortPath(e.config())} {
		if !strings.Contains(strings.Join(said, "\n"), want) {
			t.Errorf("the emulator does not say %q:\n%s", want, strings.Join(said, "\n"))
		}
	}
	key, err := os.ReadFile(c.Google.Credentials)
	check(t, err)
	client, hangUp, err := signedIn(t.Context(), key)
	check(t, err)
	e.client = client
	t.Cleanup(func() { hangUp(); cancel() })
	return e
}

func (e *emulated) config() string { return filepath.Join(e.dir, "rasoat.yaml") }

// rasoat runs a command against the emulator, as of the day of the demo.
func (e *emulated) rasoat(want int, command string, args ...string) string {
	e.t.Helper()
	args = append([]string{command, "-c", e.config()}, args...)
	if command != "remove" {
		args = append(args, "--now", demoNow)
	}
	code, out, errs := runHere(e.t, args...)
	if code != want || errs != "" {
		e.t.Fatalf("%q ended with %d, want %d:\n%s%s", args, code, want, out, errs)
	}
	return out
}

// get returns what the spreadsheet holds of the fields.
func (e *emulated) get(fields string) []byte {
	e.t.Helper()
	response, err := e.client.Get(e.url + "/v4/spreadsheets/" + e.id + "?fields=" + fields)
	check(e.t, err)
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	check(e.t, err)
	if response.StatusCode != http.StatusOK {
		e.t.Fatalf("%s: %s", response.Status, data)
	}
	return data
}

func documents(t *testing.T, out string) []checkDocument {
	t.Helper()
	var all []checkDocument
	check(t, json.Unmarshal([]byte(out), &all))
	for i := range all {
		all[i].File, all[i].Spreadsheet = "", ""
	}
	return all
}

// mails returns the digests of a folder by their names.
func mails(t *testing.T, dir string) map[string]string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "outbox", "*.eml"))
	check(t, err)
	all := map[string]string{}
	for _, f := range files {
		data, err := os.ReadFile(f)
		check(t, err)
		all[filepath.Base(f)] = string(data)
	}
	return all
}

// A spreadsheet is judged, annotated and reminded of as the same workbook in a
// file is, and remove leaves no trace.
func TestASpreadsheetIsTreatedAsAFileIs(t *testing.T) {
	file, _ := runDemo(t)
	e := emulate(t)
	before := e.get("*")

	// As it was found, and as it was left.
	_, inFile, _ := runHere(t, "check", "-c", filepath.Join(file, "rasoat.yaml"), "--format", "json", "--now", demoNow)
	found := e.rasoat(exitFindings, "check", "--format", "json")
	if diff := cmp.Diff(documents(t, inFile), documents(t, found)); diff != "" {
		t.Errorf("findings (-file +spreadsheet):\n%s", diff)
	}
	if !strings.Contains(found, `"spreadsheet": "`+e.id+`"`) || strings.Contains(found, `"file"`) {
		t.Errorf("check does not name the spreadsheet:\n%.300s", found)
	}
	if out := e.rasoat(exitOK, "plan"); !strings.Contains(out, "7 digests would be written") {
		t.Errorf("plan:\n%s", out)
	}
	if diff := cmp.Diff(string(before), string(e.get("*"))); diff != "" {
		t.Errorf("looking changed the spreadsheet:\n%.1000s", diff)
	}

	out := e.rasoat(exitOK, "once")
	for _, want := range []string{" (Google " + e.id[:8] + "…)", "17 projects (4+3+5+5)", "rasoat check -c " + shortPath(e.config()), "7 digests written"} {
		if !strings.Contains(out, want) {
			t.Errorf("once does not say %q:\n%s", want, out)
		}
	}
	if diff := cmp.Diff(mails(t, file), mails(t, e.dir)); diff != "" {
		t.Errorf("mails (-file +spreadsheet):\n%s", diff)
	}
	// What is shown goes by the code: where two projects have one code, neither
	// gap is shown.
	gaps, rows := wantedGaps(), map[string][]int{}
	for _, g := range demo.Expected(demoDay).Gaps {
		rows[g.Code] = append(rows[g.Code], g.Row+1)
	}
	for _, same := range rows {
		if len(same) > 1 {
			maps.DeleteFunc(gaps, func(row int, _ string) bool { return slices.Contains(same, row) })
		}
	}
	if diff := cmp.Diff(gaps, e.gaps()); diff != "" {
		t.Errorf("gaps by row (-computed apart +shown):\n%s", diff)
	}
	if diff := cmp.Diff(documents(t, inFile), documents(t, e.rasoat(exitFindings, "check", "--format", "json"))); diff != "" {
		t.Errorf("findings when annotated (-file +spreadsheet):\n%s", diff)
	}
	annotated := e.get("*")
	if out := e.rasoat(exitOK, "once"); !strings.Contains(out, "all is as it should be") {
		t.Errorf("a second pass:\n%s", out)
	}
	if diff := cmp.Diff(string(annotated), string(e.get("*"))); diff != "" {
		t.Errorf("a second pass changed the spreadsheet:\n%.1000s", diff)
	}

	if out := e.rasoat(exitOK, "remove"); !strings.Contains(out, "changes nothing") || !strings.Contains(out, "--yes") {
		t.Errorf("remove:\n%s", out)
	}
	e.rasoat(exitOK, "remove", "--yes")
	if diff := cmp.Diff(string(before), string(e.get("*"))); diff != "" {
		t.Errorf("remove left something behind (-before +after):\n%.3000s", diff)
	}
	if out := e.rasoat(exitOK, "remove"); !strings.Contains(out, "no column and no tab here is rasoat's") {
		t.Errorf("remove with nothing there:\n%s", out)
	}

	if code := e.stop(); code != exitOK {
		t.Errorf("the emulator ended with %d", code)
	}
	if _, err := e.client.Get(e.url); err == nil {
		t.Error("the emulator still answers")
	}
}

func TestModeWatchWritesNothingIntoASpreadsheet(t *testing.T) {
	e := emulate(t)
	before := e.get("*")
	var out strings.Builder
	code := run(t.Context(), []string{"once", "-c", e.config(), "--now", demoNow}, environment{out: &out, err: &out, vars: []string{"RASOAT_MODE=watch"}})
	if code != exitOK || !strings.Contains(out.String(), "mode is watch") {
		t.Errorf("once ended with %d:\n%s", code, out.String())
	}
	if diff := cmp.Diff(string(before), string(e.get("*"))); diff != "" {
		t.Errorf("the spreadsheet changed:\n%.1000s", diff)
	}
}

// Started again, the emulator writes its files anew; a configuration of
// somebody's it leaves alone.
func TestTheEmulatorKeepsItsKeyToItself(t *testing.T) {
	e := emulate(t)
	info, err := os.Stat(filepath.Join(e.dir, "key.json"))
	check(t, err)
	if info.Mode().Perm() != 0o600 {
		t.Errorf("the key file has the mode %v", info.Mode())
	}
	old, err := os.ReadFile(e.config())
	check(t, err)
	if e.stop() != exitOK {
		t.Error("the emulator ended badly")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if code := run(ctx, []string{"emulator", "--dir", e.dir}, environment{out: io.Discard, err: io.Discard}); code == exitUsage {
		t.Error("the emulator refuses a folder of its own")
	}
	check(t, os.WriteFile(e.config(), slices.Concat([]byte("# mine\n"), old), 0o644))
	if code, _, errs := runHere(t, "emulator", "--dir", e.dir); code != exitUsage || !strings.Contains(errs, "rasoat.yaml is not the emulator's") {
		t.Errorf("in a folder of somebody's it ended with %d:\n%s", code, errs)
	}
}

// gaps returns what the column of gaps shows, by row counted from 1.
func (e *emulated) gaps() map[int]string {
	e.t.Helper()
	var g struct {
		Sheets []struct {
			Properties struct{ Title string }
			Data       []struct {
				RowData []struct {
					Values []struct {
						EffectiveValue struct {
							NumberValue json.Number
							StringValue string
						}
					}
				}
			}
		}
	}
	check(e.t, json.Unmarshal(e.get("sheets(properties.title,data.rowData.values.effectiveValue)"), &g))
	got := map[int]string{}
	for _, s := range g.Sheets {
		if s.Properties.Title != demoProjects {
			continue
		}
		gap := -1
		for i, row := range s.Data[0].RowData {
			for col, cell := range row.Values {
				switch v := cell.EffectiveValue; {
				case v.StringValue == demoGap:
					gap = col
				case col == gap && (v.NumberValue != "" || v.StringValue != ""):
					got[i+1] = v.NumberValue.String() + v.StringValue
				}
			}
		}
	}
	return got
}

// enter types a text into a cell; "" clears it.
func (e *emulated) enter(cell, text string) {
	e.t.Helper()
	body, err := json.Marshal(map[string]any{"values": [][]string{{text}}})
	check(e.t, err)
	path, method := "/values/"+url.PathEscape(cell), http.MethodPut
	if text == "" {
		path, method, body = path+":clear", http.MethodPost, []byte("{}")
	} else {
		path += "?valueInputOption=RAW"
	}
	request, err := http.NewRequestWithContext(e.t.Context(), method, e.url+"/v4/spreadsheets/"+e.id+path, bytes.NewReader(body))
	check(e.t, err)
	response, err := e.client.Do(request)
	check(e.t, err)
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		e.t.Fatalf("enter %q into %s: %s", text, cell, response.Status)
	}
}

// Somebody types into a column of ours: the cell is named where people look,
// and nowhere a wrong warning shows; cleared, all is back.
func TestWhoTypesIntoOurColumnIsTold(t *testing.T) {
	e := emulate(t)
	e.rasoat(exitOK, "once")
	gaps := e.gaps()
	if len(gaps) == 0 {
		t.Fatal("no gap is shown")
	}
	e.enter("'"+demoProjects+"'!U20", "đã báo cáo")
	if left := e.gaps(); len(left) > 1 {
		t.Errorf("a blocked column shows %v", left)
	}
	told := func() []checkFinding {
		var found []checkFinding
		for _, f := range documents(t, e.rasoat(exitFindings, "check", "--format", "json"))[0].Findings {
			if f.Rule == "display/hindered" {
				found = append(found, f)
			}
		}
		return found
	}
	if found := told(); len(found) != 1 || found[0].Cell != "U20" || !strings.Contains(found[0].Text, "đã báo cáo") {
		t.Errorf("told are %+v, want U20 and what stands there", found)
	}
	e.rasoat(exitOK, "once")
	if sheet := string(e.get("sheets.data.rowData.values.effectiveValue")); !strings.Contains(sheet, "vào ô U20 thuộc cột tự động") {
		t.Error("the tab of findings does not name the cell")
	}
	e.enter("'"+demoProjects+"'!U20", "")
	e.rasoat(exitOK, "once")
	if diff := cmp.Diff(gaps, e.gaps()); diff != "" || len(told()) > 0 {
		t.Errorf("after the cell was cleared (-before +after):\n%s", diff)
	}
}
