package sync

import (
	"context"
	"errors"

	"rasoat/sheets"
	"rasoat/sync/plan"
)

// Beside is a workbook of ours beside one that people hold open. It is only
// ever written over or removed while it is ours and nobody changed it.
type Beside interface {
	Of() string    // the name of the file that it stands beside
	Where() string // its own path
	Stands() bool  // whether it is there
	Write(ctx context.Context, tabs []sheets.OwnTab) (changed bool, err error)
	Remove(ctx context.Context) (removed bool, err error)
}

// Aside is what a pass did with the workbook beside the one that it went over.
type Aside struct {
	Where   string // its path, "" where there is none and was none
	Written bool   // it has what the workbook could not be given
	Removed bool   // it went, as the workbook has all by now
	Err     error  // why neither could be done
}

// beside keeps the workbook beside one that is held open, and takes it away
// once that has all there is to show. What goes wrong with it is told, and
// does not make a pass fail: the next one tries again.
func (s *Service) beside(ctx context.Context, w Workbook, r *Report) {
	if w.Beside == nil || w.Mode < Annotate {
		return
	}
	var changed bool
	a := Aside{Where: w.Beside.Where()}
	switch held := new(sheets.OpError); {
	case r.Unwritten == nil:
		if a.Removed, a.Err = w.Beside.Remove(ctx); !a.Removed && a.Err == nil {
			return
		}
	case errors.As(r.Unwritten, &held) && held.Class == sheets.Busy && s.due(w, held):
		tabs := r.Plan.Beside(r.Input, plan.Held{File: w.Beside.Of(), By: held.Holder, Since: held.Since})
		changed, a.Err = w.Beside.Write(ctx, tabs)
		a.Written = a.Err == nil
	default:
		return
	}
	r.Beside = a
	switch e := s.Log.Info().Str("workbook", r.Workbook).Str("file", a.Where); {
	case a.Err != nil:
		s.Log.Warn().Str("workbook", r.Workbook).Err(a.Err).Str("hint", sheets.HintOf(a.Err)).Msg("the file beside the workbook was left as it is")
	case changed:
		e.Msg("the workbook is held open; the results are in a file beside it")
	case a.Removed:
		e.Msg("the workbook has the results; the file beside it was removed")
	}
}

// due reports whether a workbook has been open for so long that its results
// go into another. One that is there already is kept up to date.
func (s *Service) due(w Workbook, held *sheets.OpError) bool {
	if w.BesideAfter <= 0 {
		return false
	}
	long := !held.Since.IsZero() && s.Now().Sub(held.Since) >= w.BesideAfter
	return long || w.Beside.Stands()
}
