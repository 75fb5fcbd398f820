package emulator

// Comment is a thread of posts about a cell.
type Comment struct {
	ID       string
	Tab      string // "" when the cell is gone
	At       At
	Posts    []string // the head, then the replies; "" for one that was deleted
	Resolved bool
}

// Comment writes a comment about a cell and gives its id.
func (s *Staff) Comment(tab string, at At, text string) (string, error) {
	id := ""
	err := s.do(tab, func(d *document, who caller, t *sheet) *apiError {
		q := request{d: d, who: who, object: object{"content": text,
			"coordinate": object{"sheetId": number(t.id), "rowIndex": number(at.Row), "columnIndex": number(at.Col)}}}
		o, err := q.insertComment()
		id = textOf(objectOf(o["commentThread"])["commentId"])
		return err
	})
	return id, err
}

// Reply answers a comment.
func (s *Staff) Reply(comment, text string) error {
	return s.p.request(caller{s.email}, "addCommentReply", func(*document) object {
		return object{"commentId": comment, "post": object{"content": text}}
	})
}

// Resolve marks a comment as dealt with.
func (s *Staff) Resolve(comment string) error {
	return s.p.request(caller{s.email}, "addCommentReply", func(*document) object {
		return object{"commentId": comment, "post": object{"commentAction": "RESOLVE"}}
	})
}

// Comments returns the comments of the spreadsheet in the order in which they
// were made.
func (p *Spreadsheet) Comments() []Comment {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	var all []Comment
	for _, c := range p.doc.comments {
		n := Comment{ID: c.id, Resolved: c.resolved}
		for _, said := range c.posts {
			n.Posts = append(n.Posts, said.content)
		}
		for _, s := range p.doc.sheets {
			for _, a := range s.anchors {
				if a.id == c.anchor {
					n.Tab, n.At = s.title, At{Row: a.rect.top, Col: a.rect.left}
				}
			}
		}
		all = append(all, n)
	}
	return all
}

// DeleteComment takes a comment away, whoever made it, as an editor can in the
// browser.
func (s *Staff) DeleteComment(comment string) error {
	author := caller{}
	s.p.server.mu.Lock()
	for _, c := range s.p.doc.comments {
		if c.id == comment {
			author = c.posts[0].author
		}
	}
	s.p.server.mu.Unlock()
	return s.p.request(author, "deleteComment", func(*document) object { return object{"commentId": comment} })
}
