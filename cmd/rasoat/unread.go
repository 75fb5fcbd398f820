package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"runtime/debug"
	"slices"
	"time"

	rasoatsync "rasoat/sync"
	"rasoat/sync/changes"
)

// driveFeed is the name under which the state keeps how far Drive's list of
// changes was followed.
const driveFeed = "google drive"

// follow has the crew ask which spreadsheets changed, where there are any and the
// configuration wants it.
func (c *crew) follow() error {
	if !c.config.Google.Changes || c.config.Google.ReadEvery < 2 {
		return nil
	}
	for i := range c.books {
		c.books[i].Followed = c.config.Workbooks[i].Google != nil
	}
	if !slices.ContainsFunc(c.books, func(w rasoatsync.Workbook) bool { return w.Followed }) {
		return nil
	}
	basis, err := basisOf(c.config)
	if err != nil {
		return err
	}
	c.changes = changes.New(changed{c.cloud}, c.Store, changes.Options{
		Feed: driveFeed, Every: c.config.Google.ReadEvery, Basis: basis, Now: c.Now,
		Failed: func(err error) {
			if err == nil {
				c.log.Info().Msg("Google Drive says again which spreadsheets changed")
				return
			}
			c.log.Warn().Err(err).Str("hint", hintOf(err)).Msg("Google Drive does not say which spreadsheets changed; all of them are read")
		},
		Lost: func(err error) {
			c.log.Info().Err(err).Msg("Google Drive does not know any more what changed; all spreadsheets are read once")
		},
	})
	return nil
}

// basisOf stands for the program and its configuration: where one of them is
// another, every workbook is read.
func basisOf(c *configuration) (string, error) {
	text, err := json.Marshal(c.Config)
	if err != nil {
		return "", fmt.Errorf("compare the configuration: %w", err)
	}
	h := sha256.New()
	fmt.Fprintf(h, "%s\n%s\n", version, text)
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			fmt.Fprintf(h, "%s=%s\n", s.Key, s.Value)
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:8]), nil
}

// followed returns the workbook as the feed of changes knows it, and false where
// none tells of it.
func (c *crew) followed(i int) (changes.Workbook, bool) {
	if c.changes == nil || !c.books[i].Followed {
		return changes.Workbook{}, false
	}
	return changes.Workbook{ID: c.config.Workbooks[i].Google.ID, Name: c.books[i].Name}, true
}

// unread reports whether the pass that the schedule has for this slot may leave
// the workbook unread: nothing happened to it, and nothing is owed.
func (s *shift) unread(ctx context.Context, slot time.Time) bool {
	w, ok := s.followed(s.i)
	if !ok || !s.owed().IsZero() || !s.changes.Unread(ctx, slot, w) {
		return false
	}
	if s.board != nil {
		s.board.leaves(w.Name, s.Now())
	}
	s.log.Debug().Str("workbook", w.Name).Msg("nothing changed; the workbook is left unread")
	return true
}

// reading goes over the workbook at that place, and keeps whether all that stands
// there was gone over.
func (c *crew) reading(ctx context.Context, i int, on rasoatsync.Occasion) (*rasoatsync.Report, error) {
	w, ok := c.followed(i)
	if !ok {
		return c.Pass(ctx, c.books[i], on)
	}
	p, err := c.changes.Begin(ctx, w)
	if err != nil {
		return nil, err
	}
	r, err := c.Pass(ctx, c.books[i], on)
	settled := err == nil && !r.Moved && (r.Unwritten == nil || r.Mode < rasoatsync.Annotate)
	if endErr := p.End(context.WithoutCancel(ctx), settled); endErr != nil {
		// The workbook is read once more than needed.
		c.log.Warn().Str("workbook", w.Name).Err(endErr).Msg("that the workbook was gone over could not be kept")
	}
	return r, err
}
