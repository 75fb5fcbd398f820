package emulator_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"rasoat/sheets/emulator"
)

// largeBench is a spreadsheet of so many rows and columns full of texts and
// numbers.
func largeBench(t *testing.T, rows, cols int) (*bench, string) {
	t.Helper()
	b := newBench(t, emulator.Options{})
	root := "/v4/spreadsheets/" + b.sheet("vi_VN").ID()
	var body strings.Builder
	body.WriteString(`{"values":[`)
	for row := range rows {
		if row > 0 {
			body.WriteByte(',')
		}
		body.WriteByte('[')
		for col := range cols {
			if col > 0 {
				body.WriteByte(',')
			}
			if col%2 == 0 {
				body.WriteString(`"Đường tỉnh ` + strconv.Itoa(row) + `"`)
			} else {
				body.WriteString(strconv.Itoa(row * col))
			}
		}
		body.WriteByte(']')
	}
	body.WriteString(`]}`)
	b.ok("PUT", root+"/values/A1?valueInputOption=RAW", body.String())
	return b, root
}

func TestALargeSpreadsheetIsServedWhole(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("large")
	}
	const rows, cols = 100_000, 20
	b, root := largeBench(t, rows, cols)
	start := time.Now()
	r, err := http.NewRequest("GET", b.url+root+"?fields=sheets(properties(sheetId),data(rowData(values(userEnteredValue,effectiveValue))))", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+b.token)
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	reply, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d bytes in %v", len(reply), time.Since(start))
	if !json.Valid(reply) {
		t.Error("the reply is no JSON")
	}
	if n := strings.Count(string(reply), `"effectiveValue"`); n != rows*cols {
		t.Errorf("%d cells, want %d", n, rows*cols)
	}
}
