package csv_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rasoat/sheets"
	"rasoat/sheets/csv"
)

// file writes a file and returns its path.
func file(t *testing.T, name, data string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(data), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func read(t *testing.T, path string, o csv.Options) *sheets.Tab {
	t.Helper()
	v, err := csv.Open(path, o).Read(t.Context(), sheets.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(v.Snapshot().Tabs()); n != 1 {
		t.Fatalf("%d tabs, want 1", n)
	}
	return v.Snapshot().Tabs()[0]
}

// dump writes the cells as lines of "address=text".
func dump(tab *sheets.Tab) string {
	var lines []string
	for row := range tab.Rows() {
		for col, c := range tab.Row(row) {
			if c.Value.Kind() != sheets.Text {
				return c.Value.Kind().String()
			}
			lines = append(lines, sheets.Addr{Row: row, Col: col}.String()+"="+c.Value.String())
		}
	}
	return strings.Join(lines, "|")
}

func TestRead(t *testing.T) {
	for name, tc := range map[string]struct {
		data string
		opts csv.Options
		want string
	}{
		"comma":               {"Mã,Tên\nA,1.5\n", csv.Options{}, "A1=Mã|B1=Tên|A2=A|B2=1.5"},
		"semicolon":           {"Mã;Vốn\nA;1,5\nB;2,5\n", csv.Options{}, "A1=Mã|B1=Vốn|A2=A|B2=1,5|A3=B|B3=2,5"},
		"tab":                 {"Mã\tVốn\nA, b\t1\n", csv.Options{}, "A1=Mã|B1=Vốn|A2=A, b|B2=1"},
		"given comma":         {"a,b|c\n", csv.Options{Comma: '|'}, "A1=a,b|B1=c"},
		"empty fields":        {"a,,b\n,,\n", csv.Options{}, "A1=a|C1=b"},
		"empty lines":         {"\r\n\r\na,b\r\n\r\nc,d", csv.Options{}, "A3=a|B3=b|A5=c|B5=d"},
		"line end in quotes":  {"a,\"x\ny\"\n\nb,c\n", csv.Options{}, "A1=a|B1=x\ny|A3=b|B3=c"},
		"ragged":              {"a\nb,c,d\n", csv.Options{}, "A1=a|A2=b|B2=c|C2=d"},
		"spaces stay":         {" a , b\n", csv.Options{}, "A1= a |B1= b"},
		"formula is text":     {"=1+1,@x\n", csv.Options{}, "A1==1+1|B1=@x"},
		"utf-8 with mark":     {"\xEF\xBB\xBFMã,b\n", csv.Options{}, "A1=Mã|B1=b"},
		"mark wins":           {"\xEF\xBB\xBFMã,b\n", csv.Options{Encoding: "windows-1252"}, "A1=Mã|B1=b"},
		"utf-16 with mark":    {"\xFF\xFEM\x00\xE3\x00,\x00b\x00", csv.Options{}, "A1=Mã|B1=b"},
		"utf-16 big endian":   {"\xFE\xFF\x00M\x00\xE3\x00,\x00b", csv.Options{}, "A1=Mã|B1=b"},
		"utf-16 without mark": {"M\x00\xE3\x00,\x00b\x00", csv.Options{Encoding: "utf-16"}, "A1=Mã|B1=b"},
		"windows-1252":        {"\xA31,caf\xE9\n", csv.Options{Encoding: "windows-1252"}, "A1=£1|B1=café"},
		"windows-1258":        {"\xD0\xE2u,b\n", csv.Options{Encoding: "windows-1258"}, "A1=Đâu|B1=b"},
		"nothing":             {"", csv.Options{}, ""},
		"one field":           {"a\n", csv.Options{}, "A1=a"},
	} {
		t.Run(name, func(t *testing.T) {
			tab := read(t, file(t, "Danh mục.2021.csv", tc.data), tc.opts)
			if tab.Title() != "Danh mục.2021" {
				t.Errorf("the tab is titled %q", tab.Title())
			}
			if got := dump(tab); got != tc.want {
				t.Errorf("got  %q\nwant %q", got, tc.want)
			}
		})
	}
}

func TestScope(t *testing.T) {
	v, err := csv.Open(file(t, "a.csv", "x\n"), csv.Options{}).Read(t.Context(), sheets.Scope{Tabs: []string{"b"}})
	if err != nil {
		t.Fatal(err)
	}
	if tabs := v.Snapshot().Tabs(); len(tabs) != 1 || tabs[0].Rows() != 0 {
		t.Errorf("a tab out of scope is to be listed without cells")
	}
}

func TestBadInput(t *testing.T) {
	for name, tc := range map[string]struct {
		path  func(t *testing.T) string
		opts  csv.Options
		class sheets.Class
		says  string
		hint  string
	}{
		"missing": {func(t *testing.T) string { return filepath.Join(t.TempDir(), "none.csv") }, csv.Options{}, sheets.Gone, "no such file", "path"},
		"folder":  {func(t *testing.T) string { return t.TempDir() }, csv.Options{}, sheets.Invalid, "folder", "inside"},
		"not utf-8": {func(t *testing.T) string { return file(t, "a.csv", "a,b\nc,\xE9\n") }, csv.Options{},
			sheets.Invalid, "line 2 is no valid UTF-8", "windows-1258"},
		"nul": {func(t *testing.T) string { return file(t, "a.csv", "a\nb\nc\x00\n") }, csv.Options{}, sheets.Invalid, "line 3 holds a NUL byte", "utf-16"},
		"open quotes": {func(t *testing.T) string { return file(t, "a.csv", "a,b\n\"c,d\ne,f\n") }, csv.Options{},
			sheets.Invalid, "lines 2 to", "quote"},
		"stray quote": {func(t *testing.T) string { return file(t, "a.csv", "a,b\nc,d \"e\"\n") }, csv.Options{}, sheets.Invalid, "line 2", "quote"},
		"encoding":    {func(t *testing.T) string { return file(t, "a.csv", "a") }, csv.Options{Encoding: "tcvn3"}, sheets.Invalid, `"tcvn3"`, "windows-1258"},
	} {
		t.Run(name, func(t *testing.T) {
			path := tc.path(t)
			_, err := csv.Open(path, tc.opts).Read(t.Context(), sheets.Scope{})
			if err == nil {
				t.Fatal("no error")
			}
			if got := sheets.ClassOf(err); got != tc.class {
				t.Errorf("class %v, want %v", got, tc.class)
			}
			if !strings.Contains(err.Error(), tc.says) || !strings.Contains(err.Error(), path) {
				t.Errorf("error %q is to say %q and to name the file", err, tc.says)
			}
			if !strings.Contains(sheets.HintOf(err), tc.hint) {
				t.Errorf("hint %q is to say %q", sheets.HintOf(err), tc.hint)
			}
		})
	}
}

func TestUnreadable(t *testing.T) {
	path := file(t, "a.csv", "a")
	if err := os.Chmod(path, 0); err != nil {
		t.Fatal(err)
	}
	if _, err := os.ReadFile(path); err == nil {
		t.Skip("this account may read everything")
	}
	_, err := csv.Open(path, csv.Options{}).Read(t.Context(), sheets.Scope{})
	if sheets.ClassOf(err) != sheets.Denied {
		t.Errorf("got %v, want class denied", err)
	}
}

func TestProposeIsDenied(t *testing.T) {
	v, err := csv.Open(file(t, "a.csv", "x\n"), csv.Options{}).Read(t.Context(), sheets.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = v.Propose(sheets.Annotations{})
	if sheets.ClassOf(err) != sheets.Denied || sheets.HintOf(err) == "" {
		t.Errorf("got %v (hint %q), want class denied with a hint", err, sheets.HintOf(err))
	}
}

func TestGivenUp(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := csv.Open(file(t, "a.csv", "x\n"), csv.Options{}).Read(ctx, sheets.Scope{}); err == nil {
		t.Error("read went on after it was given up")
	}
}

// TestMajorProjects reads a table published in the code page of Windows.
func TestMajorProjects(t *testing.T) {
	path := filepath.Join("..", "..", "..", "shared", "data", "tables", "gmpp-2019.csv")
	if _, err := os.Stat(path); err != nil {
		t.Skip("the table is not here:", err)
	}
	if _, err := csv.Open(path, csv.Options{}).Read(t.Context(), sheets.Scope{}); sheets.ClassOf(err) != sheets.Invalid {
		t.Errorf("read as UTF-8: %v, want class invalid", err)
	}
	tab := read(t, path, csv.Options{Encoding: "windows-1252"})
	header, records := -1, 0
	for row := range tab.Rows() {
		filled := 0
		for range tab.Row(row) {
			filled++
		}
		switch {
		case filled < 5:
		case header < 0:
			header = row
		default:
			records++
		}
	}
	if header < 0 || records != 133 {
		t.Errorf("%d records under a header in row %d, want 133", records, header+1)
	}
	for row := range tab.Rows() {
		for col, c := range tab.Row(row) {
			if strings.ContainsRune(c.Value.String(), '\uFFFD') {
				t.Fatalf("%v holds a character that could not be read", sheets.Addr{Row: row, Col: col})
			}
		}
	}
}
