// Google's client for Node.js, with the emulator as its root.
import assert from 'node:assert/strict'
import { sheets, auth } from '@googleapis/sheets'
import { login, scopes, create } from './key.mjs'

const at = await login(process.argv[2], scopes)
const who = new auth.OAuth2()
who.setCredentials({ access_token: at.token, expiry_date: Date.now() + 3600e3 })
const api = sheets({ version: 'v4', auth: who, rootUrl: `${at.url}/` })
const spreadsheetId = await create(at, 'Sổ')
const values = api.spreadsheets.values

const got = await api.spreadsheets.get({ spreadsheetId, fields: 'properties.title,sheets.properties(sheetId,title)' })
assert.equal(got.data.properties.title, 'Sổ')
await api.spreadsheets.batchUpdate({ spreadsheetId, requestBody: { requests: [
  { addSheet: { properties: { sheetId: 7, title: "O'Brien 1", index: null } } },
  { repeatCell: { range: { sheetId: 7, endRowIndex: 1 }, cell: { userEnteredFormat: { textFormat: { bold: true } } }, fields: 'userEnteredFormat.textFormat.bold' } },
] } })
const range = "'O''Brien 1'!A1:B2"
const put = await values.update({ spreadsheetId, range, valueInputOption: 'USER_ENTERED', includeValuesInResponse: true,
  requestBody: { majorDimension: null, values: [['Mã', 'Vốn'], ['A01', '=2*3']] } })
assert.deepEqual([put.data.updatedCells, put.data.updatedData.values[1]], [4, ['A01', '6']])
const added = await values.append({ spreadsheetId, range, valueInputOption: 'RAW', requestBody: { values: [['A02', null], ['A03', 5]] } })
assert.equal(added.data.updates.updatedRange, "'O''Brien 1'!A3:B4")
const read = await values.get({ spreadsheetId, range: "'O''Brien 1'", valueRenderOption: 'UNFORMATTED_VALUE' })
assert.deepEqual(read.data.values, [['Mã', 'Vốn'], ['A01', 6], ['A02'], ['A03', 5]])
const both = await values.batchGet({ spreadsheetId, ranges: ["'O''Brien 1'!A2", "'O''Brien 1'!B:B"], majorDimension: 'COLUMNS' })
assert.deepEqual(both.data.valueRanges.map((r) => r.values), [[['A01']], [['Vốn', '6', '', '5']]])
await values.batchUpdate({ spreadsheetId, requestBody: { valueInputOption: 'RAW', data: [{ range: 'Sheet1!A1', values: [[true]] }] } })
await values.clear({ spreadsheetId, range: 'Sheet1!A1' })
const metadata = await api.spreadsheets.developerMetadata.search({ spreadsheetId, requestBody: { dataFilters: [{ developerMetadataLookup: { metadataKey: 'none' } }] } })
assert.deepEqual(metadata.data, {})
const status = async (p) => (await p.then(() => ({ code: 200 }), (e) => ({ code: e.status ?? e.code, message: e.message })))
assert.equal((await status(api.spreadsheets.get({ spreadsheetId: 'none' }))).code, 404)
const bad = await status(values.get({ spreadsheetId, range: 'Nowhere!A1' }))
assert.equal(bad.code, 400)
assert.match(bad.message, /Unable to parse range/)
who.setCredentials({ access_token: 'wrong' })
assert.equal((await status(api.spreadsheets.get({ spreadsheetId }))).code, 401)
console.log('read what it wrote')
process.exit(0)
