// Logs in as the service account of a key file, at the token endpoint that the file names.
import { createSign } from 'node:crypto'
import { readFileSync } from 'node:fs'
import assert from 'node:assert/strict'

export async function login(file, scopes) {
  const key = JSON.parse(readFileSync(file, 'utf8'))
  const part = (v) => Buffer.from(JSON.stringify(v)).toString('base64url')
  const now = Math.floor(Date.now() / 1000)
  const head = part({ alg: 'RS256', typ: 'JWT', kid: key.private_key_id })
  const claims = part({ iss: key.client_email, scope: scopes.join(' '), aud: key.token_uri, iat: now, exp: now + 3600 })
  const signature = createSign('RSA-SHA256').update(`${head}.${claims}`).sign(key.private_key, 'base64url')
  const reply = await fetch(key.token_uri, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: `${head}.${claims}.${signature}` }),
  })
  assert.equal(reply.status, 200)
  return { token: (await reply.json()).access_token, url: new URL(key.token_uri).origin }
}

export const scopes = ['https://www.googleapis.com/auth/spreadsheets', 'https://www.googleapis.com/auth/drive']

// create makes a spreadsheet in Drive and gives its id.
export async function create({ token, url }, name) {
  const reply = await fetch(`${url}/drive/v3/files`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name, mimeType: 'application/vnd.google-apps.spreadsheet' }),
  })
  assert.equal(reply.status, 200)
  return (await reply.json()).id
}

// redirect has every request that a client sends to Google sent to the emulator instead, for clients that have the address built
// in. It gives the fetch that there was.
export function redirect({ url: to }) {
  const send = globalThis.fetch
  globalThis.fetch = async (request, init) => {
    const url = (request.url ?? String(request)).replace('https://sheets.googleapis.com', to).replace('https://www.googleapis.com', to)
    assert(url.startsWith(to), url)
    if (!request.url) return send(url, init)
    const body = ['GET', 'HEAD'].includes(request.method) ? undefined : await request.text()
    return send(url, { method: request.method, headers: request.headers, body })
  }
  return send
}
