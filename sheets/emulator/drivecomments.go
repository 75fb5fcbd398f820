package emulator

import (
	"encoding/json"
	"html"
	"strconv"
)

// driveListComments is comments.list: those of a spreadsheet's cells, the
// newest first. The fields parameter has to be there.
func (s *Server) driveListComments(c *driveCall) (any, *apiError) {
	if c.query.Get("fields") == "" {
		return nil, driveError(400, "required", "The 'fields' parameter is required for this method.", "global", "parameter", "fields")
	}
	d, err := s.theFile(c, Reader)
	if err != nil {
		return nil, err
	}
	size, err := c.pageSize(20, 100)
	if err != nil {
		return nil, err
	}
	from := 0
	if text := c.query.Get("pageToken"); text != "" {
		n, bad := strconv.Atoi(text)
		if bad != nil || n < 0 {
			return nil, invalidValue("pageToken")
		}
		from = n
	}
	since := c.query.Get("startModifiedTime")
	if _, ok := queryTime(since); since != "" && !ok {
		return nil, invalidValue("startModifiedTime")
	}
	found := []any{}
	for i := len(d.comments) - 1; i >= 0; i-- {
		o := d.driveComment(d.comments[i], c.token.email)
		if at, ok := queryTime(since); !ok || textOf(o["modifiedTime"]) >= driveTime(at) {
			found = append(found, o)
		}
	}
	found = found[min(from, len(found)):]
	o := object{"kind": "drive#commentList"}
	if len(found) > size {
		found = found[:size]
		o["nextPageToken"] = strconv.Itoa(from + size)
	}
	o["comments"] = found
	return o, nil
}

// driveComment is a Comment of Drive. Its anchor is a text that only editors
// understand, as the documentation says.
func (d *document) driveComment(c *comment, email string) object {
	head, last := c.posts[0], c.posts[0].updated
	replies := []any{}
	for _, p := range c.posts[1:] {
		if p.updated.After(last) {
			last = p.updated
		}
		if p.deleted {
			continue
		}
		r := object{"kind": "drive#reply", "id": p.id, "createdTime": driveTime(p.created), "modifiedTime": driveTime(p.updated),
			"author": driveUser(p.author, email), "content": p.content, "htmlContent": html.EscapeString(p.content), "deleted": false}
		switch p.action {
		case "RESOLVE":
			r["action"] = "resolve"
		case "REOPEN":
			r["action"] = "reopen"
		}
		replies = append(replies, r)
	}
	place, err := json.Marshal(map[string]string{"type": "workbook-range", "uid": "0", "range": c.anchor})
	if err != nil { // strings
		panic(err)
	}
	o := object{"kind": "drive#comment", "id": c.id, "createdTime": driveTime(head.created), "modifiedTime": driveTime(last),
		"author": driveUser(head.author, email), "content": head.content, "htmlContent": html.EscapeString(head.content),
		"deleted": false, "resolved": c.resolved, "anchor": string(place), "replies": replies}
	if c.quote != "" {
		o["quotedFileContent"] = object{"mimeType": "text/html", "value": html.EscapeString(c.quote)}
	}
	return o
}
