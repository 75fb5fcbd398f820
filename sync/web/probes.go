package web

import (
	"fmt"
	"net/http"
)

// probes serves what watches over a process ask: /livez, which fails only where
// a restart would help, and /readyz, which fails while the work cannot be done.
func probes(mux *http.ServeMux, source Source) {
	answer := func(w http.ResponseWriter, err error) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		if err != nil {
			w.WriteHeader(http.StatusServiceUnavailable)
			fmt.Fprintln(w, mask(err.Error()))
			return
		}
		fmt.Fprintln(w, "ok")
	}
	mux.HandleFunc("GET /livez", func(w http.ResponseWriter, _ *http.Request) { answer(w, source.Alive()) })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) { answer(w, source.Ready(r.Context())) })
}
