package emulator

import (
	"io"
	"mime"
	"mime/multipart"
	"strings"
	"time"
)

// upload is a file that a request brings along.
type upload struct {
	kind string // its media type
	data []byte
}

// content reads the metadata of a request and the file that comes with it, if
// there is one: as uploadType "media" or "multipart" has it.
func (c *driveCall) content() (object, *upload, *apiError) {
	kind := c.header.Get("Content-Type")
	media, parameters, err := mime.ParseMediaType(kind)
	if err != nil {
		media = kind
	}
	switch c.query.Get("uploadType") {
	case "media":
		return object{}, &upload{media, c.body}, nil
	case "multipart":
		return related(string(c.body), parameters["boundary"])
	case "resumable":
		return nil, nil, driveError(501, "notImplemented", "The emulator does not take resumable uploads.", "global", "parameter", "uploadType")
	}
	meta, bad := metadataOf(c.body)
	return meta, nil, bad
}

// related reads the two parts of a body of the type multipart/related.
func related(body, boundary string) (object, *upload, *apiError) {
	malformed := driveError(400, "badContent", "Malformed multipart body.", "global", "", "")
	if boundary == "" {
		return nil, nil, malformed
	}
	r := multipart.NewReader(strings.NewReader(body), boundary)
	var meta object
	var file *upload
	for i := range 2 {
		part, err := r.NextPart()
		if err != nil {
			return nil, nil, malformed
		}
		data, err := io.ReadAll(part)
		if err != nil {
			return nil, nil, malformed
		}
		if i == 0 {
			var bad *apiError
			if meta, bad = metadataOf(data); bad != nil {
				return nil, nil, bad
			}
			continue
		}
		kind, _, err := mime.ParseMediaType(part.Header.Get("Content-Type"))
		if err != nil {
			return nil, nil, malformed
		}
		file = &upload{kind, data}
	}
	return meta, file, nil
}

// metadataOf reads a JSON body. None, and null for a field, say nothing.
func metadataOf(body []byte) (object, *apiError) {
	if len(strings.TrimSpace(string(body))) == 0 {
		return object{}, nil
	}
	v, err := decode(body)
	o, ok := v.(object)
	if err == nil && v == nil {
		return object{}, nil
	}
	if err != nil || !ok {
		return nil, driveError(400, "parseError", "Parse Error", "global", "", "")
	}
	dropNulls(o)
	return o, nil
}

// driveCreate is files.create.
func (s *Server) driveCreate(c *driveCall) (any, *apiError) {
	meta, file, err := c.content()
	if err != nil {
		return nil, err
	}
	if err := admitted(meta, spreadsheetType); err != nil {
		return nil, err
	}
	var table [][]string
	if file != nil {
		if table, err = tableOf(file); err != nil {
			return nil, err
		}
	}
	title := textOf(meta["name"])
	if title == "" {
		title = "Untitled"
	}
	d := s.create(title, "", "")
	if table != nil {
		if err := s.importTable(d, c.who(), table); err != nil {
			delete(s.documents, d.id)
			return nil, err
		}
	}
	s.adoptFile(d, c)
	return s.fileObject(d, d.file, d.title, c.token.email), nil
}

// adoptFile makes the caller the owner of a file that was just made.
func (s *Server) adoptFile(d *document, c *driveCall) {
	s.creators[d.id] = c.token.email
	s.share(d, c.token.email, Owner, c.who())
}

// admitted refuses files of other types: the emulator has none, nor folders.
func admitted(meta object, usual string) *apiError {
	kind := textOf(meta["mimeType"])
	if kind == "" {
		kind = usual
	}
	if kind != spreadsheetType {
		return driveError(501, "notImplemented", "The emulator has no files of the type "+kind+".", "global", "", "")
	}
	return nil
}

// driveCopy is files.copy. Nobody but the caller has access to the copy.
func (s *Server) driveCopy(c *driveCall) (any, *apiError) {
	from, err := s.theFile(c, Reader)
	if err != nil {
		return nil, err
	}
	meta, err := metadataOf(c.body)
	if err != nil {
		return nil, err
	}
	if err := admitted(meta, spreadsheetType); err != nil {
		return nil, err
	}
	title := textOf(meta["name"])
	if title == "" {
		title = "Copy of " + from.title
	}
	d := s.duplicate(from, title)
	s.adoptFile(d, c)
	return s.fileObject(d, d.file, d.title, c.token.email), nil
}

// driveUpdate is files.update: the name, the trash, and new content.
func (s *Server) driveUpdate(c *driveCall) (any, *apiError) {
	d, err := s.theFile(c, Writer)
	if err != nil {
		return nil, err
	}
	meta, file, err := c.content()
	if err != nil {
		return nil, err
	}
	if err := admitted(meta, spreadsheetType); err != nil {
		return nil, err
	}
	if trash, given := meta["trashed"]; given && boolOf(trash) != d.file.trashed {
		if d.roles[c.token.email] != Owner {
			return nil, noRight(d.id)
		}
		d.file.trashed = boolOf(trash)
		s.note(d)
	}
	if name := textOf(meta["name"]); name != "" && name != d.title {
		d.title = name
		d.revision++
		s.touch(d, c.who())
	}
	if file != nil {
		if err := s.replaceContent(d, c.who(), file); err != nil {
			return nil, err
		}
	}
	return s.fileObject(d, d.file, d.title, c.token.email), nil
}

// replaceContent puts an uploaded file in the place of all that a spreadsheet
// holds.
func (s *Server) replaceContent(d *document, who caller, file *upload) *apiError {
	table, err := tableOf(file)
	if err == nil {
		err = s.importTable(d, who, table)
	}
	if err == nil {
		s.touch(d, who)
	}
	return err
}

// driveDelete is files.delete, which skips the trash and takes the owner.
func (s *Server) driveDelete(c *driveCall) (any, *apiError) {
	d, err := s.theFile(c, Owner)
	if err != nil {
		return nil, err
	}
	s.drop(d)
	return nil, nil
}

// driveExport is files.export, as CSV and as TSV: the first tab as people see
// it.
func (s *Server) driveExport(c *driveCall) (any, *apiError) {
	d, err := s.theFile(c, Reader)
	if err != nil {
		return nil, err
	}
	kind := c.query.Get("mimeType")
	switch kind {
	case "":
		return nil, driveError(400, "required", "Required parameter: mimeType", "global", "parameter", "mimeType")
	case "text/csv", "text/tab-separated-values":
	default:
		return nil, driveError(400, "badRequest", "The requested conversion is not supported.", "global", "parameter", "convertTo")
	}
	d.recalculate()
	r := reply{status: 200, header: map[string][]string{"Content-Type": {kind}}}
	r.body.Write(d.separated(d.sheets[0], kind == "text/csv"))
	return r, nil
}

// driveUploadV2 is files.update of Drive v2, which clients still use to put a
// CSV file into a spreadsheet. Its reply has another form.
func (s *Server) driveUploadV2(c *driveCall) (any, *apiError) {
	d, err := s.theFile(c, Writer)
	if err != nil {
		return nil, err
	}
	_, file, err := c.content()
	if err != nil {
		return nil, err
	}
	if file != nil {
		if err := s.replaceContent(d, c.who(), file); err != nil {
			return nil, err
		}
	}
	return s.fileObjectV2(d, c.token.email), nil
}

// fileObjectV2 is a File of Drive v2: what the recordings have of it.
func (s *Server) fileObjectV2(d *document, email string) object {
	self := "https://www.googleapis.com/drive/v2/files/" + d.id
	user := func() object {
		u := driveUser(d.file.modifier, email)
		u["isAuthenticatedUser"] = u["me"]
		delete(u, "me")
		u["picture"] = object{"url": "https://lh3.googleusercontent.com/a/default-user=s64"}
		return u
	}
	root := rootFolder(email)
	exports := object{}
	for kind, format := range map[string]string{
		"application/x-vnd.oasis.opendocument.spreadsheet": "ods", "application/vnd.oasis.opendocument.spreadsheet": "ods",
		"text/tab-separated-values": "tsv", "application/pdf": "pdf", "text/csv": "csv", "application/zip": "zip",
		"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
	} {
		exports[kind] = "https://docs.google.com/spreadsheets/export?id=" + d.id + "&exportFormat=" + format
	}
	modified := driveTime(d.file.modified)
	return object{
		"kind": "drive#file", "id": d.id, "title": d.title, "mimeType": spreadsheetType, "selfLink": self,
		"etag": `"` + modified + `"`, "exportLinks": exports, "editable": true, "copyable": true, "writersCanShare": true,
		"userPermission": object{"id": "me", "type": "user", "role": roleName(d.roles[email]), "kind": "drive#permission",
			"selfLink": self + "/permissions/me", "etag": `"me"`, "pendingOwner": false},
		"parents": []any{object{"kind": "drive#parentReference", "id": root, "isRoot": true,
			"selfLink": self + "/parents/" + root, "parentLink": "https://www.googleapis.com/drive/v2/files/" + root}},
		"owners": []any{user()}, "ownerNames": []any{user()["displayName"]},
		"lastModifyingUser": user(), "lastModifyingUserName": user()["displayName"],
		"thumbnailLink":   "https://docs.google.com/feeds/vt?gd=true&id=" + d.id,
		"iconLink":        "https://drive-thirdparty.googleusercontent.com/16/type/application/vnd.google-apps.spreadsheet",
		"alternateLink":   "https://docs.google.com/spreadsheets/d/" + d.id + "/edit?usp=drivesdk",
		"embedLink":       "https://docs.google.com/spreadsheets/d/" + d.id + "/htmlembed",
		"appDataContents": false, "shared": d.shared(), "explicitlyTrashed": d.file.trashed,
		"copyRequiresWriterPermission": false, "spaces": []any{"drive"}, "fileSize": "1024", "quotaBytesUsed": "1024",
		"labels":      object{"viewed": true, "restricted": false, "starred": false, "hidden": false, "trashed": d.file.trashed},
		"createdDate": driveTime(d.file.created), "modifiedDate": modified, "modifiedByMeDate": modified,
		"lastViewedByMeDate": modified, "markedViewedByMeDate": driveTime(time.Unix(0, 0)),
		"version": itoa(int(d.file.version)), "capabilities": object{"canEdit": true, "canCopy": true},
	}
}
