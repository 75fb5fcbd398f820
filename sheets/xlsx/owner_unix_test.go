//go:build unix

package xlsx

import (
	"os"
	"syscall"
	"testing"

	"rasoat/sheets"
)

func TestApplyKeepsOwner(t *testing.T) {
	path := table("x").file(t)
	if err := os.Chown(path, 4321, 1234); err != nil {
		t.Skip("this account may give no file away:", err)
	}
	v := mustRead(t, Open(path))
	mustApply(t, v, note(v, sheets.TextValue("x: sai")))
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if st := info.Sys().(*syscall.Stat_t); st.Uid != 4321 || st.Gid != 1234 {
		t.Errorf("the file belongs to %d:%d, want 4321:1234", st.Uid, st.Gid)
	}
}
