import { Batcher } from '../../base/tasks/batcher.ts'
import type { OutageError } from '../../base/outages/outage.ts'
import type { TransactOptions, Unit } from '../database.ts'
import { databaseOutage } from '../outage.ts'
import type { ConnectionTransaction } from '../transaction.ts'
import type { Wakeups } from '../wakeups.ts'
import type { Connection } from './connection.ts'

/** Bounds how long one commit can keep the first unit of a group waiting. */
const MAX_GROUP = 256

interface GroupCommitOptions {
  /** Something was committed and no transaction is open. */
  readonly afterCommit: () => void
  readonly wakeups: Pick<Wakeups, 'wake'>
  /** The database took nothing. */
  readonly report: (outage: OutageError) => void
}

interface WaitingUnit {
  readonly durable: boolean
  /** Runs the unit inside the open transaction; returns what to do once the commit is durable. */
  readonly run: () => Promise<() => void>
  readonly fail: (error: unknown) => void
}

/**
 * Runs units of work on the one writing connection. All that wait when the event loop comes round share one
 * `BEGIN … COMMIT`, so that fifty requests pay for one sync of the disk. A unit is answered only after the commit that
 * holds it. When one of a group fails, the group is rolled back and runs again, each unit behind its own savepoint.
 * Savepoints from the start would cost every unit for the sake of the rare failure.
 */
export class GroupCommit {
  readonly #writer: Connection<ConnectionTransaction>
  readonly #afterCommit: () => void
  readonly #wakeups: Pick<Wakeups, 'wake'>
  readonly #report: (outage: OutageError) => void
  readonly #waiting = new Batcher<WaitingUnit>((group) => this.#commitGroup(group), { maxSize: MAX_GROUP })
  #waitsForDisk = true
  #committed = false

  constructor(
    writer: Connection<ConnectionTransaction>,
    { afterCommit, wakeups, report }: GroupCommitOptions,
  ) {
    this.#writer = writer
    this.#afterCommit = afterCommit
    this.#wakeups = wakeups
    this.#report = report
  }

  transact<T>(unit: Unit<T>, { durable = true }: TransactOptions = {}): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#waiting.add({
        durable,
        run: async () => {
          const { queries } = this.#writer
          queries.pending.reset()
          const value = await unit(queries)
          await queries.pending.answered()
          const { channels, calls } = queries.pending
          return () => {
            resolve(value)
            for (const call of calls) call()
            for (const channel of channels) this.#wakeups.wake(channel)
          }
        },
        fail: reject,
      })
    })
  }

  /** Resolves when nothing waits any more. */
  idle(): Promise<void> {
    return this.#waiting.idle()
  }

  async #commitGroup(group: readonly WaitingUnit[]): Promise<void> {
    this.#waitForDisk(group.some(({ durable }) => durable))
    try {
      await this.#inTransaction(group, (unit) => unit.run())
    } catch (error) {
      const [only, ...others] = group
      if (only && others.length === 0) this.#fail(only, error)
      else await this.#commitApart(group)
    }
    if (this.#committed) this.#afterCommit()
    this.#committed = false
  }

  /** A commit that waits makes those before it durable as well: they stand earlier in the same log. */
  #waitForDisk(wait: boolean): void {
    if (wait === this.#waitsForDisk) return
    this.#writer.raw.exec(`PRAGMA synchronous = ${wait ? 'FULL' : 'NORMAL'}`)
    this.#waitsForDisk = wait
  }

  async #commitApart(group: readonly WaitingUnit[]): Promise<void> {
    try {
      await this.#inTransaction(group, (unit) => this.#runApart(unit))
    } catch (error) {
      // A full disk ends the whole transaction: nothing of this group was stored, and each caller gets the error.
      for (const unit of group) this.#fail(unit, error)
    }
  }

  /** Answers the units once they are durable. When it throws, nothing was kept and nobody was answered. */
  async #inTransaction(
    group: readonly WaitingUnit[],
    run: (unit: WaitingUnit) => Promise<(() => void) | undefined>,
  ): Promise<void> {
    const done: ((() => void) | undefined)[] = []
    try {
      this.#run('BEGIN IMMEDIATE')
      for (const unit of group) done.push(await run(unit))
      this.#run('COMMIT')
    } catch (error) {
      if (this.#writer.raw.isTransaction) this.#writer.raw.exec('ROLLBACK')
      throw error
    }
    for (const answer of done) answer?.()
    this.#committed = true
  }

  #run(text: string): void {
    this.#writer.statement(text).run([])
  }

  /** `undefined` when the unit failed and was undone. Throws when the transaction itself is lost. */
  async #runApart(unit: WaitingUnit): Promise<(() => void) | undefined> {
    this.#run('SAVEPOINT unit')
    try {
      const answer = await unit.run()
      this.#run('RELEASE unit')
      return answer
    } catch (error) {
      if (!this.#writer.raw.isTransaction) throw error
      this.#writer.raw.exec('ROLLBACK TO unit')
      this.#run('RELEASE unit')
      this.#fail(unit, error)
      return undefined
    }
  }

  #fail(unit: WaitingUnit, error: unknown): void {
    const outage = databaseOutage(error)
    if (outage) this.#report(outage)
    unit.fail(outage ?? error)
  }
}
