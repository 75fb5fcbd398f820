package emulator

// driveMethods is every method of Drive that is emulated. The scopes are those
// of the discovery document that tokens are given out for.
func driveMethods() []driveMethod {
	look := []string{scopeDrive, scopeDriveFile, scopeDriveMetadata, scopeMetadataRead, scopeDriveReadonly}
	write := []string{scopeDrive, scopeDriveFile}
	read := []string{scopeDrive, scopeDriveFile, scopeDriveReadonly}
	rename := []string{scopeDrive, scopeDriveFile, scopeDriveMetadata}
	const file = "kind,id,name,mimeType"
	const grant = "kind,id,type,role"
	return []driveMethod{
		{verb: "GET", pattern: "changes/startPageToken", name: "changes.getStartPageToken", scopes: look,
			reply: "StartPageToken", run: (*Server).driveStartPageToken},
		{verb: "GET", pattern: "changes", name: "changes.list", scopes: look, reply: "ChangeList",
			fields: "kind,nextPageToken,newStartPageToken,changes(kind,type,changeType,time,removed,fileId,file(" + file + "))",
			run:    (*Server).driveListChanges},
		{verb: "GET", pattern: "about", name: "about.get", scopes: look, reply: "About", run: (*Server).driveAbout},
		{verb: "GET", pattern: "files", name: "files.list", scopes: look, reply: "FileList",
			fields: "kind,nextPageToken,incompleteSearch,files(" + file + ")", run: (*Server).driveListFiles},
		{verb: "POST", pattern: "files", name: "files.create", scopes: write, reply: "File", fields: file, upload: true,
			run: (*Server).driveCreate},
		{verb: "PATCH", pattern: "files/*", name: "files.update", scopes: rename, reply: "File", fields: file, upload: true,
			run: (*Server).driveUpdate},
		{verb: "DELETE", pattern: "files/*", name: "files.delete", scopes: write, run: (*Server).driveDelete},
		{verb: "POST", pattern: "files/*/copy", name: "files.copy", scopes: write, reply: "File", fields: file,
			run: (*Server).driveCopy},
		{verb: "GET", pattern: "files/*/export", name: "files.export", scopes: read, run: (*Server).driveExport},
		{verb: "GET", pattern: "files/*/comments", name: "comments.list", scopes: read, reply: "CommentList",
			run: (*Server).driveListComments},
		{verb: "GET", pattern: "files/*/permissions", name: "permissions.list", scopes: look, reply: "PermissionList",
			fields: "kind,nextPageToken,permissions(" + grant + ")", run: (*Server).driveListPermissions},
		{verb: "POST", pattern: "files/*/permissions", name: "permissions.create", scopes: write, reply: "Permission",
			fields: grant, run: (*Server).driveCreatePermission},
		{verb: "GET", pattern: "files/*/permissions/*", name: "permissions.get", scopes: look, reply: "Permission",
			fields: grant, run: (*Server).driveGetPermission},
		{verb: "PATCH", pattern: "files/*/permissions/*", name: "permissions.update", scopes: write, reply: "Permission",
			fields: grant, run: (*Server).driveUpdatePermission},
		{verb: "DELETE", pattern: "files/*/permissions/*", name: "permissions.delete", scopes: write,
			run: (*Server).driveDeletePermission},
		{verb: "GET", pattern: "files/*", name: "files.get", scopes: look, reply: "File", fields: file,
			run: (*Server).driveGetFile},
	}
}
