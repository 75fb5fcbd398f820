// Package emulator is Google Sheets API v4, and as much of Google Drive API v3
// as spreadsheets need, in memory, as an [http.Handler].
//
// [New] gives a [Server]: the methods of spreadsheets, spreadsheets.values,
// spreadsheets.developerMetadata and spreadsheets.sheets, those of Drive's
// changes and files, and the token endpoint at which a service account
// exchanges a signed assertion for an access token. Requests and replies have the shapes of Google's discovery
// document, errors have Google's codes and statuses. The clock is injected,
// quotas and tokens follow it, and nothing is ever written to disk.
//
// A test reaches past the API in four ways: [Spreadsheet] is a spreadsheet as
// its owner sees it, [Staff] does what people do in a browser,
// [Spreadsheet.Look] tells what stands there, and [Server.Before] breaks
// requests on purpose or lets somebody edit just before one is carried out.
//
// What Google's documentation leaves open is a switch in [Behaviour].
//
// The package speaks HTTP only: it shares no code with the client that is
// tested against it, neither ours nor Google's.
package emulator
