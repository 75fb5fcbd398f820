package main

import (
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
