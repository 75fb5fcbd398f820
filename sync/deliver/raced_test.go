//go:build race

package deliver_test

// checks is how many servers are made up, under the race detector, with which
// SQLite is many times slower.
const checks = "20"
