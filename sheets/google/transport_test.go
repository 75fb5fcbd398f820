package google

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	sheetsapi "google.golang.org/api/sheets/v4"

	"rasoat/sheets"
)

// zipped answers in compressed form, whole or up to a byte.
func zipped(text string, upTo int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") || !strings.Contains(r.UserAgent(), "gzip") {
			respond(400, "{}")(w, r)
			return
		}
		var b strings.Builder
		z := gzip.NewWriter(&b)
		_, _ = io.WriteString(z, text)
		_ = z.Close()
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = io.WriteString(w, b.String()[:min(upTo, b.Len())])
	}
}

func TestDecoder(t *testing.T) {
	const text = `{"spreadsheetId":"sheet","properties":{"title":"Theo dõi dự án"}}`
	whole := respond(200, text)
	for name, tt := range map[string]struct {
		api   []http.HandlerFunc
		calls int
	}{
		"at once":           {handlers(whole), 1},
		"compressed":        {handlers(zipped(text, 1000)), 1},
		"cut":               {handlers(cut, cut, whole), 3},
		"cut while zipped":  {handlers(zipped(text, 40), whole), 2},
		"slow":              {handlers(dribble, whole), 2},
		"ended early":       {handlers(respond(200, text[:30]), whole), 2},
		"nothing":           {handlers(respond(200, ""), whole), 2},
		"after other fault": {handlers(respond(503, "{}"), whole), 1},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, &fakeGoogle{api: tt.api}, Options{}, func(t *testing.T, c *Connection) {
				calls := 0
				var got sheetsapi.Spreadsheet
				ctx := withDecoder(t.Context(), func(r io.Reader) error {
					calls++
					got = sheetsapi.Spreadsheet{}
					return json.NewDecoder(r).Decode(&got)
				})
				reply, err := c.service().Spreadsheets.Get("sheet").Context(ctx).Do()
				if err != nil {
					t.Fatal(err)
				}
				if calls != tt.calls || got.SpreadsheetId != "sheet" || got.Properties.Title != "Theo dõi dự án" {
					t.Errorf("decoded %d times, want %d: %+v", calls, tt.calls, got)
				}
				if reply.SpreadsheetId != "" || reply.HTTPStatusCode != 200 {
					t.Errorf("the client got %+v, want an empty object", reply)
				}
			})
		})
	}
}

// What the decoder makes of a whole answer is final.
func TestDecoderRefuses(t *testing.T) {
	plain := errors.New("cell A1: a number expected")
	classed := &sheets.OpError{Class: sheets.Invalid, Op: "read", Err: plain}
	for name, tt := range map[string]struct {
		err         error
		read, write sheets.Class
	}{
		"plain":      {plain, sheets.Other, sheets.Uncertain},
		"with class": {classed, sheets.Invalid, sheets.Uncertain},
	} {
		t.Run(name, func(t *testing.T) {
			fake := &fakeGoogle{}
			inBubble(t, fake, Options{}, func(t *testing.T, c *Connection) {
				ctx := withDecoder(t.Context(), func(io.Reader) error { return tt.err })
				for i, op := range []struct {
					do   func(context.Context, *Connection) error
					want sheets.Class
				}{{read, tt.read}, {write, tt.write}} {
					err := op.do(ctx, c)
					if sheets.ClassOf(err) != op.want || !errors.Is(err, plain) || len(fake.seen()) != i+1 {
						t.Errorf("class %v, want %v, after %d requests: %v", sheets.ClassOf(err), op.want, len(fake.seen()), err)
					}
				}
			})
		})
	}
}

// A request that is sent again is the same request.
func TestBodyIsReplayed(t *testing.T) {
	fake := &fakeGoogle{api: handlers(respond(503, "{}"), dropped, cut, apiFault(401, "", ""), respond(200, "{}"))}
	inBubble(t, fake, Options{}, func(t *testing.T, c *Connection) {
		if _, err := c.service().Spreadsheets.BatchUpdate("sheet", renames("Sổ theo dõi")).Context(t.Context()).Do(); err != nil {
			t.Fatal(err)
		}
		calls := fake.seen()
		if len(calls) != 5 {
			t.Fatalf("%d requests, want 5", len(calls))
		}
		for _, a := range calls {
			if a.body != calls[0].body || !strings.Contains(a.body, "Sổ theo dõi") || a.path != calls[0].path || a.method != calls[0].method {
				t.Errorf("sent %s %s %s first and %s %s %s later", calls[0].method, calls[0].path, calls[0].body, a.method, a.path, a.body)
			}
		}
	})
}

func renames(title string) *sheetsapi.BatchUpdateSpreadsheetRequest {
	return &sheetsapi.BatchUpdateSpreadsheetRequest{Requests: []*sheetsapi.Request{{
		UpdateSheetProperties: &sheetsapi.UpdateSheetPropertiesRequest{
			Fields: "title", Properties: &sheetsapi.SheetProperties{Title: title, ForceSendFields: []string{"SheetId"}},
		},
	}}}
}

// The first tab has the id 0, the first row and column are 0: what is zero has
// to be said, or it means something else.
func TestZeroIsOnTheWire(t *testing.T) {
	fake := &fakeGoogle{}
	inBubble(t, fake, Options{}, func(t *testing.T, c *Connection) {
		zero, no, empty := 0.0, false, ""
		_, err := c.service().Spreadsheets.BatchUpdate("sheet", &sheetsapi.BatchUpdateSpreadsheetRequest{Requests: []*sheetsapi.Request{
			{UpdateCells: &sheetsapi.UpdateCellsRequest{
				Fields: "userEnteredValue",
				Range:  &sheetsapi.GridRange{EndRowIndex: 1, EndColumnIndex: 1, ForceSendFields: []string{"SheetId", "StartRowIndex", "StartColumnIndex"}},
				Rows: []*sheetsapi.RowData{{Values: []*sheetsapi.CellData{
					{UserEnteredValue: &sheetsapi.ExtendedValue{NumberValue: &zero}},
					{UserEnteredValue: &sheetsapi.ExtendedValue{BoolValue: &no}},
					{UserEnteredValue: &sheetsapi.ExtendedValue{StringValue: &empty}},
				}}},
			}},
			{UpdateSheetProperties: &sheetsapi.UpdateSheetPropertiesRequest{
				Fields: "hidden", Properties: &sheetsapi.SheetProperties{ForceSendFields: []string{"SheetId", "Hidden"}},
			}},
		}}).Context(t.Context()).Do()
		if err != nil {
			t.Fatal(err)
		}
		want := `{"requests":[{"updateCells":{"fields":"userEnteredValue",` +
			`"range":{"endColumnIndex":1,"endRowIndex":1,"sheetId":0,"startColumnIndex":0,"startRowIndex":0},` +
			`"rows":[{"values":[{"userEnteredValue":{"numberValue":0}},{"userEnteredValue":{"boolValue":false}},{"userEnteredValue":{"stringValue":""}}]}]}},` +
			`{"updateSheetProperties":{"fields":"hidden","properties":{"hidden":false,"sheetId":0}}}]}`
		if got := sorted(t, fake.seen()[0].body); got != sorted(t, want) {
			t.Errorf("sent\n%s\nwant\n%s", got, want)
		}
	})
}

func sorted(t *testing.T, text string) string {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestOptionsThatMakeNoSense(t *testing.T) {
	key := writeKey(t, map[string]any{"token_uri": "https://oauth2.example.com/token"})
	for _, tt := range []struct {
		o    Options
		want string
	}{
		{Options{Endpoint: "sheets.example.com"}, "connect: endpoint: not an absolute http or https address"},
		{Options{Endpoint: "ftp://sheets.example.com"}, "connect: endpoint: not an absolute http or https address"},
		{Options{Endpoint: "https://a:SECRET@sheets.example.com"}, "connect: endpoint: a user or a password in an address"},
		{Options{Endpoint: "https://sheets.example.com/?key=SECRET"}, "connect: endpoint: a query or a fragment in an address"},
		{Options{Endpoint: "http://sheets.example.com"}, "connect: endpoint: plain http to sheets.example.com, which would show the token to everybody on the way"},
		{Options{TokenURL: "http://oauth2.example.com"}, "connect: token URL: plain http to oauth2.example.com, which would show the token to everybody on the way"},
		{Options{Timeout: 3 * time.Minute}, "connect: timeout 3m0s: less than 3m0s expected"},
		{Options{Timeout: -1}, "connect: timeout -1ns: less than 3m0s expected"},
		{Options{Attempts: -1}, "connect: attempts: -1, at least 1 expected"},
		{Options{MaxElapsed: -1}, "connect: time for all attempts: -1ns, a positive one expected"},
		{Options{Limits: Limits{Writes: -1}}, "connect: limits: a number of requests a minute expected"},
	} {
		tt.o.Credentials = key
		_, err := Connect(t.Context(), tt.o)
		if fmt.Sprint(err) != tt.want || sheets.ClassOf(err) != sheets.Invalid || sheets.HintOf(err) == "" {
			t.Errorf("got  %v\nwant %s with class invalid and a hint", err, tt.want)
		}
	}
	for _, endpoint := range []string{"", "https://sheets.example.com/base", "http://localhost:1", "http://127.0.0.1:1", "http://[::1]:1/"} {
		c, err := Connect(t.Context(), Options{Credentials: key, Endpoint: endpoint})
		if err != nil {
			t.Errorf("%q: %v", endpoint, err)
			continue
		}
		if !strings.HasSuffix(c.service().BasePath, "/") || !strings.HasPrefix(c.service().BasePath, endpoint) {
			t.Errorf("%q became %q", endpoint, c.service().BasePath)
		}
		c.Close()
	}
}
