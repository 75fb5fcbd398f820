package google

import (
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

// Apply writes the change: first what has to be there, then, where a reply
// proves that it looks at the right keys, what it says. The choices come last:
// what hinders them hinders nothing else.
func (c *change) Apply(ctx context.Context) (sheets.View, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if len(c.steps) == 0 {
		return c.view, nil
	}
	b, st := c.view.book, c.view.state
	if err := b.hold(ctx, &c.want); err != nil {
		return nil, err
	}
	s := newStructure(st, b.conn.Account(), b.separator(st))
	s.build(&c.want)
	if len(s.requests) > 0 {
		next, replies, err := b.batch(ctx, s.requests, true)
		if err != nil {
			return nil, err
		}
		if err := b.putBack(ctx, s, replies); err != nil {
			return nil, err
		}
		if err := b.proved(&c.want, st, next); err != nil {
			return nil, err
		}
		st = next
	}
	next, err := b.fill(ctx, &c.want, st, false)
	if sheets.ClassOf(err) == sheets.Conflict {
		// People moved the columns to be coloured. The texts do not depend on
		// it; the colours come with the next pass.
		next, err = b.fill(ctx, &c.want, st, true)
	}
	if err != nil {
		return nil, err
	}
	if next, err = b.choose(ctx, &c.want, c.view.state, next); err != nil {
		return nil, err
	}
	return &view{b, next}, nil
}

// hold sees to it that every column of ours that is to be written or taken out
// has a protection of ours, without which nothing would tell that people deleted
// the column meanwhile. It costs a request where they took one away.
func (b *Book) hold(ctx context.Context, w *wanted) error {
	var bare []*ownColumn
	var requests []*sheetsapi.Request
	for _, c := range w.touched() {
		if len(c.protections()) == 0 {
			bare = append(bare, c)
			requests = append(requests, warnAt(c.tab.id, sheets.Addr{Row: max(c.head, 0), Col: c.col}))
		}
	}
	if len(bare) == 0 {
		return nil
	}
	now, replies, err := b.batch(ctx, requests, true)
	if err != nil {
		return err
	}
	var strays []*sheetsapi.Request
	for i, c := range bare {
		id, err := protectionIn(replies, i)
		if err != nil {
			return err
		}
		if n := now.column(tabID(c.tab.id), c.id); n == nil || n.col != c.col {
			strays = append(strays, unprotect(id))
			continue
		}
		c.tab.protections = append(c.tab.protections, gridProtection{
			id: id, rng: sheets.Range{Left: c.col, Right: c.col + 1}, warningOnly: true, description: protectedBy,
		})
	}
	if len(strays) == 0 {
		return nil
	}
	if _, _, err := b.batch(ctx, strays, false); err != nil {
		return err
	}
	return &sheets.OpError{Class: sheets.Conflict, Op: "write", Where: b.id, Err: errors.New("people moved the columns meanwhile")}
}

// protectionIn returns the id of the protection that a reply tells of.
func protectionIn(replies []json.RawMessage, i int) (int64, error) {
	var r sheetsapi.Response
	if i < len(replies) {
		if err := json.Unmarshal(replies[i], &r); err != nil {
			return 0, fmt.Errorf("read the reply of the write: %w", err)
		}
	}
	if r.AddProtectedRange == nil || r.AddProtectedRange.ProtectedRange == nil {
		return 0, errors.New("read the reply of the write: it does not tell of the protection")
	}
	return r.AddProtectedRange.ProtectedRange.ProtectedRangeId, nil
}

// fill says what our tabs hold, in one request where anything differs.
func (b *Book) fill(ctx context.Context, w *wanted, st *state, plain bool) (*state, error) {
	f := &fill{st: st, sep: b.separator(st), plain: plain}
	f.build(w)
	if len(f.requests) == 0 {
		return st, nil
	}
	next, _, err := b.batch(ctx, f.requests, f.guarded)
	return next, err
}

// batch sends requests as one, and returns what stands there afterwards. A
// guarded batch that is refused found the spreadsheet changed, as did one that is
// about a tab which is gone.
func (b *Book) batch(ctx context.Context, requests []*sheetsapi.Request, guarded bool) (*state, []json.RawMessage, error) {
	g, replies, err := b.send(ctx, requests)
	if err != nil {
		var refused *googleapi.Error
		if errors.As(err, &refused) && refused.Code == 400 && (guarded || strings.Contains(refused.Message, goneMessage)) {
			return nil, nil, &sheets.OpError{
				Class: sheets.Conflict, Op: "write", Where: b.id,
				Err: fmt.Errorf("the spreadsheet changed, or was written already: %s", refused.Message),
			}
		}
		return nil, nil, b.conn.fail("write", b.id, err)
	}
	return newState(g), replies, nil
}

// send sends requests as one, and returns what stands there afterwards. The error
// is that of the client.
func (b *Book) send(ctx context.Context, requests []*sheetsapi.Request) (*grid, []json.RawMessage, error) {
	var g *grid
	var replies []json.RawMessage
	decoding := withDecoder(ctx, func(r io.Reader) (err error) {
		replies, g, err = decodeUpdate(r)
		return err
	})
	_, err := b.conn.service().Spreadsheets.BatchUpdate(b.id, &sheetsapi.BatchUpdateSpreadsheetRequest{
		Requests: requests, IncludeSpreadsheetInResponse: true,
	}).Fields(googleapi.Field("replies,updatedSpreadsheet(" + gridFields + ")")).Context(decoding).Do()
	if err == nil && g == nil {
		err = &sheets.OpError{Class: sheets.Uncertain, Op: "write", Where: b.id, Err: errors.New("the reply does not say what stands there now")}
	}
	return g, replies, err
}

// putBack looks at the conditional formats that were taken out by their
// places, and puts back what was not ours.
func (b *Book) putBack(ctx context.Context, s *structure, replies []json.RawMessage) error {
	var back []*sheetsapi.Request
	for _, r := range s.restore {
		if r.request >= len(replies) {
			continue
		}
		var reply sheetsapi.Response
		if err := json.Unmarshal(replies[r.request], &reply); err != nil {
			return fmt.Errorf("read the reply of the write: %w", err)
		}
		if reply.DeleteConditionalFormatRule == nil || reply.DeleteConditionalFormatRule.Rule == nil {
			continue
		}
		rule := reply.DeleteConditionalFormatRule.Rule
		if rule.BooleanRule != nil && rule.BooleanRule.Condition != nil && len(rule.BooleanRule.Condition.Values) == 1 {
			if _, _, ok := tokenOf(rule.BooleanRule.Condition.Values[0].UserEnteredValue); ok {
				continue
			}
		}
		back = append(back, &sheetsapi.Request{AddConditionalFormatRule: &sheetsapi.AddConditionalFormatRuleRequest{
			Index: int64(r.index), Rule: rule, ForceSendFields: []string{"Index"},
		}})
	}
	if len(back) == 0 {
		return nil
	}
	if _, _, err := b.batch(ctx, back, false); err != nil {
		return err
	}
	return &sheets.OpError{Class: sheets.Conflict, Op: "write", Where: b.id, Err: errors.New("people changed the conditional formats meanwhile")}
}

// proved reports, as a conflict, where a formula that was written does not do
// what it should: people moved the columns of the keys meanwhile, or Sheets
// read the formula otherwise than it was meant. The store says nothing yet that
// such a formula could show.
func (b *Book) proved(w *wanted, before, after *state) error {
	conflict := func(format string, args ...any) error {
		return &sheets.OpError{Class: sheets.Conflict, Op: "write", Where: b.id, Err: fmt.Errorf(format, args...)}
	}
	for _, l := range w.lists {
		then, now := before.snapshot.Tab(l.Tab), after.snapshot.Tab(l.Tab)
		if now == nil {
			return conflict("the tab %q is gone", then.Title())
		}
		for _, col := range l.uncoloured {
			if !sameColumn(then, col, now, col) {
				return conflict("people moved the columns of the tab %q", now.Title())
			}
		}
		for _, c := range l.columns {
			if !c.write {
				continue
			}
			have := after.column(l.Tab, c.id)
			if have == nil {
				return conflict("the column %q is gone from the tab %q", c.id, now.Title())
			}
			if have.title == sheets.ErrorValue("#ERROR!") || have.title == sheets.ErrorValue("#NAME?") {
				b.swapped = !b.swapped
				return conflict("the formula in %v of the tab %q was not understood", sheets.Addr{Row: have.head, Col: have.col}, now.Title())
			}
			look, ok := lookupOf(have.formula)
			if !ok || !sameColumn(then, l.Key, now, look.key) || l.Name >= 0 && !sameColumn(then, l.Name, now, look.name) {
				return conflict("people moved the columns of the tab %q", now.Title())
			}
		}
	}
	return nil
}

// sameColumn reports whether two columns hold the same.
func sameColumn(a *sheets.Tab, colA int, b *sheets.Tab, colB int) bool {
	if a.Rows() != b.Rows() {
		return false
	}
	for row := range a.Rows() {
		if !sameValue(a.Cell(row, colA).Value, b.Cell(row, colB).Value) {
			return false
		}
	}
	return true
}
