package rule_test

import (
	"testing"

	"rasoat/sync/ledger"
	"rasoat/sync/rule"
)

// A column of codes that holds one word throughout names some of the others at
// each row, not all: thousands of rows would name millions.
func TestManyOfOneCodeNameTen(t *testing.T) {
	list := &ledger.List{Name: "projects", Kind: ledger.Projects, Columns: []ledger.Column{{Field: ledger.FieldCode, Col: 1}}}
	for n := range 3_000 {
		list.Rows = append(list.Rows, &ledger.Row{Kind: ledger.ItemRow, Row: n, Name: "Một", Texts: map[ledger.Field]string{ledger.FieldCode: "CNTT"}})
	}
	told := 0
	for _, f := range rule.Run(&ledger.Ledger{Lists: []*ledger.List{list}, Directory: ledger.NewDirectory()}, rule.Settings{}) {
		if f.Rule != "key/duplicate" {
			continue
		}
		told++
		if others := f.Args["others"].([]string); len(others) != 10 || f.Args["count"] != 3_000 {
			t.Fatalf("row %d: %d others of %v", f.Row, len(others), f.Args["count"])
		}
	}
	if told != 3_000 {
		t.Errorf("%d rows told", told)
	}
}
