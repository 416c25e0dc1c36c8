import { Kysely, type KyselyConfig } from 'kysely'
import type { Channel, Queryable, Tables, Transaction } from './database.ts'

/** What a unit leaves to the commit of its transaction. */
class PendingCommit {
  readonly #channels = new Set<Channel>()
  #answers: Promise<unknown>[] = []
  #calls: (() => void)[] = []

  /** Before each run of a unit: what an earlier run left is void. */
  reset(): void {
    this.#channels.clear()
    this.#answers = []
    this.#calls = []
  }

  addChannel(channel: Channel): void {
    this.#channels.add(channel)
  }

  addCall(then: () => void): void {
    this.#calls.push(then)
  }

  addAnswer(answer: Promise<unknown>): void {
    // It is looked at with the commit, or not at all when the unit fails first.
    answer.catch(() => undefined)
    this.#answers.push(answer)
  }

  /** Whom to wake once the transaction is committed. */
  get channels(): readonly Channel[] {
    return [...this.#channels]
  }

  /** What to call once it is. */
  get calls(): readonly (() => void)[] {
    return this.#calls
  }

  get hasAnswers(): boolean {
    return this.#answers.length > 0
  }

  /** Resolves when all statements that were sent are answered; rejects as the first of them that failed. */
  async answered(): Promise<void> {
    for (const answer of this.#answers) await answer
  }

  /**
   * Why a unit failed: a statement that failed makes the database refuse all that follow it, whose errors say only
   * that.
   */
  async causeOf(error: unknown): Promise<unknown> {
    try {
      await this.answered()
      return error
    } catch (first) {
      return first
    }
  }
}

/** The query builder of a connection, and what its transaction leaves to the commit. */
export class ConnectionTransaction extends Kysely<Tables> implements Transaction {
  /** What the unit that runs on it leaves to the commit. */
  readonly pending = new PendingCommit()

  wake(channel: Channel): void {
    this.pending.addChannel(channel)
  }

  afterCommit(then: () => void): void {
    this.pending.addCall(then)
  }

  awaitWithCommit(answer: Promise<unknown>): void {
    this.pending.addAnswer(answer)
  }
}

/** The query builder of a connection that is only read. */
export function createReader(config: KyselyConfig): Queryable {
  return new Kysely<Tables>(config)
}
