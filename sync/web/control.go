package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
)

// reload has the configuration read again.
func (h *handler) reload(w http.ResponseWriter, r *http.Request) {
	if err := h.control.Reload(r.Context()); err != nil {
		http.Error(w, "the configuration was refused; the one before stays in force\n"+mask(err.Error()), http.StatusUnprocessableEntity)
		return
	}
	fmt.Fprintln(w, "the new configuration takes over once the work in hand is done")
}

// sync has a workbook gone over: that of the form value "workbook", or all.
// Who sent the form from a page comes back to it.
func (h *handler) sync(w http.ResponseWriter, r *http.Request) {
	name := r.FormValue("workbook")
	err := h.control.Sync(name)
	switch {
	case errors.Is(err, ErrNotFound):
		http.Error(w, fmt.Sprintf("there is no workbook %q", name), http.StatusNotFound)
	case err != nil:
		http.Error(w, mask(err.Error()), http.StatusServiceUnavailable)
	case r.FormValue("page") != "":
		back := "/"
		if name != "" {
			back = "/workbooks/" + url.PathEscape(name)
		}
		http.Redirect(w, r, back, http.StatusSeeOther)
	default:
		w.WriteHeader(http.StatusAccepted)
		fmt.Fprintln(w, "a pass begins as soon as the one in hand is done")
	}
}
