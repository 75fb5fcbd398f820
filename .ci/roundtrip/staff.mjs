// Staff that never rest: edits a list of tasks through google-spreadsheet as fast as it is answered, for so many seconds, while
// rasoat goes over the list. Each task has years of its own, in which its deadline is a day that does not exist. So whatever
// stands in the column of warnings beside a task must speak of a year of that task.
//
//   node staff.mjs begin OWNER.json ACCOUNT       makes the spreadsheet, shares it, and prints its id
//   node staff.mjs edit OWNER.json ID SECONDS     edits, and leaves in model.json what it has written
//   node staff.mjs judge OWNER.json ID            compares what stands there with model.json
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { login, scopes, create, redirect } from './key.mjs'

const [what, key, ...rest] = process.argv.slice(2)
const at = await login(key, scopes)
const send = redirect(at)
const { GoogleSpreadsheet } = await import('google-spreadsheet')

const title = 'Nhiệm vụ'
const head = ['STT', 'Mã nhiệm vụ', 'Nội dung', 'Chủ trì', 'Thời hạn', 'Ngày hoàn thành']
const width = head.length
const bad = (task) => `31/02/${2000 + task}` // a year of the task's own
const good = (task) => `15/03/${2000 + task}`

async function open(id) {
  const doc = new GoogleSpreadsheet(id, { token: at.token })
  await doc.loadInfo()
  return doc.sheetsByTitle[title]
}

// values reads the list as it stands, with the column of warnings beside it.
async function values(id) {
  const reply = await send(`${at.url}/v4/spreadsheets/${id}/values/${encodeURIComponent(`${title}!A1:Z500`)}`, { headers: { authorization: `Bearer ${at.token}` } })
  assert.equal(reply.status, 200)
  return (await reply.json()).values ?? []
}

// misplaced names the warnings that speak of another task than the one beside which they stand.
function misplaced(rows) {
  const column = rows[0].findIndex((v) => v === 'Cảnh báo')
  if (column < 0) return []
  return rows.slice(1).flatMap((row) => {
    const task = Number(/^N-(\d+)$/.exec(row[1] ?? '')?.[1] ?? NaN)
    const years = [...(row[column] ?? '').matchAll(/31\/02\/(\d{4})/g)].map((m) => Number(m[1]) - 2000)
    return years.some((y) => y !== task) ? [`beside ${row[1]}: ${row[column]}`] : []
  })
}

let seed = 7
const random = (n) => ((seed = (seed * 1103515245 + 12345) % 2147483648) >> 8) % n

if (what === 'begin') {
  const id = await create(at, 'Theo dõi nhiệm vụ')
  const share = await send(`${at.url}/drive/v3/files/${id}/permissions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${at.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ type: 'user', role: 'writer', emailAddress: rest[0] }),
  })
  assert.equal(share.status, 200)
  const doc = new GoogleSpreadsheet(id, { token: at.token })
  await doc.loadInfo()
  const sheet = await doc.addSheet({ title, headerValues: head, gridProperties: { rowCount: 300, columnCount: 12 } })
  await sheet.addRows([1, 2, 3, 4, 5].map((n) => [String(n), `N-${n}`, `Việc ${n}`, 'Sở Tài chính', good(n), '']), { raw: true })
  console.log(id)
} else if (what === 'edit') {
  const [id, seconds] = [rest[0], Number(rest[1])]
  const sheet = await open(id)
  const model = (await values(id)).map((row) => head.map((_, i) => row[i] ?? ''))
  let next = model.length, edits = 0
  const wrong = []
  const until = Date.now() + seconds * 1000
  while (Date.now() < until) {
    const row = 1 + random(model.length - 1)
    switch (random(6)) {
      case 0: case 1: case 2: { // retype a deadline
        const task = Number(model[row][1].slice(2))
        const text = random(2) ? bad(task) : good(task)
        await sheet.loadCells({ startRowIndex: row, endRowIndex: row + 1, startColumnIndex: 4, endColumnIndex: 5 })
        sheet.getCell(row, 4).stringValue = text
        await sheet.saveUpdatedCells()
        model[row][4] = text
        break
      }
      case 3: // a new task in the middle
        if (next > 90) break
        await sheet.insertDimension('ROWS', { startIndex: row, endIndex: row + 1 }, false)
        model.splice(row, 0, head.map(() => ''))
        await sheet.loadCells({ startRowIndex: row, endRowIndex: row + 1, startColumnIndex: 0, endColumnIndex: width })
        model[row] = [String(next), `N-${next}`, `Việc ${next}`, 'Sở Tài chính', random(2) ? bad(next) : good(next), '']
        model[row].forEach((v, i) => { if (v) sheet.getCell(row, i).stringValue = v })
        await sheet.saveUpdatedCells()
        next++
        break
      case 4: { // a task is taken out
        if (model.length < 12) break
        await send(`${at.url}/v4/spreadsheets/${id}:batchUpdate`, {
          method: 'POST',
          headers: { authorization: `Bearer ${at.token}`, 'content-type': 'application/json' },
          body: JSON.stringify({ requests: [{ deleteDimension: { range: { sheetId: sheet.sheetId, dimension: 'ROWS', startIndex: row, endIndex: row + 1 } } }] }),
        }).then((r) => assert.equal(r.status, 200))
        model.splice(row, 1)
        break
      }
      case 5: { // two tasks change places, theirs alone: our column is not taken along
        const to = 1 + random(model.length - 1)
        await sheet.loadCells({ startRowIndex: 1, endRowIndex: model.length, startColumnIndex: 0, endColumnIndex: width })
        for (let i = 0; i < width; i++) {
          sheet.getCell(row, i).stringValue = model[to][i]
          sheet.getCell(to, i).stringValue = model[row][i]
        }
        await sheet.saveUpdatedCells()
        ;[model[row], model[to]] = [model[to], model[row]]
      }
    }
    edits++
    if (edits % 5 === 0) wrong.push(...misplaced(await values(id)))
  }
  writeFileSync('model.json', JSON.stringify(model))
  assert.deepEqual(wrong, [], 'a warning stood beside another task')
  console.log(`${edits} edits in ${seconds} s, ${model.length - 1} tasks`)
} else if (what === 'judge') {
  const model = JSON.parse(readFileSync('model.json', 'utf8'))
  const rows = await values(rest[0])
  assert.deepEqual(rows.map((row) => head.map((_, i) => row[i] ?? '')), model, 'cells of staff are not what they wrote')
  const column = rows[0].findIndex((v) => v === 'Cảnh báo')
  assert(column >= width, 'there is no column of warnings')
  let warned = 0
  for (const row of rows.slice(1)) {
    const task = Number(row[1].slice(2))
    const shown = row[column] ?? ''
    assert.equal(shown.includes(bad(task)), row[4] === bad(task), `beside ${row[1]}, due ${row[4]}: ${shown}`)
    assert(!shown.includes('chờ rà soát'), `beside ${row[1]}: ${shown}`)
    if (shown) warned++
  }
  assert(warned > 0, 'nothing is warned of')
  console.log(`${rows.length - 1} tasks are as staff wrote them, ${warned} of them with their own warnings`)
} else {
  throw new Error(`unknown: ${what}`)
}
