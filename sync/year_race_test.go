//go:build race

package sync_test

// The race detector makes everything many times slower: under it the simulated
// year is its first quarter, and there are few of the shorter times.
const (
	yearDays   = 90
	fewChecks  = "3"
	everything = false // happens in the year
)
