package emulator_test

import (
	"strconv"
	"testing"
	"time"

	"google.golang.org/api/drive/v3"
	"pgregory.net/rapid"

	"rasoat/sheets/emulator"
)

// Whoever follows the list of changes knows the newest version of every file
// once the lag is over, however edits, polls and time mix.
func TestWhoFollowsTheChangesMissesNone(t *testing.T) {
	t.Parallel()
	const lag = 3 * time.Second
	b := newBench(t, emulator.Options{Behaviour: emulator.Behaviour{ChangeLag: lag}})
	rapid.Check(t, func(t *rapid.T) {
		s := b.drive(robot, drive.DriveMetadataReadonlyScope) // tokens live for an hour
		token := startToken(b.t, s)
		sheets := map[string]*emulator.Spreadsheet{}
		known := map[string]int64{} // -1 for a file that is gone
		var ids []string
		poll := func() {
			for token := &token; ; {
				page, err := s.Changes.List(*token).PageSize(2).Fields("nextPageToken", "newStartPageToken", "changes(fileId,removed,file/version)").Do()
				if err != nil {
					t.Fatal(err)
				}
				for _, c := range page.Changes {
					known[c.FileId] = -1
					if !c.Removed {
						known[c.FileId] = c.File.Version
					}
				}
				if page.NextPageToken == "" {
					*token = page.NewStartPageToken
					return
				}
				*token = page.NextPageToken
			}
		}
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			any := func() *emulator.Spreadsheet { return sheets[rapid.SampledFrom(ids).Draw(t, "file")] }
			switch step := rapid.IntRange(0, 5).Draw(t, "step"); {
			case step == 0 || len(ids) == 0:
				p := b.Create(strconv.Itoa(len(ids)), "en_US", "")
				p.Share(robot, emulator.Reader)
				sheets[p.ID()], ids = p, append(ids, p.ID())
			case step == 1:
				if err := any().Staff().Type("Sheet1", emulator.At{}, "x"); err != nil && err.Error() != "the spreadsheet is deleted" {
					t.Fatal(err)
				}
			case step == 2:
				any().Share(robot, emulator.None)
			case step == 3:
				any().Delete()
			case step == 4:
				b.clock.Advance(time.Duration(rapid.IntRange(0, 4).Draw(t, "seconds")) * time.Second)
			default:
				poll()
			}
		}
		b.clock.Advance(lag)
		poll()
		for _, id := range ids {
			want := int64(-1)
			if f, err := s.Files.Get(id).Fields("version").Do(); err == nil {
				want = f.Version
			}
			if known[id] != want {
				t.Fatalf("file %s is known at %d, and is at %d", id, known[id], want)
			}
		}
	})
}
