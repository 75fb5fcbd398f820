package google

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	driveapi "google.golang.org/api/drive/v3"
	"google.golang.org/api/googleapi"
	"google.golang.org/api/option"

	"rasoat/sheets"
)

// Feed is the list of changes that Drive keeps for an account: all spreadsheets
// that are shared with it are asked after in one request. It has tokens of its
// own, which read the descriptions of files and nothing else: where Drive is not
// to be had, spreadsheets are read and written all the same.
//
// A change names the file and the newest that is known of it, some time after it
// was made. Where the newest is our own write there is nothing to read: what
// stood there after it was in the reply. So what somebody edits between a reading
// and our write is missed here, and has to be seen in that reply.
type Feed struct {
	api  *driveapi.Service
	conn *Connection // of the feed alone: its transport, tokens and hints
	of   string      // whose list at which service: another has page tokens of its own
}

var _ sheets.Feed = (*Feed)(nil)

// feedLimit is how many questions are asked a minute: far less than Drive
// allows (12,000 a user, "Usage limits" of the Drive API), far more than are
// needed.
const feedLimit = 300

// changeFields is what is asked of a change.
const changeFields = "nextPageToken,newStartPageToken,changes(fileId,removed,file(modifiedTime,lastModifyingUser/me))"

func newFeed(ctx context.Context, o Options, id *identity, base http.RoundTripper) (*Feed, error) {
	const scope = driveapi.DriveMetadataReadonlyScope
	o.ReadOnly = true
	carrier := o.carrier(id, scope, base, newLimiter(Limits{Reads: feedLimit, ProjectReads: feedLimit}))
	api, err := driveapi.NewService(ctx, option.WithHTTPClient(&http.Client{Transport: carrier}), option.WithEndpoint(o.DriveEndpoint+"drive/v3/"))
	if err != nil {
		return nil, &sheets.OpError{Class: sheets.Invalid, Op: "connect", Err: errors.New(clean(err.Error()))}
	}
	api.UserAgent = userAgent
	return &Feed{api: api, conn: &Connection{transport: carrier, identity: id, scope: scope}, of: id.account + " " + o.DriveEndpoint}, nil
}

// Changed asks Drive what changed. The cursor is a page token of Drive's, and whose
// it is.
func (f *Feed) Changed(ctx context.Context, cursor string) ([]string, string, error) {
	if cursor == "" {
		start, err := f.api.Changes.GetStartPageToken().SupportsAllDrives(true).Context(ctx).Do()
		if err != nil {
			return nil, "", f.fail(err)
		}
		if start.StartPageToken == "" {
			return nil, "", f.fail(errors.New("the answer holds no token to start from"))
		}
		return nil, f.cursor(start.StartPageToken), nil
	}
	token, of, _ := strings.Cut(cursor, " ")
	if of != f.of {
		return nil, "", fmt.Errorf("%w: that was as another account, or at another address", sheets.ErrCursorLost)
	}
	var ids []string
	for {
		page, err := f.api.Changes.List(token).PageSize(1000).IncludeRemoved(true).
			SupportsAllDrives(true).IncludeItemsFromAllDrives(true).Fields(changeFields).Context(ctx).Do()
		if err != nil {
			return nil, "", f.lost(f.fail(err))
		}
		for _, c := range page.Changes {
			if c.FileId != "" && !ours(c) {
				ids = append(ids, c.FileId)
			}
		}
		switch {
		case page.NextPageToken == token:
			return nil, "", f.fail(errors.New("the answers go round in a circle"))
		case page.NextPageToken != "":
			token = page.NextPageToken
		case page.NewStartPageToken != "":
			return ids, f.cursor(page.NewStartPageToken), nil
		default:
			return nil, "", f.fail(errors.New("the answer holds no token to go on from"))
		}
	}
}

// cursor is a page token as it is handed out.
func (f *Feed) cursor(token string) string { return token + " " + f.of }

// MayEdit reports whether the account may edit a spreadsheet, as Drive says.
func (f *Feed) MayEdit(ctx context.Context, spreadsheetID string) (bool, error) {
	file, err := f.api.Files.Get(spreadsheetID).SupportsAllDrives(true).Fields("capabilities/canEdit").Context(ctx).Do()
	if err != nil {
		return false, f.fail(err)
	}
	return file.Capabilities != nil && file.Capabilities.CanEdit, nil
}

// ours reports whether the newest that happened to a file is that we wrote it.
func ours(c *driveapi.Change) bool {
	return !c.Removed && c.File != nil && c.File.LastModifyingUser != nil && c.File.LastModifyingUser.Me
}

func (f *Feed) fail(err error) error {
	err = f.conn.fail("ask what changed in", "Google Drive", err)
	var op *sheets.OpError
	var refused *failure
	if errors.As(err, &op) && errors.As(err, &refused) && refused.status == http.StatusForbidden {
		op.Hint = "switch the Google Drive API on in the account's project, or set google.changes to false"
		if refused.has("ACCESS_TOKEN_SCOPE_INSUFFICIENT") || refused.has("insufficientPermissions") {
			op.Hint = fmt.Sprintf("give the machine's account the scope %s, or set google.changes to false", f.conn.scope)
		}
	}
	return err
}

// lost tells a cursor that Drive refuses from everything else that can go wrong:
// a list of changes is asked for with nothing else that could be refused.
func (f *Feed) lost(err error) error {
	var refused *googleapi.Error
	if errors.As(err, &refused) {
		switch refused.Code {
		case http.StatusBadRequest, http.StatusNotFound, http.StatusGone:
			return fmt.Errorf("%w: %w", sheets.ErrCursorLost, err)
		}
	}
	return err
}
