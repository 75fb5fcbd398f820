package demo

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"strings"
	"testing"

	"rasoat/sheets/emulator/discovery"
)

// What creates the spreadsheet has the shape that Google describes.
func TestTheSpreadsheetIsWrittenAsGoogleWantsIt(t *testing.T) {
	dir, err := exec.CommandContext(t.Context(), "go", "list", "-m", "-f", "{{.Dir}}", "google.golang.org/api").Output()
	if err != nil {
		t.Fatal(err)
	}
	api, err := discovery.Load(strings.TrimSpace(string(dir)))
	if err != nil {
		t.Fatal(err)
	}
	create, sizes := Spreadsheet()
	for name, body := range map[string]map[string]any{"Spreadsheet": create, "BatchUpdateSpreadsheetRequest": sizes} {
		data, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		if err := api.Check(name, data); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The configuration for a spreadsheet is that of the file, but for where the
// workbook is.
func TestTheConfigurationsDifferInThePlaceAlone(t *testing.T) {
	got := GoogleConfig("ID", Service{Endpoint: "http://127.0.0.1:1", TokenURL: "http://127.0.0.1:1/token", Key: "key.json"})
	back := bytes.Replace(got, []byte("google: {spreadsheet: ID}"), []byte("file: tracking.xlsx"), 1)
	added, same := bytes.CutPrefix(back, Config())
	if !same {
		t.Errorf("differs in more than the place:\n%s", got)
	}
	for _, want := range []string{"credentials: key.json", "endpoint: http://127.0.0.1:1\n", "token_url: http://127.0.0.1:1/token"} {
		if !bytes.Contains(added, []byte(want)) {
			t.Errorf("lacks %q:\n%s", want, added)
		}
	}
}
