package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"net/url"
	"strconv"

	"golang.org/x/text/language"

	"rasoat/sync/lang"
)

//go:embed page
var files embed.FS

// pages holds the templates of each language and the style sheet.
type pages struct {
	languages []lang.Language
	matcher   language.Matcher
	texts     map[lang.Language]*writer
	static    http.Handler // the style sheet and the pictures
}

// writer writes pages in one language.
type writer struct {
	p         *lang.Printer
	templates *template.Template
}

func loadPages(c *lang.Catalogue) (*pages, error) {
	p := &pages{texts: map[lang.Language]*writer{}}
	style, err := files.ReadFile("page/static/style.css")
	if err != nil {
		return nil, err
	}
	sum := fmt.Sprintf("%x", sha256.Sum256(style))[:8] // so that a browser takes over a new one at once
	var tags []language.Tag
	for _, l := range lang.Languages() {
		w := &writer{p: c.Printer(l)}
		if w.templates, err = template.New("").Funcs(w.funcs()).Funcs(template.FuncMap{"style": func() string { return sum }}).ParseFS(files, "page/*.html"); err != nil {
			return nil, fmt.Errorf("read the pages: %w", err)
		}
		p.texts[l] = w
		p.languages = append(p.languages, l)
		tags = append(tags, language.Make(string(l)))
	}
	p.matcher = language.NewMatcher(tags)
	static, err := fs.Sub(files, "page/static")
	if err != nil {
		return nil, err
	}
	p.static = http.StripPrefix("/static/", http.FileServerFS(static))
	return p, nil
}

// of returns the language of a request: the one that its address names, or the
// one that the browser asks for, or usual.
func (p *pages) of(r *http.Request, usual lang.Language) lang.Language {
	if l := lang.Language(r.URL.Query().Get("lang")); p.texts[l] != nil {
		return l
	}
	if tags, _, err := language.ParseAcceptLanguage(r.Header.Get("Accept-Language")); err == nil && len(tags) > 0 {
		if _, i, confidence := p.matcher.Match(tags...); confidence > language.Low {
			return p.languages[i]
		}
	}
	return usual
}

// page is what every template gets.
type page struct {
	Language lang.Language
	Other    string // the address of the same page in the other language
	Query    string // what to add to links so that they keep the language
	Title    string
	Here     string // which of the pages in the head this is
	Status   *Status
	Look     []look
	Buttons  bool // the reader may have a workbook gone over
	Body     any
}

// show renders the template of that name.
func (h *handler) show(w http.ResponseWriter, r *http.Request, code int, name, title string, status *Status, body any) {
	l := h.pages.of(r, h.Language)
	text := h.pages.texts[l]
	pg := page{Language: l, Title: title, Here: name, Status: status, Buttons: h.known(r), Body: body}
	for _, other := range h.pages.languages {
		q := r.URL.Query()
		q.Set("lang", string(other))
		if other != l {
			pg.Other = (&url.URL{Path: r.URL.Path, RawQuery: q.Encode()}).String()
		}
	}
	if r.URL.Query().Get("lang") != "" {
		pg.Query = "?lang=" + string(l)
	}
	if status != nil {
		pg.Look = text.look(status)
	}
	var b bytes.Buffer
	if err := text.templates.ExecuteTemplate(&b, name+".html", pg); err != nil {
		h.Log.Error().Err(err).Str("page", r.URL.Path).Msg("a page could not be rendered")
		http.Error(w, "the page could not be rendered; the log says why", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Language", string(l))
	w.Header().Set("Vary", "Accept-Language")
	w.WriteHeader(code)
	_, _ = w.Write(b.Bytes())
}

// text writes a text of the catalogue in the language of a request.
func (h *handler) text(r *http.Request, key string, args map[string]any) string {
	return h.pages.texts[h.pages.of(r, h.Language)].p.Text(key, args)
}

// status reads the status, or shows that it cannot be read.
func (h *handler) status(w http.ResponseWriter, r *http.Request) (*Status, bool) {
	status, err := h.source.Status(r.Context())
	if err != nil {
		h.broken(w, r, err)
		return nil, false
	}
	return status, true
}

// broken shows that something could not be read.
func (h *handler) broken(w http.ResponseWriter, r *http.Request, err error) {
	h.Log.Error().Err(err).Str("page", r.URL.Path).Msg("the state could not be read for a page")
	h.show(w, r, http.StatusServiceUnavailable, "message", h.text(r, "web/failed", nil), nil, mask(err.Error()))
}

// missing shows that there is no such page.
func (h *handler) missing(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
		return
	}
	h.show(w, r, http.StatusNotFound, "message", h.text(r, "web/missing", nil), nil, "")
}

// overview shows all workbooks: one in whole, several as a table.
func (h *handler) overview(w http.ResponseWriter, r *http.Request) {
	status, ok := h.status(w, r)
	if !ok {
		return
	}
	if len(status.Workbooks) != 1 {
		h.show(w, r, http.StatusOK, "overview", h.text(r, "web/nav/overview", nil), status, h.rows(r, status))
		return
	}
	v, err := h.view(r, status, &status.Workbooks[0])
	if err != nil {
		h.broken(w, r, err)
		return
	}
	h.show(w, r, http.StatusOK, "workbook", v.Name, status, v)
}

func (h *handler) workbook(w http.ResponseWriter, r *http.Request) {
	status, ok := h.status(w, r)
	if !ok {
		return
	}
	for i := range status.Workbooks {
		if status.Workbooks[i].Name != r.PathValue("name") {
			continue
		}
		v, err := h.view(r, status, &status.Workbooks[i])
		if err != nil {
			h.broken(w, r, err)
			return
		}
		h.show(w, r, http.StatusOK, "workbook", v.Name, status, v)
		return
	}
	h.missing(w, r)
}

// listed is how many runs or mails a page lists.
const listed = 50

// runList is a page of runs.
type runList struct {
	Runs     []Run
	Workbook string
	Older    string // the query of the page after, "" for none
}

func (h *handler) runs(w http.ResponseWriter, r *http.Request) {
	status, ok := h.status(w, r)
	if !ok {
		return
	}
	before, _ := strconv.ParseInt(r.URL.Query().Get("before"), 10, 64)
	list := runList{Workbook: r.URL.Query().Get("workbook")}
	var err error
	if list.Runs, err = h.source.Runs(r.Context(), list.Workbook, before, listed); err != nil {
		h.broken(w, r, err)
		return
	}
	if len(list.Runs) == listed {
		q := r.URL.Query()
		q.Set("before", strconv.FormatInt(list.Runs[listed-1].ID, 10))
		list.Older = "?" + q.Encode()
	}
	h.show(w, r, http.StatusOK, "runs", h.text(r, "web/nav/runs", nil), status, list)
}

// runView is the page of one run.
type runView struct {
	*Run
	Reasons map[string]string // of its digests, by department
	More    int               // steps that are not shown
}

func (h *handler) run(w http.ResponseWriter, r *http.Request) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		h.missing(w, r)
		return
	}
	run, err := h.source.Run(r.Context(), id)
	if errors.Is(err, ErrNotFound) {
		h.missing(w, r)
		return
	}
	status, ok := h.status(w, r)
	if !ok {
		return
	}
	if err != nil {
		h.broken(w, r, err)
		return
	}
	v := runView{Run: run, Reasons: map[string]string{}}
	if run.Account != nil {
		v.More = run.Account.StepsInAll - len(run.Account.Steps)
		for _, d := range run.Account.Digests {
			v.Reasons[d.Department] = h.text(r, "terminal/reason/"+d.Reason, map[string]any{"step": stepOf(d), "name": "", "day": "", "time": "", "days": 0})
		}
	}
	h.show(w, r, http.StatusOK, "run", h.text(r, "web/run", map[string]any{"id": strconv.FormatInt(id, 10)}), status, v)
}

// stepOf returns which reminder a digest is, "" for the first.
func stepOf(d Digest) any {
	if d.Step > 1 {
		return d.Step
	}
	return ""
}

func (h *handler) outbox(w http.ResponseWriter, r *http.Request) {
	status, ok := h.status(w, r)
	if !ok {
		return
	}
	mails, err := h.source.Outbox(r.Context(), listed)
	if err != nil {
		h.broken(w, r, err)
		return
	}
	h.show(w, r, http.StatusOK, "outbox", h.text(r, "web/outbox", nil), status, mails)
}
