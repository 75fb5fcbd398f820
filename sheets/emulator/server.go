package emulator

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"maps"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// Server is the service. It is an [http.Handler] for the paths
// /v4/spreadsheets…, /drive/v3/… and /token, and safe for concurrent use:
// requests are carried out one after the other.
type Server struct {
	now       func() time.Time
	behaviour Behaviour
	schemas   schemas
	methods   map[string]*method
	drive     driveAPI

	mu            sync.Mutex // guards everything below
	documents     map[string]*document
	creators      map[string]string // by spreadsheet: the account that created it over the API
	accounts      map[string]*account
	tokens        map[string]*token
	quota         *quota
	before        []func(*http.Request, []byte) *Fault
	after         []func(*http.Request, []byte, int, []byte)
	made          int // spreadsheets so far
	requests      int
	reads, writes int
	driveRequests int
	feed          feed
}

// New gives a service with no spreadsheets and no accounts.
func New(o Options) *Server {
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &Server{
		schemas:   readSchemas(schemaText),
		drive:     newDriveAPI(),
		now:       o.Now,
		behaviour: o.Behaviour,
		documents: map[string]*document{},
		creators:  map[string]string{},
		accounts:  map[string]*account{},
		tokens:    map[string]*token{},
		quota:     newQuota(o.Quota),
		feed:      newFeed(o.Behaviour.ChangeLag),
	}
	s.methods = s.methodTable()
	return s
}

// Requests tells how many requests came in since the start or the last
// ResetCounts, token requests and refused ones included.
func (s *Server) Requests() int { return s.counted(&s.requests) }

// Reads tells how many requests came in that count against the read quota.
func (s *Server) Reads() int { return s.counted(&s.reads) }

// Writes tells how many requests came in that count against the write quota.
func (s *Server) Writes() int { return s.counted(&s.writes) }

// DriveRequests tells how many requests for Drive came in, refused ones
// included. They count against no quota of Sheets.
func (s *Server) DriveRequests() int { return s.counted(&s.driveRequests) }

func (s *Server) counted(n *int) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return *n
}

// ResetCounts sets Requests, Reads, Writes and DriveRequests to 0. Quotas stay as they are.
func (s *Server) ResetCounts() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests, s.reads, s.writes, s.driveRequests = 0, 0, 0, 0
}

// reply is an answer that has not been sent yet.
type reply struct {
	status int
	header http.Header
	body   chunks
}

func (e *apiError) reply() reply {
	r := reply{status: e.code, header: e.header}
	r.body.Write(e.body())
	return r
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil { // the client broke off: nothing is carried out
		panic(http.ErrAbortHandler)
	}
	before, after := s.hooks()
	var fault Fault
	found := false
	for _, hook := range before {
		if f := hook(r, body); f != nil && !found {
			fault, found = *f, true
		}
	}

	answer := s.answer(r, body, &fault)
	if fault.Wait != nil {
		fault.Wait()
	}
	if fault.Drop {
		answer = reply{}
	} else if fault.Status != 0 {
		answer = fault.reply(isDrive(r))
	}
	if len(after) > 0 {
		sent := answer.body.bytes()
		for _, hook := range after {
			hook(r, body, answer.status, sent)
		}
	}
	if fault.Drop {
		panic(http.ErrAbortHandler)
	}
	s.send(w, answer, fault)
}

// answer carries a request out, unless its fault keeps it from that, and counts
// it.
func (s *Server) answer(r *http.Request, body []byte, fault *Fault) reply {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests++
	if !fault.replaces() || fault.Applied {
		return s.carryOut(r, body)
	}
	if isDrive(r) {
		s.driveRequests++
	} else if to := s.route(r); to.method != nil {
		s.count(to.method)
	}
	return reply{}
}

// send writes an answer, or the beginning of it.
func (s *Server) send(w http.ResponseWriter, answer reply, fault Fault) {
	h := w.Header()
	h.Set("Content-Type", "application/json; charset=UTF-8")
	h.Set("Date", s.now().UTC().Format(http.TimeFormat))
	maps.Copy(h, answer.header)
	maps.Copy(h, fault.Header)
	size := answer.body.size()
	if answer.status == http.StatusNoContent {
		h.Del("Content-Type")
	} else {
		h.Set("Content-Length", strconv.Itoa(size))
	}
	w.WriteHeader(answer.status)
	cut := fault.CutAfter > 0 && fault.CutAfter < size
	if cut {
		size = fault.CutAfter
	}
	if err := answer.body.writeTo(w, size); err != nil {
		panic(http.ErrAbortHandler)
	}
	if cut {
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}
}

// newDocumentID is the id of the next spreadsheet: as long as Google's, and the same
// in every run.
func (s *Server) newDocumentID() string {
	s.made++
	sum := sha256.Sum256(fmt.Append(nil, "spreadsheet ", s.made))
	return "1" + base64.RawURLEncoding.EncodeToString(sum[:])
}
