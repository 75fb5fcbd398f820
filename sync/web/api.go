package web

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"time"
)

// api serves as JSON what the pages show: times in RFC 3339, amounts in đồng as
// text, days as 2006-01-02. A failure is {"error": "…"}.
//
//	GET /api/v1/status               everything of Status
//	GET /api/v1/workbooks            its workbooks
//	GET /api/v1/workbooks/{name}     one of them
//	GET /api/v1/workbooks/{name}/trend?from=2021-01-01
//	GET /api/v1/runs?workbook=&before=&limit=
//	GET /api/v1/runs/{id}            with its account
//	GET /api/v1/outbox?limit=
func (h *handler) api(mux *http.ServeMux) {
	get := func(path string, answer func(*http.Request) (any, error)) {
		mux.HandleFunc("GET /api/v1/"+path, func(w http.ResponseWriter, r *http.Request) { h.answer(w, r, answer) })
	}
	get("status", func(r *http.Request) (any, error) { return h.source.Status(r.Context()) })
	get("workbooks", func(r *http.Request) (any, error) {
		s, err := h.source.Status(r.Context())
		if err != nil {
			return nil, err
		}
		return s.Workbooks, nil
	})
	get("workbooks/{name}", func(r *http.Request) (any, error) {
		b, _, err := h.named(r)
		return b, err
	})
	get("workbooks/{name}/trend", func(r *http.Request) (any, error) {
		b, s, err := h.named(r)
		if err != nil {
			return nil, err
		}
		from := s.Now.AddDate(0, 0, -trendDays)
		if text := r.URL.Query().Get("from"); text != "" {
			if from, err = time.Parse(time.DateOnly, text); err != nil {
				return nil, &badRequest{"from is a day such as 2021-01-31"}
			}
		}
		points, err := h.source.Trend(r.Context(), b.Name, from)
		return list(points), err
	})
	get("runs", func(r *http.Request) (any, error) {
		q := r.URL.Query()
		before, err := whole(q.Get("before"), 0)
		if err != nil {
			return nil, err
		}
		limit, err := whole(q.Get("limit"), listed)
		if err != nil {
			return nil, err
		}
		runs, err := h.source.Runs(r.Context(), q.Get("workbook"), before, int(min(limit, mostListed)))
		return list(runs), err
	})
	get("runs/{id}", func(r *http.Request) (any, error) {
		id, err := whole(r.PathValue("id"), 0)
		if err != nil {
			return nil, err
		}
		return h.source.Run(r.Context(), id)
	})
	get("outbox", func(r *http.Request) (any, error) {
		limit, err := whole(r.URL.Query().Get("limit"), listed)
		if err != nil {
			return nil, err
		}
		mails, err := h.source.Outbox(r.Context(), int(min(limit, mostListed)))
		return list(mails), err
	})
	mux.HandleFunc("GET /api/", func(w http.ResponseWriter, r *http.Request) {
		h.answer(w, r, func(*http.Request) (any, error) { return nil, ErrNotFound })
	})
}

// mostListed is how many entries a list holds at the most.
const mostListed = 1000

// list makes an empty list of none.
func list[T any](all []T) []T {
	if all == nil {
		return []T{}
	}
	return all
}

// badRequest is a mistake of the caller's.
type badRequest struct{ text string }

func (e *badRequest) Error() string { return e.text }

// whole reads a whole number of a query, usual for none.
func whole(text string, usual int64) (int64, error) {
	if text == "" {
		return usual, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 {
		return 0, &badRequest{strconv.Quote(text) + " is not a whole number"}
	}
	return n, nil
}

// named returns the workbook that the address of a request names.
func (h *handler) named(r *http.Request) (*Workbook, *Status, error) {
	s, err := h.source.Status(r.Context())
	if err != nil {
		return nil, nil, err
	}
	for i := range s.Workbooks {
		if s.Workbooks[i].Name == r.PathValue("name") {
			return &s.Workbooks[i], s, nil
		}
	}
	return nil, nil, ErrNotFound
}

func (h *handler) answer(w http.ResponseWriter, r *http.Request, answer func(*http.Request) (any, error)) {
	v, err := answer(r)
	code := http.StatusOK
	var bad *badRequest
	switch {
	case errors.As(err, &bad):
		code = http.StatusBadRequest
	case errors.Is(err, ErrNotFound):
		code = http.StatusNotFound
	case err != nil:
		code = http.StatusServiceUnavailable
	}
	if err != nil {
		v = map[string]string{"error": mask(err.Error())}
	}
	data, err := json.Marshal(v)
	if err != nil {
		h.Log.Error().Err(err).Str("path", r.URL.Path).Msg("an answer could not be written as JSON")
		http.Error(w, "the answer could not be written; the log says why", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	_, _ = w.Write(append(data, '\n'))
}
