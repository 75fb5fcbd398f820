package google

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"google.golang.org/api/googleapi"
	sheetsapi "google.golang.org/api/sheets/v4"

	"rasoat/sheets"
)

// What is asked of comments.
const (
	postFields    = "author(me),commentAction,content,createTime,deleted,fromCopiedSpreadsheet"
	commentFields = "comments(commentId,anchorId,status,headPost(" + postFields + "),replies(" + postFields + "))"
	anchorFields  = "commentAnchors(anchorId,range)"
	// withComments is the view of a spreadsheet that shows them.
	withComments = "COMMENTS_VIEW_MODE_INCLUDED"
)

// markThread is the key of the developer metadata that stand in a spreadsheet
// while we comment on it. It never changes.
const markThread = "rasoat.thread"

// spoken is a thread of ours.
type spoken struct {
	id, anchor string
	version    string // of the last post of ours that has one
	resolved   bool
	byUs       bool // it was we who resolved it
	answered   bool // people said something in it
	posts      []time.Time
}

// spokenOf is what a spreadsheet has of comments.
type spokenOf struct {
	ours    map[string]*spoken // by the id in the mark
	anchors map[string]spot    // of all comments
	marked  bool               // something of ours was left when we were stopped
	state   *state             // nil where the cells were not asked for
}

// spot is where a comment is in a tab: a cell, or cells that are merged.
type spot struct {
	tab int64
	sheets.Range
}

// threads reads the comments, and with cells the spreadsheet that they are in.
func (b *Book) threads(ctx context.Context, cells bool) (*spokenOf, error) {
	fields := "developerMetadata(" + markFields + ")," + commentFields + ",sheets(properties(sheetId)," + anchorFields + ")"
	if cells {
		fields = commentFields + "," + cellFields()
	}
	var s sheetsapi.Spreadsheet
	var g *grid
	decoding := withDecoder(ctx, func(r io.Reader) error {
		data, err := io.ReadAll(r)
		if err != nil {
			return err
		}
		s = sheetsapi.Spreadsheet{}
		if err := json.Unmarshal(data, &s); err != nil || !cells {
			return brokenOff(err)
		}
		g, err = decodeGrid(bytes.NewReader(data))
		return err
	})
	_, err := b.conn.service().Spreadsheets.Get(b.id).CommentsViewMode(withComments).Fields(googleapi.Field(fields)).Context(decoding).Do()
	if err != nil {
		return nil, b.conn.fail("read", b.id, err)
	}
	return heard(&s, g), nil
}

// cellFields asks for the cells of a spreadsheet and where its comments are.
func cellFields() string {
	return strings.Replace(gridFields, "sheets(", "sheets("+anchorFields+",", 1)
}

// sheetOf is the id of a tab in the API's vocabulary.
func sheetOf(id sheets.TabID) int64 {
	n, err := strconv.ParseInt(string(id), 10, 64)
	if err != nil {
		return -1 // no tab of ours to name: the service says so
	}
	return n
}

// brokenOff has an answer that ends too soon asked for again.
func brokenOff(err error) error {
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// heard parts our threads from all others. g is nil where the cells are not known.
func heard(s *sheetsapi.Spreadsheet, g *grid) *spokenOf {
	all := &spokenOf{ours: map[string]*spoken{}, anchors: map[string]spot{}}
	for _, m := range s.DeveloperMetadata {
		all.marked = all.marked || m.MetadataKey == markThread
	}
	for _, t := range s.Sheets {
		for _, a := range t.CommentAnchors {
			if t.Properties != nil && a.Range != nil {
				r := sheets.Range{Top: int(a.Range.StartRowIndex), Left: int(a.Range.StartColumnIndex), Bottom: int(a.Range.EndRowIndex), Right: int(a.Range.EndColumnIndex)}
				all.anchors[a.AnchorId] = spot{t.Properties.SheetId, r}
			}
		}
	}
	for _, c := range s.Comments {
		if id, said, ok := spokenIn(c); ok && (all.ours[id] == nil || said.posts[0].Before(all.ours[id].posts[0])) {
			all.ours[id] = said
		}
	}
	if g != nil {
		all.state = newState(g)
	}
	return all
}

// markPattern is how a post of ours ends.
var markPattern = regexp.MustCompile(`\(rasoat ([0-9a-z]+)-([0-9a-z]+)\)\s*$`)

// spokenIn reads a thread, and reports whether it is one of ours: begun by us,
// with our mark.
func spokenIn(c *sheetsapi.CommentThread) (id string, s *spoken, ok bool) {
	if c.HeadPost == nil || c.HeadPost.Deleted || !mine(c.HeadPost) {
		return "", nil, false
	}
	found := markPattern.FindStringSubmatch(c.HeadPost.Content)
	if found == nil {
		return "", nil, false
	}
	s = &spoken{id: c.CommentId, anchor: c.AnchorId, resolved: c.Status == "RESOLVED"}
	for _, p := range slices.Concat([]*sheetsapi.Post{c.HeadPost}, c.Replies) {
		switch p.CommentAction {
		case "RESOLVE", "REOPEN":
			s.byUs = mine(p)
		}
		if !mine(p) {
			s.answered = s.answered || !p.Deleted
			continue
		}
		if m := markPattern.FindStringSubmatch(p.Content); m != nil && m[1] == found[1] {
			s.version = m[2]
		}
		at, err := time.Parse(time.RFC3339, p.CreateTime)
		if err != nil || p.FromCopiedSpreadsheet {
			at = time.Time{}
		}
		s.posts = append(s.posts, at)
	}
	return found[1], s, true
}

func mine(p *sheetsapi.Post) bool { return p.Author != nil && p.Author.Me }

// on counts the posts of ours of a day, which begins then.
func (s *spokenOf) on(day time.Time) int {
	n := 0
	for _, t := range s.ours {
		for _, at := range t.posts {
			if !at.Before(day) && at.Before(day.AddDate(0, 0, 1)) {
				n++
			}
		}
	}
	return n
}

// proved reports whether a thread can be begun where it is to be: all of its proof
// holds, and no other row has what tells the item.
func (s *spokenOf) proved(t sheets.Thread) bool {
	theirs := s.state.tab(t.Tab)
	if theirs == nil {
		return false
	}
	tab := theirs.cells.Tab()
	for _, p := range t.Proof {
		if tab.Cell(p.Row, p.Col).Value != p.Cell.Value {
			return false
		}
	}
	return t.Alone(tab)
}

// beside reports whether a comment is in the row and column of what a thread is
// about. In merged cells it is on all of them.
func (s *spokenOf) beside(t sheets.Thread, at spot) bool {
	theirs := s.state.tab(t.Tab)
	if theirs == nil || theirs.id != at.tab {
		return false
	}
	tab := theirs.cells.Tab()
	headed := func(col int) bool {
		for _, p := range t.Proof {
			if p.Row != t.At.Row && p.Col == t.At.Col && tab.Cell(p.Row, col).Value != p.Cell.Value {
				return false
			}
		}
		return true
	}
	row, col := false, false
	for r := at.Top; r < at.Bottom; r++ {
		row = row || t.Tells(tab, r)
	}
	for c := at.Left; c < at.Right; c++ {
		col = col || headed(c)
	}
	return row && col
}
