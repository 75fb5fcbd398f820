package emulator_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/oauth2"
	"google.golang.org/api/drive/v3"
	"google.golang.org/api/googleapi"
	"google.golang.org/api/option"

	"rasoat/sheets/emulator"
)

// drive gives Google's client of Drive for an account.
func (b *bench) drive(email string, scopes ...string) *drive.Service {
	b.t.Helper()
	key := b.key
	if email != robot {
		key = b.register(email)
	}
	token := b.login(key, scopes...)
	source := oauth2.StaticTokenSource(&oauth2.Token{AccessToken: token})
	s, err := drive.NewService(b.t.Context(), option.WithHTTPClient(oauth2.NewClient(context.Background(), source)), option.WithEndpoint(b.url+"/drive/v3/"))
	if err != nil {
		b.t.Fatal(err)
	}
	return s
}

// book is the path of a spreadsheet.
func book(p *emulator.Spreadsheet) string { return "/v4/spreadsheets/" + p.ID() }

// failed tells how Google's client sees an error: status, reason and location.
func failed(t *testing.T, err error) (code int, reason, location string) {
	t.Helper()
	var e *googleapi.Error
	if !errors.As(err, &e) {
		t.Fatalf("error %v, want one of the API", err)
	}
	if len(e.Errors) != 1 {
		t.Fatalf("errors %v, want one: %s", e.Errors, e.Body)
	}
	var body struct {
		Error struct{ Errors []struct{ Location string } }
	}
	if err := json.Unmarshal([]byte(e.Body), &body); err != nil {
		t.Fatal(err)
	}
	return e.Code, e.Errors[0].Reason, body.Error.Errors[0].Location
}

// changed lists what changed since a token, and gives the next token.
func changed(t *testing.T, s *drive.Service, token string) ([]string, string) {
	t.Helper()
	reply, err := s.Changes.List(token).Do()
	if err != nil {
		t.Fatal(err)
	}
	var seen []string
	for _, c := range reply.Changes {
		what := "removed"
		if !c.Removed {
			what = c.File.Name
		}
		seen = append(seen, what)
	}
	return seen, reply.NewStartPageToken
}

func startToken(t *testing.T, s *drive.Service) string {
	t.Helper()
	start, err := s.Changes.GetStartPageToken().Do()
	if err != nil {
		t.Fatal(err)
	}
	return start.StartPageToken
}

func TestEveryWriteIsInTheListOfChanges(t *testing.T) {
	t.Parallel()
	b := newBench(t, emulator.Options{})
	p := b.sheet("vi_VN")
	s := b.drive(robot, drive.DriveMetadataReadonlyScope)
	const tab = "Trang tính1"
	token := startToken(t, s)
	for _, step := range []struct {
		name string
		do   func() error
		want []string
	}{
		{"nothing", func() error { return nil }, nil},
		{"values", func() error { b.ok("PUT", book(p)+"/values/A1?valueInputOption=RAW", `{"values":[["x"]]}`); return nil }, []string{"Danh mục"}},
		{"a batch", func() error {
			b.ok("POST", book(p)+":batchUpdate", `{"requests":[{"addSheet":{"properties":{"title":"b"}}}]}`)
			return nil
		}, []string{"Danh mục"}},
		{"a refused batch", func() error {
			b.send("POST", book(p)+":batchUpdate", `{"requests":[{"deleteSheet":{"sheetId":9}}]}`)
			return nil
		}, nil},
		{"reading", func() error { b.ok("GET", book(p), ""); return nil }, nil},
		{"typing, twice", func() error {
			return errors.Join(p.Staff().Type(tab, emulator.At{}, "y"), p.Staff().Type(tab, emulator.At{}, "z"))
		}, []string{"Danh mục"}},
		{"a new tab", func() error { return p.Staff().AddTab("c") }, []string{"Danh mục"}},
		{"sharing", func() error { p.Share("other@example.com", emulator.Reader); return nil }, []string{"Danh mục"}},
		{"trash", func() error { p.Delete(); return nil }, []string{"removed"}},
		{"out of the trash", func() error { p.Restore(); return nil }, []string{"Danh mục"}},
		{"access lost", func() error { p.Share(robot, emulator.None); return nil }, []string{"removed"}},
		{"another's edit", func() error { return p.Staff().AddTab("d") }, nil},
		{"access again", func() error { p.Share(robot, emulator.Writer); return nil }, []string{"Danh mục"}},
	} {
		if err := step.do(); err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
		var got []string
		got, token = changed(t, s, token)
		if diff := cmp.Diff(step.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", step.name, diff)
		}
	}
}

func TestChangesComeInPages(t *testing.T) {
	t.Parallel()
	b := newBench(t, emulator.Options{})
	s := b.drive(robot, drive.DriveMetadataReadonlyScope)
	first := startToken(t, s)
	var sheets []*emulator.Spreadsheet
	for i := range 5 {
		p := b.Create(strconv.Itoa(i), "", "")
		p.Share(robot, emulator.Reader)
		sheets = append(sheets, p)
	}
	if err := sheets[1].Staff().AddTab("x"); err != nil { // moves to the end
		t.Fatal(err)
	}
	var names []string
	pages := 0
	for token := first; token != ""; pages++ {
		page, err := s.Changes.List(token).PageSize(2).Fields("nextPageToken", "newStartPageToken", "changes(fileId,file(name,version))").Do()
		if err != nil {
			t.Fatal(err)
		}
		if (page.NewStartPageToken != "") != (page.NextPageToken == "") {
			t.Errorf("tokens %q and %q", page.NextPageToken, page.NewStartPageToken)
		}
		for _, c := range page.Changes {
			names = append(names, c.File.Name)
			if c.FileId == "" || c.File.Version == 0 || c.Time != "" {
				t.Errorf("change %+v", c)
			}
		}
		token = page.NextPageToken
	}
	if want := []string{"0", "2", "3", "4", "1"}; !slices.Equal(names, want) || pages != 3 {
		t.Errorf("%d pages: %v, want %v", pages, names, want)
	}
	mine, err := s.Changes.List(first).RestrictToMyDrive(true).Do()
	if err != nil || len(mine.Changes) != 0 {
		t.Errorf("in My Drive: %+v, %v", mine, err)
	}
	sheets[0].Delete()
	without, err := s.Changes.List(first).IncludeRemoved(false).Do()
	if err != nil || len(without.Changes) != 4 {
		t.Errorf("without removed ones: %+v, %v", without, err)
	}
}

func TestChangesLagBehind(t *testing.T) {
	t.Parallel()
	b := newBench(t, emulator.Options{Behaviour: emulator.Behaviour{ChangeLag: time.Minute}})
	p := b.sheet("en_US")
	s := b.drive(robot, drive.DriveMetadataReadonlyScope)
	b.clock.Advance(10 * time.Minute)
	token := startToken(t, s)
	edit := func() {
		if err := p.Staff().Type("Sheet1", emulator.At{}, "x"); err != nil {
			t.Fatal(err)
		}
	}
	edit()
	b.clock.Advance(40 * time.Second)
	edit()
	if got, next := changed(t, s, token); got != nil || next != token || startToken(t, s) != token {
		t.Errorf("after 40 s %v, token %s after %s", got, next, token)
	}
	b.clock.Advance(20 * time.Second)
	got, next := changed(t, s, token)
	if len(got) != 1 || next == token {
		t.Errorf("after 60 s %v, token %s after %s", got, next, token)
	}
	if again, _ := changed(t, s, next); again != nil {
		t.Errorf("told again: %v", again)
	}
	b.clock.Advance(40 * time.Second)
	if got, _ := changed(t, s, next); len(got) != 1 {
		t.Errorf("the second edit: %v", got)
	}
}

func TestPageTokensAreRefused(t *testing.T) {
	t.Parallel()
	b := newBench(t, emulator.Options{})
	b.sheet("en_US")
	s := b.drive(robot, drive.DriveReadonlyScope)
	token := startToken(t, s)
	for text, want := range map[string]string{"": "required", "abc": "invalid", "0": "invalid", "-5": "invalid", "99999999": "invalid"} {
		_, err := s.Changes.List(text).Do()
		if code, reason, at := failed(t, err); code != 400 || reason != want || at != "pageToken" {
			t.Errorf("token %q: %d %s at %s", text, code, reason, at)
		}
	}
	for _, size := range []int64{0, 1001} {
		_, err := s.Changes.List(token).PageSize(size).Do()
		if code, _, at := failed(t, err); code != 400 || at != "pageSize" {
			t.Errorf("page size %d: %v", size, err)
		}
	}
	b.ForgetChanges()
	_, err := s.Changes.List(token).Do()
	if code, _, _ := failed(t, err); code != http.StatusGone {
		t.Errorf("a forgotten token: %v", err)
	}
	if got, _ := changed(t, s, startToken(t, s)); got != nil {
		t.Errorf("after forgetting: %v", got)
	}
}

func TestFileSaysWhoChangedItAndWhen(t *testing.T) {
	t.Parallel()
	b := newBench(t, emulator.Options{})
	p := b.sheet("vi_VN")
	s := b.drive(robot, drive.DriveMetadataReadonlyScope)
	get := func() *drive.File {
		t.Helper()
		f, err := s.Files.Get(p.ID()).Fields("*").Do()
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	made := get()
	if made.CreatedTime != made.ModifiedTime || made.MimeType != "application/vnd.google-apps.spreadsheet" || made.Trashed || !made.Capabilities.CanEdit {
		t.Errorf("%+v", made)
	}
	b.clock.Advance(time.Minute)
	b.ok("PUT", book(p)+"/values/A1?valueInputOption=RAW", `{"values":[["x"]]}`)
	own := get()
	if own.Version <= made.Version || own.ModifiedTime <= made.ModifiedTime || own.CreatedTime != made.CreatedTime || !own.LastModifyingUser.Me {
		t.Errorf("after an own write: %+v by %+v", own, own.LastModifyingUser)
	}
	b.clock.Advance(time.Minute)
	if err := p.Staff().As("other@example.com").Type("Trang tính1", emulator.At{}, "y"); err != nil {
		t.Fatal(err)
	}
	theirs := get()
	if theirs.Version <= own.Version || theirs.ModifiedTime <= own.ModifiedTime || theirs.LastModifyingUser.Me || theirs.LastModifyingUser.EmailAddress != "other@example.com" {
		t.Errorf("after another's edit: %+v by %+v", theirs, theirs.LastModifyingUser)
	}
	plain, err := s.Files.Get(p.ID()).Do()
	if err != nil || plain.Name != "Danh mục" || plain.Version != 0 {
		t.Errorf("without fields: %+v, %v", plain, err)
	}
}

func TestDriveChecksScopesAndRoles(t *testing.T) {
	t.Parallel()
	b := newBench(t, emulator.Options{})
	p := b.sheet("en_US")
	for scope, want := range map[string]int{
		"https://www.googleapis.com/auth/spreadsheets":          403,
		"https://www.googleapis.com/auth/spreadsheets.readonly": 403,
		drive.DriveScope:                 200,
		drive.DriveReadonlyScope:         200,
		drive.DriveMetadataScope:         200,
		drive.DriveMetadataReadonlyScope: 200,
		drive.DriveFileScope:             404, // of files that others created nothing is seen
	} {
		s := b.drive(robot, scope)
		_, err := s.Files.Get(p.ID()).Do()
		if want == 200 {
			if err != nil {
				t.Errorf("%s: %v", scope, err)
			}
			continue
		}
		code, reason, _ := failed(t, err)
		if code != want || reason != map[int]string{403: "insufficientPermissions", 404: "notFound"}[want] {
			t.Errorf("%s: %v", scope, err)
		}
	}
	_, err := b.drive("stranger@example.com", drive.DriveScope).Files.Get(p.ID()).Do()
	if code, reason, at := failed(t, err); code != 404 || reason != "notFound" || at != "fileId" {
		t.Errorf("a stranger: %v", err)
	}
	s := b.drive(robot, drive.DriveFileScope)
	first := startToken(t, s)
	b.ok("PUT", book(p)+"/values/A1?valueInputOption=RAW", `{"values":[["x"]]}`)
	if got, _ := changed(t, s, first); got != nil {
		t.Errorf("drive.file sees changes of another's file: %v", got)
	}
	own := b.ok("POST", "/v4/spreadsheets", `{"properties":{"title":"own"}}`)
	if got, _ := changed(t, s, first); !slices.Equal(got, []string{"own"}) {
		t.Errorf("drive.file sees %v of %s", got, own)
	}
	_, err = s.Files.Get(p.ID()).Fields("nonsense").Do()
	if code, reason, at := failed(t, err); code != 400 || reason != "invalidParameter" || at != "fields" {
		t.Errorf("unknown fields: %v", err)
	}
	b.ExpireTokens()
	_, err = s.Files.Get(p.ID()).Do()
	if code, reason, _ := failed(t, err); code != 401 || reason != "authError" {
		t.Errorf("an old token: %v", err)
	}
}

func TestDriveHasAQuotaOfItsOwn(t *testing.T) {
	t.Parallel()
	b := newBench(t, emulator.Options{Quota: emulator.Quota{UserReads: 1, UserDrive: 2}})
	s := b.drive(robot, drive.DriveMetadataReadonlyScope)
	b.ResetCounts()
	for range 2 {
		startToken(t, s)
	}
	_, err := s.Changes.GetStartPageToken().Do()
	if code, reason, _ := failed(t, err); code != 403 || reason != "userRateLimitExceeded" {
		t.Errorf("a third request: %v", err)
	}
	if b.Reads() != 0 || b.Writes() != 0 || b.DriveRequests() != 3 || b.Requests() != 3 {
		t.Errorf("%d reads, %d writes, %d to Drive, %d in all", b.Reads(), b.Writes(), b.DriveRequests(), b.Requests())
	}
	b.clock.Advance(time.Minute)
	startToken(t, s)
	b.Before(once(&emulator.Fault{Status: 503}))
	_, err = s.Changes.GetStartPageToken().Do()
	if code, reason, _ := failed(t, err); code != 503 || reason != "backendError" {
		t.Errorf("a fault: %v", err)
	}
}
