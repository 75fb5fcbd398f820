package google

import (
	"context"
	"fmt"
	"io"

	"google.golang.org/api/googleapi"

	"rasoat/sheets"
)

// BookOptions says how a spreadsheet is annotated.
type BookOptions struct {
	// Columns has our columns stand beside the lists. Without them the
	// findings stand in our tabs only.
	Columns bool
}

// Book is a spreadsheet in Google Sheets.
type Book struct {
	conn    *Connection
	id      string
	columns bool
	// swapped is set where a formula written with the separators of the
	// spreadsheet's locale was not understood.
	swapped bool
	// other, where set, makes another formula than ours, so that a test can
	// see what a formula of another form shows.
	other func(l lookup, sep string) string
}

var _ sheets.Book = (*Book)(nil)

// Book returns the Book over the spreadsheet with that id. Nothing is read
// before Read. Books of one connection may be used at the same time.
func (c *Connection) Book(spreadsheetID string, o BookOptions) *Book {
	return &Book{conn: c, id: spreadsheetID, columns: o.Columns}
}

// Read takes the spreadsheet as it is now, in one request. The scope is not
// used: the tabs may have other titles by now, so all of them are read.
func (b *Book) Read(ctx context.Context, _ sheets.Scope) (sheets.View, error) {
	st, err := b.read(ctx)
	if err != nil {
		return nil, err
	}
	return &view{b, st}, nil
}

func (b *Book) read(ctx context.Context) (*state, error) {
	var g *grid
	decoding := withDecoder(ctx, func(r io.Reader) (err error) {
		g, err = decodeGrid(r)
		return err
	})
	call := b.conn.service().Spreadsheets.Get(b.id).Fields(googleapi.Field(gridFields)).Context(decoding)
	if _, err := call.Do(); err != nil {
		return nil, b.conn.fail("read", b.id, err)
	}
	if g == nil {
		return nil, &sheets.OpError{Class: sheets.Other, Op: "read", Where: b.id, Err: fmt.Errorf("the reply holds no spreadsheet")}
	}
	return newState(g), nil
}

// separator returns what separates arguments in the spreadsheet's formulas.
func (b *Book) separator(st *state) string {
	sep := separator(st.grid.locale)
	if b.swapped && sep == "," {
		return ";"
	}
	if b.swapped {
		return ","
	}
	return sep
}

// formula returns the formula for the head of a column.
func (b *Book) formula(l lookup, sep string) string {
	if b.other != nil {
		return b.other(l, sep)
	}
	return l.text(sep)
}

// view is one instant of the spreadsheet.
type view struct {
	book  *Book
	state *state
}

// Snapshot returns what people wrote.
func (v *view) Snapshot() *sheets.Snapshot { return v.state.snapshot }

// Propose works out what has to be written.
func (v *view) Propose(a sheets.Annotations) (sheets.Change, error) {
	if err := v.state.snapshot.Check(a); err != nil {
		return nil, err
	}
	if !v.book.columns {
		lists := make([]sheets.List, len(a.Lists))
		for i, l := range a.Lists {
			l.Columns, l.Notes = nil, nil
			lists[i] = l
		}
		a.Lists = lists
	}
	return propose(v, a), nil
}
