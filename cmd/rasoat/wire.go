package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/mattn/go-isatty"
	"github.com/rs/zerolog"

	"rasoat/config"
	"rasoat/sheets"
	"rasoat/sheets/csv"
	"rasoat/sheets/google"
	"rasoat/sheets/xlsx"
	rasoatsync "rasoat/sync"
	"rasoat/sync/calendar"
	"rasoat/sync/digest"
	"rasoat/sync/ledger"
	"rasoat/sync/plan"
	"rasoat/sync/rule"
)

// errConfig marks errors of the configuration file as a whole.
var errConfig = errors.New("configuration")

// configFlag names the configuration file.
type configFlag struct {
	Config string `short:"c" help:"The configuration file." env:"RASOAT_CONFIG" placeholder:"FILE" type:"path"`
}

// configuration is what the file says, and where the file is.
type configuration struct {
	*config.Config
	path string
	own  expressions
	days *calendar.Calendar // without what the tabs of workbooks say
}

// load reads the configuration and compiles the expressions in it.
func (f configFlag) load(s *session) (*configuration, error) {
	if f.Config == "" {
		return nil, &usageError{errors.New("no configuration: give -c rasoat.yaml or set RASOAT_CONFIG")}
	}
	c, err := config.Load(f.Config, config.Options{Environ: s.vars, Rules: rule.IDs()})
	var mistakes config.Errors
	if err != nil && !errors.As(err, &mistakes) {
		return nil, fmt.Errorf("%w: %w", errConfig, err)
	}
	if err != nil {
		return nil, err
	}
	own, err := compile(c, s.catalogue)
	if err != nil {
		return nil, err
	}
	days, err := calendarOf(c)
	if err != nil {
		return nil, err
	}
	return &configuration{c, f.Config, own, days}, nil
}

// workbooks joins the configured workbooks with their adapters.
func workbooks(c *configuration, g *cloud) []rasoatsync.Workbook {
	var all []rasoatsync.Workbook
	for i := range c.Workbooks {
		w := &c.Workbooks[i]
		settings := planSettings(c.Config, w)
		settings.Rules.Custom, settings.Lists = c.own.rules, c.own.named(c.Config, w)
		settings.Days = c.days
		if w.Google != nil {
			settings.Comments = commentsOf(c.Config)
		}
		one := rasoatsync.Workbook{
			Name: w.Name, Book: openBook(w, g), Settings: settings, Scope: scopeOf(settings.Mapping), Mode: modeOf(c.Mode),
			Approval: approvalOf(c.Mail.Approve),
		}
		if file, ok := one.Book.(*xlsx.Book); ok && w.File != "" {
			one.Beside, one.BesideAfter = file.Beside(w.Tabs.Findings), time.Duration(w.BesideAfter)*time.Hour
		}
		all = append(all, one)
	}
	return all
}

// commentsOf says when findings become comments. While all mail is led elsewhere
// nobody is assigned: Google would mail them.
func commentsOf(c *config.Config) plan.Comments {
	return plan.Comments{
		After: c.Google.Comments.After, PerDay: c.Google.Comments.PerDay, From: c.Mail.Hours.From, To: c.Mail.Hours.To,
		Assign: c.Mail.RedirectTo == "",
	}
}

// openBook returns the adapter of a workbook. Nothing is read yet.
func openBook(w *config.Workbook, g *cloud) sheets.Book {
	switch {
	case w.WebDAV != nil:
		return &remoteFile{settings: w.WebDAV, options: fileOptions(w), caFile: g.options.CAFile}
	case w.CSV != nil:
		return csv.Open(w.CSV.File, csv.Options{Encoding: string(w.CSV.Encoding), Comma: w.CSV.Comma})
	case w.Google != nil:
		return &spreadsheet{cloud: g, id: w.Google.ID, options: google.BookOptions{Columns: w.Google.Columns}}
	}
	return xlsx.Open(w.File, fileOptions(w)...)
}

// fileOptions says how a workbook file is treated.
func fileOptions(w *config.Workbook) []xlsx.Option {
	if w.Signature == config.DropSignature {
		return []xlsx.Option{xlsx.DropSignature()}
	}
	return nil
}

func modeOf(m config.Mode) rasoatsync.Mode {
	switch m {
	case config.Annotate:
		return rasoatsync.Annotate
	case config.Remind:
		return rasoatsync.Remind
	}
	return rasoatsync.Watch
}

// scopeOf asks for the cells of the tabs that are mapped.
func scopeOf(m ledger.Mapping) sheets.Scope {
	var scope sheets.Scope
	for _, l := range m.Lists {
		if !slices.Contains(scope.Tabs, l.Tab) { // lists can share one
			scope.Tabs = append(scope.Tabs, l.Tab)
		}
	}
	if m.DirectoryTab != "" {
		scope.Tabs = append(scope.Tabs, m.DirectoryTab)
	}
	if m.CalendarTab != "" {
		scope.Tabs = append(scope.Tabs, m.CalendarTab)
	}
	return scope
}

// planSettings says in the words of package plan what the configuration says
// of a workbook.
func planSettings(c *config.Config, w *config.Workbook) plan.Settings {
	s := plan.Settings{
		Workbook:  w.Name,
		Mapping:   mapping(c, w),
		Rules:     ruleSettings(c, w),
		Short:     map[string]string{},
		Dropdowns: map[string][]ledger.Field{},
		Urgent:    map[string]bool{},
		Done:      map[string]bool{},
		Advisers:  map[string]string{},
		Domains:   c.Mail.Domains,
		Titles:    plan.Titles{Summary: w.Tabs.Summary, Findings: w.Tabs.Findings, Gap: w.Titles.Gap, Warning: w.Titles.Warning},
		Digest: digest.Options{
			From: digest.Mailbox(c.Mail.From), ReplyTo: c.Mail.ReplyTo, Agency: c.Mail.Agency, List: c.Mail.List,
			Contact: digest.Contact(c.Mail.Contact), Redirect: c.Mail.RedirectTo, OverviewAddressee: c.Mail.Overview.Addressee,
			Attach: attach,
		},
		ReplyDays: c.Mail.ReplyDays,
		Policy:    policyOf(c),
	}
	for _, l := range w.Lists {
		for _, f := range l.Dropdowns {
			s.Dropdowns[l.Name] = append(s.Dropdowns[l.Name], ledger.Field(f))
		}
		for _, cat := range l.Categories {
			s.Short[cat.Name] = cat.Short
		}
	}
	for _, src := range c.Sources {
		if src.Adviser != "" {
			s.Advisers[src.Name] = src.Adviser
		}
	}
	for _, pr := range c.Priorities {
		s.Urgent[pr.Name] = pr.Urgent
	}
	for _, st := range c.Statuses {
		s.Done[st.Name] = st.Done
	}
	return s
}

func mapping(c *config.Config, w *config.Workbook) ledger.Mapping {
	m := ledger.Mapping{DirectoryTab: c.Directory.Tab, CalendarTab: c.Calendar.Tab, Events: c.Events}
	for _, d := range c.Directory.Departments {
		m.Departments = append(m.Departments, ledger.Department{
			Name: d.Name, Aliases: d.Aliases, Emails: d.Emails, Addressee: d.Addressee, Until: d.Until, Successor: d.Successor,
			OfficerEmails: d.OfficerEmails, LeaderEmails: d.LeaderEmails, HeadEmails: d.HeadEmails,
		})
	}
	for _, s := range c.Sources {
		m.Sources = append(m.Sources, ledger.Name{Name: s.Name, Aliases: s.Aliases})
	}
	for _, s := range c.Statuses {
		m.Statuses = append(m.Statuses, ledger.Name{Name: s.Name, Aliases: s.Aliases})
	}
	for _, p := range c.Priorities {
		m.Priorities = append(m.Priorities, ledger.Name{Name: p.Name, Aliases: p.Aliases})
	}
	for _, l := range w.Lists {
		m.Lists = append(m.Lists, listMapping(w, l))
	}
	return m
}

func listMapping(w *config.Workbook, l config.List) ledger.ListMapping {
	out := ledger.ListMapping{
		Name: l.Name, Tab: l.Tab, Kind: ledger.Kind(l.Kind),
		Header: sheets.Range(l.Header),
		Unit:   ledger.Unit(l.Unit),
		Blank:  l.Blank, PlanIncluded: l.PlanIncluded,
		Columns: map[ledger.Field][]string{}, Parts: l.AllocatedBySource, Amounts: l.Amounts,
	}
	if w.CSV != nil {
		out.Tab = strings.TrimSuffix(filepath.Base(w.CSV.File), filepath.Ext(w.CSV.File))
	}
	if l.Numbers == config.English {
		out.Style = ledger.English
	}
	switch l.CategoryFrom {
	case config.FromColumn:
		out.CategoryFrom = ledger.FromColumn
	case config.FromSection:
		out.CategoryFrom = ledger.FromSection
	}
	for f, names := range l.Columns {
		out.Columns[ledger.Field(f)] = names
	}
	for _, s := range l.Sums {
		out.Sums = append(out.Sums, ledger.RowSum{Total: s.Total, Plus: s.Plus, Minus: s.Minus, Text: s.Text})
	}
	for _, cat := range l.Categories {
		aliases := cat.Aliases
		if cat.Short != "" {
			aliases = append([]string{cat.Short}, aliases...)
		}
		out.Categories = append(out.Categories, ledger.Name{Name: cat.Name, Aliases: aliases})
	}
	return out
}

func ruleSettings(c *config.Config, w *config.Workbook) rule.Settings {
	s := rule.Settings{
		Required: map[string][]ledger.Field{}, Off: map[string]bool{}, Severity: map[string]rule.Severity{}, Urgent: map[string]bool{},
		Undecided: map[string]bool{}, Advisers: map[string]string{},
		OpenAfter: c.Deadlines.OpenAfter, OpenUrgentAfter: c.Deadlines.OpenUrgentAfter,
		StaleAfter: c.Deadlines.StaleAfter, MovedAfter: c.Deadlines.MovedAfter,
		Domains: c.Mail.Domains, SnoozeMost: c.Mail.SnoozeMost,
	}
	for _, src := range c.Sources {
		s.Undecided[src.Name] = src.Undecided
		if src.Adviser != "" {
			s.Advisers[src.Name] = src.Adviser
		}
	}
	for _, t := range c.ProjectGroups {
		table := rule.GroupTable{From: t.From, Until: t.Until, Basis: t.Basis}
		for _, g := range t.Groups {
			table.Groups = append(table.Groups, rule.Group(g))
		}
		s.Groups = append(s.Groups, table)
	}
	for _, r := range c.SourceRules {
		s.SourceRules = append(s.SourceRules, rule.SourceRule(r))
	}
	for _, st := range c.Statuses {
		s.Statuses = append(s.Statuses, rule.Status{Name: ledger.Name{Name: st.Name, Aliases: st.Aliases}, Done: st.Done})
	}
	for _, p := range c.Priorities {
		s.Urgent[p.Name] = p.Urgent
	}
	for name, level := range c.Rules {
		if level == config.RuleOff {
			s.Off[name] = true
		} else {
			s.Severity[name] = rule.Severity(level)
		}
	}
	for _, l := range w.Lists {
		for _, f := range l.Required {
			s.Required[l.Name] = append(s.Required[l.Name], ledger.Field(f))
		}
		if d := l.Declared; d.Count != nil || d.Total != nil {
			s.Whole = append(s.Whole, declared(l.Name, d))
		}
		for _, cat := range l.Categories {
			category := rule.Category{Name: ledger.Name{Name: cat.Name, Aliases: cat.Aliases}, Declared: declared(l.Name, cat.Declared)}
			for _, f := range cat.Requires {
				category.Requires = append(category.Requires, ledger.Field(f))
			}
			s.Categories = append(s.Categories, category)
		}
	}
	return s
}

func declared(list string, d config.Declared) rule.Declared {
	out := rule.Declared{List: list, Count: -1, Total: d.Total, AtLeast: d.AtLeast}
	if d.Count != nil {
		out.Count = *d.Count
	}
	return out
}

// newLog returns the program's own log: JSON, or lines for people where the
// log goes to a terminal. Where it is not the whole account, only errors are
// logged: the summary on the screen tells the rest.
func newLog(c config.Log, w io.Writer, verbose bool) zerolog.Logger {
	level, err := zerolog.ParseLevel(string(c.Level))
	if err != nil {
		level = zerolog.InfoLevel
	}
	if !verbose {
		level = max(level, zerolog.ErrorLevel)
	}
	file, ok := w.(*os.File)
	if c.Format == config.LogConsole || c.Format == config.LogAuto && ok && isatty.IsTerminal(file.Fd()) {
		w = zerolog.ConsoleWriter{Out: w, TimeFormat: time.TimeOnly}
	}
	return zerolog.New(w).Level(level).With().Timestamp().Logger()
}
