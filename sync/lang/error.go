package lang

import (
	_ "embed"
	"fmt"

	"go.yaml.in/yaml/v3"
)

//go:embed errors/vi.yaml
var errorsVi []byte

// readErrors reads what errors say in Vietnamese.
func (p *Printer) readErrors() error {
	if err := yaml.Unmarshal(errorsVi, &p.errors); err != nil {
		return fmt.Errorf("read the texts of errors/vi.yaml: %w", err)
	}
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

// Errors returns the texts that Error knows in the printer's language.
func (p *Printer) Errors() map[string]string { return p.errors }
