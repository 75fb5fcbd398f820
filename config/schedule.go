package config

import (
	"github.com/robfig/cron/v3"
)

// Schedule says when the daemon works, in the configured time zone.
type Schedule struct {
	Passes  Cron `yaml:"passes" as:"cron"`  // reading and judging; default every 15 minutes from 7:00 to 18:45 on weekdays
	Digests Cron `yaml:"digests" as:"cron"` // reminding; default 7:30 on weekdays
	// OnChange says whether a file that was saved, or closed by the last who
	// had it open, is gone over at once; default true.
	OnChange bool `yaml:"on_change"`
	// AtOnce is how many workbooks are gone over at a time, whatever set the
	// passes off; default 4.
	AtOnce int `yaml:"at_once" as:"limit"`
	// PassLimit is after how many minutes a pass is cut short; 0 for never.
	// Default 15.
	PassLimit int `yaml:"pass_limit" as:"minutes"`
}

// Times are the times of one workbook. One without a Spec is as for all.
type Times struct {
	Passes  Cron `yaml:"passes" as:"cron"`
	Digests Cron `yaml:"digests" as:"cron"`
}

// Cron is a schedule of five fields (minute, hour, day of the month, month,
// day of the week) that is known to fire.
type Cron struct {
	Spec     string // as written
	Schedule cron.Schedule
}

// TimesOf returns the times at which a workbook is gone over.
func (c *Config) TimesOf(w *Workbook) Times {
	or := func(own, general Cron) Cron {
		if own.Spec == "" {
			return general
		}
		return own
	}
	return Times{Passes: or(w.Schedule.Passes, c.Schedule.Passes), Digests: or(w.Schedule.Digests, c.Schedule.Digests)}
}
