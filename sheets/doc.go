// Package sheets is the vocabulary of a shared workbook and the one port
// through which rasoat reads it and writes beside the people who edit it.
//
// The vocabulary is [Snapshot], [Tab], [Cell] and [Value]: what stood in a
// workbook at one instant, without anything that rasoat itself put there.
// The port is [Book]: Read gives a [View], a View proposes a [Change] for the
// [Annotations] wanted, and the Change is either shown ([Change.Steps], a dry
// run) or carried out ([Change.Apply], a pass). Both walk the same value, so
// what a dry run prints is what a pass does.
//
// Adapters live in the packages below this one (a workbook file, a CSV file,
// …) and all pass the suite in sheetstest. Nothing here or below knows what a
// project, a total or a reminder is: that is the business of the packages
// under sync.
package sheets
