package main

import (
	"context"
	"time"

	"rasoat/sync/store"
	"rasoat/sync/web"
)

// counted is the outbox of a worker whose deliveries are counted.
type counted struct {
	*store.Store
	metrics *web.Metrics
}

// Accepted implements deliver.Outbox.
func (c counted) Accepted(ctx context.Context, id int64, at time.Time, where string) error {
	return c.count("sent", c.Store.Accepted(ctx, id, at, where))
}

// Defer implements deliver.Outbox.
func (c counted) Defer(ctx context.Context, id int64, at, next time.Time, reason string) error {
	return c.count("deferred", c.Store.Defer(ctx, id, at, next, reason))
}

// GiveUp implements deliver.Outbox.
func (c counted) GiveUp(ctx context.Context, id int64, at time.Time, reason string) error {
	return c.count("dead", c.Store.GiveUp(ctx, id, at, reason))
}

func (c counted) count(outcome string, err error) error {
	if err == nil {
		c.metrics.Mailed(outcome, 1)
	}
	return err
}
