package main

import (
	"cmp"
	"context"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"rasoat/config"
	"rasoat/sheets/google"
	"rasoat/sync/mail"
	"rasoat/sync/store"
)

// askew is how far the clock may be from those of servers.
const askew = 30 * time.Second

// servers holds the clock against what servers say in the answers that they
// give to anybody.
func (d *doctor) servers(ctx context.Context) []diagnosis {
	web, err := google.NewTransport(d.config.Network.CAFile)
	if err != nil {
		return nil // config/files says it
	}
	defer web.CloseIdleConnections()
	var out []diagnosis
	for _, base := range d.webServers() {
		u, err := url.Parse(base)
		if err != nil {
			continue
		}
		req, err := http.NewRequestWithContext(ctx, http.MethodHead, u.Scheme+"://"+u.Host+"/", nil)
		if err != nil {
			continue
		}
		res, err := web.RoundTrip(req)
		if err != nil {
			continue // whoever needs the server says why
		}
		res.Body.Close()
		theirs, err := http.ParseTime(res.Header.Get("Date"))
		if err != nil {
			continue
		}
		off := time.Until(theirs).Round(time.Second)
		args := map[string]any{"host": u.Host, "off": off.Abs().String(), "behind": off > 0}
		if off.Abs() > askew {
			out = append(out, d.say("clock/server", u.Host, warning, "doctor/askew", args))
		} else {
			out = append(out, d.say("clock/server", u.Host, fine, "doctor/right", args))
		}
	}
	return out
}

// webServers returns an address of each server that workbooks are read from.
func (d *doctor) webServers() []string {
	var all []string
	for _, w := range d.config.Workbooks {
		switch {
		case w.Google != nil:
			all = append(all, cmp.Or(d.config.Google.Endpoint, googleSheets))
		case w.WebDAV != nil:
			all = append(all, w.WebDAV.URL)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// mail tells whether mail could go out. Nothing is sent.
func (d *doctor) mail(ctx context.Context) []diagnosis {
	m := d.config.Mail
	if d.config.Mode != config.Remind && m.SMTP.Host == "" && m.Outbox == "" {
		return []diagnosis{d.say("mail", "", fine, "doctor/mail/none", nil)}
	}
	out := []diagnosis{d.say("mail/domains", "", fine, "doctor/mail/domains", map[string]any{"domains": m.Domains, "from": m.From.Address, "redirect": m.RedirectTo})}
	if len(m.Domains) == 0 {
		out[0] = d.say("mail/domains", "", wrong, "doctor/mail/nobody", nil)
	}
	transport, err := transportOf(d.config.Config)
	if err != nil {
		return append(out, d.failed("mail/server", m.SMTP.Host, wrong, err))
	}
	defer transport.Close()
	server, ok := transport.(*mail.SMTP)
	if !ok {
		args := map[string]any{"folder": shortPath(m.Outbox), "why": ""}
		if err := writable(existing(m.Outbox)); err != nil {
			args["why"] = err.Error()
			return append(out, d.say("mail/folder", "", wrong, "doctor/mail/unwritable", args))
		}
		return append(out, d.say("mail/folder", "", fine, "doctor/mail/folder", args))
	}
	if err := server.Try(ctx); err != nil {
		f := d.failed("mail/server", m.SMTP.Host, wrong, err)
		f.Hint = cmp.Or(d.p.Error(mailHint(err)), f.Hint)
		return append(out, f)
	}
	return append(out, d.say("mail/server", m.SMTP.Host, fine, "doctor/mail/server", serverArgs(d.config)))
}

// page tells whether the addresses where the daemon serves are free, or are
// served by it.
func (d *doctor) page(ctx context.Context) []diagnosis {
	var out []diagnosis
	for _, at := range []struct{ key, address string }{{"web.listen", d.config.Web.Listen}, {"web.probes", d.config.Web.Probes}} {
		if at.address == "" {
			continue
		}
		args := map[string]any{"address": at.address, "why": "", "key": at.key}
		l, err := new(net.ListenConfig).Listen(ctx, "tcp", at.address)
		if err == nil {
			l.Close()
			out = append(out, d.say("page", at.key, fine, "doctor/page/free", args))
			continue
		}
		args["why"] = err.Error()
		host, port, _ := net.SplitHostPort(at.address)
		if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
			host = "127.0.0.1"
		}
		held, _ := store.Holder(d.config.State) // state/lock tells what is wrong there
		guarded := d.config.Web.ConfigFile != "" && at.key == "web.listen"
		if held != nil && (guarded || servedByUs(ctx, net.JoinHostPort(host, port)) == nil) {
			out = append(out, d.say("page", at.key, fine, "doctor/page/served", args))
		} else {
			out = append(out, d.say("page", at.key, wrong, "doctor/page/taken", args))
		}
	}
	if len(out) == 0 {
		out = append(out, d.say("page", "", fine, "doctor/page/off", nil))
	}
	return out
}

// ping tells whom the daemon tells that it is alive. The service is not asked:
// it would take it for a sign of life.
func (d *doctor) ping(context.Context) []diagnosis {
	if d.config.Ping.URL == "" {
		return []diagnosis{d.say("ping", "", fine, "doctor/ping/none", nil)}
	}
	return []diagnosis{d.say("ping", d.config.Ping.Host(), fine, "doctor/ping", map[string]any{"host": strings.TrimSpace(d.config.Ping.Host())})}
}

// googleSheets is where Google's Sheets API answers.
const googleSheets = "https://sheets.googleapis.com/"

// spreadsheets reports whether a workbook is one of Google's.
func (d *doctor) spreadsheets() bool {
	return slices.ContainsFunc(d.config.Workbooks, func(w config.Workbook) bool { return w.Google != nil })
}

// changes asks Google Drive where its list of changes begins.
func (d *doctor) changes(ctx context.Context) []diagnosis {
	if _, _, err := (changed{d.cloud}).Changed(ctx, ""); err != nil {
		return []diagnosis{d.failed("changes", "", warning, err)}
	}
	return []diagnosis{d.say("changes", "", fine, "doctor/changes", nil)}
}
