package emulator

import "slices"

// batchUpdate is spreadsheets.batchUpdate. The requests are carried out
// together or not at all.
func (s *Server) batchUpdate(c *call) *apiError {
	var requests []request
	for i, v := range list(c.body["requests"]) {
		o, _ := v.(object)
		dropNulls(o)
		kinds := sortedKeys(o)
		if len(kinds) != 1 {
			return invalid("Invalid requests[%d]: exactly one kind of request must be set.", i)
		}
		body, _ := o[kinds[0]].(object)
		requests = append(requests, request{d: c.doc, who: c.who(), kind: kinds[0], object: body})
	}
	if len(requests) == 0 {
		return invalid("Must specify at least one request.")
	}
	replies, err := c.doc.carry(requests)
	if err != nil {
		return err
	}
	include, _ := c.body["includeSpreadsheetInResponse"].(bool)
	var seen view
	if include {
		var ranges []string
		for _, v := range list(c.body["responseRanges"]) {
			text, _ := v.(string)
			ranges = append(ranges, text)
		}
		grid, _ := c.body["responseIncludeGridData"].(bool)
		if seen, err = c.view(ranges, grid, "updatedSpreadsheet"); err != nil {
			return err
		}
		if seen.talk, err = c.commentsView(c.bodyText("commentsViewMode")); err != nil {
			return err
		}
	}
	w, m := c.out, c.mask
	w.raw("{")
	w.text(m, "spreadsheetId", c.doc.id)
	if inner, ok := w.field(m, "replies"); ok {
		w.raw("[")
		for _, r := range replies {
			w.element()
			if r == nil {
				w.raw("{}")
				continue
			}
			w.value(inner, r)
		}
		w.raw("]")
	}
	if slices.ContainsFunc(requests, func(q request) bool { return slices.Contains(commentKinds(), q.kind) }) {
		w.text(m, "commentUpdateState", "ALL_SAVED")
	}
	if include {
		if inner, ok := w.field(m, "updatedSpreadsheet"); ok {
			c.render(inner, seen)
		}
	}
	w.raw("}")
	return nil
}

// dropNulls takes fields without a value out of a request: to the service null
// is the same as nothing.
func dropNulls(v any) {
	switch v := v.(type) {
	case object:
		for name, e := range v {
			if e == nil {
				delete(v, name)
				continue
			}
			dropNulls(e)
		}
	case []any:
		for _, e := range v {
			dropNulls(e)
		}
	}
}
