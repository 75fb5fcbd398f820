package emulator_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rasoat/sheets/emulator"
)

// exchange is one recorded request with its reply.
type exchange struct {
	API, Method, Path, Query string
	Body                     json.RawMessage
	Status                   int
	Reply                    json.RawMessage
}

// disagreements are the recorded exchanges that are answered in another way,
// as "story/number", and why.
func disagreements() map[string]string {
	return map[string]string{}
}

// The recordings are those of a client's tests against the real services. What
// was asked of Sheets and Drive then is asked again here, all of it and in that
// order, and the replies have to be the same but for ids that the service
// chose, times and addresses.
func TestRecordedTrafficIsAnsweredAlike(t *testing.T) {
	t.Parallel()
	dir := filepath.Join("..", "..", "..", "shared", "data", "sheets-traffic")
	stories, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	if len(stories) == 0 {
		t.Skip("the recordings are not here")
	}
	b := newBench(t, emulator.Options{})
	b.token = b.login(b.key, scope, "https://www.googleapis.com/auth/drive")
	listed, compared, differ := disagreements(), 0, 0
	for _, story := range stories {
		name := strings.TrimSuffix(filepath.Base(story), ".json")
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile(story)
			if err != nil {
				t.Fatal(err)
			}
			r := &replay{bench: b, ids: map[string]string{}}
			if err := json.Unmarshal(data, &r.story); err != nil {
				t.Fatal(err)
			}
			b.t = t
			for i := range r.story {
				compared++
				diff := r.answer(t, i)
				at := fmt.Sprintf("%s/%d", name, i)
				switch why, known := listed[at]; {
				case diff != "" && known:
					differ++
				case diff != "":
					x := r.story[i]
					t.Errorf("exchange %s: %s %s?%s %s (-recorded +answered):\n%s", at, x.Method, x.Path, x.Query, x.Body, diff)
				case known:
					t.Errorf("exchange %s agrees: take it off the list (%s)", at, why)
				}
				delete(listed, at)
			}
			r.forget()
		})
	}
	b.t = t
	for at := range listed {
		t.Errorf("the list names %s, which is not there", at)
	}
	t.Logf("%d exchanges of %d stories compared, %d differ as listed", compared, len(stories), differ)
}

// replay is a story that is being told again.
type replay struct {
	*bench
	story []exchange
	ids   map[string]string // of what the service chose: then and now
}

// answer asks what was asked and tells how the reply differs.
func (r *replay) answer(t *testing.T, i int) string {
	t.Helper()
	x := r.story[i]
	r.seed(t, i)
	target, body := x.Path, ""
	if x.Query != "" {
		target += "?" + x.Query
	}
	if text := ""; json.Unmarshal(x.Body, &text) == nil && text != "" {
		body = text // an uploaded file
	} else if string(x.Body) != "null" {
		body = string(x.Body)
	}
	status, reply := r.send(x.Method, r.now(target), r.now(body))
	r.clock.Advance(time.Second)
	if status != x.Status {
		return fmt.Sprintf("status %d, recorded %d: %s", status, x.Status, reply)
	}
	if text := ""; json.Unmarshal(x.Reply, &text) == nil {
		return cmp.Diff(text, string(reply))
	}
	diff := cmp.Diff(comparable(t, []byte(r.now(string(x.Reply)))), comparable(t, reply))
	r.pair(x.Reply, reply)
	if diff != "" { // the rest of the reply's ids may be known now
		diff = cmp.Diff(comparable(t, []byte(r.now(string(x.Reply)))), comparable(t, reply))
	}
	return diff
}

// now puts the ids of today into what was recorded.
func (r *replay) now(text string) string {
	for then, now := range r.ids {
		text = strings.ReplaceAll(text, then, now)
	}
	return text
}

// pair notes which id of a reply stands for which recorded one.
func (r *replay) pair(then, now []byte) {
	pattern := regexp.MustCompile(`"(?:(?:sheetId|namedRangeId|protectedRangeId)":\s*"?\w{3,}|id":\s*"1[\w-]{40,})`)
	a, b := pattern.FindAll(then, -1), pattern.FindAll(now, -1)
	if len(a) != len(b) {
		return // which is a difference that is told
	}
	for i := range a {
		if then := untagged(a[i]); r.ids[then] == "" {
			r.ids[then] = untagged(b[i])
		}
	}
}

// untagged is an id without the name of its field.
func untagged(field []byte) string {
	_, id, _ := strings.Cut(string(field), ":")
	return strings.Trim(id, `" `)
}

// seed makes the spreadsheets that an exchange is about and that were there
// before the story began.
func (r *replay) seed(t *testing.T, i int) {
	t.Helper()
	x := r.story[i]
	if x.Status != 200 {
		return
	}
	type file struct{ ID, Name, CreatedTime, ModifiedTime string }
	var files struct{ Files []file }
	if x.API == "drive" && x.Path == "/drive/v3/files" && x.Method == "GET" {
		if err := json.Unmarshal(x.Reply, &files); err != nil {
			t.Fatal(err)
		}
	} else if id, ok := strings.CutPrefix(x.Path, "/v4/spreadsheets/"); ok {
		id, _, _ = strings.Cut(id, "/")
		id, _, _ = strings.Cut(id, ":")
		files.Files = []file{{ID: id}}
	}
	for _, f := range files.Files {
		if r.ids[f.ID] != "" {
			continue
		}
		body := map[string]any{"properties": map[string]any{"title": f.Name}}
		for _, later := range r.story[i:] { // what is said of it later
			if later.API == "sheets" && later.Method == "GET" && later.Path == "/v4/spreadsheets/"+f.ID {
				var sheet struct {
					Properties struct{ Title, Locale, TimeZone string }
					Sheets     []struct {
						Properties json.RawMessage `json:"properties"`
					} `json:"sheets"`
				}
				if err := json.Unmarshal(later.Reply, &sheet); err != nil {
					t.Fatal(err)
				}
				p := sheet.Properties
				body = map[string]any{"properties": map[string]any{"title": p.Title, "locale": p.Locale, "timeZone": p.TimeZone}, "sheets": sheet.Sheets}
				break
			}
		}
		was := r.clock.Now()
		if at, err := time.Parse(time.RFC3339, f.ModifiedTime); err == nil {
			r.clock.Advance(at.Sub(was))
		}
		sent, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		status, reply := r.send("POST", "/v4/spreadsheets", string(sent))
		var made struct{ SpreadsheetID string }
		if err := json.Unmarshal(reply, &made); err != nil || status != 200 {
			t.Fatalf("make %s: status %d: %s", sent, status, reply)
		}
		r.ids[f.ID] = made.SpreadsheetID
		r.clock.Advance(was.Sub(r.clock.Now()))
	}
}

// forget deletes what the story leaves behind.
func (r *replay) forget() {
	for _, id := range r.ids {
		if p, ok := r.Spreadsheet(id); ok {
			p.Delete()
		}
	}
}

// comparable is a reply without what differs from run to run.
func comparable(t *testing.T, reply []byte) any {
	t.Helper()
	var v any
	if err := json.Unmarshal(reply, &v); err != nil {
		t.Fatalf("no JSON: %v\n%s", err, reply)
	}
	ids := []string{"namedRangeId", "protectedRangeId", "permissionId", "etag", "version"}
	var plain func(name string, v any) any
	plain = func(name string, v any) any {
		switch v := v.(type) {
		case []any:
			for i, e := range v {
				v[i] = plain(name, e)
			}
		case map[string]any:
			delete(v, "details")
			for name, e := range v {
				v[name] = plain(name, e)
			}
		case float64:
			if slices.Contains(ids, name) || name == "sheetId" && v != 0 {
				return "an id"
			}
		case string:
			if slices.Contains(ids, name) {
				return "an id"
			}
			if _, err := time.Parse(time.RFC3339, v); err == nil && !strings.HasPrefix(v, "1970") {
				return "a time"
			}
			return untold(v)
		}
		return v
	}
	return plain("", v)
}

// untold takes out of a text who the account is and what its folder is called,
// and the query of a link but for what it is about.
func untold(text string) string {
	text = regexp.MustCompile(`0A[\w-]{8,}PVA`).ReplaceAllString(text, "root")
	if u, err := url.Parse(text); err == nil && u.Host != "" && !strings.Contains(u.Path, "export") {
		u.RawQuery = ""
		return u.String()
	}
	return strings.ReplaceAll(text, robot, "someone@example.com")
}
