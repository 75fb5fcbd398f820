package google

import (
	"context"
	"errors"
	"net/http"

	"google.golang.org/api/googleapi"
	sheetsapi "google.golang.org/api/sheets/v4"

	"rasoat/sheets"
)

var _ sheets.Discussion = (*Book)(nil)

// Discuss brings our threads in line with a talk.
//
// The API puts a comment at a coordinate, and people sort. So a new comment goes
// in two steps: a mark is put on the row and on the column, and the reply has to
// show there what proves the item; then, in one batch that is refused where a
// mark is not where it was, the comments are made. Whether a mark travels with its
// row in a sort is written down nowhere. Where it does not, a sort between the
// steps goes unseen until the reply of the second, which shows where the comment
// stands: one that stands beside another item is deleted at once, and one that a
// crash left is found by its mark and deleted the next time.
//
// No batch that posts can be carried out twice, however often it is sent: it makes
// a receipt, whose id is taken the second time. The receipts and marks are taken
// away in the end, or by the next talk.
func (b *Book) Discuss(ctx context.Context, talk sheets.Talk) (sheets.Talked, error) {
	d := &discussion{book: b, talk: talk, out: sheets.Talked{Outcomes: map[string]sheets.Outcome{}}}
	err := d.run(ctx)
	return d.out, err
}

// discussion is one Discuss at work.
type discussion struct {
	book  *Book
	talk  sheets.Talk
	left  int  // how much may still be posted
	dirty bool // there are marks or receipts of ours
	out   sheets.Talked
}

// act is what a thread needs.
type act struct {
	sheets.Thread
	outcome sheets.Outcome // that it then has
	reply   *sheetsapi.Post
	comment string // the id of the comment that is replied to
}

func (d *discussion) run(ctx context.Context) error {
	seen, err := d.book.threads(ctx, false)
	if err != nil {
		return err
	}
	d.out.Today = max(d.talk.Posted, seen.on(d.talk.Since))
	d.left = d.talk.PerDay - d.out.Today
	if seen.marked {
		d.dirty = true
		if err := d.clean(ctx); err != nil {
			return err
		}
	}
	if err := d.stray(ctx, seen); err != nil {
		return err
	}
	var replies, fresh []act
	for _, t := range d.talk.Threads {
		if d.out.Outcomes[t.ID] != "" {
			continue
		}
		a := decide(t, seen.ours[t.ID])
		switch {
		case a.reply == nil && a.outcome != sheets.ThreadOpened:
			d.out.Outcomes[t.ID] = a.outcome
		case d.left <= 0:
			d.out.Outcomes[t.ID] = sheets.ThreadLater
		case a.reply != nil:
			d.left--
			replies = append(replies, a)
		default:
			d.left--
			fresh = append(fresh, a)
		}
	}
	err = d.answer(ctx, replies)
	if err == nil {
		err = d.begin(ctx, fresh)
	}
	if d.dirty {
		err = errors.Join(err, d.clean(ctx))
	}
	return err
}

// decide says what a thread needs, given the one that stands there, nil for none.
func decide(t sheets.Thread, have *spoken) act {
	a := act{Thread: t}
	if have != nil {
		a.comment = have.id
	}
	switch {
	case t.Closes && (have == nil || have.resolved):
		a.outcome = sheets.ThreadClosed
	case t.Closes:
		a.outcome, a.reply = sheets.ThreadClosed, &sheetsapi.Post{Content: t.Text, CommentAction: "RESOLVE"}
	case have == nil && t.Posted:
		a.outcome = sheets.ThreadEnded
	case have == nil:
		a.outcome = sheets.ThreadOpened
	case have.resolved && !have.byUs:
		a.outcome = sheets.ThreadEnded
	case have.resolved:
		a.outcome, a.reply = sheets.ThreadReopened, &sheetsapi.Post{Content: signed(t), CommentAction: "REOPEN"}
	case have.version != t.Version:
		a.outcome, a.reply = sheets.ThreadReplied, &sheetsapi.Post{Content: signed(t)}
	default:
		a.outcome = sheets.ThreadStands
	}
	return a
}

// signed is what is posted: the text and the mark by which it is found again.
func signed(t sheets.Thread) string { return t.Text + "\n(rasoat " + t.ID + "-" + t.Version + ")" }

// stray looks after comments of which nobody remembers that they were made, as
// when we were stopped before we saw where they stand: one beside another item is
// deleted, unless people answered it.
func (d *discussion) stray(ctx context.Context, seen *spokenOf) error {
	var found []sheets.Thread
	for _, t := range d.talk.Threads {
		if have := seen.ours[t.ID]; have != nil && !t.Posted && !have.answered {
			found = append(found, t)
		}
	}
	if len(found) == 0 {
		return nil
	}
	now, err := d.book.threads(ctx, true)
	if err != nil {
		return err
	}
	var wrong []string
	for _, t := range found {
		have := now.ours[t.ID]
		if have == nil || have.answered {
			continue
		}
		if at, ok := now.anchors[have.anchor]; ok && !now.beside(t, at) {
			wrong = append(wrong, have.id)
			d.out.Outcomes[t.ID] = sheets.ThreadMoved
		}
	}
	return d.remove(ctx, wrong)
}

// remove deletes comments of ours.
func (d *discussion) remove(ctx context.Context, comments []string) error {
	var requests []*sheetsapi.Request
	for _, id := range comments {
		requests = append(requests, &sheetsapi.Request{DeleteComment: &sheetsapi.DeleteCommentRequest{CommentId: id}})
	}
	if len(requests) == 0 {
		return nil
	}
	_, err := d.book.post(ctx, requests, false)
	return err
}

// answer posts replies: all at once and, where that is refused since one of the
// threads is gone meanwhile, one by one.
func (d *discussion) answer(ctx context.Context, acts []act) error {
	if len(acts) == 0 {
		return nil
	}
	requests := []*sheetsapi.Request{receipt("reply", acts)}
	for _, a := range acts {
		requests = append(requests, &sheetsapi.Request{AddCommentReply: &sheetsapi.AddCommentReplyRequest{CommentId: a.comment, Post: a.reply}})
	}
	d.dirty = true
	_, err := d.book.post(ctx, requests, false)
	switch {
	case err == nil:
		for _, a := range acts {
			d.done(a)
		}
	case rejected(err) && len(acts) > 1:
		for _, a := range acts {
			if err := d.answer(ctx, []act{a}); err != nil {
				return err
			}
		}
	case rejected(err):
		d.out.Outcomes[acts[0].ID] = sheets.ThreadMoved
	default:
		return err
	}
	return nil
}

// done notes that something was posted.
func (d *discussion) done(a act) {
	d.out.Outcomes[a.ID] = a.outcome
	d.out.Posts++
	d.out.Today++
}

// rejected reports whether the service understood a request and did not carry it
// out. One that was sent again may have been carried out the first time.
func rejected(err error) bool {
	var refused *googleapi.Error
	return errors.As(err, &refused) && refused.Code == http.StatusBadRequest && sheets.ClassOf(err) != sheets.Uncertain
}
