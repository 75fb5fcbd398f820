package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"rasoat/sync/lang"
	"rasoat/sync/store"
	"rasoat/sync/web"
)

// kindOfCondition returns the kind of a condition, and the workbook that it is
// about, "" for none.
func kindOfCondition(name string) (kind, workbook string) {
	kind, rest, _ := strings.Cut(name, "/")
	switch {
	case kind == "mail" && strings.HasPrefix(rest, "undeliverable/"):
		return web.Undeliverable, ""
	case kind == "hold" || kind == "address":
		return kind, rest
	}
	return kind, ""
}

// How far back figures are looked for, in days: the newest, since a workbook that
// is not gone over in the holidays of Tết still has some; and with what they are
// compared, as the summary in the workbook compares.
const figuresBack, weekBack, weekMost = 30, 7, 14

// figures adds the newest figures of a workbook, and those of about a week
// before them.
func figures(ctx context.Context, s *store.Store, w *web.Workbook, now time.Time) error {
	read := func(from, to time.Time) (*web.Figures, time.Time, error) {
		f, ok, err := s.NewestFigures(ctx, w.Name, from, to)
		if err != nil || !ok {
			return nil, time.Time{}, err
		}
		figures, err := readFigures(f.Document)
		if err != nil {
			err = fmt.Errorf("read the figures of %s of %s: %w", w.Name, lang.Day(f.Day), err)
		}
		return figures, f.Day, err
	}
	today := date(now)
	newest, day, err := read(today.AddDate(0, 0, -figuresBack), today)
	if err != nil || newest == nil {
		return err
	}
	w.Figures, w.Day = newest, day.Format(time.DateOnly)
	before, day, err := read(day.AddDate(0, 0, -weekMost), day.AddDate(0, 0, -weekBack))
	if err != nil || before == nil {
		return err
	}
	w.Before, w.DayThen = before, day.Format(time.DateOnly)
	return nil
}

// date returns the day of a moment at midnight UTC, as the state keeps days.
func date(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

func readFigures(data []byte) (*web.Figures, error) {
	var f web.Figures
	if err := json.Unmarshal(data, &f); err != nil {
		return nil, err
	}
	return &f, nil
}

// state returns the crew at work.
func (b *board) state() (*crew, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.crew == nil {
		return nil, errors.New("rasoat is starting")
	}
	return b.crew, nil
}

// Trend implements [web.Source].
func (b *board) Trend(ctx context.Context, workbook string, from time.Time) ([]web.Point, error) {
	c, err := b.state()
	if err != nil {
		return nil, err
	}
	days, err := c.Store.Figures(ctx, workbook, from, time.Time{})
	if err != nil {
		return nil, err
	}
	var points []web.Point
	for _, d := range days {
		f, err := readFigures(d.Document)
		if err != nil {
			return nil, fmt.Errorf("read the figures of %s: %w", workbook, err)
		}
		points = append(points, web.Point{Day: d.Day, Figures: *f})
	}
	return points, nil
}

// Runs implements [web.Source].
func (b *board) Runs(ctx context.Context, workbook string, before int64, limit int) ([]web.Run, error) {
	c, err := b.state()
	if err != nil {
		return nil, err
	}
	runs, err := c.Store.Runs(ctx, workbook, before, limit)
	if err != nil {
		return nil, err
	}
	list := make([]web.Run, len(runs))
	for i, r := range runs {
		list[i] = runOf(r, c.config.Timezone)
	}
	return list, nil
}

func runOf(r store.Run, zone *time.Location) web.Run {
	return web.Run{
		ID: r.ID, Workbook: r.Workbook, Started: r.Started.In(zone), Finished: r.Finished.In(zone), Why: r.Why, Outcome: r.Outcome,
		Findings: r.Findings, Steps: r.Steps, Messages: r.Messages, Error: r.Error,
	}
}

// Run implements [web.Source].
func (b *board) Run(ctx context.Context, id int64) (*web.Run, error) {
	c, err := b.state()
	if err != nil {
		return nil, err
	}
	r, ok, err := c.Store.RunOf(ctx, id)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, web.ErrNotFound
	}
	run := runOf(r, c.config.Timezone)
	if r.Detail != nil {
		run.Account = &web.Account{}
		if err := json.Unmarshal(r.Detail, run.Account); err != nil {
			return nil, fmt.Errorf("read the account of run %d: %w", id, err)
		}
	}
	return &run, nil
}

// Outbox implements [web.Source].
func (b *board) Outbox(ctx context.Context, limit int) ([]web.Mail, error) {
	c, err := b.state()
	if err != nil {
		return nil, err
	}
	entries, err := c.Store.Outbox(ctx, store.Filter{})
	if err != nil {
		return nil, err
	}
	var open, settled []web.Mail
	for i := len(entries) - 1; i >= 0; i-- {
		if m := mailOf(entries[i], c.config.Timezone); m.Settled == nil {
			open = append(open, m)
		} else {
			settled = append(settled, m)
		}
	}
	all := append(open, settled...)
	return all[:min(limit, len(all))], nil
}

// mailOf tells of a mail without the addresses that it goes to.
func mailOf(e store.Entry, zone *time.Location) web.Mail {
	m := web.Mail{
		Key: e.Key, Workbook: e.Workbook, Department: e.Department, Subject: e.Subject, State: string(e.State),
		Created: e.Created.In(zone), Settled: in(zone, e.Settled), Recipients: len(e.Deliveries), Reason: e.Reason,
	}
	for _, d := range e.Deliveries {
		m.Attempts = max(m.Attempts, d.Attempts)
		if m.Settled == nil && d.State == store.Pending && e.State == store.Pending && d.Attempts > 0 {
			if m.Next == nil || d.Next.Before(*m.Next) {
				m.Next = in(zone, d.Next)
			}
			m.Reason = d.Reason
		}
	}
	return m
}
