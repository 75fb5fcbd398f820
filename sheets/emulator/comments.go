package emulator

import (
	"html"
	"slices"
	"time"
	"unicode/utf16"
)

// comment is a thread of posts about a cell.
type comment struct {
	id, anchor string
	quote      string // what the cell showed
	posts      []post // the head, then the replies
	resolved   bool
	assigned   bool
}

// post is what one person said. Posts are replaced, never changed.
type post struct {
	id, content      string
	author           caller
	created, updated time.Time
	action           string // RESOLVE, REOPEN or ""
	assignee         string
	deleted          bool
}

// anchor is where a comment is tied to a tab.
type anchor struct {
	id   string
	rect rect
}

// commentKinds are the requests about comments.
func commentKinds() []string {
	return []string{"insertComment", "addCommentReply", "updateCommentPost", "deleteComment", "deleteCommentReply"}
}

// maxPost is how long a post may be, in UTF-16 code units.
const maxPost = 2048

// admitsPost refuses a post that is empty or too long.
func admitsPost(content string, empty bool) *apiError {
	switch n := len(utf16.Encode([]rune(content))); {
	case n == 0 && !empty:
		return invalid("The content of a comment cannot be empty.")
	case n > maxPost:
		return invalid("The content of a comment must not exceed %d characters.", maxPost)
	}
	return nil
}

// newPost is a post that somebody makes now.
func (q request) newPost(content string) post {
	now := time.Time{}
	if q.d.clock != nil {
		now = q.d.clock()
	}
	return post{id: "P" + itoa(q.d.newID()), content: content, author: q.who, created: now, updated: now}
}

func (q request) insertComment() (object, *apiError) {
	s, at, err := q.coordinate("coordinate")
	if err != nil {
		return nil, err
	}
	content, assignee := textOf(q.object["content"]), textOf(q.object["assigneeEmailAddress"])
	if err := firstError(admitsPost(content, false), admitsPost(assignee, true)); err != nil {
		return nil, err
	}
	q.d.recalculate()
	head := q.newPost(content)
	head.assignee = assignee
	c := &comment{id: "C" + itoa(q.d.newID()), anchor: "A" + itoa(q.d.newID()), posts: []post{head}, assigned: assignee != "",
		quote: shownText(s.shows(at.Row, at.Col), q.d.loc())}
	s.anchors = append(s.anchors, &anchor{c.anchor, rect{at.Row, at.Col, at.Row + 1, at.Col + 1}})
	q.d.comments = append(q.d.comments, c)
	return object{"commentThread": c.thread(q.who.email)}, nil
}

// comment finds the thread that a request names.
func (q request) comment() (*comment, *apiError) {
	id := textOf(q.object["commentId"])
	i := slices.IndexFunc(q.d.comments, func(c *comment) bool { return c.id == id })
	if i < 0 {
		return nil, invalid("No comment with id: %s", id)
	}
	return q.d.comments[i], nil
}

// post finds the post that a request names, which has to be the caller's.
func (q request) post() (*comment, int, *apiError) {
	c, err := q.comment()
	if err != nil {
		return nil, 0, err
	}
	id := textOf(q.object["postId"])
	i := slices.IndexFunc(c.posts, func(p post) bool { return p.id == id && !p.deleted })
	switch {
	case i < 0:
		return nil, 0, invalid("No post with id: %s", id)
	case c.posts[i].author != q.who:
		return nil, 0, invalid("The requesting user is not the author of the post.")
	}
	return c, i, nil
}

func (q request) addCommentReply() (object, *apiError) {
	c, err := q.comment()
	if err != nil {
		return nil, err
	}
	o := q.part("post")
	action, assignee := textOf(o["commentAction"]), textOf(o["assigneeEmail"])
	acts := action == "RESOLVE" || action == "REOPEN"
	if err := firstError(admitsPost(textOf(o["content"]), acts), admitsPost(assignee, true)); err != nil {
		return nil, err
	}
	if assignee != "" && (acts || !c.assigned) {
		return nil, invalid("The post cannot have an assignee.")
	}
	p := q.newPost(textOf(o["content"]))
	p.assignee = assignee
	if acts {
		p.action, c.resolved = action, action == "RESOLVE"
	}
	c.posts = append(slices.Clone(c.posts), p)
	return object{"post": p.object(q.who.email)}, nil
}

func (q request) updateCommentPost() (object, *apiError) {
	c, i, err := q.post()
	if err != nil {
		return nil, err
	}
	content := textOf(q.object["content"])
	if err := admitsPost(content, false); err != nil {
		return nil, err
	}
	c.posts = slices.Clone(c.posts)
	c.posts[i].content, c.posts[i].updated = content, q.newPost("").updated
	return nil, nil
}

func (q request) deleteComment() (object, *apiError) {
	c, err := q.comment()
	if err != nil {
		return nil, err
	}
	if c.posts[0].author != q.who {
		return nil, invalid("The requesting user is not the author of the comment.")
	}
	q.d.comments = slices.DeleteFunc(slices.Clone(q.d.comments), func(o *comment) bool { return o == c })
	for _, s := range q.d.sheets {
		s.anchors = slices.DeleteFunc(slices.Clone(s.anchors), func(a *anchor) bool { return a.id == c.anchor })
	}
	return nil, nil
}

func (q request) deleteCommentReply() (object, *apiError) {
	c, i, err := q.post()
	switch {
	case err != nil:
		return nil, err
	case i == 0:
		return nil, invalid("The post is no reply.")
	case c.posts[i].action != "":
		return nil, invalid("The reply contains a comment action.")
	case c.posts[i].assignee != "":
		return nil, invalid("The reply contains an assignee.")
	}
	c.posts = slices.Clone(c.posts)
	c.posts[i] = post{id: c.posts[i].id, created: c.posts[i].created, updated: q.newPost("").updated, deleted: true}
	return nil, nil
}

// object is a Post as an account sees it.
func (p post) object(email string) object {
	o := object{"postId": p.id, "createTime": driveTime(p.created), "updateTime": driveTime(p.updated)}
	if p.deleted {
		o["deleted"] = true
		return o
	}
	user := driveUser(p.author, email)
	author := object{"displayName": user["displayName"], "user": "users/" + textOf(user["permissionId"])}
	if user["me"] == true {
		author["me"] = true
	}
	o["author"] = author
	if p.content != "" {
		o["content"], o["contentHtml"] = p.content, html.EscapeString(p.content)
	}
	if p.action != "" {
		o["commentAction"] = p.action
	}
	if p.assignee != "" {
		o["assigneeEmail"] = p.assignee
	}
	return o
}

// thread is a CommentThread as an account sees it.
func (c *comment) thread(email string) object {
	o := object{"commentId": c.id, "anchorId": c.anchor, "status": "OPEN", "headPost": c.posts[0].object(email)}
	if c.resolved {
		o["status"] = "RESOLVED"
	}
	if c.quote != "" {
		o["plainTextQuote"] = c.quote
	}
	var replies []any
	for _, p := range c.posts[1:] {
		replies = append(replies, p.object(email))
	}
	if replies != nil {
		o["replies"] = replies
	}
	return o
}

// commentsView tells whether a reply has comments, by the mode that was asked
// for. Whoever only reads is not shown them.
func (c *call) commentsView(mode string) (bool, *apiError) {
	reads := c.doc.role(c.token.email) < Writer
	switch mode {
	case "COMMENTS_VIEW_MODE_INCLUDED":
		if reads {
			return false, forbidden()
		}
		return true, nil
	case "COMMENTS_VIEW_MODE_DEFAULT_FOR_CURRENT_ACCESS":
		return !reads, nil
	case "", "COMMENTS_VIEW_MODE_UNSPECIFIED", "COMMENTS_VIEW_MODE_OMITTED":
		return false, nil
	}
	return false, badValue("comments_view_mode", "type.googleapis.com/google.apps.sheets.v4.CommentsViewMode", mode)
}

// renderAnchors writes where the comments of a tab are.
func (w *writer) renderAnchors(m *mask, s *sheet) {
	each(w, m, "commentAnchors", s.anchors, func(m *mask, a *anchor) {
		w.text(m, "anchorId", a.id)
		w.gridRange(m, "range", s.id, a.rect)
	})
}

// moveAnchors moves the anchors of a tab; what is gone takes its anchors along,
// and the threads stay.
func (s *sheet) moveAnchors(to func(rect) (rect, bool)) {
	s.anchors = slices.DeleteFunc(s.anchors, func(a *anchor) bool {
		var ok bool
		a.rect, ok = to(a.rect)
		return !ok
	})
}
