package rule

// The rules on explanations. What an explanation covers is known from earlier
// passes: package accept tells their findings, at the cell of the explanation.
const (
	// ExplanationIncomplete finds explanations beside a finding that do not say
	// why, do not say who says so, or hold until a day that is none.
	//
	// Why: an explanation quiets a warning; somebody has to answer for that.
	//
	// To fix: write the reason, the name and, if it is to end, "đến dd/mm/yyyy",
	// set apart by ";".
	//
	// To accept: there is nothing to accept; clear the cell.
	//
	// Source: experience.
	//
	// Arguments: lacks (reason, name, date), seen (the explanation).
	ExplanationIncomplete = "explanation/incomplete"

	// ExplanationLapsed finds explanations that no longer quiet a finding beside
	// them: their last day has passed, a figure changed since they were
	// written, or they are older than every finding of the row.
	//
	// Why: nobody would look at a warning that came back unless told why.
	//
	// To fix: mend what is found, or write the explanation anew, for instance
	// with another day; it then covers the findings that the row has now.
	//
	// To accept: as above.
	//
	// Source: experience.
	//
	// Arguments: why (expired, changed, later), by (whose explanation it is),
	// since (the day on which it was first seen), until (its last day, zero for
	// none), rules (names of the rules that it does not cover).
	ExplanationLapsed = "explanation/lapsed"
)
