package xlsx_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"rasoat/sheets"
	"rasoat/sheets/xlsx"
)

// shelf is a storage that fails as it is told.
type shelf struct {
	data       []byte
	load, swap error
	beside     map[string]string
	swaps      int
}

func (*shelf) Name() string { return "shelf://tracking.xlsx" }

func (s *shelf) Load(context.Context) ([]byte, string, error) { return s.data, "1", s.load }

func (s *shelf) Swap(_ context.Context, version string, data []byte) (string, error) {
	if version != "1" {
		return "", errors.New("another version")
	}
	s.swaps++
	if s.swap == nil {
		s.data = data
	}
	return "2", s.swap
}

func (s *shelf) Beside(_ context.Context, prefix, suffix string) ([]byte, bool) {
	text, ok := s.beside[prefix+"tracking.xlsx"+suffix]
	return []byte(text), ok
}

func newShelf(t *testing.T) *shelf {
	t.Helper()
	d := xlsx.Draft{Tabs: []xlsx.DraftTab{{Title: "A", Cells: []xlsx.DraftCell{{Cell: sheets.Cell{Value: sheets.TextValue("x")}}}}}}
	data, err := d.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return &shelf{data: data}
}

func TestStorage(t *testing.T) {
	failed := errors.New("no luck")
	classed := func(c sheets.Class) error { return &sheets.OpError{Class: c, Op: "write", Where: "there", Err: failed} }
	want := sheets.Annotations{Tabs: []sheets.OwnTab{{ID: "s", Title: "S", Rows: []sheets.OwnRow{{{Value: sheets.TextValue("y")}}}}}}
	for _, test := range []struct {
		name  string
		set   func(*shelf)
		class sheets.Class
		says  string
		swaps int
	}{
		{"written", func(*shelf) {}, 255, "", 1},
		{"saved meanwhile", func(s *shelf) { s.swap = classed(sheets.Conflict) }, sheets.Conflict, "write there: no luck", 1},
		{"locked", func(s *shelf) { s.swap = classed(sheets.Busy) }, sheets.Busy, "write there: no luck", 1},
		{"lost", func(s *shelf) { s.swap = classed(sheets.Uncertain) }, sheets.Uncertain, "write there: no luck", 1},
		{"gone while written", func(s *shelf) { s.swap = classed(sheets.Gone) }, sheets.Conflict, "", 1},
		{"no reason", func(s *shelf) { s.swap = failed }, sheets.Other, "write shelf://tracking.xlsx: no luck", 1},
		{"gone", func(s *shelf) { s.load = classed(sheets.Gone) }, sheets.Conflict, "", 0},
		{"other bytes", func(s *shelf) { s.data = append(s.data[:len(s.data):len(s.data)], 0) }, sheets.Conflict, "", 0},
		{"open in LibreOffice", func(s *shelf) {
			s.beside = map[string]string{".~lock.tracking.xlsx#": "Nguyễn Văn A (mẫu),a,pc,;"}
		},
			sheets.Busy, "write shelf://tracking.xlsx: Nguyễn Văn A (mẫu) has it open", 0},
		{"open in Excel", func(s *shelf) { s.beside = map[string]string{"~$tracking.xlsx": "\x03Abc"} },
			sheets.Busy, "write shelf://tracking.xlsx: Abc has it open", 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newShelf(t)
			v, err := xlsx.OpenIn(s).Read(t.Context(), sheets.Scope{})
			if err != nil {
				t.Fatal(err)
			}
			c, err := v.Propose(want)
			if err != nil {
				t.Fatal(err)
			}
			test.set(s)
			_, err = c.Apply(t.Context())
			if test.class == 255 {
				if err != nil {
					t.Fatal(err)
				}
			} else if sheets.ClassOf(err) != test.class || err == nil || !strings.Contains(err.Error(), test.says) {
				t.Errorf("%v (%v), want %v: %s", err, sheets.ClassOf(err), test.class, test.says)
			}
			if s.swaps != test.swaps {
				t.Errorf("swapped %d times, want %d", s.swaps, test.swaps)
			}
		})
	}
	s := newShelf(t)
	s.load = failed
	if _, err := xlsx.OpenIn(s).Read(t.Context(), sheets.Scope{}); err == nil || err.Error() != "read shelf://tracking.xlsx: no luck" {
		t.Errorf("read: %v", err)
	}
	s.load = nil
	if _, err := xlsx.OpenIn(s, xlsx.MaxUnpacked(10)).Read(t.Context(), sheets.Scope{}); sheets.ClassOf(err) != sheets.Invalid {
		t.Errorf("read of more than is allowed: %v", err)
	}
}
