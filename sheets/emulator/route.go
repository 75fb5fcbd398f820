package emulator

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// method is one method of the API.
type method struct {
	name          string // of the remote procedure
	write         bool   // counts against the write quota and takes the role of a writer
	readonlyScope bool   // a read-only scope suffices
	query         map[string]typeRef
	body          string // message type of the body; "" for none
	bodyField     string // what error messages call the body; "" is the request itself
	reply         string // message type of the reply
	run           func(s *Server, c *call) *apiError
}

// call is one admitted request.
type call struct {
	token  *token
	doc    *document // nil for spreadsheets.create
	part   string    // what the path names within the spreadsheet: a range, an id
	query  url.Values
	body   object
	mask   *mask // of the reply; nil is everything
	masked bool  // a mask was given, be it "*"
	out    *writer
}

// who is the account that calls.
func (c *call) who() caller { return caller{email: c.token.email} }

// target is where a request goes.
type target struct {
	method   *method // nil if there is no such method
	id, part string
}

// route finds the method of a request.
func (s *Server) route(r *http.Request) target {
	rest, ok := strings.CutPrefix(r.URL.EscapedPath(), "/v4/spreadsheets")
	if !ok || rest != "" && rest[0] != '/' {
		return target{}
	}
	var parts []string
	rest = strings.TrimSuffix(rest, "/")
	if id, verb, ok := strings.Cut(rest, "/:"); ok && strings.LastIndexByte(id, '/') == 0 { // some clients end the id with a slash
		rest = id + ":" + verb
	}
	for _, segment := range strings.Split(rest, "/")[1:] {
		plain, err := url.PathUnescape(segment)
		if err != nil || plain == "" {
			return target{}
		}
		parts = append(parts, plain)
	}
	verb := ""
	if last := len(parts) - 1; last >= 0 && r.Method == http.MethodPost {
		if before, after, ok := cutLast(parts[last], ":"); ok {
			parts[last], verb = before, ":"+after
		}
	}
	key, to := r.Method+" ", target{}
	switch len(parts) {
	case 3:
		to.part = parts[2]
		key += "/" + parts[1] + "/*"
		to.id = parts[0]
	case 2:
		key += "/" + parts[1]
		to.id = parts[0]
	case 1:
		key += "*"
		to.id = parts[0]
	case 0:
	default:
		return target{}
	}
	to.method = s.methods[key+verb]
	return to
}

// count adds a request to the counts.
func (s *Server) count(m *method) {
	if m.write {
		s.writes++
	} else {
		s.reads++
	}
}

// carryOut answers a request; the caller holds the lock.
func (s *Server) carryOut(r *http.Request, body []byte) reply {
	if r.URL.Path == "/token" {
		return s.grant(r, body)
	}
	if isDrive(r) {
		return s.carryOutDrive(r, body)
	}
	to := s.route(r)
	if to.method == nil {
		return failure(http.StatusNotFound, "The requested URL was not found on this server.").reply()
	}
	s.count(to.method)
	c, err := s.admit(to, r, body)
	if err == nil {
		err = s.perform(to.method, c)
	}
	if err != nil {
		return err.reply()
	}
	c.out.raw("\n")
	c.out.flush()
	return reply{status: http.StatusOK, body: c.out.out}
}

// perform runs a method, and tells Drive if it changed the spreadsheet.
func (s *Server) perform(m *method, c *call) *apiError {
	d := c.doc
	if d == nil {
		return m.run(s, c)
	}
	before := d.revision
	err := m.run(s, c)
	if d.revision != before {
		s.touch(d, c.who())
	}
	return err
}

// admit checks everything that stands between a request and its method, in the
// order in which the service does: who calls, with which scope, how often, what
// is asked, of which spreadsheet, and in which role.
func (s *Server) admit(to target, r *http.Request, body []byte) (*call, *apiError) {
	m := to.method
	t, err := s.authenticate(r, "sheets.googleapis.com")
	if err != nil {
		return nil, err
	}
	if err := t.permits(m); err != nil {
		return nil, err
	}
	if err := s.quota.spend(t.email, m.write, s.now()); err != nil {
		return nil, err
	}
	c := &call{token: t, part: to.part, query: r.URL.Query(), out: &writer{}}
	if err := s.checkQuery(m, c.query); err != nil {
		return nil, err
	}
	if m.body != "" {
		if c.body, err = s.readBody(m, body); err != nil {
			return nil, err
		}
	}
	fields := c.query.Get("fields")
	for _, other := range []string{c.query.Get("$fields"), r.Header.Get("X-Goog-Fieldmask")} {
		if fields == "" {
			fields = other
		}
	}
	c.masked = fields != ""
	if c.mask, err = readMask(fields, m.reply, s.schemas); err != nil {
		return nil, err
	}
	if to.id == "" {
		return c, nil
	}
	return c, s.enter(c, to)
}

// enter finds the spreadsheet of a call and checks the caller's role there.
func (s *Server) enter(c *call, to target) *apiError {
	d := s.documents[to.id]
	if d == nil || d.deleted {
		return notFound()
	}
	needed := Reader
	if to.method.write {
		needed = Writer
	}
	if d.role(c.token.email) < needed || c.token.onlyOwnFiles() && s.creators[d.id] != c.token.email {
		return forbidden()
	}
	d.recalculate() // people may have edited
	c.doc = d
	return nil
}

// systemParameters are those that every method takes.
func systemParameters() []string {
	return []string{"$.xgafv", "$alt", "$fields", "$prettyPrint", "access_token", "alt", "callback", "fields", "key",
		"oauth_token", "prettyPrint", "quotaUser", "uploadType", "upload_protocol"}
}

// checkQuery compares the query with the method's parameters.
func (s *Server) checkQuery(m *method, query url.Values) *apiError {
	for _, name := range slices.Sorted(maps.Keys(query)) {
		if slices.Contains(systemParameters(), name) {
			continue
		}
		t, ok := m.query[name]
		if !ok {
			return malformed("", "Invalid JSON payload received. Unknown name \""+name+"\": Cannot bind query parameter. Field '"+name+"' could not be found in request message.")
		}
		for _, v := range query[name] {
			fine := fits(t, v)
			if t.name == "boolean" {
				fine = isTrue(v) || strings.EqualFold(v, "false")
			}
			if !fine {
				return badValue(snake(name), t.proto(), v)
			}
		}
	}
	return nil
}

// readBody reads a body and compares it with its schema. No body is an empty
// object.
func (s *Server) readBody(m *method, body []byte) (object, *apiError) {
	if len(strings.TrimSpace(string(body))) == 0 {
		return object{}, nil
	}
	v, err := decode(body)
	if err != nil {
		return nil, invalid("Invalid JSON payload received. %s", err)
	}
	if err := s.schemas.check(m.body, m.bodyField, v); err != nil {
		return nil, err
	}
	o, _ := v.(object)
	return o, nil
}
