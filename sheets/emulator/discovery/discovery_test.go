package discovery_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"rasoat/sheets/emulator/discovery"
)

func load(t *testing.T) *discovery.API {
	t.Helper()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "google.golang.org/api").Output()
	if err != nil {
		t.Fatal(err)
	}
	a, err := discovery.Load(strings.TrimSpace(string(out)))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestBodiesAreHeldAgainstSchemas(t *testing.T) {
	t.Parallel()
	a := load(t)
	for _, tt := range []struct {
		name, schema, body string
		want               string // part of the error; "" for none
	}{
		{"right", "Spreadsheet", `{"spreadsheetId":"x","sheets":[{"properties":{"sheetId":0,"index":1}}]}`, ""},
		{"any value", "ValueRange", `{"values":[["a",1,true,null,{"b":[]}]]}`, ""},
		{"free keys", "BasicFilter", `{"criteria":{"3":{"hiddenValues":["a"]}}}`, ""},
		{"special number", "ExtendedValue", `{"numberValue":"NaN"}`, ""},
		{"unknown field", "Spreadsheet", `{"sheets":[{},{"propertees":{}}]}`, "$.sheets[1].propertees: unknown field"},
		{"unknown field among free keys", "BasicFilter", `{"criteria":{"3":{"hidden":1}}}`, "$.criteria.3.hidden: unknown field"},
		{"text for number", "SheetProperties", `{"sheetId":"0"}`, `$.sheetId: "0" is no integer (int32)`},
		{"fraction", "SheetProperties", `{"sheetId":1.5}`, "$.sheetId: 1.5 is no integer"},
		{"too large", "SheetProperties", `{"sheetId":3000000000}`, "$.sheetId"},
		{"number for text", "SheetProperties", `{"title":5}`, "$.title: 5 is no string"},
		{"null", "SheetProperties", `{"title":null}`, "$.title: null is no string"},
		{"enum", "SheetProperties", `{"sheetType":"TABLE"}`, `$.sheetType: "TABLE" is none of`},
		{"object for array", "Spreadsheet", `{"sheets":{}}`, "$.sheets: {} is no array"},
		{"array for object", "Spreadsheet", `{"properties":[]}`, "$.properties: [] is no object"},
		{"all are told", "SheetProperties", `{"title":5,"index":"1"}`, "$.index"},
		{"no JSON", "Spreadsheet", `{`, "no JSON"},
		{"two values", "Spreadsheet", `{} {}`, "more than one"},
		{"unknown schema", "Spreadsheets", `{}`, `no schema "Spreadsheets"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			expect(t, a.Check(tt.schema, []byte(tt.body)), tt.want)
		})
	}
}

func TestRequestsAndRepliesBelongToMethods(t *testing.T) {
	t.Parallel()
	a := load(t)
	for _, tt := range []struct{ name, method, path, body, want string }{
		{"get", "GET", "/v4/spreadsheets/x?includeGridData=true&ranges=A1&ranges=B1&fields=sheets", "", ""},
		{"colon in a range", "GET", "/v4/spreadsheets/x/values/A1:B2", "", ""},
		{"escaped", "GET", "/v4/spreadsheets/x/values/%27a%2Fb%27%21A1", "", ""},
		{"body", "POST", "/v4/spreadsheets/x:batchUpdate", `{"requests":[{"addSheet":{}}]}`, ""},
		{"unknown parameter", "GET", "/v4/spreadsheets/x?range=A1", "", `unknown parameter "range"`},
		{"bad boolean", "GET", "/v4/spreadsheets/x?includeGridData=maybe", "", "is no boolean"},
		{"bad enum", "GET", "/v4/spreadsheets/x/values/A1?valueRenderOption=RAW", "", `"RAW" is none of`},
		{"given twice", "GET", "/v4/spreadsheets/x?includeGridData=true&includeGridData=true", "", "2 times"},
		{"body of a get", "GET", "/v4/spreadsheets/x", "{}", "takes none"},
		{"wrong body", "POST", "/v4/spreadsheets/x:batchUpdate", `{"requests":[{"addSheets":{}}]}`, "$.requests[0].addSheets: unknown field"},
		{"wrong verb", "PATCH", "/v4/spreadsheets/x", "", "no method"},
		{"unknown path", "GET", "/v4/spreadsheets/x/cells/y", "", "no method"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			expect(t, a.CheckRequest(tt.method, tt.path, []byte(tt.body)), tt.want)
		})
	}
	for _, tt := range []struct {
		name, body string
		status     int
		want       string
	}{
		{"right", `{"spreadsheetId":"x"}`, 200, ""},
		{"of another method", `{"replies":[]}`, 200, "$.replies: unknown field"},
		{"error", `{"error":{"code":404,"message":"gone","status":"NOT_FOUND"}}`, 404, ""},
		{"error as success", `{"error":{"code":404,"message":"gone","status":"NOT_FOUND"}}`, 200, "$.error: unknown field"},
		{"other code", `{"error":{"code":400,"message":"gone","status":"NOT_FOUND"}}`, 404, "$.error.code: 400"},
		{"no message", `{"error":{"code":404,"status":"NOT_FOUND"}}`, 404, "message: missing"},
		{"no status", `{"error":{"code":404,"message":"gone"}}`, 404, "no canonical code"},
		{"nothing", `{}`, 404, "$.error: missing"},
		{"no JSON", `<html>`, 502, "no error JSON"},
		{"details without type", `{"error":{"code":429,"message":"x","status":"X","details":[{}]}}`, 429, "details[0]"},
	} {
		t.Run("reply "+tt.name, func(t *testing.T) {
			t.Parallel()
			expect(t, a.CheckResponse("GET", "/v4/spreadsheets/x", tt.status, []byte(tt.body)), tt.want)
		})
	}
}

func TestVerbsAreNotTakenForIDs(t *testing.T) {
	t.Parallel()
	a := load(t)
	for path, want := range map[string]string{
		"/v4/spreadsheets/x:batchUpdate":              "sheets.spreadsheets.batchUpdate",
		"/v4/spreadsheets/x/values:batchUpdate":       "sheets.spreadsheets.values.batchUpdate",
		"/v4/spreadsheets/x/values/A1:B2:append":      "sheets.spreadsheets.values.append",
		"/v4/spreadsheets/x/developerMetadata:search": "sheets.spreadsheets.developerMetadata.search",
	} {
		if got, err := a.Method("POST", path); err != nil || got != want {
			t.Errorf("Method(POST, %s) = %q, %v; want %q", path, got, err, want)
		}
	}
}

func TestLoadTellsWhatItCannotRead(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if _, err := discovery.Load(dir); err == nil || !strings.Contains(err.Error(), "sheets-api.json") {
		t.Errorf("Load of an empty folder: %v", err)
	}
	file := filepath.Join(dir, "sheets", "v4", "sheets-api.json")
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, content := range []string{"{", "{}"} {
		if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := discovery.Load(dir); err == nil {
			t.Errorf("Load of %s gives no error", content)
		}
	}
}

func expect(t *testing.T, err error, want string) {
	t.Helper()
	switch {
	case want == "" && err != nil:
		t.Errorf("error %v, want none", err)
	case want != "" && (err == nil || !strings.Contains(err.Error(), want)):
		t.Errorf("error %v, want one with %q", err, want)
	}
}

func TestDriveHasADocumentOfItsOwn(t *testing.T) {
	t.Parallel()
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "google.golang.org/api").Output()
	if err != nil {
		t.Fatal(err)
	}
	a, err := discovery.LoadDrive(strings.TrimSpace(string(dir)))
	if err != nil {
		t.Fatal(err)
	}
	if id, err := a.Method("PATCH", "/upload/drive/v3/files/x"); err != nil || id != "drive.files.update" {
		t.Errorf("an upload belongs to %s, %v", id, err)
	}
	for _, tt := range []struct {
		path, body string
		status     int
		want       string
	}{
		{"/drive/v3/files/x", `{"id":"x","version":"3"}`, 200, ""},
		{"/drive/v3/files/x", `{"id":"x","version":3}`, 200, "no string (int64)"},
		{"/drive/v3/files/x/export?mimeType=text/csv", `a,b`, 200, ""},
		{"/drive/v3/files/x", `{"error":{"code":404,"message":"no","errors":[{"domain":"global","reason":"notFound","message":"no"}]}}`, 404, ""},
		{"/drive/v3/files/x", `{"error":{"code":404,"message":"no","status":"NOT_FOUND"}}`, 404, "no reason"},
	} {
		expect(t, a.CheckResponse("GET", tt.path, tt.status, []byte(tt.body)), tt.want)
	}
	if !slices.Contains(a.Scopes("drive.changes.list"), "https://www.googleapis.com/auth/drive.metadata.readonly") {
		t.Error("the feed does without the scope for metadata")
	}
}
