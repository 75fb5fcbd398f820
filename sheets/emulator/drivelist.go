package emulator

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// driveListFiles is files.list. Without orderBy the newest change comes first,
// as the recordings have it. Page tokens are places in that order.
func (s *Server) driveListFiles(c *driveCall) (any, *apiError) {
	size, err := c.pageSize(100, 1000)
	if err != nil {
		return nil, err
	}
	if err := c.inDrive(); err != nil {
		return nil, err
	}
	match, err := readQuery(c.query.Get("q"))
	if err != nil {
		return nil, err
	}
	email := c.token.email
	var found []object
	for _, id := range slices.Sorted(maps.Keys(s.documents)) {
		d := s.documents[id]
		if d.roles[email] == None || !d.seenBy(email) || // who only knows the id finds nothing
			c.ownOnly() && s.creators[id] != email {
			continue
		}
		if f := s.fileObject(d, d.file, d.title, email); match(f) {
			f["sharedWithMe"] = d.roles[email] != Owner
			found = append(found, f)
		}
	}
	if err := sortFiles(found, c.query.Get("orderBy")); err != nil {
		return nil, err
	}
	from := 0
	if token := c.query.Get("pageToken"); token != "" {
		n, bad := strconv.Atoi(strings.TrimPrefix(token, filesToken))
		if bad != nil || !strings.HasPrefix(token, filesToken) || n < 0 {
			return nil, invalidValue("pageToken")
		}
		from = min(n, len(found))
	}
	o := object{"kind": "drive#fileList", "incompleteSearch": false}
	found = found[from:]
	if len(found) > size {
		found = found[:size]
		o["nextPageToken"] = filesToken + strconv.Itoa(from+size)
	}
	files := make([]any, len(found))
	for i, f := range found {
		delete(f, "sharedWithMe")
		files[i] = f
	}
	o["files"] = files
	return o, nil
}

// filesToken begins the page tokens of files.list.
const filesToken = "~!!~"

// sortFiles orders files by keys such as "folder,modifiedTime desc,name".
func sortFiles(files []object, by string) *apiError {
	if by == "" {
		by = "recency"
	}
	type key struct {
		field      string
		descending bool
	}
	var keys []key
	for part := range strings.SplitSeq(by, ",") {
		words := strings.Fields(part)
		if len(words) == 0 || len(words) > 2 || len(words) == 2 && words[1] != "desc" {
			return invalidValue("orderBy")
		}
		k := key{words[0], len(words) == 2}
		switch k.field {
		case "createdTime", "modifiedTime", "name", "name_natural":
		case "modifiedByMeTime", "viewedByMeTime", "sharedWithMeTime":
			k.field = "modifiedTime"
		case "recency":
			k.field, k.descending = "modifiedTime", !k.descending
		case "folder", "quotaBytesUsed", "starred":
			continue // alike in all spreadsheets here
		default:
			return badParameter("orderBy", "Invalid value '"+k.field+"' for parameter orderBy.")
		}
		if k.field == "name_natural" {
			k.field = "name"
		}
		keys = append(keys, k)
	}
	slices.SortStableFunc(files, func(a, b object) int {
		for _, k := range keys {
			x, y := textOf(a[k.field]), textOf(b[k.field])
			if k.field == "name" {
				x, y = strings.ToLower(x), strings.ToLower(y)
			}
			order := cmp.Compare(x, y)
			if k.descending {
				order = -order
			}
			if order != 0 {
				return order
			}
		}
		return 0
	})
	return nil
}
