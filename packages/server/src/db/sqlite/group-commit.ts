import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { Queryable } from '../database.ts'

/** Bounds how long one commit can keep the first unit of a group waiting. */
const MAX_GROUP = 256

interface WaitingUnit {
  /** Runs the unit inside the open transaction; gives what to do once the commit is durable. */
  readonly run: () => Promise<() => void>
  readonly fail: (error: unknown) => void
}

/**
 * Runs units of work on the one writing connection. All that wait when the event loop comes round share one
 * `BEGIN … COMMIT`, each behind its own savepoint, so that fifty requests pay for one sync of the disk. A unit is
 * answered only after the commit that holds it.
 */
export class GroupCommit {
  readonly #raw: DatabaseSync
  readonly #tx: Queryable
  readonly #begin: StatementSync
  readonly #commit: StatementSync
  readonly #savepoint: StatementSync
  readonly #release: StatementSync
  #waiting: WaitingUnit[] = []
  #working: Promise<void> | undefined

  constructor(raw: DatabaseSync, tx: Queryable) {
    this.#raw = raw
    this.#tx = tx
    this.#begin = raw.prepare('BEGIN IMMEDIATE')
    this.#commit = raw.prepare('COMMIT')
    this.#savepoint = raw.prepare('SAVEPOINT unit')
    this.#release = raw.prepare('RELEASE unit')
  }

  transact<T>(unit: (tx: Queryable) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({
        run: async () => {
          const value = await unit(this.#tx)
          return () => {
            resolve(value)
          }
        },
        fail: reject,
      })
      this.#working ??= this.#work()
    })
  }

  /** Resolves when nothing waits any more. */
  async idle(): Promise<void> {
    while (this.#working) await this.#working
  }

  async #work(): Promise<void> {
    do {
      // One turn of the event loop lets the requests that arrived together join the same commit.
      await new Promise((resolve) => setImmediate(resolve))
      await this.#commitGroup(this.#waiting.splice(0, MAX_GROUP))
    } while (this.#waiting.length > 0)
    this.#working = undefined
  }

  async #commitGroup(group: readonly WaitingUnit[]): Promise<void> {
    const done: (() => void)[] = []
    try {
      this.#begin.run()
      const [first] = group
      if (first && group.length === 1) {
        // Alone it needs no savepoint: what undoes the transaction undoes the unit.
        done.push(await first.run())
      } else {
        for (const unit of group) {
          const answer = await this.#runUnit(unit)
          if (answer) done.push(answer)
        }
      }
      this.#commit.run()
    } catch (error) {
      // A full disk ends the whole transaction: nothing of this group was kept, and each caller is told so.
      if (this.#raw.isTransaction) this.#raw.exec('ROLLBACK')
      for (const unit of group) unit.fail(error)
      return
    }
    for (const answer of done) answer()
  }

  /** `undefined` when the unit failed and was undone. Throws when the transaction itself is lost. */
  async #runUnit(unit: WaitingUnit): Promise<(() => void) | undefined> {
    this.#savepoint.run()
    try {
      const answer = await unit.run()
      this.#release.run()
      return answer
    } catch (error) {
      if (!this.#raw.isTransaction) throw error
      this.#raw.exec('ROLLBACK TO unit')
      this.#release.run()
      unit.fail(error)
      return undefined
    }
  }
}
