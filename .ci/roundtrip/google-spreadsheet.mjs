// google-spreadsheet has Google's address built in: its requests are sent to the emulator instead.
import assert from 'node:assert/strict'
import { login, scopes, create, redirect } from './key.mjs'

const at = await login(process.argv[2], scopes)
redirect(at)
const { GoogleSpreadsheet } = await import('google-spreadsheet')

const id = await create(at, 'Sổ')
const doc = new GoogleSpreadsheet(id, { token: at.token })
await doc.loadInfo()
assert.equal(doc.title, 'Sổ')
const sheet = await doc.addSheet({ title: 'Dự án 1', headerValues: ['Mã', 'Tên', 'Vốn'] })
await sheet.addRow({ Mã: 'A01', Tên: '=không phải công thức', Vốn: 12 }, { raw: true })
await sheet.addRows([{ Mã: 'A02', Tên: 'Cầu', Vốn: '=C2*2' }, { Mã: 'A03', Tên: "O'Brien!" }])
const rows = await sheet.getRows()
assert.deepEqual(rows.map((r) => [r.get('Mã'), r.get('Tên'), r.get('Vốn') ?? '']), [['A01', '=không phải công thức', '12'], ['A02', 'Cầu', '24'], ['A03', "O'Brien!", '']])
rows[1].set('Tên', 'Đường')
await rows[1].save()
await rows[0].delete()
await sheet.loadCells('A1:C3')
assert.equal(sheet.getCell(1, 1).value, 'Đường')
const cell = sheet.getCellByA1('C3')
cell.formula = '=1+2'
cell.note = 'ghi chú'
cell.backgroundColor = { red: 1 }
await sheet.saveUpdatedCells()
await sheet.loadCells('C3')
assert.equal(sheet.getCellByA1('C3').value, 3)
assert.equal(sheet.getCellByA1('C3').note, 'ghi chú')
await sheet.updateProperties({ title: 'Dự án 2' })
await doc.updateProperties({ title: 'Sổ 2' })
await sheet.resize({ rowCount: 50, columnCount: 5 })
const copy = await sheet.duplicate({ title: 'bản sao' })
await copy.clear()
await copy.delete()
const again = new GoogleSpreadsheet(id, { token: at.token })
await again.loadInfo()
assert.deepEqual([again.title, again.sheetsByIndex.map((s) => s.title)], ['Sổ 2', ['Sheet1', 'Dự án 2']])
assert.equal(again.sheetsByTitle['Dự án 2'].rowCount, 50)
await assert.rejects(new GoogleSpreadsheet('none', { token: at.token }).loadInfo(), /404|not found/i)
console.log('read what it wrote')
process.exit(0)
