import { z } from 'zod'
import { countAgain, finishEntry, insertEntry, type AuditEvent } from '../../../audit/store.ts'
import type { Clock } from '../../../base/clock.ts'
import type { Log } from '../../../base/log.ts'
import type { Database } from '../../../db/database.ts'
import type { Reply } from '../../call.ts'
import { asProtocolError } from '../../common-reply.ts'
import type { Caller } from '../caller.ts'
import { summarizeBody } from './summarize-body.ts'

/** Refusals of a minute are one entry: who is refused must not fill the disk, ms. */
const COUNTED_MS = 60_000
const MAX_TARGET_CHARS = 1_000

/** Something that a caller wants to change. */
export interface Change {
  readonly caller: Caller
  /** The route, or the operation on objects. */
  readonly what: string
  /** What it changes; `undefined`: the answer names what it made. */
  readonly target: string | undefined
  readonly body?: unknown
}

export interface AuditTrailOptions {
  readonly db: Database
  readonly clock: Clock
  readonly log: Log
}

/** Records what operators do. */
export class AuditTrail {
  readonly #options: AuditTrailOptions

  constructor(options: AuditTrailOptions) {
    this.#options = options
  }

  /** Runs a change. Its entry is on the disk before, so that there is no change without one; the outcome is added to it. */
  async change(change: Change, run: () => Promise<Reply>): Promise<Reply> {
    const id = await this.#insert(eventOf(change))
    try {
      const reply = await run()
      await this.#finish(id, { status: reply.status, target: change.target ?? madeBy(reply) })
      return reply
    } catch (error) {
      await this.#finish(id, { status: asProtocolError(error).statusOn('cos'), target: undefined })
      throw error
    }
  }

  /** Records a change that the caller may not make. */
  async refuse(change: Change, status: number): Promise<void> {
    await this.count({ ...eventOf(change), status })
  }

  async record(event: AuditEvent): Promise<void> {
    await this.#insert(event)
  }

  /** Records what happens again and again, once for each minute. */
  async count(event: AuditEvent): Promise<void> {
    const { db, clock } = this.#options
    const now = clock.now()
    await db.transact(async (tx) => {
      if (!(await countAgain(tx, event, now - COUNTED_MS))) await insertEntry(tx, event, now)
    })
  }

  #insert(event: AuditEvent): Promise<number> {
    const { db, clock } = this.#options
    return db.transact((tx) => insertEntry(tx, event, clock.now()))
  }

  /** The change is made: that its outcome can't be recorded is no reason to answer otherwise. */
  async #finish(id: number, outcome: Parameters<typeof finishEntry>[2]): Promise<void> {
    const { db, log } = this.#options
    try {
      await db.transact((tx) => finishEntry(tx, id, outcome), { durable: false })
    } catch (error) {
      log.warn({ err: error, entry: id, ...outcome }, 'the outcome of a change is not in the audit trail')
    }
  }
}

function eventOf({ caller, what, target, body }: Change): AuditEvent {
  const { name: who, role, signedIn, address } = caller
  return {
    ...{ who, role, signedIn, address, what },
    target: target?.slice(0, MAX_TARGET_CHARS),
    body: body === undefined ? undefined : summarizeBody(body),
  }
}

const named = z.union([
  z.object({ secretId: z.string() }).transform(({ secretId }) => secretId),
  z.object({ id: z.string() }).transform(({ id }) => id),
  z
    .object({ jobs: z.array(z.object({ id: z.string() })).min(1) })
    .transform(({ jobs }) => jobs.map(({ id }) => id).join(' ')),
])

/** The ids of what an answer says that was made. */
function madeBy({ status, body, headers }: Reply): string | undefined {
  if (status !== 200 || typeof body !== 'string' || headers?.['content-type'] !== 'application/json')
    return undefined
  return named.safeParse(JSON.parse(body)).data?.slice(0, MAX_TARGET_CHARS)
}
