package google_test

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"reflect"
	"testing"

	"rasoat/sheets"
	"rasoat/sheets/emulator"
	"rasoat/sheets/google"
)

// probe runs the experiments in the emulator and returns what came of each.
func probe(t *testing.T, ctx context.Context, b emulator.Behaviour) (map[string]google.Probed, []emulator.Tab, error) {
	t.Helper()
	h := newHarness(t, "vi_VN", emulator.Options{Behaviour: b})
	sheet := h.server.Create("Theo dõi dự án", "vi_VN", "Asia/Ho_Chi_Minh")
	sheet.Share(account, emulator.Writer)
	all := map[string]google.Probed{}
	err := h.conn.Probe(ctx, sheet.ID(), func(p google.Probed) { all[p.Name] = p })
	return all, sheet.Look(), err
}

// What the emulator does by itself is what the experiments assume; what it
// cannot do is no pass.
func TestProbeFindsTheEmulatorAsAssumed(t *testing.T) {
	all, tabs, err := probe(t, t.Context(), emulator.Behaviour{})
	if err != nil {
		t.Fatal(err)
	}
	untried := map[string]bool{
		"sort/sheet": true, "copy/file": true, "protection/write": true, "version/lag": true, "scope/drive.file": true,
	}
	for name, p := range all {
		if want := map[bool]google.Verdict{true: google.Untried, false: google.AsAssumed}[untried[name]]; p.Verdict != want {
			t.Errorf("%s: %s (%s), want %s", name, p.Verdict, p.Seen, want)
		}
	}
	if len(tabs) != 1 {
		t.Errorf("%d tabs are left, want the 1 that there was", len(tabs))
	}
}

// Each switch of the emulator has an experiment, which sees that it is on, and
// no other one does.
func TestProbeSeesEachSwitch(t *testing.T) {
	unseen := map[string]bool{"SortSheetMovesFirstRow": true, "FileCopyDropsMetadata": true}
	switches := reflect.TypeFor[emulator.Behaviour]()
	for i := range switches.NumField() {
		name := switches.Field(i).Name
		if switches.Field(i).Type.Kind() != reflect.Bool { // how late Drive is
			continue
		}
		t.Run(name, func(t *testing.T) {
			var b emulator.Behaviour
			reflect.ValueOf(&b).Elem().Field(i).SetBool(true)
			all, tabs, err := probe(t, t.Context(), b)
			if err != nil {
				t.Fatal(err)
			}
			known := false
			for _, p := range all {
				if p.Switch != "" {
					if _, there := switches.FieldByName(p.Switch); !there {
						t.Errorf("%s names the switch %s, which there is not", p.Name, p.Switch)
					}
				}
				known = known || p.Switch == name
				if differs := p.Switch == name && !unseen[name]; differs != (p.Verdict == google.Differs) {
					t.Errorf("%s: %s (%s)", p.Name, p.Verdict, p.Seen)
				}
			}
			if !known {
				t.Error("no experiment is about it")
			}
			if len(tabs) != 1 {
				t.Errorf("%d tabs are left", len(tabs))
			}
		})
	}
}

// Told to stop in the midst of it, the probe removes its tabs all the same; and
// so it does where a request fails.
func TestProbeClearsAway(t *testing.T) {
	h := newHarness(t, "vi_VN", emulator.Options{})
	sheet := h.server.Create("Theo dõi dự án", "vi_VN", "Asia/Ho_Chi_Minh")
	sheet.Share(account, emulator.Writer)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	seen := 0
	h.server.After(func(r *http.Request, body []byte, _ int, _ []byte) {
		if bytes.Contains(body, []byte("duplicateSheet")) {
			seen = len(sheet.Look())
			stop()
		}
	})
	if err := h.conn.Probe(ctx, sheet.ID(), func(google.Probed) {}); !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
	if n := len(sheet.Look()); seen < 2 || n != 1 {
		t.Errorf("%d tabs, then %d are left", seen, n)
	}
}

// A tab that somebody gave a name of their own is theirs, whatever its id.
func TestProbeRemovesItsOwnTabsAlone(t *testing.T) {
	h := newHarness(t, "vi_VN", emulator.Options{})
	sheet := h.server.Create("Theo dõi dự án", "vi_VN", "Asia/Ho_Chi_Minh")
	sheet.Share(account, emulator.Writer)
	taken := false
	h.server.After(func(_ *http.Request, body []byte, _ int, _ []byte) {
		if tabs := sheet.Look(); !taken && bytes.Contains(body, []byte("addSheet")) {
			taken = true
			must(t, sheet.Staff().RenameTab(tabs[len(tabs)-1].Title, "Của tôi"))
		}
	})
	must(t, h.conn.Probe(t.Context(), sheet.ID(), func(google.Probed) {}))
	if tabs := sheet.Look(); len(tabs) != 2 || tabs[1].Title != "Của tôi" {
		t.Errorf("%d tabs are left", len(tabs))
	}
}

// An account that may only read tries nothing, and changes nothing.
func TestProbeNeedsToWrite(t *testing.T) {
	h := newHarness(t, "vi_VN", emulator.Options{})
	sheet := h.server.Create("Theo dõi dự án", "vi_VN", "Asia/Ho_Chi_Minh")
	sheet.Share(account, emulator.Reader)
	err := h.conn.Probe(t.Context(), sheet.ID(), func(p google.Probed) {
		if p.Verdict != google.Untried {
			t.Errorf("%s: %s", p.Name, p.Verdict)
		}
	})
	if sheets.ClassOf(err) != sheets.Denied {
		t.Errorf("the error is %v", err)
	}
}
