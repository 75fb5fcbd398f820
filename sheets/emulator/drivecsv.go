package emulator

import (
	"bytes"
	"encoding/csv"
	"strings"
)

// tableOf reads an uploaded file that can become a spreadsheet.
func tableOf(file *upload) ([][]string, *apiError) {
	comma := ','
	switch file.kind {
	case "text/csv", "text/plain", "application/csv", "application/octet-stream", "":
	case "text/tab-separated-values":
		comma = '\t'
	default:
		return nil, driveError(400, "badRequest", "The emulator does not convert files of the type "+file.kind+".", "global", "", "")
	}
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(file.data, []byte("\ufeff"))))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes = comma, -1, true
	rows, err := r.ReadAll()
	if err != nil {
		return nil, driveError(400, "badRequest", "Bad Request", "global", "", "")
	}
	if rows == nil {
		rows = [][]string{}
	}
	return rows, nil
}

// importTable puts a table in the place of all tabs, typed into one that has
// the spreadsheet's title. The time zone becomes that of California, as a
// recording has it.
func (s *Server) importTable(d *document, who caller, table [][]string) *apiError {
	return d.change(func() *apiError {
		id := d.newID()
		for d.numbered(id) != nil {
			id = d.newID()
		}
		t := newSheet(id, d.title)
		v := make(values, len(table))
		for i, row := range table {
			v[i] = make([]any, len(row))
			for j, text := range row {
				v[i][j] = text
			}
		}
		for _, old := range d.sheets {
			d.engine.pending.sheet(old.id)
		}
		d.sheets = []*sheet{t}
		d.names, d.metadata = nil, nil
		d.timeZone = "America/Los_Angeles"
		t.rows, t.cols = max(t.rows, len(table)), max(t.cols, v.width())
		d.engine.pending.sheet(id)
		if v.width() == 0 {
			return nil
		}
		return d.writeValues(who, t, 0, 0, v, true)
	})
}

// separated is a tab as CSV or TSV, as people see it. Lines end in CR LF but
// for the last one; in TSV what would break a line is a space.
func (d *document) separated(t *sheet, commas bool) []byte {
	rows, cols := 0, 0
	for row := range t.grid {
		for col := range t.grid[row] {
			if t.peek(row, col).shows() {
				rows, cols = row+1, max(cols, col+1)
			}
		}
	}
	var b bytes.Buffer
	loc := d.loc()
	for row := range rows {
		if row > 0 {
			b.WriteString("\r\n")
		}
		for col := range cols {
			text := ""
			if c := t.peek(row, col); c.shows() {
				text = c.formatted(loc)
			}
			if !commas {
				if col > 0 {
					b.WriteByte('\t')
				}
				b.WriteString(strings.NewReplacer("\t", " ", "\n", " ", "\r", " ").Replace(text))
				continue
			}
			if col > 0 {
				b.WriteByte(',')
			}
			if strings.ContainsAny(text, ",\"\r\n") {
				text = `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
			}
			b.WriteString(text)
		}
	}
	return b.Bytes()
}
