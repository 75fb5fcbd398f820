package lang

import (
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"slices"

	"go.yaml.in/yaml/v3"
)

//go:embed errors/*.yaml
var errorFiles embed.FS

// readErrors reads what errors say in Vietnamese.
func (p *Printer) readErrors(from fs.FS) error {
	names, err := fs.Glob(from, "errors/*.yaml")
	if err != nil {
		return fmt.Errorf("list the texts of errors: %w", err)
	}
	p.errors = map[string]string{}
	for _, name := range names {
		data, err := fs.ReadFile(from, name)
		if err != nil {
			return fmt.Errorf("read the texts of %s: %w", name, err)
		}
		texts := map[string]string{}
		if err := yaml.Unmarshal(data, &texts); err != nil {
			return fmt.Errorf("read the texts of %s: %w", name, err)
		}
		for _, text := range slices.Sorted(maps.Keys(texts)) {
			if _, ok := p.errors[text]; ok {
				return fmt.Errorf("read the texts of %s: another file has %q too", name, text)
			}
			p.errors[text] = texts[text]
		}
	}
	p.phrases = newPhrases(p.errors)
	return nil
}

// Error returns a text of an error, as it stands in the code in English with the
// places of its arguments (%s, %d, %q), in the printer's language; the text
// itself where there is no other.
func (p *Printer) Error(text string) string {
	if t, ok := p.errors[text]; ok {
		return t
	}
	return text
}

// Told returns what an error says, its arguments in their places, in the printer's
// language. What is known of it is told, be it a part: what a server or a library
// says stays in its own words, as do names and what stands between quotation marks.
func (p *Printer) Told(text string) string {
	if p.errors == nil {
		return text
	}
	return p.told(text)
}

// Errors returns the texts that Error knows in the printer's language.
func (p *Printer) Errors() map[string]string { return p.errors }
