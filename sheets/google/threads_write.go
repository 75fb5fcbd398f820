package google

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"google.golang.org/api/googleapi"
	sheetsapi "google.golang.org/api/sheets/v4"

	"rasoat/sheets"
)

// begin makes new comments: all at once and, where that is refused, one by one.
func (d *discussion) begin(ctx context.Context, acts []act) error {
	if len(acts) == 0 {
		return nil
	}
	err := d.attempt(ctx, acts)
	if err == nil || !rejected(err) {
		return err
	}
	if len(acts) == 1 {
		return d.alone(ctx, acts[0], err)
	}
	for _, a := range acts {
		err := d.attempt(ctx, []act{a})
		if rejected(err) {
			err = d.alone(ctx, a, err)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// alone looks into why a comment was refused: people moved its row, or whoever was
// to be assigned is not taken, or there is no commenting here.
func (d *discussion) alone(ctx context.Context, a act, refused error) error {
	if a.Assignee != "" && !ofMark(refused) {
		a.Assignee = ""
		if refused = d.attempt(ctx, []act{a}); !rejected(refused) {
			return refused
		}
	}
	err := refused
	if !ofMark(refused) {
		err = d.guarded(ctx, a) // where the message does not tell
	}
	if err != nil {
		if rejected(err) {
			d.out.Outcomes[a.ID] = sheets.ThreadMoved
			return nil
		}
		return err
	}
	return &sheets.OpError{
		Class: sheets.Invalid, Op: "write", Where: d.book.id, Err: refused,
		Hint: "the spreadsheet takes no comments: let the account comment on it, or set google.comments.after to 0",
	}
}

// ofMark reports whether the service names a mark as what it did not take.
func ofMark(err error) bool {
	var refused *googleapi.Error
	return errors.As(err, &refused) && strings.Contains(refused.Message, "eveloperMetadata")
}

// attempt puts marks on rows and columns, sees what stands there, and comments on
// those that are proved. What is not proved is left to another time.
func (d *discussion) attempt(ctx context.Context, acts []act) error {
	if d.dirty {
		if err := d.clean(ctx); err != nil {
			return err
		}
	}
	d.dirty = true
	seen, err := d.mark(ctx, acts)
	if err != nil {
		return err
	}
	var sure []act
	for _, a := range acts {
		if seen.proved(a.Thread) {
			sure = append(sure, a)
		} else {
			d.out.Outcomes[a.ID] = sheets.ThreadMoved
		}
	}
	if len(sure) == 0 {
		return nil
	}
	var requests []*sheetsapi.Request
	for _, a := range sure {
		requests = append(requests, a.guards()...)
	}
	first := len(requests)
	for _, a := range sure {
		tab := sheetOf(a.Tab)
		requests = append(requests, &sheetsapi.Request{InsertComment: &sheetsapi.InsertCommentRequest{
			Coordinate: cellAt(tab, a.At), Content: signed(a.Thread), AssigneeEmailAddress: a.Assignee,
		}})
	}
	requests = append(requests, receipt("new", sure))
	after, err := d.book.post(ctx, requests, true)
	if err != nil {
		return err
	}
	return d.see(ctx, sure, after, first)
}

// see looks where new comments stand, and deletes those that stand beside another
// item.
func (d *discussion) see(ctx context.Context, acts []act, after *posted, first int) error {
	var wrong []string
	for i, a := range acts {
		var reply sheetsapi.Response
		if first+i < len(after.replies) {
			if err := json.Unmarshal(after.replies[first+i], &reply); err != nil {
				return fmt.Errorf("read the reply of the write: %w", err)
			}
		}
		if reply.InsertComment == nil || reply.InsertComment.CommentThread == nil {
			return &sheets.OpError{Class: sheets.Uncertain, Op: "write", Where: d.book.id, Err: errors.New("the reply does not say what was posted")}
		}
		thread := reply.InsertComment.CommentThread
		at, ok := after.seen.anchors[thread.AnchorId]
		if !ok {
			at = spot{sheetOf(a.Tab), sheets.Range{Top: a.At.Row, Left: a.At.Col, Bottom: a.At.Row + 1, Right: a.At.Col + 1}}
		}
		if !after.seen.beside(a.Thread, at) {
			wrong = append(wrong, thread.CommentId)
			a.outcome = sheets.ThreadMisplaced
		}
		d.done(a) // also what is deleted: people may have had mail of it
	}
	err := d.remove(ctx, wrong)
	if err != nil { // they may stand there still: the next talk is to look after them
		for id, o := range d.out.Outcomes {
			if o == sheets.ThreadMisplaced {
				delete(d.out.Outcomes, id)
			}
		}
	}
	return err
}

// mark puts the marks of threads, and returns what stands there at that moment.
func (d *discussion) mark(ctx context.Context, acts []act) (*spokenOf, error) {
	requests := []*sheetsapi.Request{atWork()}
	for _, a := range acts {
		for _, part := range []string{partRow, partColumn} {
			requests = append(requests, a.put(part))
		}
	}
	after, err := d.book.post(ctx, requests, true)
	if err != nil {
		return nil, err
	}
	return after.seen, nil
}

// guarded reports by its error whether the marks of a thread are where they were
// put.
func (d *discussion) guarded(ctx context.Context, a act) error {
	if err := d.clean(ctx); err != nil {
		return err
	}
	d.dirty = true
	if _, err := d.mark(ctx, []act{a}); err != nil {
		return err
	}
	_, err := d.book.post(ctx, a.guards(), false)
	return err
}

// clean takes away all marks and receipts of ours.
func (d *discussion) clean(ctx context.Context) error {
	_, err := d.book.post(ctx, []*sheetsapi.Request{{DeleteDeveloperMetadata: &sheetsapi.DeleteDeveloperMetadataRequest{
		DataFilter: &sheetsapi.DataFilter{DeveloperMetadataLookup: &sheetsapi.DeveloperMetadataLookup{MetadataKey: markThread}},
	}}}, false)
	if err == nil {
		d.dirty = false
	}
	return err
}

// The parts of a cell that have a mark.
const (
	partRow    = "row"
	partColumn = "column"
)

// mark is the mark on a part of the cell that a thread is about.
func (a act) mark(part string) *sheetsapi.DeveloperMetadata {
	tab := sheetOf(a.Tab)
	along := columnsOf(tab, a.At.Col, a.At.Col+1)
	if part == partRow {
		along.Dimension, along.StartIndex, along.EndIndex = "ROWS", int64(a.At.Row), int64(a.At.Row+1)
	}
	return &sheetsapi.DeveloperMetadata{
		MetadataId: chosenID(0, markThread, part, a.ID), MetadataKey: markThread, MetadataValue: a.ID, Visibility: "DOCUMENT",
		Location: &sheetsapi.DeveloperMetadataLocation{DimensionRange: along},
	}
}

func (a act) put(part string) *sheetsapi.Request {
	return &sheetsapi.Request{CreateDeveloperMetadata: &sheetsapi.CreateDeveloperMetadataRequest{DeveloperMetadata: a.mark(part)}}
}

// guards fail the whole batch unless the marks stand on that very row and column:
// see guard.
func (a act) guards() []*sheetsapi.Request {
	var all []*sheetsapi.Request
	for _, part := range []string{partRow, partColumn} {
		m := a.mark(part)
		all = append(all, &sheetsapi.Request{DeleteDeveloperMetadata: &sheetsapi.DeleteDeveloperMetadataRequest{DataFilter: &sheetsapi.DataFilter{
			DeveloperMetadataLookup: &sheetsapi.DeveloperMetadataLookup{
				MetadataId: m.MetadataId, MetadataLocation: m.Location, LocationMatchingStrategy: "EXACT_LOCATION",
			},
		}}}, a.put(part))
	}
	return all
}

// atWork marks the spreadsheet as one in which there are marks of ours.
func atWork() *sheetsapi.Request { return noteOn(chosenID(0, markThread)) }

// receipt keeps a batch that posts from being carried out twice.
func receipt(what string, acts []act) *sheetsapi.Request {
	parts := []string{markThread, what}
	for _, a := range acts {
		parts = append(parts, a.ID, a.Version, string(a.outcome))
	}
	return noteOn(chosenID(0, parts...))
}

// noteOn marks the spreadsheet as a whole.
func noteOn(id int64) *sheetsapi.Request {
	return &sheetsapi.Request{CreateDeveloperMetadata: &sheetsapi.CreateDeveloperMetadataRequest{DeveloperMetadata: &sheetsapi.DeveloperMetadata{
		MetadataId: id, MetadataKey: markThread, Visibility: "DOCUMENT", Location: &sheetsapi.DeveloperMetadataLocation{Spreadsheet: true},
	}}}
}

// posted is the reply of a batch: with what stands there afterwards where it was
// asked for.
type posted struct {
	replies []json.RawMessage
	seen    *spokenOf
}

// post sends requests as one.
func (b *Book) post(ctx context.Context, requests []*sheetsapi.Request, look bool) (*posted, error) {
	fields := "replies,commentUpdateState"
	if look {
		fields += ",updatedSpreadsheet(" + cellFields() + ")"
	}
	var out *posted
	var reply sheetsapi.BatchUpdateSpreadsheetResponse
	decoding := withDecoder(ctx, func(r io.Reader) error {
		data, err := io.ReadAll(r)
		if err != nil {
			return err
		}
		reply = sheetsapi.BatchUpdateSpreadsheetResponse{}
		if err := json.Unmarshal(data, &reply); err != nil {
			return brokenOff(err)
		}
		replies, g, err := decodeUpdate(bytes.NewReader(data))
		if err != nil {
			return err
		}
		out = &posted{replies: replies}
		if reply.UpdatedSpreadsheet != nil && g != nil {
			out.seen = heard(reply.UpdatedSpreadsheet, g)
		}
		return nil
	})
	batch := &sheetsapi.BatchUpdateSpreadsheetRequest{Requests: requests, IncludeSpreadsheetInResponse: look}
	if look {
		batch.CommentsViewMode = withComments
	}
	_, err := b.conn.service().Spreadsheets.BatchUpdate(b.id, batch).Fields(googleapi.Field(fields)).Context(decoding).Do()
	switch {
	case err != nil:
		return nil, b.conn.fail("write", b.id, err)
	case out == nil || look && out.seen == nil:
		return nil, &sheets.OpError{Class: sheets.Uncertain, Op: "write", Where: b.id, Err: errors.New("the reply does not say what stands there now")}
	case reply.CommentUpdateState == "ALL_FAILED_UNKNOWN_REASON":
		return nil, &sheets.OpError{
			Class: sheets.Invalid, Op: "write", Where: b.id, Err: errors.New("the comments were not saved, and the reply does not say why"),
			Hint: "tried again on the next day; where it stays so, set google.comments.after to 0",
		}
	}
	return out, nil
}
