package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"rasoat/cmd/rasoat/internal/demo"
	"rasoat/sheets/xlsx"
	"rasoat/sync/schedule"
)

type demoCmd struct {
	nowFlag
	Dir  string `default:"rasoat-demo" help:"The folder for the sample files." type:"path"`
	Once bool   `help:"Go over the workbook once and stop."`
}

// demoStart is the time at which the sample story plays.
func demoStart(zone *time.Location) time.Time {
	return time.Date(2021, time.January, 15, 8, 0, 0, 0, zone)
}

// Run makes the sample files where they are not there yet and goes over the
// workbook, once or until stopped.
func (cmd demoCmd) Run(s *session) error {
	if err := writeDemo(cmd.Dir); err != nil {
		return err
	}
	c, err := configFlag{Config: filepath.Join(cmd.Dir, "rasoat.yaml")}.load(s)
	if err != nil {
		return err
	}
	now, err := cmd.clock(c.Timezone, demoStart(c.Timezone))
	if err != nil {
		return err
	}
	crew, err := assemble(s, c, now, false, false)
	if err != nil {
		return err
	}
	defer crew.Close()
	crew.board = newBoard()
	out := newTerminal(s)
	at := crew.place(0)
	out.demoTitle(now())
	r, sent, err := crew.passAndSend(s.ctx, 0)
	if err != nil {
		return failure(at, err)
	}
	out.pass(r, sent, at)
	out.demoNext(at, cmd.Once)
	if cmd.Once || out.err != nil {
		return out.err
	}
	// Passes run every minute by the real clock, while the story's clock goes
	// on from its own start: the slots are not those of the story, so none is
	// remembered.
	job := schedule.Job{Name: "demo", Spec: c.Schedule.Passes.Spec, Run: func(ctx context.Context, _ time.Time) error {
		r, sent, err := crew.passAndSend(ctx, 0)
		if err != nil {
			return failure(at, err)
		}
		if r.Written || len(sent.Delivered) > 0 || r.Unwritten != nil {
			out.again(now())
			out.pass(r, sent, at)
		}
		return out.err
	}}
	scheduler, err := schedule.New(c.Timezone, forgetful{}, []schedule.Job{job}, schedule.Options{Hooks: hooks(crew.log, crew.gate), Drain: drain})
	if err != nil {
		return err
	}
	front, err := cmd.show(s, crew, scheduler, out)
	if err != nil {
		return err
	}
	var beside sync.WaitGroup
	defer beside.Wait()
	beside.Go(func() { front.serve(s.ctx) })
	return scheduler.Run(s.ctx)
}

// show makes the status page ready, at its usual address, or at another where
// somebody has that.
func (cmd demoCmd) show(s *session, crew *crew, t timetable, out *terminal) (*webServer, error) {
	crew.board.takes(crew, t)
	handler, err := page(s, crew, crew.board, nil) // nobody is known, so that nobody is let in who would ask for something
	if err != nil {
		return nil, err
	}
	front, err := listen(crew.config, crew.log, crew.board)
	if err != nil {
		crew.config.Web.Listen = "127.0.0.1:0"
		front, err = listen(crew.config, crew.log, crew.board)
	}
	if err != nil {
		return nil, err
	}
	front.show(handler)
	if front.page != nil {
		out.say("demo/page", map[string]any{"address": "http://" + front.page.Addr().String()})
	}
	return front, nil
}

// forgetful remembers no slot.
type forgetful struct{}

func (forgetful) LastSlot(context.Context, string) (time.Time, error) { return time.Time{}, nil }
func (forgetful) MarkSlot(context.Context, string, time.Time) error   { return nil }

// writeDemo makes the sample workbook and its configuration, each only where
// it is not there: what a visitor changed stays.
func writeDemo(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("make the folder for the sample files: %w", err)
	}
	path := filepath.Join(dir, "rasoat.yaml")
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		if err := os.WriteFile(path, demo.Config(), 0o644); err != nil {
			return fmt.Errorf("write the sample configuration: %w", err)
		}
	}
	path = filepath.Join(dir, "tracking.xlsx")
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		if err := xlsx.Create(path, demo.Draft()); err != nil {
			return fmt.Errorf("write the sample workbook: %w", err)
		}
	}
	return nil
}
