package main

import (
	"context"
	"errors"

	"rasoat/sheets/xlsx"
	rasoatsync "rasoat/sync"
	"rasoat/sync/schedule"
	"rasoat/sync/watch"
)

// file returns the workbook's file to watch, where it is one that people save
// and the configuration wants changes to be answered at once. The answer is a
// pass between slots, so that nobody is reminded at odd hours.
func (s *shift) file() (watch.File, bool) {
	w := s.config.Workbooks[s.i]
	f := watch.File{Path: w.File, Changed: s.changed}
	if w.CSV != nil {
		f.Path = w.CSV.File
	}
	if book, ok := s.books[s.i].Book.(*xlsx.Book); ok {
		f.Locks, f.Ours = xlsx.LockFiles, book.Wrote
	}
	return f, s.config.Schedule.OnChange && f.Path != ""
}

// changed answers a change of the workbook's file.
func (s *shift) changed(ctx context.Context, why watch.Why) {
	name := s.books[s.i].Name
	s.log.Info().Str("workbook", name).Str("why", string(why)).Msg("the file changed")
	err := s.work(ctx, rasoatsync.Occasion{Why: rasoatsync.WhyChange})
	if err != nil && !errors.Is(err, schedule.ErrStopped) {
		e := s.log.Error().Str("job", name+"/change").Err(err)
		if hint := hintOf(err); hint != "" {
			e = e.Str("hint", hint)
		}
		e.Msg("job failed; it is tried again at the next slot")
	}
}

// watching says in the log what happens to watching files.
func (c *crew) watching() watch.Options {
	return watch.Options{
		Drain: drain,
		Polled: func(path string, why error) {
			c.log.Warn().Str("file", path).Str("why", why.Error()).Msg("changes of the file are looked for now and then, as nothing tells of them")
		},
		Failed: func(path string, err error) {
			c.log.Error().Str("file", path).Err(err).Msg("a change could not be answered")
		},
	}
}
