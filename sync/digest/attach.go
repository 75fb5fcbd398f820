package digest

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"mime"
	"path"
	"strconv"
	"strings"
	"time"

	"rasoat/sync/lang"
)

// Table is what an attachment holds: text alone, on one line each and in NFC.
// A cell may begin with "=": who writes the file sees to it that it stays
// text.
type Table struct {
	Title   string
	Columns []string
	Rows    [][]string // each as long as Columns
}

// Attachment is a file that goes with a mail.
type Attachment struct {
	// Name is the file's name; what is not fit for one is taken out. Of a name
	// that is "" digest makes one from who the mail is for and the day.
	Name        string
	ContentType string // such as "text/csv; charset=utf-8"
	Data        []byte
}

// attachAll makes attachments of tables, no two of the same name.
func (w writer) attachAll(tables []Table, stem string) ([]Attachment, error) {
	var files []Attachment
	for i, t := range tables {
		name := stem
		if i > 0 {
			name += "-" + strconv.Itoa(i+1)
		}
		a, err := w.attach(t, name)
		if err != nil {
			return nil, err
		}
		files = append(files, a)
	}
	return files, nil
}

// attach makes an attachment of a table. Its name is the stem and the day,
// where the one who writes the file gives it none.
func (w writer) attach(t Table, stem string) (Attachment, error) {
	write := w.o.Attach
	if write == nil {
		write = w.csv
	}
	a, err := write(t)
	if err != nil {
		return Attachment{}, fmt.Errorf("attach %q: %w", t.Title, err)
	}
	if a.Name == "" {
		a.Name = cut(stem, 45) + "-" + w.o.Now.Format(time.DateOnly) + extension(a.ContentType)
	}
	a.Name = fileName(a.Name)
	if _, _, err := mime.ParseMediaType(a.ContentType); err != nil || strings.ContainsAny(a.ContentType, "\r\n") {
		return Attachment{}, fmt.Errorf("attach %q: %q is no content type", t.Title, a.ContentType)
	}
	return a, nil
}

// fileName makes a name fit for a file of every system and for a header: short,
// ASCII, without signs.
func fileName(s string) string {
	ext := path.Ext(s)
	name := cut(Slug(strings.TrimSuffix(s, ext)), 56)
	if ext = Slug(ext); ext != "x" {
		name += "." + cut(ext, 8)
	}
	return name
}

// cut shortens a slug.
func cut(slug string, most int) string { return strings.Trim(slug[:min(len(slug), most)], "-") }

// extension returns the usual ending of a file's name, "" where it is not
// known.
func extension(contentType string) string {
	kind, _, _ := mime.ParseMediaType(contentType)
	switch kind {
	case "text/csv":
		return ".csv"
	case "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":
		return ".xlsx"
	}
	return ""
}

// csv writes a table as a spreadsheet program opens it by a click: UTF-8 with
// a byte order mark, which Excel needs to know it, and the separator that goes
// with the comma or the point of the language's decimals.
func (w writer) csv(t Table) (Attachment, error) {
	b := bytes.NewBufferString("\ufeff")
	c := csv.NewWriter(b)
	c.UseCRLF = true
	if w.p.Language() == lang.Vietnamese {
		c.Comma = ';'
	}
	for _, row := range append([][]string{t.Columns}, t.Rows...) {
		safe := make([]string, len(row))
		for i, cell := range row {
			safe[i] = literal(cell)
		}
		if err := c.Write(safe); err != nil {
			return Attachment{}, fmt.Errorf("write CSV: %w", err)
		}
	}
	c.Flush()
	if err := c.Error(); err != nil {
		return Attachment{}, fmt.Errorf("write CSV: %w", err)
	}
	return Attachment{ContentType: "text/csv; charset=utf-8", Data: b.Bytes()}, nil
}

// literal makes a cell text for spreadsheet programs, which read one that
// begins with one of these characters, of usual or of full width, as a
// formula. See "CSV Injection" of the OWASP.
func literal(cell string) string {
	if cell != "" && strings.ContainsAny(cell[:1], "\t\r\n") || strings.ContainsFunc(firstRune(cell), isFormula) {
		return "'" + cell
	}
	return cell
}

func isFormula(r rune) bool { return strings.ContainsRune("=+-@＝＋－＠", r) }

func firstRune(s string) string {
	for i := range s {
		if i > 0 {
			return s[:i]
		}
	}
	return s
}
