/**
 * The delivery of callbacks in a process of its own, to be killed or watched:
 * `sending-process.ts DIRECTORY URLS_JSON PER_SECOND TOTAL DEADLINE_MS`. Inserts callbacks, TOTAL over all its lives,
 * to the URLs in turn, sends them, and tells the parent what happens.
 */
import path from 'node:path'
import { webhookKey } from '@lemnis/receiver'
import { systemClock } from '../packages/server/src/base/clock.ts'
import { createIds } from '../packages/server/src/base/ids.ts'
import { silentLog } from '../packages/server/src/base/log.ts'
import { sleep } from '../packages/server/src/base/tasks/wait.ts'
import { InFlightJournal } from '../packages/server/src/callbacks/delivery/in-flight-journal.ts'
import { createSender } from '../packages/server/src/callbacks/delivery/sender.ts'
import { insertCallback } from '../packages/server/src/callbacks/store.ts'
import { HttpTransport } from '../packages/server/src/callbacks/transports/http/http-transport.ts'
import { openSqlite } from '../packages/server/src/db/sqlite/open.ts'

/** What the process tells: each once, but `inserted` for every commit and `pending` twice a second. */
export type Told =
  /** So many callbacks of an earlier life are due now; others may wait for a later time by the schedule. */
  | { readonly kind: 'ready'; readonly due: number }
  /** On the disk: the last of them has this number, from 1. */
  | { readonly kind: 'inserted'; readonly upTo: number }
  | { readonly kind: 'pending'; readonly count: number }

const [directory = '', urlsJson = '[]', perSecond = '50', total = '1000', deadlineMs = '3000'] =
  process.argv.slice(2)
const urls = readUrls(urlsJson)
const clock = systemClock
const ids = createIds(clock)
const key = webhookKey('whsec_Zm9yIHRlc3RzIG9ubHksIG5vdCBhIHNlY3JldCBhdCBhbGw=')
const db = openSqlite(path.join(directory, 'lemnis.db'))
const transport = new HttpTransport({
  clock,
  policy: { allow: [], loopbackOpen: true },
  resolve: () => Promise.reject(new Error('no name is used here')),
})
const sender = createSender({
  db,
  clock,
  ids,
  log: silentLog(),
  transport,
  keys: () => [key],
  soleProcess: true,
  journal: new InFlightJournal(path.join(directory, 'sending.log')),
})

tell({ kind: 'ready', due: await countDue() })
void sender.run(new AbortController().signal)
void insertAll()
setInterval(() => void countPending().then((count) => tell({ kind: 'pending', count })), 500)
process.on('disconnect', () => process.exit())

async function insertAll(): Promise<void> {
  const row = await db.reader
    .selectFrom('callbacks')
    .select(({ fn }) => fn.max('id').as('last'))
    .executeTakeFirst()
  const pauseMs = Math.max(1, 1_000 / Number(perSecond))
  for (let number = (row?.last ?? 0) + 1; number <= Number(total); number += 1) {
    await insert(number)
    tell({ kind: 'inserted', upTo: number })
    await sleep(pauseMs)
  }
}

async function insert(number: number): Promise<void> {
  await db.transact((tx) =>
    insertCallback(tx, {
      webhookId: `msg_${number}`,
      jobId: `j${number}`,
      bucketName: 'media-1250000000',
      queueId: 'p1',
      tag: 'NoiseReduction',
      event: 'TaskFinish',
      url: urls[number % urls.length] ?? '',
      contentType: 'application/xml',
      deadlineMs: Number(deadlineMs),
      traceparent: null,
      body: Buffer.from(`<Response><JobId>j${number}</JobId>${'x'.repeat(800)}</Response>`),
      createdAt: clock.now(),
    }),
  )
}

async function countPending(): Promise<number> {
  const { count } = await selectCount().executeTakeFirstOrThrow()
  return count
}

async function countDue(): Promise<number> {
  const { count } = await selectCount().where('due_at', '<=', clock.now()).executeTakeFirstOrThrow()
  return count
}

function selectCount() {
  return db.reader.selectFrom('callback_queue').select(({ fn }) => fn.countAll<number>().as('count'))
}

function tell(told: Told): void {
  process.send?.(told)
}

function readUrls(json: string): readonly string[] {
  const value: unknown = JSON.parse(json)
  if (!Array.isArray(value) || value.length === 0) throw new TypeError('no URLs were given')
  return value.map(String)
}
