package emulator

// driveMethods is every method of Drive that is emulated. The scopes are those
// of the discovery document that tokens are given out for.
func driveMethods() []driveMethod {
	look := []string{scopeDrive, scopeDriveFile, scopeDriveMetadata, scopeMetadataRead, scopeDriveReadonly}
	const file = "kind,id,name,mimeType"
	return []driveMethod{
		{verb: "GET", pattern: "changes/startPageToken", name: "changes.getStartPageToken", scopes: look,
			reply: "StartPageToken", run: (*Server).driveStartPageToken},
		{verb: "GET", pattern: "changes", name: "changes.list", scopes: look, reply: "ChangeList",
			fields: "kind,nextPageToken,newStartPageToken,changes(kind,type,changeType,time,removed,fileId,file(" + file + "))",
			run:    (*Server).driveListChanges},
		{verb: "GET", pattern: "files/*", name: "files.get", scopes: look, reply: "File", fields: file,
			run: (*Server).driveGetFile},
	}
}
