// Package webdav is a workbook file on a WebDAV server (RFC 4918): Nextcloud,
// ownCloud, SharePoint on premises, Apache and the like. A [File] is a storage
// for xlsx.OpenIn.
//
// Reading is one GET; a file that did not change costs an answer without a body.
// A time stamp or tag is relied on for that only when it is older than the
// second in which the file was last saved: many servers make tags of the
// second and the size.
//
// Writing must not take away what somebody saved since we read. How that is
// kept depends on the server, which is asked once before the first write: a
// file that is not there is put under the condition that it has a certain tag.
//
//   - A server that refuses heeds conditions: the file is put under the
//     condition that it still has the strong tag that it was read with
//     (If-Match, RFC 9110, section 13.1.1). A weak tag, as Apache gives for a
//     second after a save, says too little, and is waited out.
//   - Else the file is locked where the server has locks, read once more,
//     compared, put, and unlocked.
//   - Where it has no locks either, the file is read once more and compared
//     right before it is put. A save in the moment between the two is lost; this
//     is all that such a server allows.
//
// No redirect is followed: a password is for one address alone.
package webdav
