package google

import (
	"maps"
	"sync"
	"sync/atomic"

	"rasoat/sheets"
)

// Stats is what went through a Connection.
type Stats struct {
	Reads, Writes int64 // requests sent, each attempt counted
	Feeds         int64 // requests sent to ask what changed, each attempt counted
	Retries       int64 // attempts after the first
	Throttled     int64 // answers that asked for patience (429, or 403 for the rate)
	Tokens        int64 // tokens fetched
	// Failures counts what failed in the end, by class.
	Failures map[sheets.Class]int64
}

type counters struct {
	reads, writes, retries, throttled, tokens atomic.Int64

	mu       sync.Mutex
	failures map[sheets.Class]int64
}

func (c *counters) sent(write bool) {
	if write {
		c.writes.Add(1)
	} else {
		c.reads.Add(1)
	}
}

func (c *counters) failed(class sheets.Class) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.failures == nil {
		c.failures = map[sheets.Class]int64{}
	}
	c.failures[class]++
}

func (c *counters) stats() Stats {
	c.mu.Lock()
	defer c.mu.Unlock()
	return Stats{
		Reads: c.reads.Load(), Writes: c.writes.Load(), Retries: c.retries.Load(),
		Throttled: c.throttled.Load(), Tokens: c.tokens.Load(), Failures: maps.Clone(c.failures),
	}
}
