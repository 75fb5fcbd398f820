// Package discovery checks requests and replies of a Google API against the
// API's discovery document. It is support for tests and imported by tests
// only.
//
// The document comes with the module google.golang.org/api, as
// sheets/v4/sheets-api.json: nobody here wrote it, so that what passes has the
// shape that Google's own clients expect. A body is refused for an unknown
// field, a value of the wrong type and an enum value that is not listed. What
// values mean is not checked.
package discovery
