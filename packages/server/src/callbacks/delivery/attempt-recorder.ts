import { Batcher } from '../../base/tasks/batcher.ts'
import { retry } from '../../base/tasks/retry.ts'
import type { Database } from '../../db/database.ts'
import type { EndpointHealth } from '../endpoints/endpoint-health.ts'
import type { Attempt } from './attempt.ts'
import { recordAttempts } from './record-attempts.ts'
import type { Scope } from '../scope.ts'

/**
 * No client waits for a record, so it waits for others: a commit of fifty attempts costs little more than one of one.
 * Fewer commits leave the disk to those that clients do wait for. After a crash the attempts of this time are repeated.
 */
const BATCH_WINDOW_MS = 20
const FULL_BATCH = 64

const RETRY_MS = 1_000
const MAX_TRIES = 30

/** Returns the health of a scope; `undefined` when it works. */
type HealthOf = (scope: Scope) => EndpointHealth | undefined

interface PendingRecord {
  readonly attempt: Attempt
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** Records attempts in batches, and retries while the database can't: what is not recorded is delivered again. */
export class AttemptRecorder {
  readonly #db: Database
  readonly #healthOf: HealthOf
  readonly #giveUp: AbortSignal
  readonly #pending = new Batcher<PendingRecord>((batch) => this.#commit(batch), {
    gather: { ms: BATCH_WINDOW_MS, full: FULL_BATCH },
  })

  constructor(db: Database, healthOf: HealthOf, giveUp: AbortSignal) {
    this.#db = db
    this.#healthOf = healthOf
    this.#giveUp = giveUp
  }

  /** Resolves when the attempt is on disk. */
  record(attempt: Attempt): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<undefined>()
    this.#pending.add({ attempt, resolve: () => resolve(undefined), reject })
    return promise
  }

  async #commit(batch: readonly PendingRecord[]): Promise<void> {
    const attempts = batch.map(({ attempt }) => attempt)
    try {
      await retry(
        () => recordAttempts(this.#db, attempts, this.#healthOf),
        (_, failures) => (failures < MAX_TRIES ? RETRY_MS : undefined),
        this.#giveUp,
      )
      for (const { resolve } of batch) resolve()
    } catch (error) {
      for (const { reject } of batch) reject(error)
    }
  }
}
