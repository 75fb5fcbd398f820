package plan

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"rasoat/sheets"
	"rasoat/sync/accept"
	"rasoat/sync/calendar"
	"rasoat/sync/remind"
	"rasoat/sync/track"
)

// History is what a workbook's passes remember. The zero History is that of a
// workbook never seen.
type History struct {
	// Memory is what is remembered of reminders.
	Memory remind.Memory `json:"remind,omitzero"`
	// Items and Columns are what was seen of the items and their columns,
	// Explained of explanations.
	Items     []track.Item   `json:"items,omitempty"`
	Columns   []track.Column `json:"columns,omitempty"`
	Explained []accept.Known `json:"explained,omitempty"`
	// Open are the findings that may become comments, Posts what was posted on the
	// last day on which anything was. Both are kept with comments alone.
	Open  []Open `json:"open,omitempty"`
	Posts *Posts `json:"posts,omitempty"`
	// Content is a digest of what our columns and tabs show, without the
	// times they state; Since is when it last changed.
	Content string    `json:"content,omitempty"`
	Since   time.Time `json:"since,omitzero"`
	// Checked is the first pass of the last working day: what the summary
	// states as the time it was last gone over.
	Checked time.Time `json:"checked,omitzero"`
	// Base is what the summary compared with at that pass, zero for nothing.
	Base Base `json:"base,omitzero"`
}

// Decode reads a history as Encode wrote it. No bytes give the zero History.
func Decode(data []byte) (History, error) {
	var h History
	if len(data) == 0 {
		return h, nil
	}
	// Once, items that were told were kept without episodes.
	var before struct {
		Told []struct {
			Department string
			remind.Told
		} `json:"told"`
	}
	if err := errors.Join(json.Unmarshal(data, &h), json.Unmarshal(data, &before)); err != nil {
		return h, fmt.Errorf("read the history of the workbook: %w", err)
	}
	told := map[string][]remind.Told{}
	for _, t := range before.Told {
		told[t.Department] = append(told[t.Department], t.Told)
	}
	for _, department := range slices.Sorted(maps.Keys(told)) {
		h.Memory = h.Memory.Begin(department, told[department])
	}
	return h, nil
}

// Encode writes the history; the same history gives the same bytes.
func (h History) Encode() ([]byte, error) {
	data, err := json.Marshal(h)
	if err != nil {
		return nil, fmt.Errorf("write the history of the workbook: %w", err)
	}
	return data, nil
}

func (h History) clone() History {
	h.Memory.Episodes = slices.Clone(h.Memory.Episodes)
	return h
}

// checked returns the time to state as that of the last going over: the first
// pass of each working day. A pass on a day off states the last one, so that
// an idle holiday writes nothing.
func (h History) checked(now time.Time, days *calendar.Calendar) time.Time {
	same := h.Checked.In(now.Location()).Format(time.DateOnly) == now.Format(time.DateOnly)
	if h.Checked.IsZero() || !same && days.Working(now) {
		return now
	}
	return h.Checked.In(now.Location())
}

// contentOf digests annotations.
func contentOf(a sheets.Annotations) string {
	h := sha256.New()
	for _, l := range a.Lists {
		fmt.Fprintf(h, "list %q %v %d %d\n", l.Tab, l.Header, l.Key, l.Name)
		for _, c := range l.Columns {
			fmt.Fprintf(h, "%+v\n", c)
		}
		for _, n := range l.Notes {
			fmt.Fprintf(h, "%d %v %v\n", n.Row, n.Show, n.Mark)
		}
	}
	for _, t := range a.Tabs {
		fmt.Fprintf(h, "tab %q %q\n", t.ID, t.Title)
		for _, r := range t.Rows {
			fmt.Fprintf(h, "%+v\n", r)
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}
