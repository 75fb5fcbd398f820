package config

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"
)

// compile is done once for all tests: it takes longer than most of them.
var compile = sync.OnceValues(func() (*jsonschema.Schema, error) {
	text, err := Schema(knownRules())
	if err != nil {
		return nil, err
	}
	parsed, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("schema.json", parsed); err != nil {
		return nil, err
	}
	return c.Compile("schema.json")
})

// compiled returns the schema ready to be held against a file.
func compiled(t testing.TB) *jsonschema.Schema {
	t.Helper()
	s, err := compile()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// asEditor returns what an editor holds against a schema: the values of the
// first document by the core schema of YAML 1.2.
func asEditor(text string) (any, error) {
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(text), &doc); err != nil || len(doc.Content) == 0 {
		return nil, err
	}
	return editorValue(doc.Content[0])
}

var coreNumber = regexp.MustCompile(`^[-+]?(?:[0-9]+|(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?)$`)

func editorValue(n *yaml.Node) (any, error) {
	n = target(n)
	switch n.Kind {
	case yaml.MappingNode:
		all, merged := map[string]any{}, map[string]any{}
		for i := 0; i < len(n.Content); i += 2 {
			value, err := editorValue(n.Content[i+1])
			if err != nil {
				return nil, err
			}
			key := target(n.Content[i])
			if key.Kind != yaml.ScalarNode {
				return nil, errors.New("a key is no word")
			}
			if key.Value == "<<" {
				from, ok := value.([]any)
				if !ok {
					from = []any{value}
				}
				for _, one := range from {
					group, ok := one.(map[string]any)
					if !ok {
						return nil, errors.New("<< takes over what is no group of keys")
					}
					maps.Insert(merged, maps.All(group))
				}
				continue
			}
			if _, twice := all[key.Value]; twice {
				return nil, errors.New("a key stands twice")
			}
			all[key.Value] = value
		}
		maps.Insert(merged, maps.All(all))
		return merged, nil
	case yaml.SequenceNode:
		all := make([]any, len(n.Content))
		for i, item := range n.Content {
			var err error
			if all[i], err = editorValue(item); err != nil {
				return nil, err
			}
		}
		return all, nil
	}
	switch plain := n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) == 0; {
	case plain && slices.Contains([]string{"", "~", "null"}, n.Value):
		return nil, nil
	case plain && (n.Value == "true" || n.Value == "false"):
		return n.Value == "true", nil
	case plain && coreNumber.MatchString(n.Value):
		return json.Number(strings.TrimLeft(strings.TrimPrefix(n.Value, "+"), "0") + map[bool]string{true: "0"}[strings.Trim(n.Value, "+-0") == ""]), nil
	}
	return n.Value, nil
}

func TestSchemaIsTheSameEachTime(t *testing.T) {
	first, err := Schema(knownRules())
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		again, err := Schema(knownRules())
		if err != nil || !bytes.Equal(first, again) {
			t.Fatalf("another text, %v", err)
		}
	}
	// Editors read the patterns as JavaScript does.
	for _, p := range regexp.MustCompile(`"pattern": "(.*)"`).FindAllStringSubmatch(string(first), -1) {
		if regexp.MustCompile(`\(\?[^:]|\\\\[pPzAQE]|\[\[:`).MatchString(p[1]) {
			t.Errorf("only Go understands the pattern %s", p[1])
		}
	}
}

// Every key has a title and a description, and no description is left over:
// Schema says so itself.
func TestEveryKeyIsDescribed(t *testing.T) {
	if _, err := Schema(nil); err != nil {
		t.Error(err)
	}
	d := drawer{texts: map[string]map[string]string{"Log": {"level": "no title"}}, used: map[string]bool{}}
	if d.describe("Log", "level"); len(d.errs) != 1 {
		t.Errorf("a description without title: %v", d.errs)
	}
}

// The values of the defaults are those that the schema allows.
func TestSchemaAllowsItsDefaults(t *testing.T) {
	text, err := Schema(nil)
	if err != nil {
		t.Fatal(err)
	}
	var root struct {
		Properties map[string]struct{ Default any }
	}
	if err := json.Unmarshal(text, &root); err != nil {
		t.Fatal(err)
	}
	s := compiled(t)
	for key, p := range root.Properties {
		if p.Default == nil {
			continue
		}
		value, err := asEditor(least)
		if err != nil {
			t.Fatal(err)
		}
		value.(map[string]any)[key] = p.Default
		if err := s.Validate(value); err != nil {
			t.Errorf("default of %s: %v", key, err)
		}
	}
	for key, want := range map[string]string{"mode": "watch", "timezone": defaultZone, "state": defaultState} {
		if got := root.Properties[key].Default; got != want {
			t.Errorf("default of %s is %v, want %s", key, got, want)
		}
	}
	for _, want := range []string{`"default": "*/15 7-18 * * 1-5"`, `"default": ","`, `"default": 200`, `"default": "monday"`, `"default": true`} {
		if !bytes.Contains(text, []byte(want)) {
			t.Errorf("the schema does not hold %s", want)
		}
	}
}

// allows fails where the schema refuses a file that Parse took.
func allows(t testing.TB, s *jsonschema.Schema, text string) {
	t.Helper()
	value, err := asEditor(text)
	if err == nil {
		err = s.Validate(value)
	}
	if err != nil {
		t.Errorf("the schema refuses what is right: %v\nof:\n%s", err, text)
	}
}

func TestSchemaAllowsTheExample(t *testing.T) {
	s := compiled(t)
	allows(t, s, readExample(t))
	allows(t, s, regexp.MustCompile(`(?m)^( *)#([^\s#])`).ReplaceAllString(readExample(t), "$1$2"))
}

// What the program writes, and what its scripts run by, is allowed wherever
// Parse takes it.
func TestSchemaAllowsWhatTheProgramWrites(t *testing.T) {
	texts := map[string]string{}
	for _, pattern := range []string{"init-demo-*.golden", "*.yaml", "../internal/demo/*.yaml", "script/*.txtar"} {
		files, err := filepath.Glob(filepath.Join("../cmd/rasoat/testdata", pattern))
		if err != nil || len(files) == 0 {
			t.Fatalf("find %s: %d files, %v", pattern, len(files), err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if filepath.Ext(file) != ".txtar" {
				texts[file] = string(data)
				continue
			}
			for _, f := range txtar.Parse(data).Files {
				if filepath.Ext(f.Name) == ".yaml" {
					texts[file+"/"+f.Name] = string(f.Data)
				}
			}
		}
	}
	s, taken := compiled(t), 0
	for name, text := range texts {
		if _, err := Parse(name, []byte(text), Options{}); err != nil {
			continue
		}
		taken++
		t.Run(name, func(t *testing.T) { allows(t, s, text) })
	}
	if taken < 20 {
		t.Errorf("only %d of %d files were taken by Parse", taken, len(texts))
	}
}

// A fixture is refused by the schema too, or it says why it cannot be.
func TestSchemaRefusesMistakes(t *testing.T) {
	files, err := filepath.Glob("testdata/bad/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("find fixtures: %d files, %v", len(files), err)
	}
	s, beyond := compiled(t), beyondSchema()
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".yaml")
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		value, err := asEditor(string(data))
		if err == nil {
			err = s.Validate(value)
		}
		why, listed := beyond[name]
		delete(beyond, name)
		switch {
		case err == nil && !listed:
			t.Errorf("%s: the schema takes it", name)
		case err != nil && listed:
			t.Errorf("%s is said to be beyond a schema (%s), and is refused: take it off the list: %v", name, why, err)
		}
	}
	for name := range beyond {
		t.Errorf("%s is said to be beyond a schema, and is no fixture", name)
	}
}

// beyondSchema are the fixtures whose mistake no schema can tell, each with why.
func beyondSchema() map[string]string {
	all := map[string]string{}
	for why, names := range map[string]string{
		"whether a value is that of a name elsewhere in the file": `adviser dropdowns-none allocated-source custom-list custom-rule-level
			department-successor-unknown named-from named-from-workbook named-workbook rule-unknown source-rule-category source-rule-source`,
		"whether a value stands elsewhere in the file, in whatever letters": `allocated-twice calendar-tab-directory calendar-tab-list
			calendar-tab-ours calendar-twice category-short category-twice custom-id-twice custom-list-twice department-twice
			directory-tab-ours event-within google-twice group-twice list-name-twice list-tab-directory list-tab-header
			list-tab-ours list-tab-twice named-tab named-tab-twice named-twice source-rule-source-twice status-twice tabs-same
			titles-same webdav-twice workbook-file-twice workbook-name-twice`,
		"how two values compare": `amounts-span group-equal group-order group-overlap group-overlap-open group-until header-reversed
			list-tab-overlap mail-keep source-rule-until sums-twice web-probes`,
		"what a value is compared with may be a default or in the environment": `comments-approval mail-hours-from mail-keep-bodies`,
		"which entry of a list is the last":                                    `group-last group-middle group-zero mail-ladder-times mail-ladder-times-zero`,
		"whether a chain of names ends":                                        `department-circle`,
		"which kind the list has whose name is written elsewhere":              `custom-at-list`,
		"whether an address is in one of the domains written elsewhere":        `mail-outside mail-outside-officer mail-overview-outside mail-redirect-outside`,
		"the mistake is in the environment": `env-address env-list env-moved-after env-needs env-number env-unknown env-value
			smtp-env-outbox smtp-env-unknown smtp-no-host-env smtp-oauth-env smtp-two-secrets-env`,
		"the environment may hold what is missing": `smtp-auth-alone smtp-no-host smtp-no-password smtp-no-password-auth smtp-no-token smtp-no-username
			smtp-no-username-auth smtp-oauth-no-id smtp-oauth-no-secret smtp-oauth-no-url ping-this-machine smtp-port-465 smtp-tls-none smtp-tls-none-oauth
			smtp-token-for-password`,
		"how the file is written does not reach a schema": `second-document smtp-password-tag tag unit-factor utf-16`,
		"the names of time zones change every year":       `timezone`,
	} {
		for name := range strings.FieldsSeq(names) {
			all[name] = why
		}
	}
	return all
}
