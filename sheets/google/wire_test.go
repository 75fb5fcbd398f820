package google_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os/exec"
	"strings"
	"testing"

	"rasoat/sheets/emulator"
	"rasoat/sheets/emulator/discovery"
	"rasoat/sheets/sheetstest"
)

// TestEveryRequestAndReplyIsValid holds what is on the wire, in every scenario
// of the suite, against Google's own description of the API.
func TestEveryRequestAndReplyIsValid(t *testing.T) {
	if testing.Short() {
		t.Skip("goes through all of TestConformance once more")
	}
	dir, err := exec.CommandContext(t.Context(), "go", "list", "-m", "-f", "{{.Dir}}", "google.golang.org/api").Output()
	if err != nil {
		t.Fatalf("find the description of the API: %v", err)
	}
	api, err := discovery.Load(strings.TrimSpace(string(dir)))
	if err != nil {
		t.Fatal(err)
	}
	h := newHarness(t, "vi_VN", emulator.Options{})
	n := 0
	h.server.After(func(r *http.Request, body []byte, status int, reply []byte) {
		if !strings.HasPrefix(r.URL.Path, "/v4/") {
			return
		}
		n++
		if err := api.CheckRequest(r.Method, r.URL.RequestURI(), body); err != nil {
			t.Errorf("%s %s: %v", r.Method, r.URL.Path, err)
		}
		if err := api.CheckResponse(r.Method, r.URL.RequestURI(), status, reply); err != nil {
			t.Errorf("the reply to %s %s: %v", r.Method, r.URL.Path, err)
		}
		checkPlaces(t, body)
	})
	sheetstest.Run(t, func(t *testing.T) sheetstest.Harness { return h.on(t) })
	if n == 0 {
		t.Error("nothing was on the wire")
	}
}

// checkPlaces asserts that every place in a request says which tab it is in: a
// tab may have the id 0, which the generated types leave out by themselves.
func checkPlaces(t *testing.T, body []byte) {
	t.Helper()
	if len(body) == 0 {
		return
	}
	var v any
	if err := json.Unmarshal(body, &v); err != nil {
		t.Errorf("a request is no JSON: %v", err)
		return
	}
	var walk func(path string, v any)
	walk = func(path string, v any) {
		switch v := v.(type) {
		case map[string]any:
			_, tab := v["sheetId"]
			for _, place := range []string{"startRowIndex", "startColumnIndex", "rowIndex", "dimension"} {
				if _, ok := v[place]; ok && !tab {
					t.Errorf("%s has %s and no sheetId", path, place)
				}
			}
			if _, ok := v["dimension"]; ok {
				if _, ok := v["startIndex"]; !ok && v["length"] == nil {
					t.Errorf("%s has no startIndex", path)
				}
			}
			for k, e := range v {
				walk(path+"."+k, e)
			}
		case []any:
			for i, e := range v {
				walk(fmt.Sprintf("%s[%d]", path, i), e)
			}
		}
	}
	walk("", v)
}
