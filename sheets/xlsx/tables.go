package xlsx

import (
	"encoding/xml"
	"maps"
	"slices"
	"strings"

	"rasoat/sheets"
)

// nativeTable is a table that people made of some cells ("Format as Table"), to which
// formulas refer by its name and those of its columns.
type nativeTable struct {
	name    string
	at      block
	columns []string
}

// readTables returns the tables of the workbook. One that cannot be read is
// left out: a formula that names it is taken to be over all cells.
func readTables(p *pack, wb *workbook) []nativeTable {
	var all []nativeTable
	for i, s := range wb.sheets {
		rels, err := p.relations(s.part)
		if err != nil {
			continue
		}
		for _, id := range slices.Sorted(maps.Keys(rels)) {
			if rel := rels[id]; rel.kind == "table" && !rel.external {
				if t, ok := readTable(p, rel.target); ok {
					t.at.sheet = i
					all = append(all, t)
				}
			}
		}
	}
	return all
}

func readTable(p *pack, part string) (nativeTable, bool) {
	data, err := p.read(part)
	if err != nil {
		return nativeTable{}, false
	}
	var doc struct {
		Name    string `xml:"displayName,attr"`
		Ref     string `xml:"ref,attr"`
		Columns []struct {
			Name string `xml:"name,attr"`
		} `xml:"tableColumns>tableColumn"`
	}
	if err := xml.Unmarshal(data, &doc); err != nil {
		return nativeTable{}, false
	}
	at, ok := parseBlock(doc.Ref)
	t := nativeTable{name: doc.Name, at: block{Range: at}}
	for _, c := range doc.Columns {
		t.columns = append(t.columns, unescape(c.Name))
	}
	return t, ok
}

// cells returns the cells that what stands in the brackets behind a table's
// name refers to, or more of the table: whether its head and its totals count
// is not looked at. row is the one in which the formula stands, -1 for none.
func (t nativeTable) cells(in string, row int) block {
	b := t.at
	if strings.Contains(strings.ToLower(in), "[#this row]") && b.Top <= row && row < b.Bottom {
		b.Top, b.Bottom = row, row+1
	}
	left, right := len(t.columns), -1
	for _, name := range columnNames(in) {
		i := slices.IndexFunc(t.columns, func(c string) bool { return strings.EqualFold(c, name) })
		if i < 0 {
			return b
		}
		left, right = min(left, i), max(right, i)
	}
	if right >= left && b.Left+right < b.Right {
		b.Left, b.Right = b.Left+left, b.Left+right+1
	}
	return b
}

// columnNames returns the columns that a reference to a table names: "Cột" of
// "[Cột]", "A" and "B" of "[[#This Row],[A]:[B]]".
func columnNames(in string) []string {
	in = strings.TrimSpace(in[1:max(1, len(in)-1)])
	if !strings.HasPrefix(in, "[") {
		if in == "" || in[0] == '#' {
			return nil
		}
		return []string{unquoteColumn(in)}
	}
	var names []string
	for i := 0; i < len(in); {
		if in[i] != '[' {
			i++
			continue
		}
		end := bracketEnd(in, i)
		if name := in[i+1 : max(i+1, end-1)]; !strings.HasPrefix(name, "#") {
			names = append(names, unquoteColumn(name))
		}
		i = end
	}
	return names
}

// unquoteColumn takes out the apostrophes before characters that mean something
// in a reference to a table.
func unquoteColumn(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\'' && i+1 < len(s) {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// table adds the cells that a reference to a table stands for. The name is ""
// where the formula stands in the table itself. Of a table that is not known,
// it might be any cell.
func (r *refReader) table(out []block, name, in string, home int) []block {
	known := false
	for _, t := range r.tables() {
		if strings.EqualFold(t.name, name) || name == "" && t.at.sheet == home {
			out = append(out, t.cells(in, r.row))
			known = true
		}
	}
	if known {
		return out
	}
	for i := range r.wb.sheets {
		out = append(out, block{i, sheets.Range{Bottom: maxRows, Right: maxCols}})
	}
	return out
}

// wholeTable returns the cells of the table of that name.
func (r *refReader) wholeTable(name string) []block {
	for _, t := range r.tables() {
		if strings.EqualFold(t.name, name) {
			return []block{t.at}
		}
	}
	return nil
}
