package emulator_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite golden files")

// jsonSchema is a type of the discovery document, as far as schema.txt has it.
type jsonSchema struct {
	Ref                  string `json:"$ref"`
	Type, Format         string
	Enum                 []string
	Items                *jsonSchema
	Properties           map[string]*jsonSchema
	AdditionalProperties *jsonSchema
}

func (s *jsonSchema) String() string {
	switch {
	case s.Ref != "":
		return s.Ref
	case s.Type == "array":
		return "[]" + s.Items.String()
	case s.Type == "object" && s.AdditionalProperties != nil:
		return "map[string] " + s.AdditionalProperties.String()
	case s.Type == "object":
		return "map[string] any"
	case len(s.Enum) > 0:
		return "enum " + strings.Join(s.Enum, " ")
	case s.Type == "integer", s.Type == "number", s.Format == "int64":
		return s.Format
	}
	return s.Type
}

func TestSchemaTextsAreThoseOfTheDiscoveryDocuments(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{"sheets/v4/sheets-api.json": "schema.txt", "drive/v3/drive-api.json": "driveschema.txt"} {
		t.Run(text, func(t *testing.T) { sameSchema(t, name, text) })
	}
}

// sameSchema compares a text with a discovery document, or writes it.
func sameSchema(t *testing.T, document, text string) {
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "google.golang.org/api").Output()
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(dir)), filepath.FromSlash(document)))
	if err != nil {
		t.Fatal(err)
	}
	var doc struct{ Schemas map[string]*jsonSchema }
	if err := json.Unmarshal(data, &doc); err != nil {
		t.Fatal(err)
	}
	var want strings.Builder
	for _, name := range slices.Sorted(maps.Keys(doc.Schemas)) {
		fmt.Fprintln(&want, name)
		for _, field := range slices.Sorted(maps.Keys(doc.Schemas[name].Properties)) {
			fmt.Fprintf(&want, "\t%s %s\n", field, doc.Schemas[name].Properties[field])
		}
	}
	if *update {
		if err := os.WriteFile(text, []byte(want.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(text)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want.String() {
		t.Error(text + " is not that of the discovery document; run the test with -update")
	}
}
