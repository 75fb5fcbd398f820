package config

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"
	"go.yaml.in/yaml/v3"
)

// descriptions says in English what every key is, under the name of the type
// that has it: "Title | description".
//
//go:embed descriptions.yaml
var descriptions []byte

// Schema returns the JSON Schema (2020-12) of the configuration file, for
// editors that complete and check while somebody writes. It is drawn from
// [Config], the same bytes each time. The rules are the names of the known
// rules, nil where they are not known.
//
// What it refuses [Parse] refuses, but for ways of writing that nobody uses: a
// number or a switch in quotes, a word of a closed list with blanks around it.
// It cannot tell what depends on other parts of the file (a name that stands
// twice), and it demands no key that the environment may hold. An error says
// which key has no description, or which description no key.
func Schema(rules []string) ([]byte, error) {
	defaults, err := newConfig(".")
	if err != nil {
		return nil, err
	}
	d := drawer{rules: rules, drawn: map[string]*schema{}, used: map[string]bool{}}
	if err := yaml.Unmarshal(descriptions, &d.texts); err != nil {
		return nil, fmt.Errorf("read the descriptions of the keys: %w", err)
	}
	root := d.object(reflect.ValueOf(defaults).Elem())
	root.Dialect, root.Title = "https://json-schema.org/draft/2020-12/schema", "rasoat.yaml"
	root.Description = "The configuration of rasoat, which goes over a shared workbook of projects and tasks."
	for _, name := range slices.Sorted(maps.Keys(d.drawn)) {
		root.Defs = append(root.Defs, property{name, d.drawn[name]})
	}
	for name, keys := range d.texts {
		for key := range keys {
			if !d.used[name+"."+key] {
				d.errs = append(d.errs, fmt.Errorf("descriptions.yaml describes %s.%s, which is no key", name, key))
			}
		}
	}
	if err := errors.Join(d.errs...); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(root); err != nil {
		return nil, fmt.Errorf("write the schema: %w", err)
	}
	return b.Bytes(), nil
}

// schema is a JSON Schema, with the keywords that are used here.
type schema struct {
	Dialect              string              `json:"$schema,omitempty"`
	Ref                  string              `json:"$ref,omitempty"`
	Title                string              `json:"title,omitempty"`
	Description          string              `json:"description,omitempty"`
	Default              any                 `json:"default,omitempty"`
	Type                 any                 `json:"type,omitempty"` // a string or several
	Enum                 []any               `json:"enum,omitempty"`
	Const                any                 `json:"const,omitempty"`
	Minimum              *int                `json:"minimum,omitempty"`
	ExclusiveMinimum     *int                `json:"exclusiveMinimum,omitempty"`
	Maximum              *int                `json:"maximum,omitempty"`
	Pattern              string              `json:"pattern,omitempty"`
	PatternErrorMessage  string              `json:"patternErrorMessage,omitempty"` // of editors, which would show the pattern
	MaxLength            int                 `json:"maxLength,omitempty"`
	Items                *schema             `json:"items,omitempty"`
	MinItems             int                 `json:"minItems,omitempty"`
	MaxItems             int                 `json:"maxItems,omitempty"`
	Contains             *schema             `json:"contains,omitempty"`
	UniqueItems          bool                `json:"uniqueItems,omitempty"`
	Properties           properties          `json:"properties,omitempty"`
	PropertyNames        *schema             `json:"propertyNames,omitempty"`
	AdditionalProperties any                 `json:"additionalProperties,omitempty"` // false or a *schema
	Required             []string            `json:"required,omitempty"`
	DependentRequired    map[string][]string `json:"dependentRequired,omitempty"`
	If                   *schema             `json:"if,omitempty"`
	Then                 *schema             `json:"then,omitempty"`
	Not                  *schema             `json:"not,omitempty"`
	AllOf                []*schema           `json:"allOf,omitempty"`
	AnyOf                []*schema           `json:"anyOf,omitempty"`
	OneOf                []*schema           `json:"oneOf,omitempty"`
	Defs                 properties          `json:"$defs,omitempty"`
}

// property is a key of an object with its schema.
type property struct {
	key string
	*schema
}

// properties are written as an object, in their order.
type properties []property

// MarshalJSON writes the object.
func (p properties) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	for i, one := range p {
		b.WriteByte("{,"[min(i, 1)])
		if err := e.Encode(one.key); err != nil {
			return nil, err
		}
		b.WriteByte(':')
		if err := e.Encode(one.schema); err != nil {
			return nil, err
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// drawer draws the schemas of Go types. What has a name stands in drawn, and is
// referred to.
type drawer struct {
	rules []string
	texts map[string]map[string]string
	used  map[string]bool // descriptions, as "Type.key"
	drawn map[string]*schema
	errs  []error
}

func ref(name string) *schema { return &schema{Ref: "#/$defs/" + name} }

// named draws something once and returns a reference to it.
func (d *drawer) named(name string, draw func() *schema) *schema {
	if _, ok := d.drawn[name]; !ok {
		d.drawn[name] = nil // a type may hold itself
		d.drawn[name] = draw()
	}
	return ref(name)
}

// object draws the mapping whose keys are the fields of a struct.
func (d *drawer) object(v reflect.Value) *schema {
	name := v.Type().Name()
	needed := needs(name)
	s := &schema{Type: "object", AdditionalProperties: false, Required: needed}
	for _, f := range fieldsIn(v.Type()) {
		p := d.value(v.Field(f.index), f.as)
		refineKey(name, f.key, p, d)
		if !slices.Contains(needed, f.key) {
			p = orNothing(p)
		}
		p.Title, p.Description = d.describe(name, f.key)
		p.Default = defaultOf(v.Field(f.index), f.as)
		s.Properties = append(s.Properties, property{f.key, p})
	}
	refine(name, s)
	return s
}

// describe returns the title and the description of a key.
func (d *drawer) describe(name, key string) (title, text string) {
	d.used[name+"."+key] = true
	title, text, ok := strings.Cut(d.texts[name][key], " | ")
	if !ok || strings.TrimSpace(title) == "" || strings.TrimSpace(text) == "" {
		d.errs = append(d.errs, fmt.Errorf("descriptions.yaml has no \"Title | description\" of %s.%s", name, key))
	}
	return title, text
}

// orNothing also takes a key whose value is left blank, as the reader does.
func orNothing(s *schema) *schema {
	null := &schema{Type: "null"}
	switch one, ok := s.Type.(string); {
	case s.Ref != "":
		return &schema{AnyOf: []*schema{s, null}}
	case s.AnyOf != nil:
		s.AnyOf = append(s.AnyOf, null)
	case ok:
		s.Type = []string{one, "null"}
	default:
		s.Type = append(slices.Clone(s.Type.([]string)), "null")
	}
	return s
}

// value draws what may stand for a value, without null.
func (d *drawer) value(v reflect.Value, as string) *schema {
	t := v.Type()
	switch {
	case t.Kind() == reflect.Pointer && as != "zone":
		return d.value(fresh(t.Elem()), as)
	case t.Kind() == reflect.Slice:
		item := d.value(fresh(t.Elem()), as)
		list := &schema{Type: "array", Items: item}
		if isScalar(t.Elem(), as) {
			return &schema{AnyOf: []*schema{item, list}} // one value stands for a list of it
		}
		return list
	case t.Kind() == reflect.Map:
		return d.dictionary(t, as)
	case isScalar(t, as) && len(fieldsIn(t)) > 0:
		return &schema{AnyOf: []*schema{d.scalar(v, as), d.named(t.Name(), func() *schema { return d.object(v) })}}
	case isScalar(t, as):
		return d.scalar(v, as)
	}
	return d.named(t.Name(), func() *schema { return d.object(v) })
}

// fresh returns what the reader begins with for an entry of a list.
func fresh(t reflect.Type) reflect.Value {
	v := reflect.New(t).Elem()
	setDefaults(v)
	return v
}

// dictionary draws a map: by the words of a closed list, or by names of the
// user's.
func (d *drawer) dictionary(t reflect.Type, as string) *schema {
	value := d.value(fresh(t.Elem()), as)
	s := &schema{Type: "object"}
	if known, ok := reflect.Zero(t.Key()).Interface().(enum); ok {
		_, words := known.values()
		for _, word := range words {
			s.Properties = append(s.Properties, property{word, value})
		}
		s.AdditionalProperties = false
		return s
	}
	s.PropertyNames, s.AdditionalProperties = &schema{Pattern: nameLike}, value
	return s
}

// scalar draws what is written as one text, number or switch.
func (d *drawer) scalar(v reflect.Value, as string) *schema {
	if known, ok := v.Interface().(enum); ok {
		return d.named(v.Type().Name(), func() *schema {
			_, words := known.values()
			return &schema{Type: "string", Enum: anything(words)}
		})
	}
	switch v.Kind() {
	case reflect.Bool:
		return &schema{Type: "boolean"}
	case reflect.Int:
		least, most := bounds(v, as)
		return &schema{Type: "integer", Minimum: &least, Maximum: &most}
	}
	name := as
	if as == "" {
		name = "text"
	}
	return d.named(name, func() *schema {
		s := form(name)
		for _, one := range append([]*schema{s}, s.AnyOf...) {
			if one.Pattern != "" {
				one.PatternErrorMessage = "Write " + expected(v.Type(), as) + "."
			}
		}
		return s
	})
}

// bounds asks the reader itself between which numbers a value has to be.
func bounds(v reflect.Value, as string) (least, most int) {
	var r reader
	takes := func(n int) bool {
		_, e := r.convert(strconv.Itoa(n), v, as)
		return e == nil
	}
	some := 1
	for !takes(some) && some < 1<<30 {
		some *= 2
	}
	// edge returns the last number that is taken on the way to one that is not.
	edge := func(yes, no int) int {
		for yes+1 != no && yes-1 != no {
			if half := yes + (no-yes)/2; takes(half) {
				yes = half
			} else {
				no = half
			}
		}
		return yes
	}
	return edge(some, -1<<40), edge(some, 1<<40)
}

// defaultOf returns a default as the file would state it, nil where there is
// none or it depends on other keys.
func defaultOf(v reflect.Value, as string) any {
	switch value := v.Interface().(type) {
	case Cron:
		return value.Spec
	case *time.Location:
		return value.String()
	case decimal.Decimal, time.Time:
		return nil
	}
	switch {
	case v.Kind() == reflect.Bool:
		return v.Bool()
	case v.Kind() == reflect.Int:
		if least, _ := bounds(v, as); v.Int() < int64(least) {
			return nil
		}
		return v.Int()
	case v.Kind() == reflect.Int32 && v.Int() != 0:
		return string(rune(v.Int()))
	case v.Kind() != reflect.String || v.String() == "" || as == "secret":
		return nil
	case as == "path":
		return filepath.ToSlash(v.String())
	}
	return v.String()
}

func anything[T any](all []T) []any {
	out := make([]any, len(all))
	for i, one := range all {
		out[i] = one
	}
	return out
}
