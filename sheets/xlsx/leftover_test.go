package xlsx

import (
	"crypto/sha256"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"rasoat/sheets"
)

// TestSweep lays beside a workbook what a process leaves that is killed at
// each moment of a commit, and lets the next write find it.
func TestSweep(t *testing.T) {
	base, ours, theirs, later := table("base"), table("ours"), table("theirs"), table("later")
	bytesOf := func(r raw) []byte {
		data, err := os.ReadFile(r.file(t))
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	read, placed := bytesOf(base), bytesOf(ours)
	swap := func(path string) string { return swapName(path, sha256.Sum256(read), sha256.Sum256(placed)) }
	temp := func(path string) string { return filepath.Join(filepath.Dir(path), leftoverPrefix(path)+"123.tmp") }
	tests := []struct {
		name     string
		file     raw    // what stands in the place of the workbook
		left     []byte // what lies beside it
		at       func(string) string
		want     sheets.Class // of the next write
		after    string       // what the workbook then holds
		leftover bool
	}{
		{name: "half written", file: base, left: placed[:40], at: temp, after: "base"},
		{name: "written and not exchanged", file: base, left: placed, at: swap, after: "base"},
		{name: "exchanged", file: ours, left: read, at: swap, after: "ours"},
		{name: "exchanged with what somebody saved in between", file: ours, left: bytesOf(theirs), at: swap, want: sheets.Conflict, after: "theirs"},
		{name: "the same, and saved again over ours", file: later, left: bytesOf(theirs), at: swap, want: sheets.Uncertain, after: "later", leftover: true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.want == sheets.Conflict {
				if err := exchange(tt.file.file(t), tt.file.file(t)); errors.Is(err, errNoExchange) {
					t.Skip("the file system cannot exchange two files")
				}
			}
			path := tt.file.file(t)
			left := tt.at(path)
			if err := os.WriteFile(left, tt.left, 0o644); err != nil {
				t.Fatal(err)
			}
			v := mustRead(t, Open(path))
			c, err := v.Propose(note(v, sheets.TextValue("x: sai")))
			if err != nil {
				t.Fatal(err)
			}
			_, err = c.Apply(t.Context())
			if sheets.ClassOf(err) != tt.want {
				t.Errorf("the next write ends with %v, want class %v", err, tt.want)
			}
			if got := a2(t, path); got != tt.after {
				t.Errorf("the workbook holds %q, want %q", got, tt.after)
			}
			if tt.leftover {
				if got, err := os.ReadFile(left); err != nil || string(got) != string(tt.left) {
					t.Errorf("what somebody saved is gone: %v", err)
				}
				if sheets.HintOf(err) == "" {
					t.Error("no hint says what to do")
				}
				alone(t, path, filepath.Base(left))
				return
			}
			alone(t, path)
		})
	}
}
