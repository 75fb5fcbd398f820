package google

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"

	sheetsapi "google.golang.org/api/sheets/v4"
)

// experiments are the behaviours that documentation leaves open, with what the
// emulator assumes.
func experiments() []experiment {
	return []experiment{
		{"sort/metadata", "SortMovesMetadata", "row 2", sortMetadata},
		{"sort/filtered", "SortMovesFilteredRows", "\"b\"", sortFiltered},
		{"sort/sheet", "SortSheetMovesFirstRow", "", untried("only the menu of the browser sorts a whole sheet: do it by hand, with and without a frozen row")},
		{"cut/formula", "", "=C5", cutFormula},
		{"copy/metadata", "DuplicateCopiesMetadata", "none", copyMetadata},
		{"copy/protection", "DuplicateKeepsProtection", "none", copyProtection},
		{"delete/protection", "", "none", deleteProtection},
		{"copy/file", "FileCopyDropsMetadata", "", untried("a copy of the whole file needs the Drive API and leaves a file behind")},
		{"insert/format", "InsertInheritsNothing", "bold", insertFormat},
		{"spill/grid", "SpillNeverGrowsGrid", "\"a\"", spillGrid},
		{"header/let", "", "\"t\" \"xn\" \"xa\" \"xb\"", headerInsert},
		{"lookup/diacritics", "FoldDiacritics", "\"none\"", lookup1("đ", "d")},
		{"lookup/case", "", "\"found\"", lookup1("a", "A")},
		{"lookup/long", "", "\"found\"", lookup1(strings.Repeat("k", 300), strings.Repeat("k", 300))},
		{"lookup/empty", "EmptyLookupIsText", "nothing", lookupEmpty},
		{"formula/separator", "", "=SUM(1;2)", formulaSeparator},
		{"table/formula", "", "refused", tableFormula},
		{"reply/concurrent", "", "at least one reply holds both edits", concurrent},
		{"rule/other-tab", "", "taken", ruleElsewhere},
		{"replace/formula", "", "=1+1", replaceFormula},
		{"list/values", "", `"=1+1" "+1" "'x" "12,5" "text (tag)"`, listValues},
		{"protection/write", "", "", untried("an account always may write what it protected itself: it needs a second one")},
		{"version/lag", "", "", untried("rasoat passes over its own writes in what Drive tells: edit by hand, and see in the log when it is read")},
		{"scope/drive.file", "", "", untried("it needs a token of another scope")},
	}
}

// untried is an experiment that cannot be made over this connection.
func untried(why string) func(context.Context, *scratch) (string, error) {
	return func(context.Context, *scratch) (string, error) { return "", errors.New(why) }
}

// rows returns a block of the tab from its left edge.
func (s *scratch) rows(top, bottom, right int64) *sheetsapi.GridRange {
	return &sheetsapi.GridRange{SheetId: s.tab, StartRowIndex: top, EndRowIndex: bottom, EndColumnIndex: right, ForceSendFields: []string{"SheetId", "StartRowIndex"}}
}

// dimension returns rows of the tab.
func (s *scratch) dimension(from, to int64) *sheetsapi.DimensionRange {
	return &sheetsapi.DimensionRange{SheetId: s.tab, Dimension: "ROWS", StartIndex: from, EndIndex: to, ForceSendFields: []string{"StartIndex"}}
}

func (s *scratch) markAt(at *sheetsapi.DeveloperMetadataLocation) *sheetsapi.Request {
	return &sheetsapi.Request{CreateDeveloperMetadata: &sheetsapi.CreateDeveloperMetadataRequest{DeveloperMetadata: &sheetsapi.DeveloperMetadata{
		MetadataKey: "rasoat.probe", MetadataValue: "probe", Visibility: "DOCUMENT", Location: at,
	}}}
}

func (s *scratch) sortDown(top, bottom int64) *sheetsapi.Request {
	return &sheetsapi.Request{SortRange: &sheetsapi.SortRangeRequest{Range: s.rows(top, bottom, 2), SortSpecs: []*sheetsapi.SortSpec{
		{DimensionIndex: 0, SortOrder: "DESCENDING", ForceSendFields: []string{"DimensionIndex"}},
	}}}
}

func sortMetadata(ctx context.Context, s *scratch) (string, error) {
	if err := s.put(ctx, 0, 0, []string{"a"}, []string{"b"}, []string{"c"}); err != nil {
		return "", err
	}
	// The mark stands on "c", which the sort brings from the third row into the first.
	if _, err := s.do(ctx, s.markAt(&sheetsapi.DeveloperMetadataLocation{DimensionRange: s.dimension(2, 3)})); err != nil {
		return "", err
	}
	if _, err := s.do(ctx, s.sortDown(0, 3)); err != nil {
		return "", err
	}
	t, err := s.look(ctx, s.tab)
	if err != nil {
		return "", err
	}
	if len(t.Data) > 0 {
		for i, m := range t.Data[0].RowMetadata {
			if len(m.DeveloperMetadata) > 0 {
				return fmt.Sprintf("row %d", i), nil
			}
		}
	}
	return "the mark is gone", nil
}

func sortFiltered(ctx context.Context, s *scratch) (string, error) {
	if err := s.put(ctx, 0, 0, []string{"head"}, []string{"a"}, []string{"b"}, []string{"c"}, []string{"d"}); err != nil {
		return "", err
	}
	filter := &sheetsapi.Request{SetBasicFilter: &sheetsapi.SetBasicFilterRequest{Filter: &sheetsapi.BasicFilter{
		Range: s.rows(0, 5, 1), Criteria: map[string]sheetsapi.FilterCriteria{"0": {HiddenValues: []string{"b"}}},
	}}}
	if _, err := s.do(ctx, filter, s.sortDown(1, 5)); err != nil {
		return "", err
	}
	return s.shows(ctx, 2, 0)
}

func cutFormula(ctx context.Context, s *scratch) (string, error) {
	if err := s.put(ctx, 0, 0, []string{"a", "=A1"}); err != nil {
		return "", err
	}
	cut := &sheetsapi.Request{CutPaste: &sheetsapi.CutPasteRequest{
		Source: s.rows(0, 1, 1), PasteType: "PASTE_NORMAL",
		Destination: &sheetsapi.GridCoordinate{SheetId: s.tab, RowIndex: 4, ColumnIndex: 2},
	}}
	if _, err := s.do(ctx, cut); err != nil {
		return "", err
	}
	cell, err := s.at(ctx, 0, 1)
	if err != nil {
		return "", err
	}
	return shown(cell.UserEnteredValue), nil
}

// duplicate copies the tab and reads the copy.
func (s *scratch) duplicate(ctx context.Context) (*sheetsapi.Sheet, error) {
	copied := s.next()
	_, err := s.do(ctx, &sheetsapi.Request{DuplicateSheet: &sheetsapi.DuplicateSheetRequest{
		SourceSheetId: s.tab, NewSheetId: copied, NewSheetName: s.title(copied),
	}})
	if err != nil {
		return nil, err
	}
	return s.look(ctx, copied)
}

func copyMetadata(ctx context.Context, s *scratch) (string, error) {
	if _, err := s.do(ctx, s.markAt(&sheetsapi.DeveloperMetadataLocation{SheetId: s.tab})); err != nil {
		return "", err
	}
	t, err := s.duplicate(ctx)
	if err != nil {
		return "", err
	}
	return howMany(len(t.DeveloperMetadata)), nil
}

func copyProtection(ctx context.Context, s *scratch) (string, error) {
	if _, err := s.do(ctx, &sheetsapi.Request{AddProtectedRange: &sheetsapi.AddProtectedRangeRequest{
		ProtectedRange: &sheetsapi.ProtectedRange{Range: s.rows(0, 1, 1), WarningOnly: true},
	}}); err != nil {
		return "", err
	}
	t, err := s.duplicate(ctx)
	if err != nil {
		return "", err
	}
	return howMany(len(t.ProtectedRanges)), nil
}

// deleteProtection tells whether a protected cell's protection goes with its
// column: what keeps our writes off the column that then stands there.
func deleteProtection(ctx context.Context, s *scratch) (string, error) {
	column := &sheetsapi.DimensionRange{SheetId: s.tab, Dimension: "COLUMNS", EndIndex: 1, ForceSendFields: []string{"StartIndex"}}
	if _, err := s.do(ctx,
		&sheetsapi.Request{AddProtectedRange: &sheetsapi.AddProtectedRangeRequest{
			ProtectedRange: &sheetsapi.ProtectedRange{Range: s.rows(0, 1, 1), WarningOnly: true},
		}},
		&sheetsapi.Request{DeleteDimension: &sheetsapi.DeleteDimensionRequest{Range: column}},
	); err != nil {
		return "", err
	}
	t, err := s.look(ctx, s.tab)
	if err != nil {
		return "", err
	}
	return howMany(len(t.ProtectedRanges)), nil
}

func howMany(n int) string {
	if n == 0 {
		return "none"
	}
	return fmt.Sprint(n)
}

func insertFormat(ctx context.Context, s *scratch) (string, error) {
	bold := &sheetsapi.CellData{UserEnteredFormat: &sheetsapi.CellFormat{TextFormat: &sheetsapi.TextFormat{Bold: true}}}
	_, err := s.do(ctx,
		&sheetsapi.Request{RepeatCell: &sheetsapi.RepeatCellRequest{Range: s.rows(0, 1, 1), Cell: bold, Fields: "userEnteredFormat.textFormat.bold"}},
		&sheetsapi.Request{InsertDimension: &sheetsapi.InsertDimensionRequest{Range: s.dimension(1, 2), InheritFromBefore: true}},
	)
	if err != nil {
		return "", err
	}
	cell, err := s.at(ctx, 1, 0)
	if err != nil {
		return "", err
	}
	if f := cell.UserEnteredFormat; f != nil && f.TextFormat != nil && f.TextFormat.Bold {
		return "bold", nil
	}
	return "plain", nil
}

// spillGrid has an array begin so low that it ends below the grid.
func spillGrid(ctx context.Context, s *scratch) (string, error) {
	if err := s.put(ctx, 0, 0, []string{"a"}, []string{"a"}); err != nil {
		return "", err
	}
	if err := s.put(ctx, 9, 2, []string{"=ARRAYFORMULA(A1:A2)"}); err != nil {
		return "", err
	}
	return s.shows(ctx, 9, 2)
}

// headerInsert has the head of a column compute what stands below it, and a row
// inserted right under the head.
func headerInsert(ctx context.Context, s *scratch) (string, error) {
	f := "=ARRAYFORMULA(LET(c,INDEX($A:$A,ROW()):INDEX($A:$A,ROWS($A:$A)),IF(ROW(c)=ROW(),\"t\",IF(c=\"\",,\"x\"&c))))"
	if err := s.put(ctx, 0, 0, []string{"k", s.formula(f)}, []string{"a"}, []string{"b"}); err != nil {
		return "", err
	}
	insert := &sheetsapi.Request{InsertDimension: &sheetsapi.InsertDimensionRequest{Range: s.dimension(1, 2)}}
	if _, err := s.do(ctx, insert, s.cells(1, 0, []string{"n"})); err != nil {
		return "", err
	}
	var all []string
	for row := range 4 {
		text, err := s.shows(ctx, row, 1)
		if err != nil {
			return "", err
		}
		all = append(all, text)
	}
	return strings.Join(all, " "), nil
}

// formula puts the separator of the spreadsheet's locale into a formula that has
// commas outside of texts only.
func (s *scratch) formula(text string) string { return strings.ReplaceAll(text, ",", s.sep) }

// lookup1 looks for a key where another stands.
func lookup1(stands, key string) func(context.Context, *scratch) (string, error) {
	return func(ctx context.Context, s *scratch) (string, error) {
		err := s.put(ctx, 0, 0, []string{stands, "found", key, s.formula("=XLOOKUP(C1,A1:A1,B1:B1,\"none\",0)")})
		if err != nil {
			return "", err
		}
		return s.shows(ctx, 0, 3)
	}
}

// lookupEmpty looks up a cell that is empty.
func lookupEmpty(ctx context.Context, s *scratch) (string, error) {
	if err := s.put(ctx, 0, 0, []string{"a"}); err != nil {
		return "", err
	}
	if err := s.put(ctx, 0, 3, []string{s.formula("=XLOOKUP(\"a\",A1:A2,B1:B2)")}); err != nil {
		return "", err
	}
	return s.shows(ctx, 0, 3)
}

func formulaSeparator(ctx context.Context, s *scratch) (string, error) {
	if s.sep != ";" {
		return "", errors.New("the spreadsheet's locale has commas between arguments: try one in vi_VN")
	}
	if err := s.put(ctx, 0, 0, []string{"=SUM(1;2)"}); err != nil {
		return "", err
	}
	cell, err := s.at(ctx, 0, 0)
	if err != nil {
		return "", err
	}
	return shown(cell.UserEnteredValue), nil
}

func tableFormula(ctx context.Context, s *scratch) (string, error) {
	if err := s.put(ctx, 0, 0, []string{"h", "i"}, []string{"a", "b"}); err != nil {
		return "", err
	}
	table := &sheetsapi.Request{AddTable: &sheetsapi.AddTableRequest{Table: &sheetsapi.Table{Name: fmt.Sprintf("probe%d", s.tab), Range: s.rows(0, 2, 2)}}}
	if _, err := s.do(ctx, table); err != nil {
		return "", err
	}
	if err := s.put(ctx, 0, 0, []string{"=\"t\""}); err != nil {
		return refusal(err)
	}
	cell, err := s.at(ctx, 0, 0)
	if err != nil {
		return "", err
	}
	return shown(cell.UserEnteredValue), nil
}

// concurrent makes two edits at the same time, each of which asks for the tab as
// it is afterwards.
func concurrent(ctx context.Context, s *scratch) (string, error) {
	both := make([]bool, 2)
	failed := make([]error, 2)
	var all sync.WaitGroup
	for i := range both {
		all.Go(func() {
			r, err := s.api.Spreadsheets.BatchUpdate(s.id, &sheetsapi.BatchUpdateSpreadsheetRequest{
				Requests:                     []*sheetsapi.Request{s.cells(int64(i), 0, []string{"edit"})},
				IncludeSpreadsheetInResponse: true, ResponseIncludeGridData: true, ResponseRanges: []string{"'" + s.title(s.tab) + "'!A1:A2"},
			}).Context(ctx).Do()
			if failed[i] = err; err != nil || r.UpdatedSpreadsheet == nil {
				return
			}
			for _, t := range r.UpdatedSpreadsheet.Sheets {
				n := 0
				for _, d := range t.Data {
					for _, row := range d.RowData {
						if len(row.Values) > 0 && shown(row.Values[0].EffectiveValue) == "\"edit\"" {
							n++
						}
					}
				}
				both[i] = both[i] || n == 2
			}
		})
	}
	all.Wait()
	if err := errors.Join(failed...); err != nil {
		return "", err
	}
	if both[0] || both[1] {
		return "at least one reply holds both edits", nil
	}
	return "no reply holds both edits", nil
}

func ruleElsewhere(ctx context.Context, s *scratch) (string, error) {
	here := s.tab
	if err := s.add(ctx); err != nil {
		return "", err
	}
	rule := &sheetsapi.Request{AddConditionalFormatRule: &sheetsapi.AddConditionalFormatRuleRequest{Rule: &sheetsapi.ConditionalFormatRule{
		Ranges: []*sheetsapi.GridRange{s.rows(0, 1, 1)},
		BooleanRule: &sheetsapi.BooleanRule{
			Condition: &sheetsapi.BooleanCondition{Type: "CUSTOM_FORMULA", Values: []*sheetsapi.ConditionValue{{UserEnteredValue: "='" + s.title(here) + "'!$A$1=1"}}},
			Format:    &sheetsapi.CellFormat{TextFormat: &sheetsapi.TextFormat{Bold: true}},
		},
	}}}
	if _, err := s.do(ctx, rule); err != nil {
		return refusal(err)
	}
	return "taken", nil
}

func replaceFormula(ctx context.Context, s *scratch) (string, error) {
	if err := s.put(ctx, 0, 0, []string{"probe"}); err != nil {
		return "", err
	}
	replace := &sheetsapi.Request{FindReplace: &sheetsapi.FindReplaceRequest{Find: "probe", Replacement: "=1+1", SheetId: s.tab, MatchEntireCell: true}}
	if _, err := s.do(ctx, replace); err != nil {
		return "", err
	}
	cell, err := s.at(ctx, 0, 0)
	if err != nil {
		return "", err
	}
	return shown(cell.UserEnteredValue), nil
}

// listValues offers values that look like something else, and reads them back with
// what people are told at the cell.
func listValues(ctx context.Context, s *scratch) (string, error) {
	rule := &sheetsapi.DataValidationRule{Condition: &sheetsapi.BooleanCondition{Type: listCondition}, InputMessage: "text (tag)", ShowCustomUi: true}
	for _, v := range []string{"=1+1", "+1", "'x", "12,5"} {
		rule.Condition.Values = append(rule.Condition.Values, &sheetsapi.ConditionValue{UserEnteredValue: v})
	}
	if _, err := s.do(ctx, &sheetsapi.Request{SetDataValidation: &sheetsapi.SetDataValidationRequest{Range: s.rows(0, 1, 1), Rule: rule}}); err != nil {
		return refusal(err)
	}
	cell, err := s.at(ctx, 0, 0)
	if err != nil {
		return "", err
	}
	if cell.DataValidation == nil || cell.DataValidation.Condition == nil {
		return "nothing", nil
	}
	var seen []string
	for _, v := range cell.DataValidation.Condition.Values {
		seen = append(seen, fmt.Sprintf("%q", v.UserEnteredValue))
	}
	return strings.Join(append(seen, fmt.Sprintf("%q", cell.DataValidation.InputMessage)), " "), nil
}

// refusal tells a request that is refused for what it asks from one that failed.
func refusal(err error) (string, error) {
	if f, ok := errors.AsType[*failure](err); ok && f.status == http.StatusBadRequest {
		return "refused", nil
	}
	return "", err
}
