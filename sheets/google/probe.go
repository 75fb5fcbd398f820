package google

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"google.golang.org/api/googleapi"
	sheetsapi "google.golang.org/api/sheets/v4"
)

// Verdict says how an experiment came out.
type Verdict string

// The verdicts. One that could not be tried proves nothing.
const (
	AsAssumed Verdict = "assumed"
	Differs   Verdict = "differs"
	Untried   Verdict = "untried"
)

// Probed is what came of an experiment.
type Probed struct {
	Name    string // stable: "sort/metadata"
	Switch  string // of emulator.Behaviour, which has it the other way, "" for none
	Verdict Verdict
	Seen    string // in short, or why it could not be tried: for people who know the API
}

// experiment is a behaviour that documentation leaves open, and how it is seen.
type experiment struct {
	name, toggle string
	// assumed is what see returns where the service does as the emulator does.
	assumed string
	// see tries it in a tab of its own. An error says why it could not be tried.
	see func(context.Context, *scratch) (string, error)
}

// Probe tries in a real spreadsheet what documentation leaves open, each in a
// scratch tab that is removed again, also where ctx ends. What came of each is
// told once its tabs are gone again. The error says what could not be cleared away, or
// why nothing could be tried.
func (c *Connection) Probe(ctx context.Context, spreadsheetID string, tell func(Probed)) error {
	s := &scratch{api: c.service(), id: spreadsheetID, number: rand.Int64N(1 << 30)}
	const fields = "properties(locale)"
	seen, err := s.api.Spreadsheets.Get(spreadsheetID).Fields(fields).Context(ctx).Do()
	if err != nil {
		return c.fail("read", spreadsheetID, err)
	}
	if seen.Properties != nil {
		s.sep = separator(seen.Properties.Locale)
	}
	for _, e := range experiments() {
		p := Probed{Name: e.name, Switch: e.toggle}
		var failed error
		if failed = s.add(ctx); failed == nil {
			p.Verdict, p.Seen = s.run(ctx, e)
		}
		if err := s.clear(ctx); err != nil {
			return c.fail("clear", fmt.Sprintf("%s, tabs rasoat-probe-…", spreadsheetID), errors.Join(failed, err))
		}
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case failed != nil:
			return c.fail("write", spreadsheetID, failed)
		}
		tell(p)
	}
	return nil
}

// run makes one experiment.
func (s *scratch) run(ctx context.Context, e experiment) (Verdict, string) {
	got, err := e.see(ctx, s)
	switch {
	case err != nil:
		return Untried, short(err)
	case got != e.assumed:
		return Differs, got
	}
	return AsAssumed, got
}

// short says what an error is in one line.
func short(err error) string {
	if f, ok := errors.AsType[*failure](err); ok {
		return f.line()
	}
	return clean(err.Error())
}

// scratch is the tab of one experiment, and those that it makes besides.
type scratch struct {
	api    *sheetsapi.Service
	id     string // of the spreadsheet
	sep    string // between arguments of formulas
	number int64  // of tabs made so far, from anywhere
	tab    int64  // of the experiment
	made   []int64
}

// clearTime is how long clearing away may take once all is to end.
const clearTime = time.Minute

// next returns the id of a tab to be made, which is cleared away like the others.
func (s *scratch) next() int64 {
	s.number++
	s.made = append(s.made, s.number)
	return s.number
}

func (s *scratch) title(tab int64) string { return fmt.Sprintf("rasoat-probe-%d", tab) }

// add makes the tab: ten rows and six columns.
func (s *scratch) add(ctx context.Context) error {
	s.tab = s.next()
	_, err := s.do(ctx, &sheetsapi.Request{AddSheet: &sheetsapi.AddSheetRequest{Properties: &sheetsapi.SheetProperties{
		SheetId: s.tab, Title: s.title(s.tab), SheetType: "GRID", GridProperties: &sheetsapi.GridProperties{RowCount: 10, ColumnCount: 6},
	}}})
	return err
}

// clear removes every tab that was made, also after ctx ended. A tab that has the
// id of one but not its title is somebody else's: there was one with that id.
func (s *scratch) clear(ctx context.Context) error {
	if len(s.made) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), clearTime)
	defer cancel()
	seen, err := s.api.Spreadsheets.Get(s.id).Fields("sheets.properties(sheetId,title)").Context(ctx).Do()
	if err != nil {
		return err
	}
	var requests []*sheetsapi.Request
	for _, t := range seen.Sheets {
		for _, made := range s.made {
			if t.Properties != nil && t.Properties.SheetId == made && t.Properties.Title == s.title(made) {
				requests = append(requests, &sheetsapi.Request{DeleteSheet: &sheetsapi.DeleteSheetRequest{SheetId: made}})
			}
		}
	}
	if len(requests) > 0 {
		if _, err := s.do(ctx, requests...); err != nil {
			return err
		}
	}
	s.made = nil
	return nil
}

func (s *scratch) do(ctx context.Context, requests ...*sheetsapi.Request) (*sheetsapi.BatchUpdateSpreadsheetResponse, error) {
	return s.api.Spreadsheets.BatchUpdate(s.id, &sheetsapi.BatchUpdateSpreadsheetRequest{Requests: requests}).Context(ctx).Do()
}

// put writes texts, and formulas where they begin with "=", down from a cell of
// the tab, one row of texts each.
func (s *scratch) put(ctx context.Context, row, col int64, rows ...[]string) error {
	_, err := s.do(ctx, s.cells(row, col, rows...))
	return err
}

func (s *scratch) cells(row, col int64, rows ...[]string) *sheetsapi.Request {
	r := &sheetsapi.UpdateCellsRequest{Fields: "userEnteredValue", Start: &sheetsapi.GridCoordinate{
		SheetId: s.tab, RowIndex: row, ColumnIndex: col, ForceSendFields: []string{"SheetId", "RowIndex", "ColumnIndex"},
	}}
	for _, texts := range rows {
		line := &sheetsapi.RowData{}
		for _, text := range texts {
			value := &sheetsapi.ExtendedValue{StringValue: &text}
			if len(text) > 0 && text[0] == '=' {
				value = &sheetsapi.ExtendedValue{FormulaValue: &text}
			}
			line.Values = append(line.Values, &sheetsapi.CellData{UserEnteredValue: value})
		}
		r.Rows = append(r.Rows, line)
	}
	return &sheetsapi.Request{UpdateCells: r}
}

// look reads the tab.
func (s *scratch) look(ctx context.Context, tab int64) (*sheetsapi.Sheet, error) {
	const fields = "sheets(properties(sheetId,gridProperties(rowCount)),protectedRanges(protectedRangeId),developerMetadata(metadataKey),conditionalFormats(ranges)," +
		"data(rowData(values(userEnteredValue,effectiveValue,userEnteredFormat(textFormat(bold)),dataValidation)),rowMetadata(developerMetadata(metadataKey))))"
	seen, err := s.api.Spreadsheets.Get(s.id).Ranges("'" + s.title(tab) + "'").Fields(googleapi.Field(fields)).Context(ctx).Do()
	if err != nil {
		return nil, err
	}
	for _, t := range seen.Sheets {
		if t.Properties != nil && t.Properties.SheetId == tab {
			return t, nil
		}
	}
	return nil, errors.New("the tab does not come back")
}

// at reads one cell, the zero one where nothing is.
func (s *scratch) at(ctx context.Context, row, col int) (*sheetsapi.CellData, error) {
	t, err := s.look(ctx, s.tab)
	if err != nil {
		return nil, err
	}
	if len(t.Data) > 0 && row < len(t.Data[0].RowData) && col < len(t.Data[0].RowData[row].Values) {
		return t.Data[0].RowData[row].Values[col], nil
	}
	return &sheetsapi.CellData{}, nil
}

// shows returns what a cell shows: its text, its number, an error's type, or
// "nothing".
func (s *scratch) shows(ctx context.Context, row, col int) (string, error) {
	cell, err := s.at(ctx, row, col)
	if err != nil {
		return "", err
	}
	return shown(cell.EffectiveValue), nil
}

// shown writes a value.
func shown(v *sheetsapi.ExtendedValue) string {
	switch {
	case v == nil:
		return "nothing"
	case v.StringValue != nil:
		return fmt.Sprintf("%q", *v.StringValue)
	case v.NumberValue != nil:
		return fmt.Sprint(*v.NumberValue)
	case v.BoolValue != nil:
		return fmt.Sprint(*v.BoolValue)
	case v.FormulaValue != nil:
		return *v.FormulaValue
	case v.ErrorValue != nil:
		return "error " + v.ErrorValue.Type
	}
	return "nothing"
}
