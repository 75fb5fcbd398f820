package emulator_test

import (
	"context"
	"errors"
	"net/http"
	"testing"

	"golang.org/x/oauth2/google"
	"google.golang.org/api/googleapi"
	"google.golang.org/api/option"
	sheetsapi "google.golang.org/api/sheets/v4"

	"rasoat/sheets/emulator"
)

func TestGooglesClientWorks(t *testing.T) {
	t.Parallel()
	b := newBench(t, emulator.Options{})
	p := b.sheet("vi_VN")
	config, err := google.JWTConfigFromJSON(b.key, sheetsapi.SpreadsheetsScope)
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	service, err := sheetsapi.NewService(ctx, option.WithHTTPClient(config.Client(ctx)), option.WithEndpoint(b.url))
	if err != nil {
		t.Fatal(err)
	}

	text := func(s string) *sheetsapi.CellData {
		return &sheetsapi.CellData{UserEnteredValue: &sheetsapi.ExtendedValue{StringValue: &s}}
	}
	formula := "=ARRAYFORMULA(IF(A1:A2=\"\";\"\";A1:A2&\"!\"))"
	reply, err := service.Spreadsheets.BatchUpdate(p.ID(), &sheetsapi.BatchUpdateSpreadsheetRequest{
		Requests: []*sheetsapi.Request{
			{UpdateCells: &sheetsapi.UpdateCellsRequest{
				Start:  &sheetsapi.GridCoordinate{ForceSendFields: []string{"SheetId", "RowIndex", "ColumnIndex"}},
				Fields: "userEnteredValue",
				Rows: []*sheetsapi.RowData{
					{Values: []*sheetsapi.CellData{text("=Cầu"), {UserEnteredValue: &sheetsapi.ExtendedValue{FormulaValue: &formula}}}},
					{Values: []*sheetsapi.CellData{text("Đường")}},
				},
			}},
			{AddSheet: &sheetsapi.AddSheetRequest{Properties: &sheetsapi.SheetProperties{SheetId: 77, Title: "_rasoat", Hidden: true}}},
		},
		IncludeSpreadsheetInResponse: true,
		ResponseRanges:               []string{"A1:B2"},
	}).Fields("replies", "updatedSpreadsheet(sheets(properties(sheetId,title),data(rowData(values(userEnteredValue,effectiveValue)))))").Do()
	if err != nil {
		t.Fatal(err)
	}
	if got := reply.Replies[1].AddSheet.Properties; got.SheetId != 77 || got.Title != "_rasoat" || !got.Hidden {
		t.Errorf("added %+v", got)
	}
	rows := reply.UpdatedSpreadsheet.Sheets[0].Data[0].RowData
	for row, want := range []string{"=Cầu!", "Đường!"} {
		cell := rows[row].Values[1]
		if got := cell.EffectiveValue.StringValue; got == nil || *got != want {
			t.Errorf("row %d shows %v, want %q", row, got, want)
		}
		if spilled := cell.UserEnteredValue == nil; spilled != (row == 1) {
			t.Errorf("row %d: entered %v", row, cell.UserEnteredValue)
		}
	}
	if got := *rows[0].Values[1].UserEnteredValue.FormulaValue; got != formula {
		t.Errorf("formula %s, want %s", got, formula)
	}

	got, err := service.Spreadsheets.Values.Get(p.ID(), "'Trang tính1'!A1:B2").Do()
	if err != nil {
		t.Fatal(err)
	}
	if got.Values[1][1] != "Đường!" {
		t.Errorf("values %v", got.Values)
	}

	_, err = service.Spreadsheets.Get("nothing").Do()
	var apiErr *googleapi.Error
	if !errors.As(err, &apiErr) || apiErr.Code != http.StatusNotFound || apiErr.Message != "Requested entity was not found." {
		t.Errorf("error %v", err)
	}
	b.Before(once(&emulator.Fault{Status: 503}))
	if _, err = service.Spreadsheets.Get(p.ID()).Do(); !errors.As(err, &apiErr) || apiErr.Code != 503 {
		t.Errorf("error %v, want 503", err)
	}
}
