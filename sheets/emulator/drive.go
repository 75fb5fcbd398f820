package emulator

import (
	_ "embed"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// driveSchemaText lists the message types of Drive as schemaText does those of
// Sheets.
//
//go:embed driveschema.txt
var driveSchemaText string

// driveAPI is what there is of Drive, the same for every request.
type driveAPI struct {
	schemas schemas
	methods []driveMethod
}

func newDriveAPI() driveAPI {
	return driveAPI{schemas: readSchemas(driveSchemaText), methods: driveMethods()}
}

// driveMethod is one method of Drive.
type driveMethod struct {
	verb    string
	pattern string   // the path below /drive/v3/, with a star for each id
	name    string   // as in the discovery document, without "drive."
	scopes  []string // any of which suffices; the narrow drive.file reaches own files only
	reply   string   // message type of the reply; "" for none, or for a file's bytes
	fields  string   // what a reply has without a fields parameter
	upload  bool     // a file may come along, below /upload
	run     func(s *Server, c *driveCall) (any, *apiError)
}

// driveCall is one admitted request to Drive.
type driveCall struct {
	token  *token
	method *driveMethod
	ids    []string // what the stars of the pattern stand for
	query  url.Values
	header http.Header
	body   []byte
}

// who is the account that calls.
func (c *driveCall) who() caller { return caller{email: c.token.email} }

// ownOnly tells whether the token lets the method see only what the account
// created over the API.
func (c *driveCall) ownOnly() bool {
	return !slices.ContainsFunc(c.token.scopes, func(scope string) bool {
		return scope != scopeDriveFile && slices.Contains(c.method.scopes, scope)
	})
}

// drivePath is where Drive begins.
const drivePath = "/drive/v3/"

// isDrive tells whether a request is for Drive.
func isDrive(r *http.Request) bool {
	return strings.HasPrefix(r.URL.Path, "/drive/") || strings.HasPrefix(r.URL.Path, "/upload/drive/")
}

// routeDrive finds the method of a request, and the ids in its path.
func (s *Server) routeDrive(r *http.Request) (*driveMethod, []string) {
	path, uploaded := strings.CutPrefix(r.URL.EscapedPath(), "/upload")
	if id, ok := strings.CutPrefix(path, "/drive/v2/files/"); ok && uploaded && r.Method == http.MethodPut && !strings.Contains(id, "/") {
		return &driveMethod{name: "files.update", scopes: []string{scopeDrive, scopeDriveFile}, run: (*Server).driveUploadV2}, []string{id}
	}
	rest, ok := strings.CutPrefix(path, drivePath)
	if !ok {
		return nil, nil
	}
	have := strings.Split(strings.TrimSuffix(rest, "/"), "/")
	for i := range s.drive.methods {
		m := &s.drive.methods[i]
		if ids, ok := matchPath(m.pattern, have); ok && m.verb == r.Method && (m.upload || !uploaded) {
			return m, ids
		}
	}
	return nil, nil
}

// matchPath compares escaped segments with a pattern.
func matchPath(pattern string, have []string) (ids []string, ok bool) {
	want := strings.Split(pattern, "/")
	if len(want) != len(have) {
		return nil, false
	}
	for i, w := range want {
		if w != "*" {
			if w != have[i] {
				return nil, false
			}
			continue
		}
		id, err := url.PathUnescape(have[i])
		if err != nil || id == "" {
			return nil, false
		}
		ids = append(ids, id)
	}
	return ids, true
}

// carryOutDrive answers a request to Drive; the caller holds the lock.
func (s *Server) carryOutDrive(r *http.Request, body []byte) reply {
	s.driveRequests++
	m, ids := s.routeDrive(r)
	if m == nil {
		return failure(http.StatusNotFound, "The requested URL was not found on this server.").reply()
	}
	c := &driveCall{method: m, ids: ids, query: r.URL.Query(), header: r.Header, body: body}
	answer, err := s.performDrive(c, r)
	if err != nil {
		return err.reply()
	}
	return answer
}

// performDrive checks who calls, how often and with which scope, runs the
// method and writes what is selected of its reply. Unlike Sheets, Drive takes
// no offence at parameters that it does not know: the recordings have some.
func (s *Server) performDrive(c *driveCall, r *http.Request) (reply, *apiError) {
	var err *apiError
	if c.token, err = s.authenticate(r, driveService); err != nil {
		err.reason = reasonOf("authError", "Invalid Credentials", "global", "header", "Authorization")
		return reply{}, err
	}
	if err := c.permitted(); err != nil {
		return reply{}, err
	}
	if err := s.quota.spendDrive(c.token.email, s.now()); err != nil {
		return reply{}, err
	}
	fields := c.query.Get("fields")
	if fields == "" {
		fields = c.method.fields
	}
	var m *mask
	if c.method.reply != "" {
		if m, err = readMask(fields, c.method.reply, s.drive.schemas); err != nil {
			return reply{}, driveError(http.StatusBadRequest, "invalidParameter", "Invalid field selection "+maskTrouble(err, fields), "global", "parameter", "fields")
		}
	}
	v, err := c.method.run(s, c)
	if err != nil {
		return reply{}, err
	}
	switch v := v.(type) {
	case nil:
		return reply{status: http.StatusNoContent}, nil
	case reply:
		return v, nil
	default:
		w := &writer{}
		w.value(m, v)
		w.raw("\n")
		w.flush()
		return reply{status: http.StatusOK, body: w.out}, nil
	}
}

// maskTrouble is the part of a fields parameter that its refusal names.
func maskTrouble(err *apiError, fields string) string {
	for _, d := range err.details {
		for _, v := range list(objectOf(d)["fieldViolations"]) {
			if at, ok := v.(map[string]string); ok {
				return at["field"]
			}
		}
	}
	return fields
}

// permitted checks that the token's scopes suffice for the method.
func (c *driveCall) permitted() *apiError {
	for _, scope := range c.token.scopes {
		if slices.Contains(c.method.scopes, scope) {
			return nil
		}
	}
	e := failure(http.StatusForbidden, "Request had insufficient authentication scopes.")
	e.reason = reasonOf("insufficientPermissions", "Insufficient Permission", "global", "", "")
	e.header = http.Header{"Www-Authenticate": {`Bearer realm="https://accounts.example.com/", error="insufficient_scope", scope="` + strings.Join(c.method.scopes, " ") + `"`}}
	resource, verb, _ := strings.Cut(c.method.name, ".")
	e.details = []any{errorInfo("ACCESS_TOKEN_SCOPE_INSUFFICIENT", map[string]string{
		"service": driveService,
		"method":  "google.apps.drive.v3.Drive" + capital(resource) + "." + capital(verb),
	})}
	return e
}

func capital(word string) string { return strings.ToUpper(word[:1]) + word[1:] }
