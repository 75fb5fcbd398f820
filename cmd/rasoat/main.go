// Command rasoat goes over a shared workbook of projects and tasks: it checks
// totals and categories, writes warnings and funding gaps beside the items,
// and reminds departments of what is overdue.
//
// This package holds the command line and the wiring: it reads the
// configuration, joins the parts, prints what a person sees in the terminal
// and turns errors into exit codes. What a pass decides and does lives in the
// packages under sync.
package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"rasoat/config"
	"rasoat/sheets"
	"rasoat/sync/lang"
	"rasoat/sync/plan"
	"rasoat/sync/schedule"
)

// version is set when a release is built.
var version = "dev"

// The exit codes.
const (
	exitOK       = 0
	exitFindings = 1 // check found errors in the workbook, or doctor something wrong
	exitUsage    = 2 // the command line or the configuration is wrong
	exitFailed   = 3 // a workbook, the state or the outbox could not be read or written
)

const exitHelp = `Exit codes: 0 all went well; 1 check found errors in the workbook, or doctor something wrong; 2 the command line or the configuration is wrong; 3 a workbook, the state or the outbox could not be read or written.`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	code := run(ctx, os.Args[1:], environment{out: os.Stdout, err: os.Stderr, vars: os.Environ()})
	stop()
	os.Exit(code)
}

// environment is the world outside, as the commands see it.
type environment struct {
	out, err io.Writer
	vars     []string // NAME=value
	// before stands between passes and the adapter of each workbook; nil for nothing.
	before func(sheets.Book) sheets.Book
}

func (e environment) lookup(name string) string {
	for _, v := range e.vars {
		if value, ok := strings.CutPrefix(v, name+"="); ok {
			return value
		}
	}
	return ""
}

type cli struct {
	Lang string `enum:",en,vi" default:"" help:"Language of what is printed: en or vi. Default: vi where LANG is Vietnamese, else en."`

	Demo     demoCmd     `cmd:"" help:"Make a sample workbook, go over it, and show what happens."`
	Init     initCmd     `cmd:"" help:"Look at a workbook and write a first configuration for it."`
	Plan     planCmd     `cmd:"" help:"Print what a pass would write and mail, and why. Changes nothing."`
	Preview  previewCmd  `cmd:"" help:"Print the digests that would go out now, and why the others would not. Changes nothing."`
	Once     onceCmd     `cmd:"" help:"Go over the workbooks once."`
	Run      runCmd      `cmd:"" help:"Go over the workbooks on schedule until stopped. SIGHUP, and a change of the configuration file, have it read anew."`
	Health   healthCmd   `cmd:"" help:"Ask the daemon on this machine whether it is alive, or with --ready whether it can do its work."`
	Doctor   doctorCmd   `cmd:"" help:"Look at everything that rasoat needs to do its work, and say what to do where something is wrong. Changes nothing."`
	Check    checkCmd    `cmd:"" help:"Print the findings of a workbook. Changes nothing."`
	Report   reportCmd   `cmd:"" help:"Print what the report to a meeting says, and write its lists as a workbook to submit."`
	Explain  explainCmd  `cmd:"" help:"Explain a rule, which sources each category may use, or how to write rules of your own."`
	Calendar calendarCmd `cmd:"" help:"Print the days off of a year, the days worked instead, and what is not decided yet."`
	Config   configCmd   `cmd:"" help:"Check the configuration, or print its JSON Schema."`
	Remove   removeCmd   `cmd:"" help:"Take everything of rasoat's out of the workbooks again."`
	Backup   backupCmd   `cmd:"" help:"Copy the state to a new file, and check the copy."`
	Restore  restoreCmd  `cmd:"" help:"Put a backup in the place of the state, which is kept."`
	Outbox   outboxCmd   `cmd:"" help:"Look at the mails, approve, retry and drop them."`
	Mail     mailCmd     `cmd:"" help:"Try out how mail is sent."`
	Pause    pauseCmd    `cmd:"" help:"Hold all mail."`
	Resume   resumeCmd   `cmd:"" help:"Let mail go on."`
	Emulator emulatorCmd `cmd:"" help:"Answer as Google Sheets would, with the sample workbook, to try a spreadsheet without an account."`
	Version  versionCmd  `cmd:"" help:"Print the version."`
}

// session is what every command works with.
type session struct {
	ctx context.Context
	environment
	catalogue *lang.Catalogue
	printer   *lang.Printer // for the terminal
}

// exited carries the exit code of kong's --help out of its parser.
type exited int

// run is the whole program but for the process around it.
func run(ctx context.Context, args []string, env environment) int {
	catalogue, err := lang.Load()
	if err != nil {
		return report(env, &lang.Printer{}, err)
	}
	return command(ctx, args, env, catalogue)
}

// command is run with the texts at hand.
func command(ctx context.Context, args []string, env environment, catalogue *lang.Catalogue) (code int) {
	defer func() {
		if r := recover(); r != nil {
			e, ok := r.(exited)
			if !ok {
				panic(r)
			}
			code = int(e)
		}
	}()
	// A command line that cannot be read is told in the language that it asks for.
	speech := catalogue.Printer(terminalLanguage(langFlag(args), env))
	var c cli
	parser, err := kong.New(&c, kong.Name("rasoat"), kong.Writers(env.out, env.err),
		kong.Description("rasoat goes over a shared workbook of projects and tasks: it checks totals and categories, writes warnings and funding gaps beside the items, and reminds departments of what is overdue.\n\n"+exitHelp),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}), kong.Exit(func(code int) { panic(exited(code)) }))
	if err != nil {
		return report(env, speech, fmt.Errorf("set up the command line: %w", err))
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	parsed, err := parser.Parse(args)
	if err != nil {
		return report(env, speech, &usageError{err})
	}
	s := &session{ctx: ctx, environment: env, catalogue: catalogue, printer: catalogue.Printer(terminalLanguage(c.Lang, env))}
	return report(env, s.printer, parsed.Run(s))
}

// langFlag returns what --lang says among arguments that may make no sense, "" where
// it is not there or names no language.
func langFlag(args []string) string {
	for i, arg := range args {
		value, ok := strings.CutPrefix(arg, "--lang=")
		if arg == "--lang" && i+1 < len(args) {
			value, ok = args[i+1], true
		}
		if ok && slices.Contains(lang.Languages(), lang.Language(value)) {
			return value
		}
	}
	return ""
}

func terminalLanguage(flag string, env environment) lang.Language {
	if flag == "" {
		for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
			if v := env.lookup(name); v != "" {
				if strings.HasPrefix(v, "vi") {
					return lang.Vietnamese
				}
				break
			}
		}
		return lang.English
	}
	return lang.Language(flag)
}

// usageError is a mistake on the command line.
type usageError struct{ err error }

func (e *usageError) Error() string { return e.err.Error() }

func (e *usageError) Unwrap() error { return e.err }

// findingsError says that check found errors, or doctor something wrong; they
// have been printed.
type findingsError struct{}

func (findingsError) Error() string { return "errors found" }

// report prints an error with what can be done about it, in the language of the
// terminal, and returns the exit code.
func report(env environment, p *lang.Printer, err error) int {
	say := speaker{p}
	var usage *usageError
	var mistakes config.Errors
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &findingsError{}):
		return exitFindings
	case errors.As(err, &usage):
		say.print(env.err, err, cmp.Or(hintOf(err), "rasoat --help lists the commands and flags"))
		return exitUsage
	case errors.As(err, &mistakes):
		for _, m := range mistakes {
			fmt.Fprintln(env.err, m.In(p.Told))
		}
		fmt.Fprintln(env.err, "rasoat: "+p.Error("the configuration was refused; nothing was read or written"))
		return exitUsage
	}
	var all failures
	if !errors.As(err, &all) {
		all = failures{err}
	}
	for _, one := range all {
		say.print(env.err, one, hintOf(one))
	}
	if errors.Is(err, errConfig) {
		return exitUsage
	}
	return exitFailed
}

// hintOf returns what the operator can do about an error, or "".
func hintOf(err error) string {
	if r, ok := plan.AsRefusal(err); ok {
		return r.Hint()
	}
	if errors.Is(err, errConfig) && errors.Is(err, fs.ErrNotExist) {
		return "name the file with -c; to begin, rasoat init WORKBOOK writes one"
	}
	var hung *schedule.HungError
	if errors.As(err, &hung) {
		return "the workbook does not answer: look at the network or at the share it stands on; it is gone over again once the pass returns, or after a restart of rasoat"
	}
	var limit *schedule.LimitError
	if errors.As(err, &limit) {
		return "look at what keeps the workbook so long, a slow network or its size; schedule.pass_limit gives passes more time"
	}
	var advised *advisedError
	if errors.As(err, &advised) {
		return advised.hint
	}
	return sheets.HintOf(err)
}

// failure names the workbook in an error that does not: errors of the file or
// spreadsheet itself do.
func failure(p place, err error) error {
	if _, refused := plan.AsRefusal(err); refused {
		return fmt.Errorf("read %s: %w", p, err)
	}
	return err
}

// nowFlag sets the clock of a command.
type nowFlag struct {
	Now string `help:"Take this as the present time, such as 2021-01-15T08:00:00+07:00." placeholder:"TIME"`
}

// clock returns a clock in a time zone that goes on from the flag's time, or
// from the given start where the flag is not set; a zero start is the present.
func (f nowFlag) clock(zone *time.Location, start time.Time) (func() time.Time, error) {
	if f.Now != "" {
		t, err := time.Parse(time.RFC3339, f.Now)
		if err != nil {
			return nil, &usageError{fmt.Errorf("read --now %q: a time such as 2021-01-15T08:00:00+07:00 expected", f.Now)}
		}
		start = t
	}
	began := time.Now()
	if start.IsZero() {
		start = began
	}
	return func() time.Time { return start.Add(time.Since(began)).In(zone) }, nil
}

type versionCmd struct{}

// Run prints the version.
func (versionCmd) Run(s *session) error {
	_, err := fmt.Fprintln(s.out, "rasoat", version)
	return err
}
