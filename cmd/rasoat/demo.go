package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
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
	scheduler, err := schedule.New(c.Timezone, forgetful{}, []schedule.Job{job}, schedule.Options{Hooks: hooks(crew.log), Drain: drain})
	if err != nil {
		return err
	}
	return scheduler.Run(s.ctx)
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
