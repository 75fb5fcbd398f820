package ledger

import "time"

// DayOff is a day of the workbook's own tab that is off or worked other than
// the calendar has it.
type DayOff struct {
	Day    time.Time // at midnight UTC
	Work   bool      // it is worked, as a day swapped with another or made up for
	Reason string    // white space folded, "" where none is stated
	Row    int       // in the tab, counted from 0
}
