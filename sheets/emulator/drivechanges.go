package emulator

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// fileChange is an entry of the list of changes of one account: the state that
// a file had then, or that it was no longer there for the account.
type fileChange struct {
	number  int64
	at      time.Time
	id      string
	removed bool
	title   string
	file    file
}

// feed is the changes of all accounts. Each has a number, rising over all of
// them; page tokens are such numbers.
type feed struct {
	lag      time.Duration
	accounts map[string]map[string][]fileChange // by account and file, in the order in which they happened
	last     int64                              // the newest number
	horizon  int64                              // changes from this number on are not told yet
	waiting  []fileChange                       // those changes
	oldest   int64                              // tokens below are forgotten
}

// newFeed begins at a number as large as an account of some age has.
func newFeed(lag time.Duration) feed {
	const first = 1000
	return feed{lag: lag, accounts: map[string]map[string][]fileChange{}, last: first - 1, horizon: first}
}

// add notes a change for an account.
func (f *feed) add(email string, c fileChange) {
	f.advance(c.at)
	f.last++
	c.number = f.last
	files := f.accounts[email]
	if files == nil {
		files = map[string][]fileChange{}
		f.accounts[email] = files
	}
	files[c.id] = append(files[c.id], c)
	f.waiting = append(f.waiting, c)
	f.advance(c.at)
	files[c.id] = f.told(files[c.id])
}

// told drops what is told of and has a successor that is told of too: a file
// appears once, with its latest change.
func (f *feed) told(changes []fileChange) []fileChange {
	n := 0
	for n+1 < len(changes) && changes[n+1].number < f.horizon {
		n++
	}
	return changes[n:]
}

// advance moves the horizon to a time.
func (f *feed) advance(now time.Time) {
	n := 0
	for n < len(f.waiting) && !f.waiting[n].at.Add(f.lag).After(now) {
		f.horizon = f.waiting[n].number + 1
		n++
	}
	f.waiting = f.waiting[n:]
}

// start is the token from which on nothing is told of yet.
func (f *feed) start() int64 { return max(f.horizon, f.oldest) }

// since gives the latest change of each file of an account from a number on,
// in their order.
func (f *feed) since(email string, number int64) []fileChange {
	var found []fileChange
	for _, changes := range f.accounts[email] {
		i := len(changes) - 1
		for i >= 0 && changes[i].number >= f.horizon {
			i--
		}
		if i >= 0 && changes[i].number >= number {
			found = append(found, changes[i])
		}
	}
	slices.SortFunc(found, func(a, b fileChange) int { return cmp.Compare(a.number, b.number) })
	return found
}

// ForgetChanges makes every page token of Drive's changes that was given out so
// far one that is refused, and forgets the changes. Google's documentation says
// that such tokens do not expire; clients that keep one for months are still
// told to start anew when it is rejected.
func (s *Server) ForgetChanges() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.feed.last++
	s.feed.oldest = s.feed.last + 1
	s.feed.waiting = nil
	s.feed.horizon = s.feed.oldest
	clear(s.feed.accounts)
}

// driveStartPageToken is changes.getStartPageToken.
func (s *Server) driveStartPageToken(*driveCall) (any, *apiError) {
	s.feed.advance(s.now())
	return object{"kind": "drive#startPageToken", "startPageToken": strconv.FormatInt(s.feed.start(), 10)}, nil
}

// changeToken reads a page token. A token that makes no sense is 400 with the
// reason "invalid", as everywhere in Drive. What the service answers to one
// that it has forgotten is documented nowhere; 410 is what other feeds of
// Google's answer.
func (s *Server) changeToken(text string) (int64, *apiError) {
	if text == "" {
		return 0, driveError(http.StatusBadRequest, "required", "Required parameter: pageToken", "global", "parameter", "pageToken")
	}
	number, err := strconv.ParseInt(text, 10, 64)
	switch {
	case err != nil || number < 1 || number > s.feed.last+1:
		return 0, invalidValue("pageToken")
	case number < s.feed.oldest:
		return 0, driveError(http.StatusGone, "pageTokenExpired", "The page token is no longer valid.", "global", "parameter", "pageToken")
	}
	return number, nil
}

// driveListChanges is changes.list.
func (s *Server) driveListChanges(c *driveCall) (any, *apiError) {
	s.feed.advance(s.now())
	from, err := s.changeToken(c.query.Get("pageToken"))
	if err != nil {
		return nil, err
	}
	size, err := c.pageSize(100, 1000)
	if err != nil {
		return nil, err
	}
	if err := c.inDrive(); err != nil {
		return nil, err
	}
	found := slices.DeleteFunc(s.feed.since(c.token.email, from), func(x fileChange) bool { return !s.tells(c, x) })
	o := object{"kind": "drive#changeList"}
	if len(found) > size {
		found = found[:size]
		o["nextPageToken"] = strconv.FormatInt(found[size-1].number+1, 10)
	} else {
		o["newStartPageToken"] = strconv.FormatInt(s.feed.start(), 10)
	}
	changes := make([]any, len(found))
	for i, x := range found {
		changes[i] = s.changeObject(x, c.token.email)
	}
	o["changes"] = changes
	return o, nil
}

// inDrive refuses a space that there is not. The space of an app's own data is
// there and empty.
func (c *driveCall) inDrive() *apiError {
	if text := c.query.Get("spaces"); text != "" && text != "drive" {
		return badParameter("spaces", "Invalid value: "+text)
	}
	return nil
}

// tells tells whether a request wants to hear of a change.
func (s *Server) tells(c *driveCall, x fileChange) bool {
	switch {
	case x.removed:
		if text := c.query.Get("includeRemoved"); text != "" && !isTrue(text) {
			return false
		}
	case isTrue(c.query.Get("restrictToMyDrive")) && s.documents[x.id].roles[c.token.email] != Owner:
		return false
	}
	return !c.ownOnly() || s.creators[x.id] == c.token.email
}

// changeObject is a Change.
func (s *Server) changeObject(x fileChange, email string) object {
	o := object{"kind": "drive#change", "type": "file", "changeType": "file", "time": driveTime(x.at), "removed": x.removed, "fileId": x.id}
	if !x.removed {
		o["file"] = s.fileObject(s.documents[x.id], x.file, x.title, email)
	}
	return o
}
