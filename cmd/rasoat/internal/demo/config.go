package demo

import (
	"bytes"
	_ "embed"
	"fmt"
	"slices"
)

//go:embed rasoat.yaml
var configuration []byte

// Config returns the configuration of the demo, rasoat.yaml, which expects the
// workbook beside it as tracking.xlsx. Each call returns a copy.
func Config() []byte { return slices.Clone(configuration) }

// Service is where an emulation of Google Sheets answers.
type Service struct {
	Endpoint string // the base URL of the API
	TokenURL string
	Key      string // the service account's key file, as seen from the configuration
}

// GoogleConfig returns the configuration of the demo with a spreadsheet in the
// place of the workbook file.
func GoogleConfig(spreadsheetID string, at Service) []byte {
	text := bytes.Replace(configuration, []byte("    file: tracking.xlsx\n"), fmt.Appendf(nil, "    google: {spreadsheet: %s}\n", spreadsheetID), 1)
	return fmt.Appendf(text, `
# Where the emulator answers, and as whom rasoat works there.
google:
  credentials: %s
  endpoint: %s
  token_url: %s
`, at.Key, at.Endpoint, at.TokenURL)
}
