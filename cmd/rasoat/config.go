package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"rasoat/config"
	"rasoat/sheets/google"
	"rasoat/sync/mail"
	"rasoat/sync/rule"
)

type configCmd struct {
	Check  configCheckCmd  `cmd:"" help:"Read the configuration as run would, and print every mistake in it, or what it means. Opens no connection and changes nothing."`
	Schema configSchemaCmd `cmd:"" help:"Print the JSON Schema of the configuration, by which an editor completes and checks it."`
}

type configSchemaCmd struct{}

// Run prints the schema.
func (configSchemaCmd) Run(s *session) error {
	text, err := config.Schema(rule.IDs())
	if err != nil {
		return err
	}
	_, err = s.out.Write(text)
	return err
}

type configCheckCmd struct {
	configFlag
	nowFlag
}

// Run prints what the configuration means.
func (cmd configCheckCmd) Run(s *session) error {
	c, err := cmd.load(s)
	if err != nil {
		return err
	}
	now, err := cmd.clock(c.Timezone, time.Time{})
	if err != nil {
		return err
	}
	if err := c.readable(s.ctx); err != nil {
		return err
	}
	t := newTerminal(s)
	open, err := t.openQuestions(c, now())
	if err != nil {
		return err
	}
	t.configuration(c, now(), open)
	return t.err
}

// readable reads the files that the configuration names and that are only read
// when they are needed: those of secrets, keys and certificates. What is wrong
// with them is returned as [config.Errors].
func (c *configuration) readable(ctx context.Context) error {
	var mistakes config.Errors
	check := func(key, file string, read func() error) {
		if file == "" {
			return
		}
		if err := read(); err != nil {
			mistakes = append(mistakes, c.Mistake(key, 0, err.Error()))
		}
	}
	secret := func(key, file string) {
		check(key, file, func() error { _, err := mail.FileSecret(file)(ctx); return err })
	}
	for i, w := range c.Workbooks {
		if w.WebDAV != nil {
			secret(fmt.Sprintf("workbooks[%d].webdav.password_file", i), w.WebDAV.PasswordFile)
			secret(fmt.Sprintf("workbooks[%d].webdav.token_file", i), w.WebDAV.TokenFile)
		}
	}
	secret("mail.smtp.password_file", c.Mail.SMTP.PasswordFile)
	secret("mail.smtp.token_file", c.Mail.SMTP.TokenFile)
	secret("mail.smtp.oauth.client_secret_file", c.Mail.SMTP.OAuth.ClientSecretFile)
	secret("web.token_file", c.Web.TokenFile)
	var unguarded config.Errors
	if errors.As(c.guarded(), &unguarded) {
		mistakes = append(mistakes, unguarded...)
	}
	check("google.credentials", c.Google.Credentials, func() error { _, err := os.ReadFile(c.Google.Credentials); return err })
	check("network.ca_file", c.Network.CAFile, func() error { _, err := google.NewTransport(c.Network.CAFile); return err })
	if len(mistakes) == 0 {
		return nil
	}
	mistakes.Sort()
	return mistakes
}

// openQuestions says what the operator has yet to look at.
func (t *terminal) openQuestions(c *configuration, now time.Time) ([]string, error) {
	var open []string
	add := func(key string, args map[string]any) { open = append(open, t.p.Text("config/look/"+key, args)) }
	for i := range c.Workbooks {
		at := placeOf(c, &c.Workbooks[i])
		if _, err := os.Stat(at.file); at.here() && errors.Is(err, fs.ErrNotExist) {
			add("file", map[string]any{"file": at.where(), "name": at.workbook})
		}
	}
	if year, yes := c.days.Unconfirmed(now); yes {
		add("calendar", map[string]any{"year": fmt.Sprint(year)})
	}
	text, err := os.ReadFile(c.path)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errConfig, err)
	}
	var lines []string
	for i, line := range slices.Collect(bytes.Lines(text)) {
		if bytes.HasPrefix(bytes.TrimSpace(line), []byte("# ?")) {
			lines = append(lines, strconv.Itoa(i+1))
		}
	}
	if len(lines) > 0 {
		add("questions", map[string]any{"count": len(lines), "lines": strings.Join(lines, ", ")})
	}
	return open, nil
}

// configuration prints what a configuration means, and what is open.
func (t *terminal) configuration(c *configuration, now time.Time, open []string) {
	t.line("%s", t.p.Text("config/fine", map[string]any{"file": shortPath(c.path)}))
	var rows [][]string
	row := func(label, text string) { rows = append(rows, []string{t.p.Text("config/label/"+label, nil), text}) }
	row("mode", t.p.Text("config/mode/"+string(c.Mode), nil))
	for i := range c.Workbooks {
		w := &c.Workbooks[i]
		row("workbook", t.p.Text("config/workbook", map[string]any{"name": w.Name, "where": placeOf(c, w).where()}))
		var lists []string
		for _, l := range w.Lists {
			lists = append(lists, fmt.Sprintf("%s (%s)", l.Name, l.Kind))
		}
		row("lists", strings.Join(lists, ", "))
		if w.Schedule.Passes.Spec != "" {
			row("passes", t.times(w.Schedule.Passes, now))
		}
		if w.Schedule.Digests.Spec != "" && c.Mode == config.Remind {
			row("digests", t.times(w.Schedule.Digests, now))
		}
	}
	if rules, lists := len(c.CustomRules), len(c.Lists); rules+lists > 0 {
		row("own", t.p.Text("config/own", map[string]any{"rules": rules, "lists": lists}))
	}
	row("passes", t.times(c.Schedule.Passes, now))
	if c.Mode == config.Remind {
		row("digests", t.times(c.Schedule.Digests, now))
	}
	row("mail", t.mailTo(c))
	if c.Ping.URL != "" {
		row("ping", t.p.Text("config/ping", map[string]any{"host": c.Ping.Host(), "minutes": c.Ping.Every}))
	}
	row("page", t.servedAt(c))
	row("state", shortPath(c.State))
	for _, text := range open {
		row("look", text)
	}
	t.columns(rows)
}

// times says when a schedule is due next.
func (t *terminal) times(c config.Cron, now time.Time) string {
	var next []string
	for range 3 {
		if now = c.Schedule.Next(now); now.IsZero() {
			break
		}
		next = append(next, now.Format("02/01/2006 15:04"))
	}
	return t.p.Text("config/times", map[string]any{"spec": c.Spec, "times": strings.Join(next, ", "), "zone": now.Location().String()})
}

// mailTo says where mail goes, from whom and when.
func (t *terminal) mailTo(c *configuration) string {
	m := c.Mail
	if c.Mode != config.Remind {
		return t.p.Text("config/mail/none", nil)
	}
	var parts []string
	add := func(key string, args map[string]any) { parts = append(parts, t.p.Text("config/mail/"+key, args)) }
	if m.SMTP.Host == "" {
		add("folder", map[string]any{"folder": shortPath(m.Outbox)})
	} else {
		add("server", serverArgs(c))
	}
	add("from", map[string]any{"from": m.From.Address})
	add("to", map[string]any{"domains": strings.Join(m.Domains, ", ")})
	if m.RedirectTo != "" {
		add("redirect", map[string]any{"address": m.RedirectTo})
	}
	add("hours", map[string]any{"from": fmt.Sprint(m.Hours.From), "to": fmt.Sprint(m.Hours.To)})
	add("approve", map[string]any{"approve": string(m.Approve)})
	return strings.Join(parts, "; ")
}

// servedAt says where the status page is, and who sees it.
func (t *terminal) servedAt(c *configuration) string {
	w := c.Web
	key := "open"
	switch {
	case w.Listen == "":
		key = "none"
	case w.ConfigFile != "":
		key = "guarded"
	case config.Local(w.Listen):
		key = "local"
	}
	text := t.p.Text("config/page/"+key, map[string]any{"address": w.Listen})
	if w.Probes != "" {
		text += "; " + t.p.Text("config/page/probes", map[string]any{"address": w.Probes})
	}
	return text
}
