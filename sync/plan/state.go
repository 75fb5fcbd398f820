package plan

import (
	"time"

	"rasoat/sync/ledger"
)

// itemState says how an item stands on a day.
type itemState uint8

const (
	stateInTime itemState = iota
	stateLate
	stateOpen // without a day by which it is due
	stateDone
)

func state(s Settings, item *ledger.Row, today time.Time) itemState {
	switch {
	case !item.DoneOn.IsZero() || s.Done[item.Status.Name]:
		return stateDone
	case item.Deadline.DaysLate(today) > 0:
		return stateLate
	case item.Deadline.Kind != ledger.Term:
		return stateOpen
	}
	return stateInTime
}

func isUrgent(s Settings, item *ledger.Row) bool {
	return s.Urgent[item.Priority.Name]
}
