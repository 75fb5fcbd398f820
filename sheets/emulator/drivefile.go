package emulator

import (
	"crypto/sha256"
	"encoding/binary"
	"maps"
	"slices"
	"strconv"
	"time"
)

// file is what Drive knows of a spreadsheet beside what stands in it.
type file struct {
	created, modified time.Time
	modifier          caller // who changed what stands in it last
	version           int64  // rises with every change, those of sharing too
	trashed           bool   // in its owner's trash: nobody else sees it
	anyone            Role   // of everybody who knows the id
}

// newFile is a file that is made now.
func (s *Server) newFile() file {
	now := s.now()
	return file{created: now, modified: now, version: 1}
}

// touch notes that somebody changed what stands in a spreadsheet.
func (s *Server) touch(d *document, who caller) {
	d.file.modified, d.file.modifier = s.now(), who
	s.note(d)
}

// note notes a change that everybody who sees the file is told of.
func (s *Server) note(d *document) {
	d.file.version++
	now := s.now()
	for email := range d.roles {
		s.feed.add(email, fileChange{at: now, id: d.id, removed: !d.seenBy(email), title: d.title, file: d.file})
	}
}

// share gives an account a role; None takes its access away. As far as is known
// that leaves the time of the last change alone.
func (s *Server) share(d *document, email string, role Role, who caller) {
	if _, had := d.roles[email]; role == None {
		delete(d.roles, email)
		s.note(d)
		if had {
			s.feed.add(email, fileChange{at: s.now(), id: d.id, removed: true})
		}
		return
	}
	d.roles[email] = role
	if d.file.version == 1 { // it is being made
		d.file.modifier = who
	}
	s.note(d)
}

// drop deletes a spreadsheet.
func (s *Server) drop(d *document) {
	d.deleted = true
	s.note(d)
}

// role is what an account may do: what it was given, or what everybody may.
func (d *document) role(email string) Role { return max(d.roles[email], d.file.anyone) }

// seenBy tells whether a file is there for an account.
func (d *document) seenBy(email string) bool {
	role := d.role(email)
	return !d.deleted && role != None && (!d.file.trashed || role == Owner)
}

// theFile finds the file that a request names, for a caller of at least that
// role.
func (s *Server) theFile(c *driveCall, needed Role) (*document, *apiError) {
	id := c.ids[0]
	d := s.documents[id]
	switch {
	case d == nil, !d.seenBy(c.token.email), c.ownOnly() && s.creators[id] != c.token.email:
		return nil, noFile(id)
	case d.role(c.token.email) < needed:
		return nil, noRight(id)
	}
	return d, nil
}

// driveGetFile is files.get.
func (s *Server) driveGetFile(c *driveCall) (any, *apiError) {
	d, err := s.theFile(c, Reader)
	if err != nil {
		return nil, err
	}
	if c.query.Get("alt") == "media" {
		return nil, driveError(403, "fileNotDownloadable",
			"Only files with binary content can be downloaded. Use Export with Docs Editors files.", "global", "parameter", "alt")
	}
	return s.fileObject(d, d.file, d.title, c.token.email), nil
}

// spreadsheetType is what Drive calls a spreadsheet of Google's own.
const spreadsheetType = "application/vnd.google-apps.spreadsheet"

// fileObject is the File of a spreadsheet as an account sees it.
func (s *Server) fileObject(d *document, f file, title, email string) object {
	role := d.role(email)
	o := object{
		"kind": "drive#file", "id": d.id, "name": title, "mimeType": spreadsheetType,
		"createdTime": driveTime(f.created), "modifiedTime": driveTime(f.modified),
		"version": strconv.FormatInt(f.version, 10),
		"trashed": f.trashed, "explicitlyTrashed": f.trashed, "starred": false,
		"spaces":      []any{"drive"},
		"webViewLink": "https://docs.google.com/spreadsheets/d/" + d.id + "/edit?usp=drivesdk",
		"ownedByMe":   role == Owner, "shared": d.shared(),
		"owners":                s.owners(d, email),
		"lastModifyingUser":     driveUser(f.modifier, email),
		"modifiedByMe":          f.modifier.email == email,
		"viewersCanCopyContent": true, "copyRequiresWriterPermission": false, "writersCanShare": true,
		"hasThumbnail": false, "thumbnailVersion": "0", "isAppAuthorized": s.creators[d.id] == email,
		"capabilities": capabilities(role, f.trashed),
	}
	if role == Owner {
		o["parents"] = []any{rootFolder(email)}
	}
	if role >= Writer { // the list of permissions is for those who can share
		all := d.permissions()
		ids := make([]any, len(all))
		for i, p := range all {
			ids[i] = p["id"]
		}
		o["permissions"], o["permissionIds"] = all, ids
	}
	return o
}

// driveTime is a time as Drive writes it.
func driveTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// staffOwner is the address of the person who owns a spreadsheet that no
// account created, and edits it in a browser.
const staffOwner = "owner@example.com"

// driveUser is a User as an account sees it.
func driveUser(who caller, email string) object {
	address := who.email
	if address == "" {
		address = staffOwner
	}
	return object{"kind": "drive#user", "displayName": address, "me": who.email == email && email != "",
		"permissionId": permissionID(address), "emailAddress": address}
}

// owners is who owns a file.
func (s *Server) owners(d *document, email string) []any {
	all := []any{}
	for _, address := range slices.Sorted(maps.Keys(d.roles)) {
		if d.roles[address] == Owner {
			all = append(all, driveUser(caller{address}, email))
		}
	}
	if len(all) == 0 {
		all = append(all, driveUser(caller{}, email))
	}
	return all
}

// shared tells whether more than one can see a file.
func (d *document) shared() bool { return len(d.permissions()) > 1 }

// permissions are the Permissions of a file, its owner's first.
func (d *document) permissions() []object {
	var all []object
	for _, address := range slices.Sorted(maps.Keys(d.roles)) {
		all = append(all, permission(address, d.roles[address]))
	}
	if !slices.ContainsFunc(all, func(p object) bool { return p["role"] == "owner" }) {
		all = append(all, permission(staffOwner, Owner))
	}
	if d.file.anyone != None {
		all = append(all, object{"kind": "drive#permission", "id": anyoneID, "type": "anyone", "role": roleName(d.file.anyone), "allowFileDiscovery": false})
	}
	slices.SortStableFunc(all, func(a, b object) int {
		switch owner := func(p object) bool { return p["role"] == "owner" }; {
		case owner(a) == owner(b):
			return 0
		case owner(a):
			return -1
		}
		return 1
	})
	return all
}

// permission is the Permission of an account.
func permission(email string, role Role) object {
	return object{"kind": "drive#permission", "id": permissionID(email), "type": "user", "emailAddress": email,
		"displayName": email, "role": roleName(role), "deleted": false, "pendingOwner": false}
}

// roleName is what Drive calls a role.
func roleName(r Role) string {
	switch r {
	case Owner:
		return "owner"
	case Writer:
		return "writer"
	}
	return "reader"
}

// permissionID is the id of an account in permissions: the same in every file,
// and in every run.
func permissionID(email string) string {
	sum := sha256.Sum256([]byte("permission " + email))
	return strconv.FormatUint(binary.BigEndian.Uint64(sum[:])%9e18+1e18, 10)
}

// rootFolder is the id of an account's My Drive.
func rootFolder(email string) string {
	sum := sha256.Sum256([]byte("root " + email))
	return "0A" + permissionID(string(sum[:]))[:12] + "Uk9PVA"
}

// capabilities are what somebody of a role may do with a file.
func capabilities(r Role, trashed bool) object {
	o := object{}
	for _, name := range []string{"canCopy", "canDownload", "canListChildren"} {
		o[name] = r >= Reader && name != "canListChildren"
	}
	for _, name := range []string{"canEdit", "canComment", "canRename", "canShare", "canModifyContent", "canReadRevisions", "canChangeCopyRequiresWriterPermission"} {
		o[name] = r >= Writer
	}
	for _, name := range []string{"canDelete", "canTrash", "canUntrash", "canMoveItemWithinDrive", "canChangeViewersCanCopyContent"} {
		o[name] = r == Owner
	}
	if trashed {
		o["canEdit"], o["canModifyContent"] = false, false
	}
	return o
}
