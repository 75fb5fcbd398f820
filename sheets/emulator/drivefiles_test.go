package emulator_test

import (
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"google.golang.org/api/drive/v3"
	"google.golang.org/api/googleapi"

	"rasoat/sheets/emulator"
)

const sheetType = "application/vnd.google-apps.spreadsheet"

func TestFilesAreMadeCopiedRenamedAndDeleted(t *testing.T) {
	t.Parallel()
	b := newBench(t, emulator.Options{})
	s := b.drive(robot, drive.DriveFileScope)
	must := func(f *drive.File, err error) *drive.File {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	made := must(s.Files.Create(&drive.File{Name: "Sổ", MimeType: sheetType}).
		Media(strings.NewReader("mã,số\nA01,\"1,234\"\n\"x \"\"y\"\"\",=1+1\n"), googleapi.ContentType("text/csv")).Fields("*").Do())
	if !made.OwnedByMe || !made.LastModifyingUser.Me || made.Shared || !made.Capabilities.CanDelete {
		t.Errorf("made %+v", made)
	}
	export := func(id, kind string) string {
		t.Helper()
		r, err := s.Files.Export(id, kind).Download()
		if err != nil {
			t.Fatal(err)
		}
		defer r.Body.Close()
		data, err := io.ReadAll(r.Body)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	if got, want := export(made.Id, "text/csv"), "mã,số\r\nA01,\"1,234\"\r\n\"x \"\"y\"\"\",2"; got != want {
		t.Errorf("exported %q, want %q", got, want)
	}
	if got, want := export(made.Id, "text/tab-separated-values"), "mã\tsố\r\nA01\t1,234\r\nx \"y\"\t2"; got != want {
		t.Errorf("exported %q, want %q", got, want)
	}
	_, err := s.Files.Export(made.Id, "application/pdf").Download()
	if code, _, _ := failed(t, err); code != 400 {
		t.Errorf("a PDF: %v", err)
	}
	twin := must(s.Files.Copy(made.Id, &drive.File{}).Do())
	if twin.Name != "Copy of Sổ" || twin.Id == made.Id || export(twin.Id, "text/csv") != export(made.Id, "text/csv") {
		t.Errorf("copied %+v", twin)
	}
	must(s.Files.Update(made.Id, &drive.File{Name: "Sổ 2"}).Do())
	must(s.Files.Update(made.Id, nil).Media(strings.NewReader("neu"), googleapi.ContentType("text/csv")).Do())
	if got := export(made.Id, "text/csv"); got != "neu" {
		t.Errorf("after an upload %q", got)
	}
	if err := s.Files.Delete(made.Id).Do(); err != nil {
		t.Error(err)
	}
	_, err = s.Files.Get(made.Id).Do()
	if code, reason, _ := failed(t, err); code != 404 || reason != "notFound" {
		t.Errorf("a deleted file: %v", err)
	}
	_, err = s.Files.Create(&drive.File{Name: "x", MimeType: "application/pdf"}).Do()
	if code, _, _ := failed(t, err); code != 501 {
		t.Errorf("another type: %v", err)
	}
}

func TestFilesAreFoundByQueries(t *testing.T) {
	t.Parallel()
	b := newBench(t, emulator.Options{})
	for _, name := range []string{"Danh mục 2025", "danh mục 2026", "Kế hoạch", "O'Brien"} {
		b.Create(name, "", "").Share(robot, emulator.Reader)
		b.clock.Advance(time.Minute)
	}
	b.Create("nobody's", "", "")
	middle := b.clock.Now().Add(-150 * time.Second).UTC().Format(time.RFC3339)
	s := b.drive(robot, drive.DriveScope)
	own, err := s.Files.Create(&drive.File{Name: "own", MimeType: sheetType}).Do()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Files.Update(own.Id, &drive.File{Trashed: true}).Do(); err != nil {
		t.Fatal(err)
	}
	for q, want := range map[string]string{
		"": "own O'Brien Kế hoạch danh mục 2026 Danh mục 2025",
		"trashed = false and name contains 'danh'":         "danh mục 2026 Danh mục 2025",
		"name = 'kế hoạch'":                                "Kế hoạch",
		`name = 'O\'Brien'`:                                "O'Brien",
		`mimeType="` + sheetType + `" and name = "own"`:    "own",
		"mimeType != '" + sheetType + "'":                  "",
		"trashed=true or name contains '2026'":             "own danh mục 2026",
		"not (trashed = true) and not name contains 'dan'": "O'Brien Kế hoạch",
		"modifiedTime < '" + middle + "'":                  "danh mục 2026 Danh mục 2025",
		"'root' in parents":                                "own",
		"'me' in owners":                                   "own",
		"sharedWithMe and name contains 'mục'":             "danh mục 2026 Danh mục 2025",
	} {
		list, err := s.Files.List().Q(q).Do()
		if err != nil {
			t.Errorf("%s: %v", q, err)
			continue
		}
		var names []string
		for _, f := range list.Files {
			names = append(names, f.Name)
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("%s finds %q, want %q", q, got, want)
		}
	}
	for _, q := range []string{"name", "name = Kế", "nonsense = 'x'", "(name = 'x'", "name = 'x' and", "modifiedTime > 'gestern'", "name ~ 'x'"} {
		_, err := s.Files.List().Q(q).Do()
		if code, reason, at := failed(t, err); code != 400 || reason != "invalid" || at != "q" {
			t.Errorf("%s: %v", q, err)
		}
	}
	var names []string
	err = s.Files.List().OrderBy("name desc").PageSize(2).Pages(t.Context(), func(page *drive.FileList) error {
		for _, f := range page.Files {
			names = append(names, f.Name)
		}
		return nil
	})
	if want := []string{"own", "O'Brien", "Kế hoạch", "danh mục 2026", "Danh mục 2025"}; err != nil || !slices.Equal(names, want) {
		t.Errorf("by name %v, want %v, %v", names, want, err)
	}
}

func TestPermissionsAreGivenAndTaken(t *testing.T) {
	t.Parallel()
	b := newBench(t, emulator.Options{})
	s := b.drive(robot, drive.DriveScope)
	const guest = "guest@example.com"
	theirs := b.drive(guest, drive.DriveScope)
	f, err := s.Files.Create(&drive.File{Name: "f", MimeType: sheetType}).Do()
	if err != nil {
		t.Fatal(err)
	}
	token := startToken(t, theirs)
	p, err := s.Permissions.Create(f.Id, &drive.Permission{Type: "user", Role: "reader", EmailAddress: guest}).SendNotificationEmail(false).Do()
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := changed(t, theirs, token); !slices.Equal(got, []string{"f"}) {
		t.Errorf("the guest hears of %v", got)
	}
	_, err = theirs.Permissions.List(f.Id).Do()
	if code, reason, _ := failed(t, err); code != 403 || reason != "insufficientFilePermissions" {
		t.Errorf("a reader lists: %v", err)
	}
	if _, err := s.Permissions.Update(f.Id, p.Id, &drive.Permission{Role: "writer"}).Do(); err != nil {
		t.Fatal(err)
	}
	all, err := theirs.Permissions.List(f.Id).Fields("permissions(id,emailAddress,role)").Do()
	if err != nil || len(all.Permissions) != 2 || all.Permissions[0].Role != "owner" || all.Permissions[1].EmailAddress != guest || all.Permissions[1].Role != "writer" {
		t.Errorf("permissions %+v, %v", all, err)
	}
	if one, err := theirs.Permissions.Get(f.Id, p.Id).Do(); err != nil || one.Role != "writer" {
		t.Errorf("a permission %+v, %v", one, err)
	}
	err = theirs.Files.Delete(f.Id).Do()
	if code, _, _ := failed(t, err); code != 403 {
		t.Errorf("a writer deletes: %v", err)
	}
	err = theirs.Permissions.Delete(f.Id, all.Permissions[0].Id).Do()
	if code, _, _ := failed(t, err); code != 403 {
		t.Errorf("the owner is put out: %v", err)
	}
	token = startToken(t, theirs)
	if err := s.Permissions.Delete(f.Id, p.Id).Do(); err != nil {
		t.Fatal(err)
	}
	if got, _ := changed(t, theirs, token); !slices.Equal(got, []string{"removed"}) {
		t.Errorf("the guest hears of %v", got)
	}
	_, err = s.Permissions.Create(f.Id, &drive.Permission{Type: "user", Role: "king", EmailAddress: guest}).Do()
	if code, _, at := failed(t, err); code != 400 || at != "permission.role" {
		t.Errorf("no such role: %v", err)
	}
	if _, err := s.Permissions.Create(f.Id, &drive.Permission{Type: "anyone", Role: "reader"}).Do(); err != nil {
		t.Fatal(err)
	}
	if got, err := theirs.Files.Get(f.Id).Do(); err != nil || got.Name != "f" {
		t.Errorf("open to everybody: %+v, %v", got, err)
	}
	if found, err := theirs.Files.List().Do(); err != nil || len(found.Files) != 0 {
		t.Errorf("who knows the id alone finds %+v, %v", found, err)
	}
	if err := s.Permissions.Delete(f.Id, "anyoneWithLink").Do(); err != nil {
		t.Fatal(err)
	}
	_, err = theirs.Files.Get(f.Id).Do()
	if code, _, _ := failed(t, err); code != 404 {
		t.Errorf("closed again: %v", err)
	}
	about, err := s.About.Get().Fields("user").Do()
	if err != nil || !about.User.Me || about.User.EmailAddress != robot {
		t.Errorf("about %+v, %v", about, err)
	}
}

func TestOwnersTrashIsTheirs(t *testing.T) {
	t.Parallel()
	b := newBench(t, emulator.Options{})
	s, theirs := b.drive(robot, drive.DriveScope), b.drive("guest@example.com", drive.DriveScope)
	f, err := s.Files.Create(&drive.File{Name: "f", MimeType: sheetType}).Do()
	if err != nil {
		t.Fatal(err)
	}
	p, _ := b.Spreadsheet(f.Id)
	p.Share("guest@example.com", emulator.Writer)
	token, other := startToken(t, s), startToken(t, theirs)
	if _, err := s.Files.Update(f.Id, &drive.File{Trashed: true}).Do(); err != nil {
		t.Fatal(err)
	}
	if got, _ := changed(t, s, token); !slices.Equal(got, []string{"f"}) {
		t.Errorf("the owner hears of %v", got)
	}
	if got, _ := changed(t, theirs, other); !slices.Equal(got, []string{"removed"}) {
		t.Errorf("the guest hears of %v", got)
	}
	if got, err := s.Files.Get(f.Id).Fields("trashed").Do(); err != nil || !got.Trashed {
		t.Errorf("in the trash: %+v, %v", got, err)
	}
}
