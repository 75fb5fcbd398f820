package emulator_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/api/drive/v3"

	"rasoat/sheets/emulator"
)

// threads are the comments of a reply, as far as tests look at them.
type threads struct {
	Comments []struct {
		CommentID, AnchorID, Status, PlainTextQuote string
		HeadPost                                    said
		Replies                                     []said
	}
	Sheets []struct {
		CommentAnchors []struct {
			AnchorID string
			Range    struct{ StartRowIndex, StartColumnIndex int }
		}
	}
}

type said struct {
	PostID, Content, CommentAction string
	Deleted                        bool
	Author                         struct{ Me bool }
}

func (b *bench) threads(p *emulator.Spreadsheet) threads {
	b.t.Helper()
	var got threads
	if err := json.Unmarshal([]byte(b.ok("GET", book(p)+"?commentsViewMode=COMMENTS_VIEW_MODE_INCLUDED&fields=comments,sheets.commentAnchors", "")), &got); err != nil {
		b.t.Fatal(err)
	}
	return got
}

func TestCommentsAreWrittenAnsweredAndTakenBack(t *testing.T) {
	t.Parallel()
	b := newBench(t, emulator.Options{})
	d, path := sample(b)
	b.ok("POST", path, requests(`{"insertComment":{"content":"Sao chậm?","coordinate":{"sheetId":0,"rowIndex":2,"columnIndex":0}}}`))
	first := b.threads(d.p)
	c := first.Comments[0]
	if c.Status != "OPEN" || c.PlainTextQuote != "y" || !c.HeadPost.Author.Me || c.HeadPost.Content != "Sao chậm?" {
		t.Errorf("%+v", c)
	}
	person := d.s.As("other@example.com")
	d.must(person.Reply(c.CommentID, "Chờ vốn"))
	b.ok("POST", path, requests(`{"addCommentReply":{"commentId":"`+c.CommentID+`","post":{"content":"Đã rõ"}}}`))
	d.must(d.s.Resolve(c.CommentID))
	replies := b.threads(d.p).Comments[0].Replies
	b.fails("POST", path, requests(`{"updateCommentPost":{"commentId":"`+c.CommentID+`","postId":"`+replies[0].PostID+`","content":"x"}}`), 400, "not the author")
	b.fails("POST", path, requests(`{"deleteCommentReply":{"commentId":"`+c.CommentID+`","postId":"`+replies[0].PostID+`"}}`), 400, "not the author")
	b.ok("POST", path, requests(`{"updateCommentPost":{"commentId":"`+c.CommentID+`","postId":"`+c.HeadPost.PostID+`","content":"Vì sao chậm?"}},{"deleteCommentReply":{"commentId":"`+c.CommentID+`","postId":"`+replies[1].PostID+`"}}`))
	want := []emulator.Comment{{ID: c.CommentID, Tab: "Sheet1", At: at("A3"), Posts: []string{"Vì sao chậm?", "Chờ vốn", "", ""}, Resolved: true}}
	if diff := cmp.Diff(want, d.p.Comments()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for body, message := range map[string]string{
		`{"insertComment":{"content":"","coordinate":{"sheetId":0}}}`:                                     "cannot be empty",
		`{"addCommentReply":{"commentId":"none","post":{"content":"x"}}}`:                                 "No comment with id",
		`{"addCommentReply":{"commentId":"` + c.CommentID + `","post":{}}}`:                               "cannot be empty",
		`{"deleteCommentReply":{"commentId":"` + c.CommentID + `","postId":"` + c.HeadPost.PostID + `"}}`: "no reply",
	} {
		b.fails("POST", path, requests(body), 400, message)
	}
	listed, err := b.drive(robot, drive.DriveReadonlyScope).Comments.List(d.p.ID()).Fields("*").Do()
	if err != nil || len(listed.Comments) != 1 || !listed.Comments[0].Resolved || listed.Comments[0].Content != "Vì sao chậm?" || len(listed.Comments[0].Replies) != 2 {
		t.Errorf("Drive lists %+v, %v", listed, err)
	}
	b.ok("POST", path, requests(`{"deleteComment":{"commentId":"`+c.CommentID+`"}}`))
	if left := b.threads(d.p); len(left.Comments) != 0 || len(left.Sheets[0].CommentAnchors) != 0 {
		t.Errorf("left: %+v", left)
	}
}

func TestCommentsMoveWithTheirCells(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		do   func(d *desk) error
		want string // "" when the cell is gone
	}{
		"rows inserted above": {func(d *desk) error { return d.s.InsertRows("Sheet1", 0, 2) }, "A5"},
		"rows deleted above":  {func(d *desk) error { return d.s.DeleteRows("Sheet1", 0, 1) }, "A2"},
		"the row deleted":     {func(d *desk) error { return d.s.DeleteRows("Sheet1", 2, 1) }, ""},
		"a sort":              {func(d *desk) error { return d.s.SortRange("Sheet1", block("A2:B4"), 0, true) }, "A3"},
		"a sort upside down":  {func(d *desk) error { return d.s.SortRange("Sheet1", block("A3:B4"), 0, true) }, "A4"},
		"a cut":               {func(d *desk) error { return d.s.Cut("Sheet1", block("A3:B3"), "Sheet1", at("D9")) }, "D9"},
		"a row dragged":       {func(d *desk) error { return d.s.MoveRows("Sheet1", 2, 1, 1) }, "A2"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, _ := sample(newBench(t, emulator.Options{}))
			if _, err := d.s.Comment("Sheet1", at("A3"), "?"); err != nil {
				t.Fatal(err)
			}
			d.must(tt.do(d))
			got := d.p.Comments()[0]
			if tt.want == "" != (got.Tab == "") || tt.want != "" && got.At != at(tt.want) {
				t.Errorf("the comment is at %+v, want %q", got, tt.want)
			}
		})
	}
}

func TestCommentsAreShownToWhoMayWrite(t *testing.T) {
	t.Parallel()
	b := newBench(t, emulator.Options{})
	d, _ := sample(b)
	if _, err := d.s.Comment("Sheet1", at("A3"), "?"); err != nil {
		t.Fatal(err)
	}
	for mode, want := range map[string]int{"COMMENTS_VIEW_MODE_UNSPECIFIED": 0, "COMMENTS_VIEW_MODE_OMITTED": 0, "COMMENTS_VIEW_MODE_DEFAULT_FOR_CURRENT_ACCESS": 1} {
		var got threads
		if err := json.Unmarshal([]byte(b.ok("GET", book(d.p)+"?commentsViewMode="+mode, "")), &got); err != nil {
			t.Fatal(err)
		}
		if len(got.Comments) != want {
			t.Errorf("%q shows %d comments, want %d", mode, len(got.Comments), want)
		}
	}
	d.p.Share(robot, emulator.Reader)
	b.fails("GET", book(d.p)+"?commentsViewMode=COMMENTS_VIEW_MODE_INCLUDED", "", 403, "permission")
}
