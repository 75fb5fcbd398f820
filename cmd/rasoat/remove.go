package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"rasoat/config"
	"rasoat/sheets"
	rasoatsync "rasoat/sync"
)

type removeCmd struct {
	configFlag
	Workbook string `help:"Only the workbook of this name." placeholder:"NAME"`
	Yes      bool   `help:"Carry it out. Without it, what would be taken out is printed and nothing is changed."`
}

// removals is how often taking out is tried while people change the workbook.
const removals = 4

// Run takes everything of ours out of the workbooks, whatever the mode. One
// that fails holds up no other.
func (cmd removeCmd) Run(s *session) error {
	c, err := cmd.load(s)
	if err != nil {
		return err
	}
	if err := knownWorkbook(c, cmd.Workbook); err != nil {
		return err
	}
	if cmd.Yes {
		state, err := lockState(s, c, time.Now)
		if err != nil {
			return err
		}
		defer state.Close()
	}
	g := newCloud(c.Config, newLog(c.Log, s.err, false), !cmd.Yes)
	defer g.Close()
	out := newTerminal(s)
	var failed []error
	waiting, removed := false, false
	for i, w := range workbooks(c, g) {
		if cmd.Workbook != "" && w.Name != cmd.Workbook {
			continue
		}
		at := placeOf(c, &c.Workbooks[i])
		if c.Workbooks[i].CSV != nil {
			out.removeNone(w.Name, at, "csv", cmd.Yes)
			continue
		}
		steps, err := cmd.remove(s.ctx, w.Book)
		if err != nil {
			failed = append(failed, failure(at, err))
			continue
		}
		beside, err := cmd.removeBeside(s.ctx, w.Beside)
		if err != nil {
			failed = append(failed, failure(at, err))
		}
		if len(steps) == 0 && beside == "" {
			out.removeNone(w.Name, at, "none", cmd.Yes)
			continue
		}
		out.remove(w.Name, at, steps, beside, cmd.Yes)
		waiting, removed = waiting || !cmd.Yes, removed || cmd.Yes
	}
	if waiting {
		out.say("remove/next", map[string]any{"command": cmd.command(c)})
	}
	if removed && c.Mode != config.Watch {
		out.say("remove/mode", map[string]any{"mode": string(c.Mode), "config": shortPath(c.path)})
	}
	return errors.Join(append(failed, out.err)...)
}

// knownWorkbook refuses a name that no workbook bears; "" is none.
func knownWorkbook(c *configuration, name string) error {
	var names []string
	for _, w := range c.Workbooks {
		if w.Name == name {
			return nil
		}
		names = append(names, w.Name)
	}
	if name == "" {
		return nil
	}
	return &usageError{fmt.Errorf("%s names no workbook %q; there are: %s", shortPath(c.path), name, strings.Join(names, ", "))}
}

// command returns the command line that carries out what was printed.
func (cmd removeCmd) command(c *configuration) string {
	line := "rasoat remove -c " + shortPath(c.path)
	if cmd.Workbook != "" {
		line += " --workbook " + cmd.Workbook
	}
	return line + " --yes"
}

// remove returns what has to go from a workbook and, with the flag, takes it
// out. It starts over when people change the workbook meanwhile or nobody can
// tell whether it was written, and until nothing is left.
func (cmd removeCmd) remove(ctx context.Context, book sheets.Book) ([]sheets.Step, error) {
	var done, unsure []sheets.Step
	var err error
	for range removals {
		var change sheets.Change
		if change, err = propose(ctx, book); err != nil {
			return nil, err
		}
		steps := change.Steps()
		switch {
		case !cmd.Yes:
			return steps, nil
		case len(steps) == 0:
			return append(unsure, done...), nil
		}
		_, err = change.Apply(ctx)
		switch {
		case err == nil:
			done = append(done, steps...)
		case sheets.ClassOf(err) == sheets.Conflict:
		case sheets.ClassOf(err) == sheets.Uncertain:
			unsure = append(unsure, steps...)
		default:
			return nil, err
		}
	}
	if err == nil {
		err = errors.New("take everything out: something of ours is there again each time; is another rasoat at work on this workbook?")
	}
	return nil, err
}

// removeBeside returns the path of the file that rasoat left beside a workbook,
// "" for none, and with the flag removes it.
func (cmd removeCmd) removeBeside(ctx context.Context, b rasoatsync.Beside) (string, error) {
	if b == nil {
		return "", nil
	}
	there := b.Stands()
	if cmd.Yes {
		var err error
		if there, err = b.Remove(ctx); err != nil {
			return "", err
		}
	}
	if !there {
		return "", nil
	}
	return b.Where(), nil
}

// propose works out what there is of ours, in every tab.
func propose(ctx context.Context, book sheets.Book) (sheets.Change, error) {
	view, err := book.Read(ctx, sheets.Scope{})
	if err != nil {
		return nil, err
	}
	return view.Propose(sheets.Annotations{})
}
