package main

import (
	"context"
	"fmt"
	"time"

	"github.com/rs/zerolog"

	"rasoat/config"
	"rasoat/sheets/google"
	"rasoat/sync/ping"
)

// newPinger returns what tells a service elsewhere that the daemon is alive as
// long as it is healthy, nil where none is configured.
func newPinger(c *config.Config, healthy func() error, log zerolog.Logger) (*ping.Pinger, error) {
	if c.Ping.URL == "" {
		return nil, nil
	}
	web, err := google.NewTransport(c.Network.CAFile)
	if err != nil {
		return nil, fmt.Errorf("set up the ping: %w", err)
	}
	log = log.With().Str("ping", c.Ping.Host()).Logger()
	return ping.New(ping.Options{
		URL: c.Ping.URL.Reveal(), Every: time.Duration(c.Ping.Every) * time.Minute, AllowPrivate: c.Ping.AllowPrivate,
		Healthy: healthy, Transport: web,
		Tell: func(err error) {
			if err != nil {
				log.Error().Err(err).Msg("nobody hears that rasoat is alive")
				return
			}
			log.Info().Msg("pings are heard again")
		},
	})
}

// healthTime is how long the state may take to be written for a ping.
const healthTime = 30 * time.Second

// healthy returns why the daemon is not to be said alive: its schedule hangs, or
// its state cannot be written.
func (r *runner) healthy() error {
	if err := r.board.Alive(); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), healthTime)
	defer cancel()
	return r.board.Ready(ctx)
}
