package google

import (
	"context"

	"google.golang.org/api/googleapi"
)

// Examined is what a spreadsheet tells of itself without its cells.
type Examined struct {
	Title, Locale, TimeZone string
	// Writable is set where the account is known to write. Only a protection that
	// it may edit tells so without a write: false means that it is not known.
	Writable bool
}

// Examine looks at a spreadsheet without reading its cells or changing it.
func (c *Connection) Examine(ctx context.Context, spreadsheetID string) (Examined, error) {
	const fields = "properties(title,locale,timeZone),sheets(protectedRanges(protectedRangeId,warningOnly,requestingUserCanEdit))"
	s, err := c.service().Spreadsheets.Get(spreadsheetID).Fields(googleapi.Field(fields)).Context(ctx).Do()
	if err != nil {
		return Examined{}, c.fail("read", spreadsheetID, err)
	}
	e := Examined{}
	if s.Properties != nil {
		e.Title, e.Locale, e.TimeZone = s.Properties.Title, s.Properties.Locale, s.Properties.TimeZone
	}
	for _, tab := range s.Sheets {
		for _, p := range tab.ProtectedRanges {
			e.Writable = e.Writable || p.RequestingUserCanEdit && !p.WarningOnly
		}
	}
	return e, nil
}
