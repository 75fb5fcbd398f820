package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"rasoat/sync/schedule"
	"rasoat/sync/store"
)

// The condition that stands while a decision on days off is not known that the
// calendar needs.
const conditionCalendar = "calendar/unconfirmed"

// upkeep is the job that looks after the state: a backup a day, the removal of
// what is old, and what the operator has to know of the calendar.
func (c *crew) upkeep() schedule.Job {
	return schedule.Job{Name: "upkeep", Spec: "20 5 * * *", RunAtStart: true, Run: func(ctx context.Context, _ time.Time) error {
		return errors.Join(c.backUp(ctx), c.prune(ctx), c.remindOfCalendar(ctx))
	}}
}

func (c *crew) backUp(ctx context.Context) error {
	if c.config.Backups.Keep == 0 {
		return nil
	}
	file, err := c.Store.DailyBackup(ctx, c.Now(), c.config.Backups.Folder, c.config.Backups.Keep)
	if err == nil && file != "" {
		c.log.Info().Str("file", file).Msg("state backed up")
	}
	return err
}

// prune removes what the configuration no longer keeps.
func (c *crew) prune(ctx context.Context) error {
	before := func(days int) time.Time {
		if days == 0 {
			return time.Time{}
		}
		return c.Now().AddDate(0, 0, -days)
	}
	p, err := c.Store.Prune(ctx, store.Kept{
		Bodies: before(c.config.Mail.KeepBodies), Messages: before(c.config.Mail.KeepHistory),
		Runs: before(c.config.History.Runs), Figures: before(c.config.History.Figures),
	})
	if err == nil && p.Bodies+p.Messages+p.Runs+p.Figures > 0 {
		c.log.Info().Int("bodies", p.Bodies).Int("mails", p.Messages).Int("runs", p.Runs).Int("figures", p.Figures).Msg("removed what is old")
	}
	return err
}

// remindOfCalendar tells of a year whose days off are not decided, or not known.
func (c *crew) remindOfCalendar(ctx context.Context) error {
	year, open := c.config.days.Unconfirmed(c.Now())
	if !open {
		return c.Store.Clear(ctx, conditionCalendar)
	}
	c.log.Warn().Int("year", year).Msg("the days off of a year are not decided yet")
	return c.Store.Raise(ctx, conditionCalendar, c.Now(), c.Printer.Text("condition/calendar", map[string]any{"year": fmt.Sprint(year)}))
}
