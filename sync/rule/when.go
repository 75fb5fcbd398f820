package rule

import (
	"regexp"
	"time"

	"rasoat/sync/ledger"
)

// inForce reports whether something that holds from one day to another, both
// included and zero for open, holds on a day.
func inForce(from, until, day time.Time) bool {
	return (from.IsZero() || !day.Before(from)) && (until.IsZero() || !day.After(until))
}

// judgedOn returns the day whose law an item is judged by: that of its
// decision, else today. known reports that it is the decision's.
func judgedOn(row *ledger.Row, s Settings) (day time.Time, known bool) {
	if !row.Decision.On.IsZero() {
		return row.Decision.On, true
	}
	return s.Today, false
}

var dayLike = regexp.MustCompile(`\d{1,2}\s?[/.\-]\s?\d{1,2}\s?[/.\-]\s?(?:\d{4}|\d{2})\b|\d{1,2} tháng \d{1,2} năm \d{4}`)

// daysIn counts the days that a text names, whether or not they exist.
func daysIn(text string) int { return len(dayLike.FindAllString(text, -1)) }

// hasStatusDone reports whether an item's status says that it is finished.
func hasStatusDone(row *ledger.Row, s Settings) bool {
	for _, status := range s.Statuses {
		if status.Done && status.Name.Name == row.Status.Name {
			return true
		}
	}
	return false
}
