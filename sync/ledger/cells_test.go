package ledger

import (
	"testing"

	"rasoat/sheets"
)

// The parts of an explanation may be set apart by line breaks alone.
func TestExplanationKeepsItsLines(t *testing.T) {
	var b sheets.Builder
	drawTab(t, b.Tab("t1", "Danh mục"), `
STT | Tên dự án | Cơ quan chủ trì | Tổng mức đầu tư (triệu đồng) | Ý kiến giải trình
1 | Dự án một | Sở Tài chính | 10 | Chờ  HĐND họp\n\nNguyễn\u200b Văn A
2 | Dự án hai | Sở Tài chính | 20 |
`)
	l := Read(b.Snapshot(), Guess(b.Snapshot()))
	if got, want := l.Lists[0].Rows[0].Texts[FieldExplanation], "Chờ HĐND họp\nNguyễn Văn A"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
