package emulator_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

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

// The recordings are those of a client's tests against the real service. What
// was asked then is asked again here, and the replies have to be the same but
// for ids that the service chose and addresses.
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
	compared := 0
	for _, story := range stories {
		t.Run(strings.TrimSuffix(filepath.Base(story), ".json"), func(t *testing.T) {
			data, err := os.ReadFile(story)
			if err != nil {
				t.Fatal(err)
			}
			var exchanges []exchange
			if err := json.Unmarshal(data, &exchanges); err != nil {
				t.Fatal(err)
			}
			b.t = t
			compared += replay(t, b, exchanges)
		})
	}
	b.t = t
	if compared < 500 {
		t.Errorf("only %d replies were compared", compared)
	}
}

// replay asks what was asked, until something beyond spreadsheets is needed.
func replay(t *testing.T, b *bench, exchanges []exchange) (compared int) {
	t.Helper()
	made := map[string]*emulator.Spreadsheet{}
	ids := map[string]string{} // of what the service chose: then and now
	for i, x := range exchanges {
		if x.API == "drive" {
			switch {
			case x.Method == "POST" && x.Path == "/drive/v3/files":
				var file struct{ ID, Name string }
				if err := json.Unmarshal(x.Reply, &file); err != nil {
					t.Fatal(err)
				}
				p := b.Create(file.Name, "en_US", "")
				p.Share(robot, emulator.Owner)
				made[file.ID] = p
			case x.Method == "DELETE":
				if p := made[filepath.Base(x.Path)]; p != nil {
					p.Delete()
				}
			case x.Method == "POST", x.Method == "PUT": // copies and uploads
				return compared
			}
			continue
		}
		path := x.Path
		for old, p := range made {
			path = strings.ReplaceAll(path, old, p.ID())
		}
		if id, _, _ := strings.Cut(strings.TrimPrefix(x.Path, "/v4/spreadsheets/"), "/"); x.Status == 200 && made[strings.TrimSuffix(id, ":batchUpdate")] == nil {
			return compared // of a spreadsheet that was there before
		}
		target := path
		if x.Query != "" {
			target += "?" + x.Query
		}
		body := ""
		if string(x.Body) != "null" {
			body = string(x.Body)
		}
		for then, now := range ids {
			body, target = strings.ReplaceAll(body, then, now), strings.ReplaceAll(target, then, now)
		}
		status, reply := b.send(x.Method, target, body)
		want := string(x.Reply)
		for old, p := range made {
			want = strings.ReplaceAll(want, old, p.ID())
		}
		if status != x.Status {
			t.Errorf("exchange %d: %s %s %s: status %d, want %d: %s", i, x.Method, target, body, status, x.Status, reply)
			return compared
		}
		if diff := cmp.Diff(comparable(t, []byte(want)), comparable(t, reply)); diff != "" {
			t.Errorf("exchange %d: %s %s %s (-recorded +answered):\n%s", i, x.Method, target, body, diff)
			return compared
		}
		pair(t, ids, []byte(want), reply)
		compared++
	}
	return compared
}

// pair notes which id of a reply stands for which recorded one.
func pair(t *testing.T, ids map[string]string, then, now []byte) {
	t.Helper()
	pattern := regexp.MustCompile(`"(?:sheetId|namedRangeId|protectedRangeId)":\s*"?(\d{3,})`)
	a, b := pattern.FindAllSubmatch(then, -1), pattern.FindAllSubmatch(now, -1)
	if len(a) != len(b) {
		t.Fatalf("%d ids in %s, %d in %s", len(a), then, len(b), now)
	}
	for i := range a {
		ids[string(a[i][1])] = string(b[i][1])
	}
}

// comparable is a reply without what differs from run to run.
func comparable(t *testing.T, reply []byte) any {
	t.Helper()
	var v any
	if err := json.Unmarshal(reply, &v); err != nil {
		t.Fatalf("no JSON: %v\n%s", err, reply)
	}
	var strip func(v any)
	strip = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, e := range v {
				strip(e)
			}
		case map[string]any:
			for name, e := range v {
				switch name {
				case "spreadsheetUrl", "namedRangeId", "protectedRangeId", "editors", "details":
					delete(v, name)
				case "sheetId":
					if e != 0.0 {
						delete(v, name)
					}
				default:
					strip(e)
				}
			}
		}
	}
	strip(v)
	return v
}
