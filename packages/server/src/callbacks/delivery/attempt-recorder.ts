import { sleep } from '../../base/wait.ts'
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
  #waiting: Waiting[] = []
  #working: Promise<void> | undefined
  #full: (() => void) | undefined

  constructor(db: Database, healthOf: HealthOf, giveUp: AbortSignal) {
    this.#db = db
    this.#healthOf = healthOf
    this.#giveUp = giveUp
  }

  /** Resolves once the attempt is on the disk. */
  record(attempt: Attempt): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ attempt, resolve, reject })
      if (this.#waiting.length >= FULL_BATCH) this.#full?.()
      this.#working ??= this.#work()
    })
  }

  async #work(): Promise<void> {
    while (this.#waiting.length > 0) {
      if (this.#waiting.length < FULL_BATCH) await this.#gather()
      await this.#commit(this.#waiting.splice(0))
    }
    this.#working = undefined
  }

  #gather(): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer)
        this.#full = undefined
        resolve()
      }
      const timer = setTimeout(end, GATHER_MS)
      this.#full = end
    })
  }

  async #commit(batch: readonly Waiting[]): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        const attempts = batch.map(({ attempt }) => attempt)
        await recordAttempts(this.#db, attempts, this.#healthOf)
        break
      } catch (error) {
        if (tries === MAX_TRIES || this.#giveUp.aborted) {
          for (const { reject } of batch) reject(error)
          return
        }
        await sleep(AGAIN_MS, this.#giveUp)
      }
    }
    for (const { resolve } of batch) resolve()
  }
}
