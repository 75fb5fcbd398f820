//go:build !race

package deliver_test

// checks is how many servers are made up.
const checks = "100"
