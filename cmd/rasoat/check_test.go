package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"rasoat/sync/rule"
)

// demoFolder makes a demo and returns its folder.
func demoFolder(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "demo")
	if code, _, errs := runHere(t, "demo", "--once", "--dir", dir, "--now", demoTime); code != exitOK {
		t.Fatal(errs)
	}
	return dir
}

const demoTime = "2021-01-15T08:00:00+07:00"

// validate holds a document against a schema.
func validate(t *testing.T, schema []byte, document string) {
	t.Helper()
	parsed, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("schema.json", parsed); err != nil {
		t.Fatal(err)
	}
	compiled, err := c.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	instance, err := jsonschema.UnmarshalJSON(strings.NewReader(document))
	if err != nil {
		t.Fatal(err)
	}
	if err := compiled.Validate(instance); err != nil {
		t.Error(err)
	}
}

func TestCheckPrintsWhatItsSchemaSays(t *testing.T) {
	long(t)
	dir := demoFolder(t)
	code, schema, errs := runHere(t, "check", "--schema")
	if code != exitOK {
		t.Fatal(errs)
	}
	_, out, _ := runHere(t, "check", "-c", filepath.Join(dir, "rasoat.yaml"), "--format", "json", "--now", demoTime)
	validate(t, []byte(schema), out)
	var documents []checkDocument
	if err := json.Unmarshal([]byte(out), &documents); err != nil || len(documents[0].Findings) == 0 {
		t.Errorf("no findings to validate: %v", err)
	}
}

// The schema of the format is not ours to keep here: .ci/run fetches it.
func TestSarif(t *testing.T) {
	long(t)
	dir := demoFolder(t)
	_, out, _ := runHere(t, "check", "-c", filepath.Join(dir, "rasoat.yaml"), "--format", "sarif", "--now", demoTime)
	var log sarifLog
	if err := json.Unmarshal([]byte(out), &log); err != nil {
		t.Fatal(err)
	}
	run := log.Runs[0]
	prints := map[string]bool{}
	for _, r := range run.Results {
		if got := run.Tool.Driver.Rules[r.RuleIndex].ID; got != r.RuleID {
			t.Errorf("index %d is rule %s, want %s", r.RuleIndex, got, r.RuleID)
		}
		prints[r.PartialFingerprints["item/v1"]] = true
	}
	if len(prints) < len(run.Results) {
		t.Errorf("%d findings have %d fingerprints", len(run.Results), len(prints))
	}
	file := os.Getenv("TEST_SARIF_SCHEMA")
	if file == "" {
		t.Skip("TEST_SARIF_SCHEMA names no schema: the format is not validated")
	}
	schema, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	validate(t, schema, out)
}

// A path is no address of another scheme, and an id no path.
func TestSarifSaysWhere(t *testing.T) {
	for _, tt := range []struct {
		at   place
		want string
	}{
		{place{file: "bảng a.xlsx"}, "b%E1%BA%A3ng%20a.xlsx"},
		{place{file: "x:y.csv"}, "./x:y.csv"},
		{place{file: "d/x:y.csv"}, "d/x:y.csv"},
		{place{spreadsheet: "1mYq0VbK3s-_"}, "spreadsheet:1mYq0VbK3s-_"},
	} {
		if got := sarifLocationOf(tt.at, rule.Finding{Row: -1, Col: -1}).PhysicalLocation.ArtifactLocation.URI; got != tt.want {
			t.Errorf("%+v: %s, want %s", tt.at, got, tt.want)
		}
	}
}

func TestCheckInWordsOfEveryFormat(t *testing.T) {
	long(t)
	dir := demoFolder(t)
	for _, tt := range []struct {
		golden string
		args   []string
	}{
		{"check.markdown.golden", []string{"--format", "markdown"}},
		{"check.stats.golden", []string{"--stats"}},
		{"check.stats.vi.golden", []string{"--stats", "--lang", "vi"}},
	} {
		t.Run(tt.golden, func(t *testing.T) {
			args := append([]string{"check", "-c", filepath.Join(dir, "rasoat.yaml"), "--now", demoTime}, tt.args...)
			code, out, errs := runHere(t, args...)
			if code != exitFindings {
				t.Fatalf("exit code %d: %s", code, errs)
			}
			golden(t, tt.golden, strings.ReplaceAll(out, shortPath(dir), "DIR"))
		})
	}
}

func TestMarkdownKeepsTextsText(t *testing.T) {
	got := escapeMarkdown("Mua | bán <b>_x_</b>\n# `rm` [a](b)")
	want := `Mua \| bán \<b\>\_x\_\</b\> \# \` + "`rm\\`" + ` \[a\](b)`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
