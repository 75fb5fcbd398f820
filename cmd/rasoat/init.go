package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"rasoat/cmd/rasoat/internal/draft"
	"rasoat/config"
	"rasoat/sheets"
	"rasoat/sheets/csv"
	"rasoat/sheets/google"
	"rasoat/sheets/xlsx"
	"rasoat/sync/rule"
)

type initCmd struct {
	Workbook    string `arg:"" name:"file|address" help:"A workbook (.xlsx) or its address on a WebDAV server, a CSV file, or the id or address of a Google spreadsheet."`
	Out         string `help:"Where to write. Default: rasoat.yaml beside the workbook, for an address in this folder; - for standard output." placeholder:"FILE"`
	Force       bool   `help:"Overwrite what is there."`
	Credentials string `help:"The key file of a service account, for a spreadsheet." placeholder:"FILE" type:"path"`
	Endpoint    string `help:"Where an emulator answers instead of Google." placeholder:"URL"`
	TokenURL    string `help:"Where an emulator gives tokens." name:"token-url" placeholder:"URL"`

	Username     string `help:"The account on a WebDAV server." placeholder:"NAME"`
	PasswordFile string `help:"The file that holds its password." placeholder:"FILE" type:"path"`
	TokenFile    string `help:"The file that holds a bearer token, in place of both." placeholder:"FILE" type:"path"`
}

// Help is shown below the flags.
func (initCmd) Help() string {
	return `Looks at a workbook and writes down what it recognised: the lists, their columns, categories, statuses, sources and departments, each with how surely. What it could not know stands there as a question, in a line that begins with "# ?". The comments follow --lang. Nothing else is written, and the workbook is only read.

  rasoat init tracking.xlsx            writes rasoat.yaml beside it
  rasoat check -c rasoat.yaml          what needs correcting in the workbook
  rasoat plan -c rasoat.yaml           what a pass would write and mail`
}

// Run drafts a configuration and writes it.
func (cmd initCmd) Run(s *session) error {
	out, err := cmd.target()
	if err != nil {
		return err
	}
	in, err := cmd.read(s, out)
	if err != nil {
		return err
	}
	d := draft.Make(in)
	if len(d.Lists) == 0 {
		return &sheets.OpError{
			Class: sheets.Invalid, Op: "find a list in", Where: cmd.Workbook,
			Err:  errors.New("no tab has a header row that looks like a list of projects, tasks or figures"),
			Hint: "write a rasoat.yaml that names the tab, the header rows and the columns: config/rasoat.example.yaml shows every key",
		}
	}
	// Nobody gets a file that rasoat itself would refuse.
	if _, err := config.Parse(out, d.Text, config.Options{Rules: rule.IDs()}); err != nil {
		return fmt.Errorf("draft a configuration for %s: %w", cmd.Workbook, err)
	}
	if cmd.Out == "-" {
		if _, err := s.out.Write(d.Text); err != nil {
			return err
		}
		told := *s
		told.out = s.err
		return told.drafted(d, "rasoat.yaml")
	}
	if err := replaceFile(out, d.Text, cmd.Force); err != nil {
		return err
	}
	return s.drafted(d, shortPath(out))
}

// target returns the path that is written. What is there already is not
// overwritten unless that was asked for.
func (cmd initCmd) target() (string, error) {
	switch {
	case cmd.Out == "-":
		return "rasoat.yaml", nil
	case cmd.Out != "":
		if info, err := os.Stat(cmd.Out); err == nil && info.IsDir() {
			return "", &usageError{fmt.Errorf("--out %s is a folder: name a file in it", cmd.Out)}
		}
		return cmd.Out, cmd.overwritable(cmd.Out)
	case cmd.isRemote(), cmd.isSpreadsheet():
		return "rasoat.yaml", cmd.overwritable("rasoat.yaml")
	}
	path := filepath.Join(filepath.Dir(cmd.Workbook), "rasoat.yaml")
	return path, cmd.overwritable(path)
}

func (cmd initCmd) overwritable(path string) error {
	if cmd.Force {
		return nil
	}
	switch _, err := os.Lstat(path); {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("look for a configuration: %w", err)
	}
	return &usageError{fmt.Errorf("%s is there already: name another file with --out, or overwrite it with --force", shortPath(path))}
}

var spreadsheetID = regexp.MustCompile(`^[A-Za-z0-9_-]{20,}$`)

// isSpreadsheet reports whether the argument means a Google spreadsheet: a
// file of that name goes before.
func (cmd initCmd) isSpreadsheet() bool {
	if _, err := os.Stat(cmd.Workbook); err == nil {
		return false
	}
	return strings.HasPrefix(cmd.Workbook, "https://") || spreadsheetID.MatchString(cmd.Workbook)
}

// read takes the workbook as it is now.
func (cmd initCmd) read(s *session, out string) (draft.Input, error) {
	in := draft.Input{Name: filepath.Base(cmd.Workbook), Config: filepath.Base(out), Printer: s.printer}
	folder := filepath.Dir(out)
	var book sheets.Book
	var err error
	switch {
	case cmd.isRemote():
		if book, err = cmd.remote(s, &in, folder); err != nil {
			return in, err
		}
	case cmd.isSpreadsheet():
		in.Name = "spreadsheet"
		var hangUp func()
		if book, hangUp, err = cmd.spreadsheet(s, &in, folder); err != nil {
			return in, err
		}
		defer hangUp()
	case strings.EqualFold(filepath.Ext(cmd.Workbook), ".csv"):
		in.Source.CSV = relative(folder, cmd.Workbook)
		if book, err = openCSV(s.ctx, cmd.Workbook, &in.Source); err != nil {
			return in, err
		}
	default:
		in.Source.File = relative(folder, cmd.Workbook)
		book = xlsx.Open(cmd.Workbook)
	}
	view, err := book.Read(s.ctx, sheets.Scope{})
	if err != nil {
		return in, err
	}
	in.Snapshot = view.Snapshot()
	return in, nil
}

// openCSV finds out how a CSV file is written.
func openCSV(ctx context.Context, path string, src *draft.Source) (sheets.Book, error) {
	src.Encoding, src.Comma = "utf-8", ','
	if data, err := os.ReadFile(path); err == nil {
		src.Encoding = draft.Encoding(data)
	}
	// Which separator the file was read with shows by what it is the same
	// with.
	guessed, err := csv.Open(path, csv.Options{Encoding: src.Encoding}).Read(ctx, sheets.Scope{})
	if err != nil {
		return nil, err
	}
	for _, comma := range []rune{',', ';', '\t'} {
		view, err := csv.Open(path, csv.Options{Encoding: src.Encoding, Comma: comma}).Read(ctx, sheets.Scope{})
		if err == nil && sameCells(view.Snapshot(), guessed.Snapshot()) {
			src.Comma = comma
			break
		}
	}
	return csv.Open(path, csv.Options{Encoding: src.Encoding, Comma: src.Comma}), nil
}

// sameCells compares the first rows of the first tabs.
func sameCells(a, b *sheets.Snapshot) bool {
	x, y := a.Tabs()[0], b.Tabs()[0]
	if x.Rows() != y.Rows() || x.Cols() != y.Cols() {
		return false
	}
	for r := range min(x.Rows(), 50) {
		for c := range x.Cols() {
			if x.Cell(r, c) != y.Cell(r, c) {
				return false
			}
		}
	}
	return true
}

// spreadsheet opens a Google spreadsheet. The address is read, and the
// environment heeded, as in a configuration that names them.
func (cmd initCmd) spreadsheet(s *session, in *draft.Input, folder string) (sheets.Book, func(), error) {
	given := map[string]string{}
	for key, value := range map[string]string{"credentials": cmd.Credentials, "endpoint": cmd.Endpoint, "token_url": cmd.TokenURL} {
		if value != "" {
			given[key] = value
		}
	}
	more := ""
	for key, value := range given {
		more += fmt.Sprintf("  %s: %q\n", key, value)
	}
	if more != "" {
		more = "google:\n" + more
	}
	c, err := commandLine(s, fmt.Sprintf("google: {spreadsheet: %q}", cmd.Workbook), more)
	if err != nil {
		return nil, nil, err
	}
	if path := given["credentials"]; path != "" {
		given["credentials"] = relative(folder, path)
	}
	in.Source.Spreadsheet, in.Source.Google = c.Workbooks[0].Google.ID, given
	g := newCloud(c, newLog(c.Log, s.err, false), true)
	return &spreadsheet{cloud: g, id: in.Source.Spreadsheet, options: google.BookOptions{}}, g.Close, nil
}

// commandLine reads what a command line says of a workbook, and the environment,
// as in a configuration that names it.
func commandLine(s *session, source, more string) (*config.Config, error) {
	text := "workbooks: [{name: x, " + source + ", lists: [{name: x, tab: x, kind: table}]}]\n" + more
	c, err := config.Parse("command line", []byte(text), config.Options{Environ: s.vars, Rules: rule.IDs()})
	if err != nil {
		return nil, &usageError{err}
	}
	return c, nil
}

// relative returns a path as a configuration in a folder states it.
func relative(folder, path string) string {
	a, err := filepath.Abs(folder)
	b, err2 := filepath.Abs(path)
	if err != nil || err2 != nil {
		return filepath.ToSlash(path)
	}
	if rel, err := filepath.Rel(a, b); err == nil {
		return filepath.ToSlash(rel)
	}
	return filepath.ToSlash(b)
}

// replaceFile writes a whole file or nothing. Without force a file that came
// up in the meantime stays.
func replaceFile(path string, data []byte, force bool) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".rasoat-*.yaml")
	if err != nil {
		return fmt.Errorf("write the configuration: %w", err)
	}
	defer func() {
		if rm := os.Remove(f.Name()); err == nil && rm != nil && !errors.Is(rm, fs.ErrNotExist) {
			err = rm
		}
	}()
	_, err = f.Write(data)
	err = errors.Join(err, f.Chmod(0o644), f.Sync(), f.Close())
	switch {
	case err != nil:
	case force:
		err = os.Rename(f.Name(), path)
	default:
		err = os.Link(f.Name(), path) // refuses what exists
		if err != nil && !errors.Is(err, fs.ErrExist) {
			err = os.Rename(f.Name(), path) // a file system without links
		}
	}
	if err != nil {
		return fmt.Errorf("write the configuration: %w", err)
	}
	return nil
}

// drafted tells what was found, and what to do next.
func (s *session) drafted(d *draft.Draft, path string) error {
	out := newTerminal(s)
	for _, l := range d.Lists {
		out.fact("found", "init/list/"+string(l.Kind), map[string]any{
			"tab": l.Tab, "count": l.Items, "columns": l.Columns, "unit": s.printer.Unit(l.Unit),
		})
	}
	switch {
	case d.Directory != "":
		out.fact("found", "init/directory", map[string]any{"tab": d.Directory})
	case d.Departments > 0:
		out.fact("found", "init/departments", map[string]any{"count": d.Departments})
	}
	for _, t := range d.Skipped {
		out.fact("skipped", "init/skipped/"+string(t.Why), map[string]any{"tab": t.Tab})
	}
	out.fact("wrote", "init/wrote", map[string]any{"file": path, "count": d.Questions})
	out.say("init/next", map[string]any{"config": path})
	return out.err
}
