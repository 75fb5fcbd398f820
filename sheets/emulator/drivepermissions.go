package emulator

import "slices"

// roleNamed is the role that Drive calls so. Commenters and organizers are what
// comes nearest here.
func roleNamed(name string) (Role, bool) {
	switch name {
	case "reader", "commenter":
		return Reader, true
	case "writer", "fileOrganizer", "organizer":
		return Writer, true
	case "owner":
		return Owner, true
	}
	return None, false
}

// permitted tells to whom a permission of a file belongs.
func (d *document) permitted(id string) (email string, p object, ok bool) {
	all := d.permissions()
	i := slices.IndexFunc(all, func(p object) bool { return p["id"] == id })
	if i < 0 {
		return "", nil, false
	}
	return textOf(all[i]["emailAddress"]), all[i], true
}

// thePermission finds the permission that a request names.
func (s *Server) thePermission(c *driveCall, needed Role) (*document, string, object, *apiError) {
	d, err := s.theFile(c, needed)
	if err != nil {
		return nil, "", nil, err
	}
	email, p, ok := d.permitted(c.ids[1])
	if !ok {
		return nil, "", nil, driveError(404, "notFound", "Permission not found: "+c.ids[1]+".", "global", "parameter", "permissionId")
	}
	return d, email, p, nil
}

// driveListPermissions is permissions.list. It takes a role that can share.
func (s *Server) driveListPermissions(c *driveCall) (any, *apiError) {
	d, err := s.theFile(c, Writer)
	if err != nil {
		return nil, err
	}
	all := d.permissions()
	listed := make([]any, len(all))
	for i, p := range all {
		listed[i] = p
	}
	return object{"kind": "drive#permissionList", "permissions": listed}, nil
}

// driveGetPermission is permissions.get.
func (s *Server) driveGetPermission(c *driveCall) (any, *apiError) {
	_, _, p, err := s.thePermission(c, Reader)
	return p, err
}

// anyoneID is the id of the permission of everybody who knows the file's id.
const anyoneID = "anyoneWithLink"

// open gives everybody a role, or none.
func (s *Server) open(d *document, role Role) {
	d.file.anyone = role
	s.note(d)
}

// driveCreatePermission is permissions.create. With whole domains nothing is
// shared here: such a permission is refused.
func (s *Server) driveCreatePermission(c *driveCall) (any, *apiError) {
	d, err := s.theFile(c, Writer)
	if err != nil {
		return nil, err
	}
	p, err := metadataOf(c.body)
	if err != nil {
		return nil, err
	}
	role, known := roleNamed(textOf(p["role"]))
	email := textOf(p["emailAddress"])
	if email == "" {
		email = textOf(p["value"])
	}
	switch kind := textOf(p["type"]); {
	case p["role"] == nil:
		return nil, driveError(400, "required", "The permission role field is required.", "global", "", "")
	case kind == "":
		return nil, driveError(400, "required", "The permission type field is required.", "global", "", "")
	case !known:
		return nil, badParameter("permission.role", "The specified role is invalid.")
	case kind == "domain":
		return nil, driveError(501, "notImplemented", "The emulator does not share with domains.", "global", "", "")
	case kind == "anyone" && role == Owner:
		return nil, badParameter("permission.role", "The specified role is invalid.")
	case kind == "anyone":
		s.open(d, role)
		_, p, _ := d.permitted(anyoneID)
		return p, nil
	case kind != "user" && kind != "group":
		return nil, badParameter("permission.type", "The specified type is invalid.")
	case email == "":
		return nil, driveError(400, "required", "The specified emailAddress is invalid or not applicable for the given permission type.", "global", "", "")
	case role == Owner:
		if err := s.transfer(d, c); err != nil {
			return nil, err
		}
	case d.roles[email] == Owner: // an owner stays one
		return permission(email, Owner), nil
	}
	s.share(d, email, role, c.who())
	return permission(email, role), nil
}

// transfer makes room for another owner: there is one.
func (s *Server) transfer(d *document, c *driveCall) *apiError {
	switch {
	case !isTrue(c.query.Get("transferOwnership")):
		return driveError(403, "forbidden", "The transferOwnership parameter must be enabled when the permission role is 'owner'.", "global", "parameter", "transferOwnership")
	case d.roles[c.token.email] != Owner:
		return noRight(d.id)
	}
	s.share(d, c.token.email, Writer, c.who())
	return nil
}

// driveUpdatePermission is permissions.update: another role.
func (s *Server) driveUpdatePermission(c *driveCall) (any, *apiError) {
	d, email, _, err := s.thePermission(c, Writer)
	if err != nil {
		return nil, err
	}
	p, err := metadataOf(c.body)
	if err != nil {
		return nil, err
	}
	role, known := roleNamed(textOf(p["role"]))
	switch {
	case !known || c.ids[1] == anyoneID && role == Owner:
		return nil, badParameter("permission.role", "The specified role is invalid.")
	case c.ids[1] == anyoneID:
		s.open(d, role)
		_, p, _ := d.permitted(anyoneID)
		return p, nil
	case role == Owner:
		if err := s.transfer(d, c); err != nil {
			return nil, err
		}
	case d.roles[email] == Owner || email == staffOwner:
		return nil, noRight(d.id)
	}
	s.share(d, email, role, c.who())
	return permission(email, role), nil
}

// driveDeletePermission is permissions.delete. Anybody may leave.
func (s *Server) driveDeletePermission(c *driveCall) (any, *apiError) {
	d, email, _, err := s.thePermission(c, Reader)
	switch {
	case err != nil:
		return nil, err
	case d.roles[email] == Owner || email == staffOwner,
		d.roles[c.token.email] < Writer && email != c.token.email:
		return nil, noRight(d.id)
	case c.ids[1] == anyoneID:
		s.open(d, None)
		return nil, nil
	}
	s.share(d, email, None, c.who())
	return nil, nil
}

// driveAbout is about.get, which takes a fields parameter in the service.
func (s *Server) driveAbout(c *driveCall) (any, *apiError) {
	if c.query.Get("fields") == "" {
		return nil, driveError(400, "required", "The 'fields' parameter is required for this method.", "global", "parameter", "fields")
	}
	return object{"kind": "drive#about", "user": driveUser(c.who(), c.token.email),
		"storageQuota":  object{"limit": "16106127360", "usage": "0", "usageInDrive": "0", "usageInDriveTrash": "0"},
		"exportFormats": object{spreadsheetType: []any{"text/csv", "text/tab-separated-values"}},
		"importFormats": object{"text/csv": []any{spreadsheetType}, "text/tab-separated-values": []any{spreadsheetType}},
	}, nil
}
