//go:build !race

package sync_test

// The lengths of the simulated times without the race detector.
const (
	yearDays   = 365
	fewChecks  = "10"
	everything = true // happens in the year
)
