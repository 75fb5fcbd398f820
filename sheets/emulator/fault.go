package emulator

import (
	"net/http"
)

// Fault is how a request goes wrong. The zero Fault changes nothing.
type Fault struct {
	// Status is answered instead of the real reply; 0 leaves the real one.
	Status int
	// Header is added to the reply.
	Header http.Header
	// Body is sent with Status; empty is the usual error JSON of the status.
	Body string
	// Applied carries the request out before Status is answered or the
	// connection is dropped: what a client sees as failed has happened.
	Applied bool
	// CutAfter, if above 0, breaks the connection after so many bytes of the
	// real reply. The request is carried out.
	CutAfter int
	// Drop closes the connection without an answer.
	Drop bool
	// Wait, if not nil, is called when everything is done and nothing is
	// answered yet, without holding any lock.
	Wait func()
}

// replaces tells whether the fault stands in for the real reply.
func (f *Fault) replaces() bool { return f.Status != 0 || f.Drop }

// reply is what the fault answers in place of the real reply.
func (f *Fault) reply(drive bool) reply {
	body := []byte(f.Body)
	switch {
	case f.Body != "":
	case drive:
		body = driveFault(f.Status).body()
	default:
		body = failure(f.Status, "%s", faultMessage(f.Status)).body()
	}
	r := reply{status: f.Status}
	r.body.Write(body)
	return r
}

// faultMessage is the service's usual message with a status.
func faultMessage(code int) string {
	switch code {
	case http.StatusServiceUnavailable:
		return "The service is currently unavailable."
	case http.StatusInternalServerError:
		return "Internal error encountered."
	case http.StatusGatewayTimeout:
		return "Deadline expired before operation could complete."
	case http.StatusNotFound:
		return "Requested entity was not found."
	case http.StatusForbidden:
		return "The caller does not have permission"
	}
	return http.StatusText(code)
}

// Before adds a function that is called before each request is carried out,
// token requests included, with the request and its body. It is called without
// any lock held, so it may use every method of the Server and edit
// spreadsheets as staff do. The first Fault that is not nil is what happens to
// the request; all functions are called.
func (s *Server) Before(hook func(r *http.Request, body []byte) *Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.before = append(s.before, hook)
}

// After adds a function that is called when a request has been dealt with,
// with what is answered: the fault's reply where there was a fault, status 0
// for a dropped connection. It is called before the reply is sent and without
// any lock held. It must not keep or change the reply's bytes.
func (s *Server) After(hook func(r *http.Request, body []byte, status int, reply []byte)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.after = append(s.after, hook)
}

// hooks gives the functions to call now.
func (s *Server) hooks() (before []func(*http.Request, []byte) *Fault, after []func(*http.Request, []byte, int, []byte)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.before[:len(s.before):len(s.before)], s.after[:len(s.after):len(s.after)]
}
