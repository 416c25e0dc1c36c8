import pg from 'pg'
import type { Log } from '../../base/log.ts'
import type { OutageError } from '../../base/outages/outage.ts'
import type { Channel, Database, Queryable, TransactOptions, Unit } from '../database.ts'
import { ConnectionTransaction, createReader } from '../transaction.ts'
import { Wakeups } from '../wakeups.ts'
import { queriesOn, TYPES, type Sender } from './connections.ts'
import { databaseFault } from '../faults.ts'
import { asDatabaseError } from '../outage.ts'
import { CommitUnknownError, isUnreachable } from './faults.ts'
import { migrate } from './migrate.ts'
import { Notifications } from './notifications.ts'
import { DatabaseRetries } from './database-retries.ts'

export interface PostgresOptions {
  /** `postgres://user:password@host:port/database?…` */
  readonly url: string
  /** Connections at most, but for the one that listens. */
  readonly connections: number
  /**
   * True behind a pooler that lends a connection for one transaction: then nothing is kept on a connection, and other
   * processes' wake-ups are replaced by polling.
   */
  readonly pooled: boolean
  readonly log: Log
  /** Told when the database does not answer or takes nothing. */
  readonly report?: ((outage: OutageError) => void) | undefined
}

const BEGIN = 'BEGIN READ WRITE'
const BEGIN_NOT_DURABLE = `${BEGIN}; SET LOCAL synchronous_commit TO off`

const CONNECT_TIMEOUT_MS = 5_000
/** A statement without an answer for so long has lost its connection, ms. */
const ANSWER_TIMEOUT_MS = 15_000
const IDLE_MS = 60_000

/** First: the server lets go of a client that vanished, with its locks, in some 10 s instead of two hours. */
const SERVER_OPTIONS = [
  'tcp_keepalives_idle=4',
  'tcp_keepalives_interval=2',
  'tcp_keepalives_count=3',
  'tcp_user_timeout=10000',
  'idle_in_transaction_session_timeout=15000',
  // Only what `transact` begins may write.
  'default_transaction_read_only=on',
]
  .map((option) => `-c ${option}`)
  .join(' ')

/** Connects, for some seconds again and again, and brings the schema up to date. Throws NewerSchemaError, and what says that there is no connection. */
export async function openPostgres(options: PostgresOptions): Promise<Database> {
  const config = clientConfig(options)
  // Started together, the server may take a moment longer.
  await new DatabaseRetries().run(() => migrateOver(config))
  return new PostgresDatabase(config, options)
}

/** How every connection of the service is made. */
export function clientConfig({ url, pooled }: Pick<PostgresOptions, 'url' | 'pooled'>): pg.ClientConfig {
  return {
    connectionString: url,
    types: TYPES,
    keepAlive: true,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: ANSWER_TIMEOUT_MS,
    // Statements that do not need each other's answers share a way to the server and back.
    pipeline: true,
    ...(!pooled && { options: SERVER_OPTIONS }),
  }
}

/** Over a connection of its own, without a limit of time: a migration may take long, or wait for another process. */
async function migrateOver(config: pg.ClientConfig): Promise<void> {
  const client = new pg.Client({ ...config, query_timeout: 0 })
  client.on('error', () => undefined)
  await client.connect()
  try {
    await migrate(client)
  } finally {
    await client.end()
  }
}

class PostgresDatabase implements Database {
  readonly reader: Queryable
  readonly #pool: pg.Pool
  readonly #retries: DatabaseRetries
  readonly #keepsPrepared: boolean
  readonly #transactions = new WeakMap<pg.PoolClient, ConnectionTransaction>()
  /** Connections on which a unit may send statements. */
  readonly #open = new WeakSet<pg.PoolClient>()
  readonly #wakeups = new Wakeups()
  readonly #notifications: Notifications

  constructor(config: pg.ClientConfig, { connections, pooled, log, report }: PostgresOptions) {
    this.#retries = new DatabaseRetries(report)
    this.#pool = new pg.Pool({ ...config, max: connections, idleTimeoutMillis: IDLE_MS })
    // The user of a connection that breaks gets the error; an idle one is replaced at the next use.
    this.#pool.on('error', () => undefined)
    this.#pool.on('connect', (client) => client.on('error', () => undefined))
    this.#keepsPrepared = !pooled
    const retrying: Sender = { send: (statement) => this.#read(() => this.#pool.query(statement)) }
    this.reader = queriesOn(retrying, {
      createQueries: createReader,
      keepsPrepared: this.#keepsPrepared,
    })
    this.#notifications = new Notifications({
      config,
      wakeups: this.#wakeups,
      notify: (payload) => this.#notify(payload),
      listens: !pooled,
      log,
    })
  }

  transact<T>(unit: Unit<T>, { durable = true }: TransactOptions = {}): Promise<T> {
    return this.#withRetries(() => this.#runOnce(unit, durable ? BEGIN : BEGIN_NOT_DURABLE))
  }

  /** That it writes is a fault of the statement. */
  async #read<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await this.#retries.run(work)
    } catch (error) {
      throw databaseFault(error) === 'read-only' ? error : asDatabaseError(error)
    }
  }

  async #withRetries<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await this.#retries.run(work)
    } catch (error) {
      throw asDatabaseError(error)
    }
  }

  #wake(channel: Channel): void {
    this.#wakeups.wake(channel)
    this.#notifications.send(channel)
  }

  /** One way to the server and no wait for its disk. */
  #notify(payload: string): Promise<unknown> {
    const text = pg.escapeLiteral(payload)
    return this.#pool.query(`${BEGIN_NOT_DURABLE}; NOTIFY ${Notifications.channel}, ${text}; COMMIT`)
  }

  onWake(channel: Channel, listener: () => void): Disposable {
    return this.#wakeups.onWake(channel, listener)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#notifications[Symbol.asyncDispose]()
    await this.#pool.end()
  }

  async #runOnce<T>(unit: Unit<T>, begin: string): Promise<T> {
    const client = await this.#pool.connect()
    const tx = this.#transactionOn(client)
    const { pending } = tx
    pending.reset()
    let committing = false
    try {
      // On its way together with the first statement; an error of it makes that one fail as well.
      const begun = client.query(begin)
      begun.catch(() => undefined)
      this.#open.add(client)
      const value = await unit(tx)
      if (!pending.hasAnswers) await begun
      committing = true
      this.#open.delete(client)
      const committed = client.query('COMMIT')
      committed.catch(() => undefined)
      await pending.answered()
      const { command } = await committed
      if (command !== 'COMMIT') throw new Error('a statement failed unnoticed: the transaction was undone')
      client.release()
      for (const call of pending.calls) call()
      for (const channel of pending.channels) this.#wake(channel)
      return value
    } catch (error) {
      this.#open.delete(client)
      const cause = await pending.causeOf(error)
      await this.#undo(client, cause)
      if (!committing || !isUnreachable(cause)) throw cause
      throw new CommitUnknownError('The connection broke during a commit.', { cause })
    }
  }

  /** Returns the connection to the pool clean, or not at all. */
  async #undo(client: pg.PoolClient, error: unknown): Promise<void> {
    const broken =
      isUnreachable(error) ||
      (await client.query('ROLLBACK').then(
        () => false,
        () => true,
      ))
    client.release(broken)
  }

  #transactionOn(client: pg.PoolClient): ConnectionTransaction {
    let tx = this.#transactions.get(client)
    if (!tx) {
      // After the commit it would be a transaction of its own.
      const send: Sender['send'] = (statement) =>
        this.#open.has(client)
          ? client.query(statement)
          : Promise.reject(new Error('a statement came after the end of its transaction'))
      tx = queriesOn(
        { send },
        {
          createQueries: (config) => new ConnectionTransaction(config),
          keepsPrepared: this.#keepsPrepared,
        },
      )
      this.#transactions.set(client, tx)
    }
    return tx
  }
}
