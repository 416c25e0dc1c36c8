// The only file of the benchmark that uses the service: it queues, sends, counts and replays callbacks.
import path from 'node:path'
import { webhookKey } from '@lemnis/receiver'
import { systemClock } from '../../packages/server/src/base/clock.ts'
import { createIds } from '../../packages/server/src/base/ids.ts'
import { silentLog } from '../../packages/server/src/base/log.ts'
import { sleep } from '../../packages/server/src/base/tasks/wait.ts'
import { InFlightJournal } from '../../packages/server/src/callbacks/delivery/in-flight-journal.ts'
import { replayCallbacks } from '../../packages/server/src/callbacks/operator/replay-callbacks.ts'
import { createSender } from '../../packages/server/src/callbacks/delivery/sender.ts'
import { insertCallback } from '../../packages/server/src/callbacks/store.ts'
import { HttpTransport } from '../../packages/server/src/callbacks/transports/http/http-transport.ts'
import type { Database } from '../../packages/server/src/db/database.ts'
import { openSqlite } from '../../packages/server/src/db/sqlite/open.ts'
import type { Contender } from './contender.ts'
import { BODY } from './targets.ts'

const clock = systemClock
const ids = createIds(clock)
const keys = [webhookKey('whsec_Zm9yIGJlbmNobWFya3Mgb25seSwgbm90IGEgc2VjcmV0')]

/** A replay rate that a user would choose to protect live callbacks. */
const REPLAY_PER_SECOND = 300

/** The interval at which a drain checks whether all is recorded. */
const POLL_MS = 5

/** The callbacks module on a database of its own. */
export class Lemnis implements Contender {
  readonly #deadlineMs: number
  readonly #db: Database
  readonly #transport: HttpTransport
  readonly #journal: InFlightJournal

  constructor(
    directory: string,
    deadlineMs: number,
    db: Database = openSqlite(path.join(directory, 'lemnis.db')),
  ) {
    this.#deadlineMs = deadlineMs
    this.#db = db
    this.#journal = new InFlightJournal(path.join(directory, 'sending.log'))
    this.#transport = new HttpTransport({
      clock,
      policy: { allow: [], loopbackOpen: true },
      resolve: (host) => Promise.reject(new Error(`no name is used here, least of all ${host}`)),
    })
  }

  /** Inserts in one durable commit and wakes the sender. */
  async insert(urls: readonly string[]): Promise<void> {
    await this.#db.transact(async (tx) => {
      for (const url of urls) {
        await insertCallback(tx, {
          webhookId: `msg_${ids.randomUuid()}`,
          jobId: 'jd4f2c1a0f0e911f0b8a5a87e01610140',
          bucketName: 'media-1250000000',
          queueId: 'p2242ab62c7c94486915508540933a2c6',
          tag: 'NoiseReduction',
          event: 'TaskFinish',
          url,
          contentType: 'application/xml',
          deadlineMs: this.#deadlineMs,
          traceparent: null,
          body: BODY,
          createdAt: clock.now(),
        })
      }
    })
  }

  /** Sends until `signal` aborts. */
  async send(signal: AbortSignal): Promise<void> {
    await createSender({
      db: this.#db,
      clock,
      ids,
      log: silentLog(),
      transport: this.#transport,
      keys: () => keys,
      soleProcess: true,
      journal: this.#journal,
    }).run(signal)
  }

  /** Replays all callbacks that were inserted. */
  async replay(): Promise<void> {
    const rows = await this.#db.reader.selectFrom('callbacks').select('id').execute()
    await replayCallbacks(this.#db, {
      callbackIds: rows.map(({ id }) => id),
      now: clock.now(),
      ratePerSecond: REPLAY_PER_SECOND,
    })
  }

  /** Resolves when every callback is delivered and recorded on disk. */
  async untilDelivered(): Promise<void> {
    while (await this.#isWaiting()) await sleep(POLL_MS)
  }

  /** Reads one row: counting all of them would add work that a service does not do. */
  async #isWaiting(): Promise<boolean> {
    const rows = await this.#db.reader.selectFrom('callback_queue').select('callback_id').limit(1).execute()
    return rows.length > 0
  }
}
