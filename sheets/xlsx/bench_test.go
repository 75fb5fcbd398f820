package xlsx_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/flate"
	"github.com/xuri/excelize/v2"

	"rasoat/sheets"
	"rasoat/sheets/xlsx"
)

// contender makes ready what does the same work on a file: all rows read, three
// columns written beside every row, the file saved.
func contender(name, path string, rows int) (func() error, error) {
	switch name {
	case "rasoat":
		return func() error { return passOnce(path, rows) }, nil
	case "unchanged": // a Book that has read the file before
		book := xlsx.Open(path)
		read := func() error { _, err := book.Read(context.Background(), sheets.Scope{}); return err }
		return read, read()
	case "excelize":
		return func() error { return excelizeOnce(path, rows) }, nil
	case "flate":
		return func() error { return flateOnce(path) }, nil
	}
	return nil, fmt.Errorf("who is %q?", name)
}

// passOnce is a whole pass: read, propose, write with verification.
func passOnce(path string, rows int) error {
	ctx := context.Background()
	v, err := xlsx.Open(path).Read(ctx, sheets.Scope{})
	if err != nil {
		return err
	}
	c, err := v.Propose(benchNotes(v.Snapshot(), rows))
	if err != nil {
		return err
	}
	_, err = c.Apply(ctx)
	return err
}

func excelizeOnce(path string, rows int) error {
	f, err := excelize.OpenFile(path)
	if err != nil {
		return err
	}
	defer f.Close()
	const tab = "Danh mục"
	if _, err := f.GetRows(tab, excelize.Options{RawCellValue: true}); err != nil {
		return err
	}
	for i := range rows {
		r := strconv.Itoa(benchHeader + 2 + i)
		for col, value := range map[string]any{"U": benchWarnings[i%len(benchWarnings)], "V": i * 37 % 90000, "W": i % 400} {
			if err := f.SetCellValue(tab, col+r, value); err != nil {
				return err
			}
		}
	}
	return f.Save()
}

// flateOnce only unpacks the part of the tab and packs it again.
func flateOnce(path string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return err
	}
	i := slices.IndexFunc(z.File, func(f *zip.File) bool { return f.Name == "xl/worksheets/sheet1.xml" })
	raw, err := z.File[i].OpenRaw()
	if err != nil {
		return err
	}
	w, err := flate.NewWriter(io.Discard, 5)
	if err != nil {
		return err
	}
	if _, err := io.Copy(w, flate.NewReader(raw)); err != nil {
		return err
	}
	return w.Close()
}

func BenchmarkPass(b *testing.B) {
	for _, rows := range []int{17, 10_000, 100_000} {
		original := filepath.Join(b.TempDir(), "original.xlsx")
		benchBook(b, original, rows)
		data, err := os.ReadFile(original)
		if err != nil {
			b.Fatal(err)
		}
		for _, name := range []string{"rasoat", "unchanged", "excelize", "flate"} {
			b.Run(fmt.Sprintf("%s/%d", name, rows), func(b *testing.B) {
				b.ReportAllocs()
				path := filepath.Join(b.TempDir(), "book.xlsx")
				if err := os.WriteFile(path, data, 0o644); err != nil {
					b.Fatal(err)
				}
				run, err := contender(name, path, rows)
				if err != nil {
					b.Fatal(err)
				}
				for b.Loop() {
					b.StopTimer()
					if name == "rasoat" || name == "excelize" {
						if err := os.WriteFile(path, data, 0o644); err != nil {
							b.Fatal(err)
						}
					}
					b.StartTimer()
					if err := run(); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// measured is what one run in a process of its own took.
type measured struct {
	Wall, CPU time.Duration
	Allocs    uint64
	Bytes     uint64 // allocated in all
	Peak      int64  // the most memory that the process held, in bytes
	Skip      string // why there is nothing
}

// TestBenchChild is the process of one run of TestBenchTable.
func TestBenchChild(t *testing.T) {
	name, path := os.Getenv("RASOAT_BENCH_CHILD"), os.Getenv("RASOAT_BENCH_FILE")
	if name == "" {
		t.Skip("started by TestBenchTable")
	}
	rows, err := strconv.Atoi(os.Getenv("RASOAT_BENCH_ROWS"))
	if err != nil {
		t.Fatal(err)
	}
	run, err := contender(name, path, rows)
	if err != nil {
		t.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start, cpu := time.Now(), processTime()
	if err := run(); err != nil {
		t.Fatal(err)
	}
	m := measured{Wall: time.Since(start), CPU: processTime() - cpu}
	runtime.ReadMemStats(&after)
	m.Peak = peak()
	m.Allocs, m.Bytes = after.Mallocs-before.Mallocs, after.TotalAlloc-before.TotalAlloc
	if err := json.NewEncoder(os.Stdout).Encode(m); err != nil {
		t.Fatal(err)
	}
}

// TestBenchTable prints what the same work takes in time and memory, each run in
// a process of its own and all contenders in turn. It runs under
// RASOAT_BENCH=rounds only: .ci/bench-xlsx.
func TestBenchTable(t *testing.T) {
	rounds, err := strconv.Atoi(os.Getenv("RASOAT_BENCH"))
	if err != nil {
		t.Skip("a benchmark: see .ci/bench-xlsx")
	}
	sizes := []int{17, 10_000, 100_000}
	if s := os.Getenv("RASOAT_BENCH_SIZES"); s != "" {
		sizes = nil
		for f := range strings.SplitSeq(s, ",") {
			n, err := strconv.Atoi(f)
			if err != nil {
				t.Fatal(err)
			}
			sizes = append(sizes, n)
		}
	}
	names := []string{"flate", "rasoat", "unchanged", "excelize"}
	if os.Getenv("RASOAT_BENCH_OTHERS") != "" {
		names = append(names, "exceljs", "sheetjs", "openpyxl")
	}
	for _, rows := range sizes {
		original := filepath.Join(t.TempDir(), "original.xlsx")
		benchBook(t, original, rows)
		data, err := os.ReadFile(original)
		if err != nil {
			t.Fatal(err)
		}
		all := map[string][]measured{}
		for range rounds {
			for _, name := range names {
				path := filepath.Join(t.TempDir(), "book.xlsx")
				if err := os.WriteFile(path, data, 0o644); err != nil {
					t.Fatal(err)
				}
				all[name] = append(all[name], measure(t, name, path, rows))
			}
		}
		fmt.Printf("\n%d rows x %d columns, file of %.1f MB, median of %d; times of the process, and against flate and rasoat\n",
			rows, benchCols, float64(len(data))/1e6, rounds)
		fmt.Printf("%-10s %10s %10s %9s %9s %11s %10s %9s\n", "", "wall", "cpu", "x flate", "x rasoat", "allocations", "allocated", "peak")
		base, ours := median(all["flate"]), median(all["rasoat"])
		for _, name := range names {
			m := median(all[name])
			if m.Skip != "" {
				fmt.Printf("%-10s skipped: %s\n", name, m.Skip)
				continue
			}
			fmt.Printf("%-10s %10s %10s %9.2f %9.2f %11d %7.1f MB %6.1f MB\n", name, m.Wall.Round(10*time.Microsecond), m.CPU.Round(10*time.Microsecond),
				float64(m.Wall)/float64(base.Wall), float64(m.Wall)/float64(ours.Wall), m.Allocs, float64(m.Bytes)/1e6, float64(m.Peak)/1e6)
		}
	}
}

// median takes each figure's median for itself.
func median(all []measured) measured {
	mid := func(of func(a, b measured) int) measured {
		s := slices.SortedFunc(slices.Values(all), of)
		return s[len(s)/2]
	}
	m := mid(func(a, b measured) int { return int(a.Wall - b.Wall) })
	m.CPU = mid(func(a, b measured) int { return int(a.CPU - b.CPU) }).CPU
	m.Peak = mid(func(a, b measured) int { return int(a.Peak - b.Peak) }).Peak
	return m
}

// measure runs a contender once in a process of its own.
func measure(t *testing.T, name, path string, rows int) measured {
	t.Helper()
	var cmd *exec.Cmd
	scripts := map[string][]string{
		"exceljs":  {"node", "others.js", "exceljs"},
		"sheetjs":  {"node", "others.js", "xlsx"},
		"openpyxl": {"/usr/bin/python3", "others.py"},
	}
	if s, ok := scripts[name]; ok {
		s[1] = filepath.Join(os.Getenv("RASOAT_BENCH_OTHERS"), s[1])
		cmd = exec.Command(s[0], append(s[1:], path, strconv.Itoa(rows))...)
	} else {
		cmd = exec.Command(os.Args[0], "-test.run=^TestBenchChild$")
		cmd.Env = append(os.Environ(), "RASOAT_BENCH=", "RASOAT_BENCH_CHILD="+name, "RASOAT_BENCH_FILE="+path, "RASOAT_BENCH_ROWS="+strconv.Itoa(rows))
	}
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		if _, other := scripts[name]; other {
			return measured{Skip: strings.TrimSpace(fmt.Sprint(err, " ", lastLine(errs.String())))}
		}
		t.Fatalf("%s: %v\n%s%s", name, err, out.String(), errs.String())
	}
	var m measured
	if err := json.NewDecoder(&out).Decode(&m); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return m
}

// peak is the most memory that this process held, in bytes, where Linux tells.
// What the parent of a process is told of it counts the parent's own memory too.
func peak() int64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	var kb int64
	fmt.Sscan(rest, &kb)
	return kb << 10
}

func lastLine(s string) string {
	s = strings.TrimSpace(s)
	return s[strings.LastIndexByte(s, '\n')+1:]
}
