package demo

import (
	_ "embed"
	"slices"
)

//go:embed rasoat.yaml
var configuration []byte

// Config returns the configuration of the demo, rasoat.yaml, which expects the
// workbook beside it as tracking.xlsx. Each call returns a copy.
func Config() []byte { return slices.Clone(configuration) }
