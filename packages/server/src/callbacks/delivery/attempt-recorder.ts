import { Batcher } from '../../base/batcher.ts'
import { retry } from '../../base/retry.ts'
import type { Database } from '../../db/database.ts'
import type { EndpointHealth } from '../endpoints/endpoint-health.ts'
import { recordAttempts, type Attempt } from './record-attempts.ts'
import type { Scope } from '../scope.ts'

/**
 * Nobody waits for a record, so it waits for others: a commit of fifty costs little more than one of one, and each
 * keeps the disk from those that somebody does wait for. A kill repeats what was sent meanwhile.
 */
const GATHER_MS = 20
const FULL_BATCH = 64

const AGAIN_MS = 1_000
const MAX_TRIES = 30

/** How a scope is doing; `undefined` when it works. */
type HealthOf = (scope: Scope) => EndpointHealth | undefined

interface Waiting {
  readonly attempt: Attempt
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** Writes attempts in batches, and again while the database can't: what is not recorded is delivered once more. */
export class AttemptRecorder {
  readonly #db: Database
  readonly #healthOf: HealthOf
  readonly #giveUp: AbortSignal
  readonly #waiting = new Batcher<Waiting>((batch) => this.#commit(batch), {
    gather: { ms: GATHER_MS, full: FULL_BATCH },
  })

  constructor(db: Database, healthOf: HealthOf, giveUp: AbortSignal) {
    this.#db = db
    this.#healthOf = healthOf
    this.#giveUp = giveUp
  }

  /** Resolves once the attempt is on the disk. */
  record(attempt: Attempt): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<undefined>()
    this.#waiting.add({ attempt, resolve: () => resolve(undefined), reject })
    return promise
  }

  async #commit(batch: readonly Waiting[]): Promise<void> {
    const attempts = batch.map(({ attempt }) => attempt)
    try {
      await retry(
        () => recordAttempts(this.#db, attempts, this.#healthOf),
        (_, failures) => (failures < MAX_TRIES ? AGAIN_MS : undefined),
        this.#giveUp,
      )
      for (const { resolve } of batch) resolve()
    } catch (error) {
      for (const { reject } of batch) reject(error)
    }
  }
}
