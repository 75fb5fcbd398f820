package sync

import (
	"bytes"
	"context"

	"rasoat/sheets"
	"rasoat/sync/store"
)

// discuss posts what the plan has to say in threads on cells. What goes wrong with
// it fails no pass: it is not remembered as said, and looked for before it is said
// again.
func (s *Service) discuss(ctx context.Context, w Workbook, r *Report) {
	talk := r.Plan.Talk
	d, ok := w.Book.(sheets.Discussion)
	if !ok || w.Mode < Remind || talk.Hold != "" || len(talk.Threads) == 0 || r.Unwritten != nil {
		return
	}
	talked, err := d.Discuss(ctx, talk.Talk)
	r.Talked = talked
	// What people edit from the writing on until the last post goes unnoticed:
	// Google names the newest change alone.
	r.Moved = r.Moved || w.Followed
	refused := false
	switch sheets.ClassOf(err) {
	case sheets.Denied, sheets.Invalid, sheets.Gone:
		refused = true
	}
	switch {
	case refused:
		s.Log.Warn().Str("workbook", w.Name).Err(err).Str("hint", sheets.HintOf(err)).Msg("the spreadsheet takes no comments; tried again tomorrow")
	case err != nil:
		s.Log.Info().Str("workbook", w.Name).Err(err).Msg("comments are left to the next pass")
	}
	if counts := count(talked.Outcomes); talked.Posts > 0 {
		s.Log.Info().Str("workbook", w.Name).Int("posts", talked.Posts).Int("today", talked.Today).
			Int("opened", counts[sheets.ThreadOpened]).Int("replied", counts[sheets.ThreadReplied]+counts[sheets.ThreadReopened]).
			Int("closed", counts[sheets.ThreadClosed]).Int("later", counts[sheets.ThreadLater]).Int("moved", counts[sheets.ThreadMoved]).
			Msg("comments posted")
	}
	if err := s.noteTalk(context.WithoutCancel(ctx), w, r, refused); err != nil {
		s.Log.Info().Str("workbook", w.Name).Err(err).Msg("what was posted is not remembered; it is found in the spreadsheet")
	}
}

// noteTalk commits what came of a talk, unless somebody else committed meanwhile:
// then the threads themselves tell the next pass.
func (s *Service) noteTalk(ctx context.Context, w Workbook, r *Report, refused bool) error {
	planned, err := r.Plan.Next.Encode()
	if err != nil {
		return err
	}
	version, stands, err := s.Store.History(ctx, w.Name)
	if err != nil {
		return err
	}
	if !bytes.Equal(planned, stands) {
		return store.ErrStale
	}
	r.Plan.Next.Talked(r.Talked, r.Plan.Talk.Threads, r.Input.Now, refused)
	history, err := r.Plan.Next.Encode()
	if err != nil {
		return err
	}
	_, err = s.Store.Commit(ctx, store.Commit{Workbook: w.Name, Version: version, History: history})
	return err
}

func count(outcomes map[string]sheets.Outcome) map[sheets.Outcome]int {
	n := map[sheets.Outcome]int{}
	for _, o := range outcomes {
		n[o]++
	}
	return n
}
