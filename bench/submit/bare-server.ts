// The floor a submit is measured against: a bare HTTP server that reads the same body and keeps the same bytes in the
// same kind of SQLite file, one commit for each request (`single`) or one for all that wait (`grouped`).
import { randomUUID } from 'node:crypto'
import { createServer, type ServerResponse } from 'node:http'
import { DatabaseSync } from 'node:sqlite'

const [mode, file] = process.argv.slice(2)
if ((mode !== 'single' && mode !== 'grouped') || file === undefined) {
  throw new Error('usage: bare-server.ts single|grouped FILE')
}

const db = new DatabaseSync(file)
db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
db.exec(
  'CREATE TABLE jobs (seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, body BLOB NOT NULL) STRICT',
)
const insert = db.prepare('INSERT INTO jobs (id, body) VALUES (?, ?)')

interface Waiting {
  readonly body: Buffer
  readonly response: ServerResponse
}

function keep({ body, response }: Waiting): () => void {
  const id = randomUUID()
  insert.run(id, body)
  return () => response.end(`<Response><JobsDetail><JobId>${id}</JobId></JobsDetail></Response>`)
}

function commit(group: readonly Waiting[]): void {
  db.exec('BEGIN IMMEDIATE')
  const answers = group.map(keep)
  db.exec('COMMIT')
  for (const answer of answers) answer()
}

let waiting: Waiting[] = []

function accept(request: Waiting): void {
  if (mode === 'single') {
    commit([request])
    return
  }
  waiting.push(request)
  if (waiting.length > 1) return
  setImmediate(() => {
    const group = waiting
    waiting = []
    commit(group)
  })
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => accept({ body: Buffer.concat(chunks), response }))
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  process.stdout.write(`listening on http://127.0.0.1:${address.port}\n`)
})
