package config

import (
	"path/filepath"
	"testing"
)

// Copies of the state lie beside it, wherever it lies, unless the file says
// otherwise.
func TestBackups(t *testing.T) {
	dir := folder(t)
	for text, want := range map[string]Backups{
		"":                                     {filepath.Join(dir, "state", "backups"), 7},
		"state: data/r.db":                     {filepath.Join(dir, "data", "backups"), 7},
		"state: data/r.db\nbackups: {keep: 0}": {filepath.Join(dir, "data", "backups"), 0},
		"backups: {folder: copies, keep: 30}":  {filepath.Join(dir, "copies"), 30},
	} {
		if got := parse(t, least+text+"\n").Backups; got != want {
			t.Errorf("%q: backups are %v, want %v", text, got, want)
		}
	}
	got := parse(t, least, "RASOAT_STATE=elsewhere/r.db", "RASOAT_BACKUPS_KEEP=2").Backups
	if want := (Backups{filepath.Join(dir, "elsewhere", "backups"), 2}); got != want {
		t.Errorf("by the environment: %v, want %v", got, want)
	}
}

func TestHistory(t *testing.T) {
	for text, want := range map[string]History{
		"":                                 {90, 730},
		"history: {runs: 0}":               {0, 730},
		"history: {runs: 365, figures: 7}": {365, 7}, // neither has to outlast the other
		"history: {figures: 0}":            {90, 0},
	} {
		if got := parse(t, least+text+"\n").History; got != want {
			t.Errorf("%q: history is %v, want %v", text, got, want)
		}
	}
	if got := parse(t, least, "RASOAT_HISTORY_RUNS=30").History; got != (History{30, 730}) {
		t.Errorf("by the environment: %v", got)
	}
}
