// Package lang is the catalogue of everything people read, in Vietnamese and
// English: warnings, digests, tabs, the terminal. The texts live in the YAML
// files beside the code, one a subject; the code knows how the two languages
// write numbers, money, days and lists.
//
// Nothing is decided here, and no text stands anywhere else: other packages
// hand over a key and arguments.
package lang

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Language is a language of the catalogue.
type Language string

// The languages.
const (
	Vietnamese Language = "vi"
	English    Language = "en"
)

// Languages returns the languages of the catalogue.
func Languages() []Language { return []Language{Vietnamese, English} }

//go:embed *.yaml
var files embed.FS

// Catalogue holds every text in every language, ready for use. It never
// changes and may be shared.
type Catalogue struct {
	printers map[Language]*Printer
	keys     []string
}

// entry is a text as the YAML files hold it.
type entry struct {
	Vietnamese string `yaml:"vi"`
	English    string `yaml:"en"`
}

// Load reads the embedded texts. Every mistake in them is an error here, none
// later: a missing language, a key given twice, a template that does not
// parse.
func Load() (*Catalogue, error) { return load(files) }

func load(from fs.FS) (*Catalogue, error) {
	names, err := fs.Glob(from, "*.yaml")
	if err != nil {
		return nil, fmt.Errorf("list the texts: %w", err)
	}
	c := &Catalogue{printers: map[Language]*Printer{}}
	for _, l := range Languages() {
		c.printers[l] = newPrinter(l)
	}
	var mistakes []error
	for _, name := range names {
		mistakes = append(mistakes, c.add(from, name)...)
	}
	if err := errors.Join(mistakes...); err != nil {
		return nil, err
	}
	slices.Sort(c.keys)
	if err := c.printers[Vietnamese].readErrors(errorFiles); err != nil {
		return nil, err
	}
	return c, nil
}

// add reads one file and returns every mistake in it.
func (c *Catalogue) add(from fs.FS, name string) []error {
	data, err := fs.ReadFile(from, name)
	if err != nil {
		return []error{fmt.Errorf("read the texts of %s: %w", name, err)}
	}
	entries := map[string]entry{}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	if err := dec.Decode(&entries); err != nil && !errors.Is(err, io.EOF) {
		return []error{fmt.Errorf("read the texts of %s: %w", name, err)}
	}
	var mistakes []error
	for _, key := range slices.Sorted(maps.Keys(entries)) {
		if c.printers[Vietnamese].has(key) {
			mistakes = append(mistakes, fmt.Errorf("read the texts of %s: another file has the key %q too", name, key))
			continue
		}
		e := entries[key]
		for l, text := range map[Language]string{Vietnamese: e.Vietnamese, English: e.English} {
			if strings.TrimSpace(text) == "" {
				mistakes = append(mistakes, fmt.Errorf("read the texts of %s: %q lacks the language %q", name, key, l))
				continue
			}
			p := c.printers[l]
			t, err := p.all.New(key).Parse(strings.TrimSpace(text))
			if err != nil {
				mistakes = append(mistakes, fmt.Errorf("read the texts of %s: %q, language %q: %w", name, key, l, err))
				continue
			}
			p.texts[key] = t
		}
		c.keys = append(c.keys, key)
	}
	return mistakes
}

// Keys returns the keys of all texts, sorted. The slice belongs to the
// catalogue.
func (c *Catalogue) Keys() []string { return c.keys }

// Printer returns the printer of a language; of Vietnamese where the
// catalogue does not have the language.
func (c *Catalogue) Printer(l Language) *Printer {
	if p, ok := c.printers[l]; ok {
		return p
	}
	return c.printers[Vietnamese]
}
