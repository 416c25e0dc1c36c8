import type { Clock } from '../../base/clock.ts'
import type { Database } from '../../db/database.ts'
import { prepared } from '../../db/prepared.ts'

export interface LeaseOptions {
  readonly db: Database
  readonly clock: Clock
  /** Who holds it: another string in each process. */
  readonly holder: string
  /** True when no other process can have this database open: whoever held the lease before is dead. */
  readonly soleProcess: boolean
}

/** How long a process that died keeps others from sending. */
const SHARED_MS = 6_000
const SOLE_MS = 60_000

interface Bid {
  readonly holder: string
  readonly now: number
  readonly heldUntil: number
  /** 1 takes it from whoever has it. */
  readonly seize: 0 | 1
}

const bid = prepared<Bid, { holder: string }>((db, bind) =>
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
            eb(eb.val(1), '=', bind('seize')),
          ]),
        ),
    )
    .returning('holder'),
)

/**
 * The right to send, which one process at a time has. It is taken when there is something to send and left to end
 * when there is not, so that a service at rest writes nothing.
 */
export class SenderLease {
  readonly #options: LeaseOptions
  readonly #lengthMs: number
  /** On the monotonic clock: a step of the other one must make no two holders. */
  #heldUntil = 0
  #seize: 0 | 1

  constructor(options: LeaseOptions) {
    this.#options = options
    this.#lengthMs = options.soleProcess ? SOLE_MS : SHARED_MS
    this.#seize = options.soleProcess ? 1 : 0
  }

  /** How long a renewal may be put off, in ms. */
  get renewAfterMs(): number {
    return this.#lengthMs / 3
  }

  /** True while the lease is held and need not be renewed yet. */
  get isFresh(): boolean {
    return this.#options.clock.monotonic() < this.#heldUntil - this.#lengthMs + this.renewAfterMs
  }

  /** Takes or renews the lease, when it is time. False while another process has it. */
  async hold(): Promise<boolean> {
    if (this.isFresh) return true
    const { db, clock, holder } = this.#options
    const before = clock.monotonic()
    const now = clock.now()
    const wanted = { holder, now, heldUntil: now + this.#lengthMs, seize: this.#seize }
    const rows = await db.transact((tx) => bid(tx, wanted))
    if (rows.length === 0) return false
    this.#seize = 0
    this.#heldUntil = before + this.#lengthMs
    return true
  }

  /**
   * Lets another process begin at once. Also when the lease is over by now: its end stands in the table by a clock that may
   * have been set back since.
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
