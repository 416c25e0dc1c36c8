import type { Clock } from '../../base/clock.ts'
import type { Database } from '../../db/database.ts'
import { prepared } from '../../db/prepared.ts'

export interface LeaseOptions {
  readonly db: Database
  readonly clock: Clock
  /** Identifies the process. */
  readonly holder: string
  /** True when no other process can have this database open: then the previous holder is dead. */
  readonly soleProcess: boolean
}

/** How long a dead process keeps others from sending. */
const SHARED_MS = 6_000
const SOLE_MS = 60_000

interface LeaseRequest {
  readonly holder: string
  readonly now: number
  readonly heldUntil: number
  /** 1 takes the lease even while another process holds it. */
  readonly force: 0 | 1
}

const acquireLease = prepared<LeaseRequest, { holder: string }>((db, bind) =>
  db
    .insertInto('callback_sender')
    .values({ one: 1, holder: bind('holder'), held_until: bind('heldUntil') })
    .onConflict((conflict) =>
      conflict
        .column('one')
        .doUpdateSet((eb) => ({
          holder: eb.ref('excluded.holder'),
          held_until: eb.ref('excluded.held_until'),
        }))
        .where((eb) =>
          eb.or([
            eb('callback_sender.holder', '=', bind('holder')),
            eb('callback_sender.held_until', '<', bind('now')),
            eb(eb.val(1), '=', bind('force')),
          ]),
        ),
    )
    .returning('holder'),
)

/**
 * The lease of the one process that sends. It is acquired when there is something to send, and expires when there is
 * not, so that an idle service writes nothing.
 */
export class SenderLease {
  readonly #options: LeaseOptions
  readonly #lengthMs: number
  /** On the monotonic clock: a step of the wall clock must not lead to two holders. */
  #heldUntil = 0
  #force: 0 | 1

  constructor(options: LeaseOptions) {
    this.#options = options
    this.#lengthMs = options.soleProcess ? SOLE_MS : SHARED_MS
    this.#force = options.soleProcess ? 1 : 0
  }

  /** The interval of renewals, in ms. */
  get renewAfterMs(): number {
    return this.#lengthMs / 3
  }

  /** True while the lease is held and need not be renewed yet. */
  get isFresh(): boolean {
    return this.#options.clock.monotonic() < this.#heldUntil - this.#lengthMs + this.renewAfterMs
  }

  /** Acquires or renews the lease, unless it is fresh. False while another process holds it. */
  async acquire(): Promise<boolean> {
    if (this.isFresh) return true
    const { db, clock, holder } = this.#options
    const before = clock.monotonic()
    const now = clock.now()
    const request = { holder, now, heldUntil: now + this.#lengthMs, force: this.#force }
    const rows = await db.transact((tx) => acquireLease(tx, request))
    if (rows.length === 0) return false
    this.#force = 0
    this.#heldUntil = before + this.#lengthMs
    return true
  }

  /**
   * Lets another process send at once. An expired lease is released, too: its end in the table is wall-clock time, and
   * that clock may have been set back.
   */
  async release(): Promise<void> {
    const { db, holder } = this.#options
    if (this.#heldUntil === 0) return
    this.#heldUntil = 0
    await db.transact((tx) =>
      tx.updateTable('callback_sender').set({ held_until: 0 }).where('holder', '=', holder).execute(),
    )
  }
}
