package google

import (
	sheetsapi "google.golang.org/api/sheets/v4"

	"rasoat/sheets"
)

// The generated types leave zeros out unless told otherwise, and a tab may have
// the id 0 and a block begin in row 0.

// block returns a block of a tab. A bottom or right end of -1 is open.
func block(tab int64, r sheets.Range) *sheetsapi.GridRange {
	g := &sheetsapi.GridRange{
		SheetId: tab, StartRowIndex: int64(r.Top), StartColumnIndex: int64(r.Left),
		ForceSendFields: []string{"SheetId", "StartRowIndex", "StartColumnIndex"},
	}
	if r.Bottom >= 0 {
		g.EndRowIndex = int64(r.Bottom)
	}
	if r.Right >= 0 {
		g.EndColumnIndex = int64(r.Right)
	}
	return g
}

// columnsOf returns columns of a tab.
func columnsOf(tab int64, from, to int) *sheetsapi.DimensionRange {
	return &sheetsapi.DimensionRange{
		SheetId: tab, Dimension: "COLUMNS", StartIndex: int64(from), EndIndex: int64(to),
		ForceSendFields: []string{"SheetId", "StartIndex"},
	}
}

// cellAt returns the place of one cell.
func cellAt(tab int64, at sheets.Addr) *sheetsapi.GridCoordinate {
	return &sheetsapi.GridCoordinate{
		SheetId: tab, RowIndex: int64(at.Row), ColumnIndex: int64(at.Col),
		ForceSendFields: []string{"SheetId", "RowIndex", "ColumnIndex"},
	}
}

// guard fails the whole batch unless our mark stands on that very column: it
// takes the mark away from there and nowhere else, and then puts one of the
// same id there. Where people moved the column meanwhile, nothing is taken
// away, the id is still in use, and the batch is refused with nothing of it
// carried out. (The parts are documented: a lookup of metadata by id and exact
// location, ids that are unique, batches that are atomic. That they work
// together like this is not.) Where they deleted the column the mark is gone
// with it and hinders nothing: see held.
func guard(c *ownColumn) []*sheetsapi.Request {
	return guardAt(c.mark, columnsOf(c.tab.id, c.col, c.col+1))
}

// guardAt is the guard of a mark on one row or column.
func guardAt(m mark, at *sheetsapi.DimensionRange) []*sheetsapi.Request {
	location := func() *sheetsapi.DeveloperMetadataLocation {
		return &sheetsapi.DeveloperMetadataLocation{DimensionRange: at}
	}
	return []*sheetsapi.Request{
		{DeleteDeveloperMetadata: &sheetsapi.DeleteDeveloperMetadataRequest{DataFilter: &sheetsapi.DataFilter{
			DeveloperMetadataLookup: &sheetsapi.DeveloperMetadataLookup{
				MetadataId: m.id, MetadataLocation: location(), LocationMatchingStrategy: "EXACT_LOCATION",
			},
		}}},
		{CreateDeveloperMetadata: &sheetsapi.CreateDeveloperMetadataRequest{DeveloperMetadata: &sheetsapi.DeveloperMetadata{
			MetadataId: m.id, MetadataKey: m.key, MetadataValue: m.value, Visibility: "DOCUMENT", Location: location(),
		}}},
	}
}

// rowOf returns one row of a tab.
func rowOf(r tabRow) *sheetsapi.DimensionRange {
	return &sheetsapi.DimensionRange{
		SheetId: r.tab, Dimension: "ROWS", StartIndex: int64(r.row), EndIndex: int64(r.row + 1),
		ForceSendFields: []string{"SheetId", "StartIndex"},
	}
}

// pinned is the value of a mark on a row.
const pinned = "pin"

// pin marks a row between which and others is to be written, so that a guard
// can hold the batch to it.
func pin(id int64, r tabRow) *sheetsapi.Request {
	return &sheetsapi.Request{CreateDeveloperMetadata: &sheetsapi.CreateDeveloperMetadataRequest{DeveloperMetadata: &sheetsapi.DeveloperMetadata{
		MetadataId: id, MetadataKey: markRow, MetadataValue: pinned, Visibility: "DOCUMENT",
		Location: &sheetsapi.DeveloperMetadataLocation{DimensionRange: rowOf(r)},
	}}}
}

// unpin takes the marks from all rows, also from those that an earlier write
// left behind.
func unpin() *sheetsapi.Request {
	return &sheetsapi.Request{DeleteDeveloperMetadata: &sheetsapi.DeleteDeveloperMetadataRequest{DataFilter: &sheetsapi.DataFilter{
		DeveloperMetadataLookup: &sheetsapi.DeveloperMetadataLookup{MetadataKey: markRow},
	}}}
}

// takeMark takes a mark away, wherever it stands.
func takeMark(id int64) *sheetsapi.Request {
	return &sheetsapi.Request{DeleteDeveloperMetadata: &sheetsapi.DeleteDeveloperMetadataRequest{DataFilter: &sheetsapi.DataFilter{
		DeveloperMetadataLookup: &sheetsapi.DeveloperMetadataLookup{MetadataId: id},
	}}}
}

// putMark marks a column or, with col -1, a tab as ours.
func putMark(id int64, key, value string, tab int64, col int) *sheetsapi.Request {
	at := &sheetsapi.DeveloperMetadataLocation{SheetId: tab, ForceSendFields: []string{"SheetId"}}
	if col >= 0 {
		at = &sheetsapi.DeveloperMetadataLocation{DimensionRange: columnsOf(tab, col, col+1)}
	}
	return &sheetsapi.Request{CreateDeveloperMetadata: &sheetsapi.CreateDeveloperMetadataRequest{DeveloperMetadata: &sheetsapi.DeveloperMetadata{
		MetadataId: id, MetadataKey: key, MetadataValue: value, Visibility: "DOCUMENT", Location: at,
	}}}
}

// changeMark gives a mark another value.
func changeMark(m mark, value string) *sheetsapi.Request {
	return &sheetsapi.Request{UpdateDeveloperMetadata: &sheetsapi.UpdateDeveloperMetadataRequest{
		DataFilters:       []*sheetsapi.DataFilter{{DeveloperMetadataLookup: &sheetsapi.DeveloperMetadataLookup{MetadataId: m.id}}},
		DeveloperMetadata: &sheetsapi.DeveloperMetadata{MetadataValue: value},
		Fields:            "metadataValue",
	}}
}

// protectedBy is what the protections of ours are described by.
const protectedBy = "rasoat"

// protect keeps people from typing into a tab of ours. Reading and copying need
// no right.
func protect(tab int64, account string) *sheetsapi.Request {
	p := &sheetsapi.ProtectedRange{
		Description: protectedBy,
		Range:       &sheetsapi.GridRange{SheetId: tab, ForceSendFields: []string{"SheetId"}},
	}
	if account != "" {
		p.Editors = &sheetsapi.Editors{Users: []string{account}}
	}
	return &sheetsapi.Request{AddProtectedRange: &sheetsapi.AddProtectedRangeRequest{ProtectedRange: p}}
}

// warnAt has people asked before they type over the head of a column of ours.
// It stands in nobody's way otherwise: a stronger protection would keep people
// from sorting.
func warnAt(tab int64, at sheets.Addr) *sheetsapi.Request {
	return &sheetsapi.Request{AddProtectedRange: &sheetsapi.AddProtectedRangeRequest{ProtectedRange: &sheetsapi.ProtectedRange{
		Description: protectedBy, WarningOnly: true,
		Range: block(tab, sheets.Range{Top: at.Row, Left: at.Col, Bottom: at.Row + 1, Right: at.Col + 1}),
	}}}
}

// held fails the whole batch where the protection is gone, as it is where people
// deleted the column that it stands in: no other request fails for a thing that is
// not there any more and that a column takes along. Else the protection stands at
// the head again.
func held(p *gridProtection, tab int64, head sheets.Addr) *sheetsapi.Request {
	add := warnAt(tab, head).AddProtectedRange.ProtectedRange
	add.ProtectedRangeId = p.id
	return &sheetsapi.Request{UpdateProtectedRange: &sheetsapi.UpdateProtectedRangeRequest{ProtectedRange: add, Fields: "range"}}
}

// unprotect takes a protection away. Like held, it fails where there is none.
func unprotect(id int64) *sheetsapi.Request {
	return &sheetsapi.Request{DeleteProtectedRange: &sheetsapi.DeleteProtectedRangeRequest{ProtectedRangeId: id}}
}

// width sets how wide columns are, in pixels.
func width(tab int64, from, to int, px int64) *sheetsapi.Request {
	return &sheetsapi.Request{UpdateDimensionProperties: &sheetsapi.UpdateDimensionPropertiesRequest{
		Range: columnsOf(tab, from, to), Properties: &sheetsapi.DimensionProperties{PixelSize: px}, Fields: "pixelSize",
	}}
}

// hide hides columns.
func hide(tab int64, from, to int) *sheetsapi.Request {
	return &sheetsapi.Request{UpdateDimensionProperties: &sheetsapi.UpdateDimensionPropertiesRequest{
		Range: columnsOf(tab, from, to), Properties: &sheetsapi.DimensionProperties{HiddenByUser: true}, Fields: "hiddenByUser",
	}}
}
