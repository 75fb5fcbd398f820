package sheets

import (
	"context"
	"errors"
)

// Feed tells which of the workbooks of a service changed, all of them in one
// question. What it tells is a hint and never a proof: it may come late, and
// name a workbook that holds what it held before. So it can put a reading off,
// but not replace it.
type Feed interface {
	// Changed returns the ids of the workbooks that changed since the cursor was
	// given out, as the service knows them, and the cursor for the next question.
	// With the cursor "" there is no since: whatever was before that is unknown,
	// and only the next cursor is returned. A cursor may outlive the process. The
	// error is ErrCursorLost where the service does not know it any more.
	//
	// What rasoat itself wrote last is no change.
	Changed(ctx context.Context, cursor string) (ids []string, next string, err error)
}

// ErrCursorLost says that nobody knows what changed since a cursor of a [Feed]:
// each workbook has to be read, and the feed asked from the beginning.
var ErrCursorLost = errors.New("the service does not know any more what changed since it was last asked")
