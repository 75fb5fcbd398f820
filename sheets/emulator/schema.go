package emulator

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// schemaText lists the API's message types with the names and types of their
// fields. It is made from the discovery document (a test compares them), one
// type after the other:
//
//	TypeName
//		fieldName type
//
// where a type is string, boolean, int32, int64, float, double, any, the name
// of another message, "enum A B C", "map[string] T" for an object with free
// keys, or one of these after "[]".
//
//go:embed schema.txt
var schemaText string

// freeKeys is an object whose keys are data; what follows is the values' type.
const freeKeys = "map[string]"

// typeRef is the type of a field.
type typeRef struct {
	repeated int      // how many arrays deep
	name     string   // a scalar, "enum" or a message
	values   []string // of an enum
}

// schemas is every message type by name, and its fields by name.
type schemas map[string]map[string]typeRef

// readSchemas reads a list of message types, such as schemaText.
func readSchemas(text string) schemas {
	all := schemas{}
	var current map[string]typeRef
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if !strings.HasPrefix(line, "\t") {
			current = map[string]typeRef{}
			all[line] = current
			continue
		}
		name, kind, _ := strings.Cut(line[1:], " ")
		t := typeRef{}
		for strings.HasPrefix(kind, "[]") {
			kind = kind[2:]
			t.repeated++
		}
		words := strings.Fields(kind)
		t.name, t.values = words[0], words[1:]
		current[name] = t
	}
	return all
}

// field gives the type of a field in a mask. "*" is any field.
func (s schemas) field(t typeRef, name string) (typeRef, bool) {
	if t.name == "any" || t.name == freeKeys {
		return typeRef{name: "any"}, true
	}
	fields, ok := s[t.name]
	if !ok {
		return typeRef{}, false
	}
	if name == "*" {
		return typeRef{name: "any"}, true
	}
	inner, ok := fields[name]
	return inner, ok
}

// decode reads JSON and keeps numbers as they were written.
func decode(b []byte) (any, error) {
	d := json.NewDecoder(strings.NewReader(string(b)))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	if d.More() {
		return nil, fmt.Errorf("more than one value")
	}
	return v, nil
}

// violation is one thing that does not fit a schema.
type violation struct{ field, description string }

// check compares a body with a message type. prefix is the name that the
// method gives to its body in error messages; "" for none.
func (s schemas) check(name, prefix string, v any) *apiError {
	c := &checker{schemas: s}
	c.value(typeRef{name: name}, prefix, v)
	if len(c.found) == 0 {
		return nil
	}
	var lines []string
	var list []any
	for _, f := range c.found {
		lines = append(lines, f.description)
		entry := map[string]string{"description": f.description}
		if f.field != "" {
			entry["field"] = f.field
		}
		list = append(list, entry)
	}
	e := invalid("%s", strings.Join(lines, "\n"))
	e.details = []any{map[string]any{"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": list}}
	return e
}

type checker struct {
	schemas schemas
	found   []violation
}

func (c *checker) value(t typeRef, path string, v any) {
	if v == nil { // null is the same as nothing
		return
	}
	list, isList := v.([]any)
	if t.repeated > 0 {
		if !isList {
			c.bad(path, t, v)
			return
		}
		t.repeated--
		for i, e := range list {
			c.value(t, fmt.Sprintf("%s[%d]", path, i), e)
		}
		return
	}
	if t.name == "any" {
		return
	}
	if t.name == freeKeys {
		o, ok := v.(object)
		if !ok {
			c.bad(path, t, v)
		}
		for _, name := range sortedKeys(o) {
			c.value(typeRef{name: t.values[0]}, path+"["+name+"]", o[name])
		}
		return
	}
	if isList {
		name := path[strings.LastIndexByte(path, '.')+1:]
		c.add(path, fmt.Sprintf("Invalid JSON payload received. Unknown name %q at '%s': Proto field is not repeating, cannot start list.",
			name, strings.TrimSuffix(strings.TrimSuffix(path, name), ".")))
		return
	}
	if fields, ok := c.schemas[t.name]; ok {
		c.message(t, fields, path, v)
		return
	}
	if !fits(t, v) {
		c.bad(path, t, v)
	}
}

func (c *checker) message(t typeRef, fields map[string]typeRef, path string, v any) {
	o, ok := v.(object)
	if !ok {
		c.bad(path, t, v)
		return
	}
	for _, name := range sortedKeys(o) {
		inner, ok := fields[name]
		if !ok {
			e := unknownField(path, name)
			c.add(path, e.message)
			continue
		}
		at := snake(name)
		if path != "" {
			at = path + "." + at
		}
		c.value(inner, at, o[name])
	}
}

// fits tells whether a value is one of a scalar type, as the JSON mapping of
// protocol buffers has it: whole numbers may be texts.
func fits(t typeRef, v any) bool {
	switch t.name {
	case "string":
		_, ok := v.(string)
		return ok
	case "boolean":
		_, ok := v.(bool)
		return ok
	case "enum":
		s, ok := v.(string)
		return ok && slices.Contains(t.values, s)
	}
	var text string
	switch v := v.(type) {
	case json.Number:
		text = v.String()
	case string:
		text = v
	default:
		return false
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return false
	}
	switch t.name {
	case "int32":
		return f == math.Trunc(f) && f >= math.MinInt32 && f <= math.MaxInt32
	case "int64":
		_, err := strconv.ParseInt(text, 10, 64)
		return err == nil
	}
	return true
}

func (c *checker) bad(path string, t typeRef, v any) {
	e := badValue(path, t.proto(), v)
	c.add(path, e.message)
}

func (c *checker) add(path, description string) {
	c.found = append(c.found, violation{path, description})
}

// proto is a type as error messages name it.
func (t typeRef) proto() string {
	switch t.name {
	case "string", "int32", "int64", "float", "double":
		return "TYPE_" + strings.ToUpper(t.name)
	case "boolean":
		return "TYPE_BOOL"
	case "enum":
		return "TYPE_ENUM"
	}
	return "type.googleapis.com/google.apps.sheets.v4." + t.name
}

// snake is a JSON name as the protocol buffer has it.
func snake(name string) string {
	var b strings.Builder
	for _, r := range name {
		if r >= 'A' && r <= 'Z' {
			b.WriteByte('_')
			r += 'a' - 'A'
		}
		b.WriteRune(r)
	}
	return b.String()
}
