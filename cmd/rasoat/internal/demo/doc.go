// Package demo is the sample that a newcomer meets first: a workbook of 17
// projects and four assigned tasks as a province might keep it, its
// configuration, and the list of the mistakes planted in it.
//
// [Draft] gives the workbook, [Config] the configuration beside it, [Mistakes]
// what a pass has to find, cell by cell, and [Expected] what it has to compute.
// The last is worked out here from the table of the data alone, so that tests
// can hold the program against something that it did not compute itself.
//
// All figures, document numbers, dates, places and addresses are invented.
// Nothing here reads a workbook, judges one or writes a file.
package demo
