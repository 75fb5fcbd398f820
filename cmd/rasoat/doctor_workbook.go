package main

import (
	"cmp"
	"context"

	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"rasoat/config"
	"rasoat/sheets"
	"rasoat/sheets/google"
	"rasoat/sheets/xlsx"
	"rasoat/sync/lang"
	"rasoat/sync/ledger"
	"rasoat/sync/mail"
	"rasoat/sync/plan"
)

// workbook looks at the workbook at a place: whether it can be read and written,
// and whether what the configuration says of it is there.
func (d *doctor) workbook(ctx context.Context, i int) []diagnosis {
	w := &d.config.Workbooks[i]
	var out []diagnosis
	switch {
	case w.Google != nil:
		out = d.spreadsheet(ctx, w)
	case w.WebDAV != nil:
		out = d.remote(ctx, w)
	case w.File != "":
		out = d.localFile(w)
	}
	if isWrong(out) && w.File == "" {
		return out // reading would say the same once more
	}
	book := workbooks(d.config, d.cloud)[i]
	view, err := book.Book.Read(ctx, book.Scope)
	if err != nil {
		return append(out, d.failed("workbook/read", w.Name, wrong, err))
	}
	remembered, _ := histories(ctx, d.config.State, []string{w.Name}) // state/schema tells what is wrong there
	p, err := plan.Make(plan.Input{Snapshot: view.Snapshot(), History: remembered[w.Name], Settings: book.Settings, Printer: d.catalogue.Printer(lang.Language(d.config.Language)), Now: d.now()})
	if refused, ok := plan.AsRefusal(err); ok {
		return append(out, d.refused(w, refused)...)
	}
	if err != nil {
		return append(out, d.failed("workbook/read", w.Name, wrong, err))
	}
	out = append(out, d.say("workbook/read", w.Name, fine, "doctor/read", map[string]any{"where": placeOf(d.config, w).where(), "tabs": len(view.Snapshot().Tabs())}))
	out = append(out, d.lists(w, p)...)
	out = append(out, d.own(w, view, p)...)
	return append(out, d.addresses(w, p))
}

// localFile tells whether the file of a workbook can be written, and who has it
// open.
func (d *doctor) localFile(w *config.Workbook) []diagnosis {
	if _, err := os.Stat(w.File); err != nil {
		return nil // reading says why
	}
	args := map[string]any{"file": shortPath(w.File), "why": "", "holder": ""}
	var out []diagnosis
	if err := cmp.Or(writable(w.File), writable(filepath.Dir(w.File))); err != nil {
		args["why"] = err.Error()
		out = append(out, d.say("workbook/write", w.Name, d.needed(), "doctor/unwritable", args))
	} else {
		out = append(out, d.say("workbook/write", w.Name, fine, "doctor/writable", args))
	}
	if held := xlsx.Held(w.File); held != nil {
		args["holder"] = held.Holder
		out = append(out, d.say("workbook/held", w.Name, warning, "doctor/held", args))
	}
	return out
}

// needed is what it means that a workbook cannot be written.
func (d *doctor) needed() verdict {
	if d.config.Mode == config.Watch {
		return warning
	}
	return wrong
}

// remote asks the server of a workbook for the file's tag.
func (d *doctor) remote(ctx context.Context, w *config.Workbook) []diagnosis {
	secret := ""
	web, err := google.NewTransport(d.config.Network.CAFile)
	if err == nil {
		secret, err = secretOfFile(ctx, w.WebDAV)
	}
	if err != nil {
		return []diagnosis{d.failed("workbook/server", w.Name, wrong, err)}
	}
	defer web.CloseIdleConnections()
	req, err := http.NewRequestWithContext(ctx, http.MethodHead, w.WebDAV.URL, nil)
	if err != nil {
		return []diagnosis{d.failed("workbook/server", w.Name, wrong, err)}
	}
	switch {
	case w.WebDAV.Username != "":
		req.SetBasicAuth(w.WebDAV.Username, secret)
	case secret != "":
		req.Header.Set("Authorization", "Bearer "+secret)
	}
	res, err := web.RoundTrip(req)
	if err != nil {
		return nil // reading says why, and what to do
	}
	res.Body.Close()
	args := map[string]any{"where": placeOf(d.config, w).where()}
	tag := res.Header.Get("ETag")
	switch {
	case res.StatusCode != http.StatusOK:
		return nil // reading says why
	case tag == "" || strings.HasPrefix(tag, "W/"):
		return []diagnosis{d.say("workbook/server", w.Name, warning, "doctor/server/untagged", args)}
	}
	return []diagnosis{d.say("workbook/server", w.Name, fine, "doctor/server", args)}
}

func secretOfFile(ctx context.Context, w *config.WebDAV) (string, error) {
	if file := cmp.Or(w.PasswordFile, w.TokenFile); file != "" {
		return mail.FileSecret(file)(ctx)
	}
	return w.Password.Reveal(), nil
}

// spreadsheet tells as whom Google is asked, and what it says of a spreadsheet.
func (d *doctor) spreadsheet(ctx context.Context, w *config.Workbook) []diagnosis {
	conn, err := d.cloud.connect(ctx)
	if err != nil {
		return []diagnosis{d.failed("google/account", w.Name, wrong, err)}
	}
	out := []diagnosis{d.say("google/account", w.Name, fine, "doctor/account", map[string]any{"account": conn.Account()})}
	seen, err := conn.Examine(ctx, w.Google.ID)
	if err != nil {
		return append(out, d.failed("google/spreadsheet", w.Name, wrong, err))
	}
	out = append(out, d.say("google/spreadsheet", w.Name, fine, "doctor/spreadsheet", map[string]any{"title": seen.Title, "locale": seen.Locale, "zone": seen.TimeZone}))
	who := map[string]any{"account": conn.Account()}
	if d.config.Mode == config.Watch {
		return out
	}
	may, err := conn.Feed().MayEdit(ctx, w.Google.ID)
	switch {
	case seen.Writable || err == nil && may:
		return append(out, d.say("google/role", w.Name, fine, "doctor/role", who))
	case err != nil:
		return append(out, d.say("google/role", w.Name, warning, "doctor/role/unknown", who))
	}
	return append(out, d.say("google/role", w.Name, wrong, "doctor/role/viewer", who))
}

// refused tells why a workbook cannot be judged.
func (d *doctor) refused(w *config.Workbook, r *plan.Refusal) []diagnosis {
	var out []diagnosis
	for _, p := range r.Problems {
		args := map[string]any{"tab": p.Name, "list": p.List}
		switch p.Kind {
		case ledger.NoTab:
			out = append(out, d.say("workbook/tab", w.Name, wrong, "doctor/tab", args))
		case ledger.NoHeader:
			out = append(out, d.say("workbook/header", w.Name, wrong, "doctor/header", args))
		}
	}
	if len(out) == 0 {
		out = append(out, d.failed("workbook/read", w.Name, wrong, r))
	}
	return out
}

// lists tells which columns of each list were found, and which are gone.
func (d *doctor) lists(w *config.Workbook, p *plan.Plan) []diagnosis {
	var out []diagnosis
	for _, l := range p.Ledger.Lists {
		var found []string
		for _, c := range l.Columns {
			if c.Field != "" {
				found = append(found, d.p.Field(c.Field))
			}
		}
		args := map[string]any{"list": l.Name, "tab": l.Title, "header": l.Header.String(), "found": slices.Compact(found), "column": ""}
		out = append(out, d.say("workbook/list", w.Name, fine, "doctor/list", args))
		for _, problem := range p.Ledger.Problems {
			if problem.Kind == ledger.UnmappedOnly && problem.List == l.Name {
				args["column"] = cmp.Or(problem.Seen, d.p.Field(ledger.Field(problem.Name)))
				out = append(out, d.say("workbook/column", w.Name, wrong, "doctor/column", args))
			}
		}
	}
	for _, f := range p.Findings {
		if f.Rule == "column/lost" && !f.Quiet() {
			out = append(out, diagnosis{Check: "workbook/column", Subject: w.Name, Verdict: warning, Text: d.p.Finding(f)})
		}
	}
	return out
}

// own tells how what is ours in a workbook stands.
func (d *doctor) own(w *config.Workbook, view sheets.View, p *plan.Plan) []diagnosis {
	if d.config.Mode == config.Watch || w.CSV != nil {
		return nil
	}
	var out []diagnosis
	for _, o := range view.Snapshot().Obstacles() {
		title := ""
		if tab := view.Snapshot().Tab(o.Tab); tab != nil {
			title = tab.Title()
		}
		out = append(out, d.say("workbook/own", w.Name, warning, "doctor/obstacle", map[string]any{"tab": title, "cell": o.Addr.String(), "kind": string(o.Kind), "seen": o.Seen}))
	}
	change, err := view.Propose(p.Annotations)
	if err != nil {
		return append(out, d.failed("workbook/own", w.Name, wrong, err))
	}
	return append(out, d.say("workbook/own", w.Name, fine, "doctor/own", map[string]any{"steps": len(change.Steps())}))
}

// addresses tells which departments no mail can reach.
func (d *doctor) addresses(w *config.Workbook, p *plan.Plan) diagnosis {
	var without []string
	all := p.Ledger.Directory.All()
	for _, dept := range all {
		if len(dept.Emails) == 0 && (dept.Until.IsZero() || dept.Until.After(d.now())) {
			without = append(without, dept.Name)
		}
	}
	args := map[string]any{"departments": len(all), "without": without}
	if d.config.Mode == config.Remind && len(all) == 0 || len(without) > 0 {
		return d.say("directory", w.Name, warning, "doctor/directory/without", args)
	}
	return d.say("directory", w.Name, fine, "doctor/directory", args)
}

// servedByUs asks whether rasoat answers at an address of this machine.
func servedByUs(ctx context.Context, address string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+"/livez", nil)
	if err != nil {
		return err
	}
	res, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(req)
	if err != nil {
		return err
	}
	res.Body.Close()
	if res.StatusCode != http.StatusOK && res.StatusCode != http.StatusServiceUnavailable {
		return fmt.Errorf("somebody else answers there: HTTP %d", res.StatusCode)
	}
	return nil
}
