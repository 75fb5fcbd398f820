// Package csv is a [sheets.Book] over a file of comma-separated values, which
// is read and never written.
//
// Such a file has no types: every field that holds something is a text, and
// what it means is for the reader of the snapshot to say. Turning bytes into
// fields lives here, nothing else.
package csv

import (
	"bytes"
	"cmp"
	"context"
	stdcsv "encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"rasoat/sheets"
)

// Options say how the bytes of the file are meant.
type Options struct {
	// Encoding is "utf-8", "utf-16", "windows-1252" or "windows-1258" (the
	// Vietnamese code page of Windows); "" is "utf-8". A byte order mark at
	// the beginning of the file goes before it.
	Encoding string
	// Comma parts the fields; 0 takes the one of comma, semicolon and tab
	// that gives the most even table.
	Comma rune
}

// Book is a CSV file.
type Book struct {
	path string
	opts Options
}

var _ sheets.Book = (*Book)(nil)

// Open returns the Book over the file. Nothing is read before Read.
func Open(path string, opts Options) *Book { return &Book{path, opts} }

// tabID is the id of the one tab that there is.
const tabID sheets.TabID = "csv"

// Read takes the file as it is now. Its one tab is titled like the file,
// without the extension.
func (b *Book) Read(ctx context.Context, scope sheets.Scope) (sheets.View, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	data, err := os.ReadFile(b.path)
	if err != nil {
		return nil, b.pathError(err)
	}
	text, err := b.decode(data)
	if err != nil {
		return nil, err
	}
	name := filepath.Base(b.path)
	title := strings.TrimSuffix(name, filepath.Ext(name))
	if title == "" {
		title = name
	}
	var builder sheets.Builder
	tab := builder.Tab(tabID, title)
	if scope.Wants(title) {
		if err := b.fill(tab, text); err != nil {
			return nil, err
		}
	}
	return view{b.path, builder.Snapshot()}, nil
}

func (b *Book) fault(class sheets.Class, hint string, err error) error {
	return &sheets.OpError{Class: class, Op: "read", Where: b.path, Hint: hint, Err: err}
}

func (b *Book) pathError(err error) error {
	if info, e := os.Stat(b.path); e == nil && info.IsDir() {
		return b.fault(sheets.Invalid, "name the file inside it", errors.New("this is a folder"))
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return b.fault(sheets.Gone, "check the path; if the file is just being saved, try again", errors.New("there is no such file"))
	case errors.Is(err, fs.ErrPermission):
		return b.fault(sheets.Denied, "give the account that rasoat runs under the right to read the file", fs.ErrPermission)
	}
	return b.fault(sheets.Other, "", err)
}

// decode returns the file's text in UTF-8, without a byte order mark.
func (b *Book) decode(data []byte) (string, error) {
	var table encoding.Encoding
	switch b.opts.Encoding {
	case "", "utf-8":
	case "utf-16":
		table = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
		if !bytes.HasPrefix(data, []byte{0xFF, 0xFE}) && !bytes.HasPrefix(data, []byte{0xFE, 0xFF}) {
			table = unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
		}
	case "windows-1252":
		table = charmap.Windows1252
	case "windows-1258":
		table = charmap.Windows1258
	default:
		return "", b.fault(sheets.Invalid, "use utf-8, utf-16, windows-1252 or windows-1258", fmt.Errorf("there is no encoding %q", b.opts.Encoding))
	}
	switch {
	case bytes.HasPrefix(data, []byte{0xEF, 0xBB, 0xBF}):
		table, data = nil, data[3:]
	case bytes.HasPrefix(data, []byte{0xFF, 0xFE}), bytes.HasPrefix(data, []byte{0xFE, 0xFF}):
		table = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	}
	if table != nil {
		var err error
		if data, err = table.NewDecoder().Bytes(data); err != nil {
			return "", b.fault(sheets.Invalid, "set the encoding in which the file was saved", err)
		}
	}
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && size <= 1 {
			return "", b.fault(sheets.Invalid, `set the encoding in which the file was saved, for instance "windows-1258" or "windows-1252"`,
				fmt.Errorf("line %d is no valid UTF-8", line(data, i)))
		}
		if r == 0 {
			return "", b.fault(sheets.Invalid, `if the file was saved as Unicode text, set the encoding "utf-16"`,
				fmt.Errorf("line %d holds a NUL byte", line(data, i)))
		}
		i += size
	}
	return string(data), nil
}

// line is the number of the line, from 1, in which the byte i stands.
func line(data []byte, i int) int { return 1 + bytes.Count(data[:i], []byte("\n")) }

// fill sets the fields. Rows are those that a spreadsheet shows: an empty
// line is an empty row, and a line end within quotes begins none.
func (b *Book) fill(tab *sheets.TabBuilder, text string) error {
	comma := b.opts.Comma
	if comma == 0 {
		comma = guessComma(text)
	}
	r := newReader(text, comma)
	for row, at := 0, 0; ; row++ {
		for rest := text[at:]; ; row++ {
			end := 0
			if strings.HasPrefix(rest, "\n") {
				end = 1
			} else if strings.HasPrefix(rest, "\r\n") {
				end = 2
			}
			if end == 0 {
				break
			}
			rest = rest[end:]
		}
		record, err := r.Read()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return b.parseError(err)
		}
		for col, field := range record {
			if field != "" {
				tab.Set(row, col, sheets.Cell{Value: sheets.TextValue(field)})
			}
		}
		at = int(r.InputOffset())
	}
}

func (b *Book) parseError(err error) error {
	var pe *stdcsv.ParseError
	if !errors.As(err, &pe) {
		return b.fault(sheets.Invalid, "", err)
	}
	where := fmt.Sprintf("line %d", pe.Line)
	if pe.StartLine != pe.Line {
		where = fmt.Sprintf("lines %d to %d", pe.StartLine, pe.Line)
	}
	return b.fault(sheets.Invalid, `put a field with quotes in it between quotes, and write each quote inside twice`,
		fmt.Errorf("%s: %w", where, pe.Err))
}

func newReader(text string, comma rune) *stdcsv.Reader {
	r := stdcsv.NewReader(strings.NewReader(text))
	r.Comma = comma
	r.FieldsPerRecord = -1
	return r
}

// guessComma takes the separator by which the most of the first records have
// the same number of fields, and of those the one with the most fields.
func guessComma(text string) rune {
	type score struct {
		comma       rune
		even, width int
	}
	var scores []score
	for _, comma := range []rune{',', ';', '\t'} {
		r := newReader(text, comma)
		r.LazyQuotes = true
		widths := map[int]int{}
		for range 50 {
			record, err := r.Read()
			if err != nil {
				break
			}
			widths[len(record)]++
		}
		best := score{comma: comma}
		for width, n := range widths {
			if width > 1 && (n > best.even || n == best.even && width > best.width) {
				best.even, best.width = n, width
			}
		}
		scores = append(scores, best)
	}
	return slices.MaxFunc(scores, func(a, b score) int {
		return cmp.Or(a.even-b.even, a.width-b.width)
	}).comma
}

// view is one version of the file.
type view struct {
	path     string
	snapshot *sheets.Snapshot
}

func (v view) Snapshot() *sheets.Snapshot { return v.snapshot }

// Propose refuses: there is no place in such a file for what is ours.
func (v view) Propose(sheets.Annotations) (sheets.Change, error) {
	return nil, &sheets.OpError{Class: sheets.Denied, Op: "propose", Where: v.path,
		Hint: "use check, or keep the list in a workbook (.xlsx)", Err: errors.New("a CSV file cannot carry annotations")}
}
