package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// askForDropdowns has the projects of the demo's configuration offer values.
func askForDropdowns(t *testing.T, config string) {
	t.Helper()
	data, err := os.ReadFile(config)
	check(t, err)
	line := []byte("        kind: projects\n")
	if n := bytes.Count(data, line); n != 1 {
		t.Fatalf("%d lists of projects in %s, want one", n, config)
	}
	data = bytes.Replace(data, line, append(line, "        dropdowns: [status, priority]\n"...), 1)
	check(t, os.WriteFile(config, data, 0o600))
}

// What a list offers comes with a pass, stands at the next, and goes with the rest
// of ours.
func TestDropdownsInAFile(t *testing.T) {
	long(t)
	dir, _ := runDemo(t)
	config := filepath.Join(dir, "rasoat.yaml")
	rasoat := func(args ...string) string {
		t.Helper()
		args = append(args, "-c", config)
		if args[0] != "remove" {
			args = append(args, "--now", demoNow)
		}
		code, out, errs := runHere(t, args...)
		if code != exitOK {
			t.Fatalf("%q ended with %d:\n%s%s", args, code, out, errs)
		}
		return out
	}
	rules := func() map[string]string {
		t.Helper()
		f, err := excelize.OpenFile(filepath.Join(dir, "tracking.xlsx"))
		check(t, err)
		defer f.Close()
		all, err := f.GetDataValidations("Danh mục dự án")
		check(t, err)
		found := map[string]string{}
		for _, r := range all {
			name, column := r.Formula1, ""
			for _, n := range f.GetDefinedName() {
				if n.Name == name {
					column = n.RefersTo
				}
			}
			tab, cells, _ := strings.Cut(column, "!")
			from, to, _ := strings.Cut(strings.ReplaceAll(cells, "$", ""), ":")
			col, top, err := excelize.CellNameToCoordinates(from)
			check(t, err)
			_, bottom, err := excelize.CellNameToCoordinates(to)
			check(t, err)
			var values []string
			for row := top; row <= bottom; row++ {
				cell, err := excelize.CoordinatesToCellName(col, row)
				check(t, err)
				v, err := f.GetCellValue(strings.Trim(tab, "'"), cell)
				check(t, err)
				values = append(values, v)
			}
			if r.ShowErrorMessage {
				t.Errorf("%s refuses what is typed", r.Sqref)
			}
			found[r.Sqref] = strings.Join(values, "; ")
		}
		return found
	}

	askForDropdowns(t, config)
	const statuses, priorities = "Chưa triển khai; Đang chuẩn bị đầu tư; Đang thực hiện; Tạm dừng; Hoàn thành", "Cấp bách; Bình thường"
	plan := rasoat("plan")
	for _, want := range []string{"+ Danh mục dự án P11:P1048576 (drop-down): " + priorities, "+ Danh mục dự án Q11:Q1048576 (drop-down): " + statuses} {
		if !strings.Contains(plan, want) {
			t.Errorf("plan does not say %q:\n%s", want, plan)
		}
	}
	if got := rules(); len(got) > 0 {
		t.Errorf("a plan wrote %v", got)
	}
	if out := rasoat("once"); !strings.Contains(out, "drop-downs Danh mục dự án P and Danh mục dự án Q\n") || strings.Contains(out, "columns “") {
		t.Errorf("once tells of the drop-downs otherwise:\n%s", out)
	}
	if got := rules(); len(got) != 2 || got["P11:P1048576"] != priorities || got["Q11:Q1048576"] != statuses {
		t.Errorf("offered are %v", got)
	}
	if out := rasoat("once"); !strings.Contains(out, "all is as it should be") {
		t.Errorf("a second pass:\n%s", out)
	}
	rasoat("remove", "--yes")
	if got := rules(); len(got) > 0 {
		t.Errorf("remove left %v", got)
	}
}

func TestDropdownsInASpreadsheet(t *testing.T) {
	e := emulate(t)
	before := e.get("*")
	rules := func() map[string]int {
		t.Helper()
		var reply struct {
			Sheets []struct {
				Data []struct {
					RowData []struct {
						Values []struct {
							DataValidation *struct {
								InputMessage string
								Strict       bool
								Condition    struct {
									Values []struct{ UserEnteredValue string }
								}
							}
						}
					}
				}
			}
		}
		check(t, json.Unmarshal(e.get("sheets.data.rowData.values.dataValidation"), &reply))
		found := map[string]int{}
		for _, s := range reply.Sheets {
			for _, d := range s.Data {
				for _, row := range d.RowData {
					for _, c := range row.Values {
						if c.DataValidation == nil {
							continue
						}
						if c.DataValidation.Strict || !strings.HasPrefix(c.DataValidation.InputMessage, "Chọn trong danh sách, hoặc nhập giá trị khác.") {
							t.Errorf("a rule says %q, strict: %v", c.DataValidation.InputMessage, c.DataValidation.Strict)
						}
						var values []string
						for _, v := range c.DataValidation.Condition.Values {
							values = append(values, v.UserEnteredValue)
						}
						found[strings.Join(values, "; ")]++
					}
				}
			}
		}
		return found
	}
	askForDropdowns(t, e.config())
	if out := e.rasoat(exitOK, "plan"); strings.Count(out, " (drop-down): ") != 2 {
		t.Errorf("plan:\n%s", out)
	}
	e.rasoat(exitOK, "once")
	got := rules()
	if len(got) != 2 || got["Cấp bách; Bình thường"] < 17 || got["Chưa triển khai; Đang chuẩn bị đầu tư; Đang thực hiện; Tạm dừng; Hoàn thành"] < 17 {
		t.Errorf("offered are %v", got)
	}
	annotated := e.get("*")
	if out := e.rasoat(exitOK, "once"); !strings.Contains(out, "all is as it should be") || !slices.Equal(annotated, e.get("*")) {
		t.Errorf("a second pass:\n%s", out)
	}
	e.rasoat(exitOK, "remove", "--yes")
	if !slices.Equal(before, e.get("*")) {
		t.Error("remove left something behind")
	}
}
