package main

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"rasoat/config"
	"rasoat/sheets"
	"rasoat/sync/ledger"
)

// Every field that the configuration can name is one that lists of the kind
// are read for.
func TestEveryConfiguredFieldIsRead(t *testing.T) {
	for _, kind := range []ledger.Kind{ledger.Projects, ledger.Tasks, ledger.Table} {
		text := strings.Replace(leastConfig, "kind: projects", "kind: "+string(kind), 1)
		_, err := config.Parse("rasoat.yaml", []byte(text+"        columns: {nothing: x}\n"), config.Options{})
		var mistakes config.Errors
		if !errors.As(err, &mistakes) {
			t.Fatal(err)
		}
		fields := mistakes[0].Allowed
		if kind != ledger.Projects { // a field of projects alone tells those of the kind
			_, err = config.Parse("rasoat.yaml", []byte(text+"        columns: {total: x}\n"), config.Options{})
			if !errors.As(err, &mistakes) {
				t.Fatal(err)
			}
			fields = mistakes[0].Allowed
		}
		var columns []string
		header := make([]sheets.Cell, len(fields))
		for i, f := range fields {
			columns = append(columns, f+`: "=`+sheets.ColName(i)+`"`)
			header[i].Value = sheets.TextValue("Cột " + f)
		}
		c := parseConfig(t, text+"        header: A1:"+sheets.ColName(len(fields)-1)+"1\n        columns: {"+strings.Join(columns, ", ")+"}\n")
		var b sheets.Builder
		tab := b.Tab("t1", "Danh mục dự án")
		for i, cell := range header {
			tab.Set(0, i, cell)
		}
		l := ledger.Read(b.Snapshot(), mapping(c, &c.Workbooks[0]))
		var found []string
		for _, column := range l.Lists[0].Columns {
			found = append(found, string(column.Field))
		}
		for _, f := range fields {
			if !slices.Contains(found, f) {
				t.Errorf("%s: the column of %s is not read", kind, f)
			}
		}
	}
}
