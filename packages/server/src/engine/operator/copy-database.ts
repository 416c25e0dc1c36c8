import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Database, Queryable, Tables, Transaction } from '../../db/database.ts'

interface CopiedTable {
  readonly name: keyof Tables
  /** Its primary key, in order: what is read in pages and compared. */
  readonly key: readonly string[]
  /** The column that the database numbers by itself. */
  readonly numbered?: string
}

/**
 * Every table, before those that refer to it. Loads of queues and activity are counted anew, and who sends and where to
 * is decided anew. What is damaged is looked for anew, as the bytes come by another way, and browsers sign in anew.
 */
export const COPIED: readonly CopiedTable[] = [
  { name: 'buckets', key: ['id'], numbered: 'id' },
  { name: 'objects', key: ['bucket_id', 'key'] },
  { name: 'uploads', key: ['id'], numbered: 'id' },
  { name: 'parts', key: ['upload', 'number'] },
  { name: 'dropped_blobs', key: ['blob_id'] },
  { name: 'sound_views', key: ['id'] },
  { name: 'sound_view_files', key: ['view_id', 'name'] },
  { name: 'queues', key: ['id'], numbered: 'id' },
  { name: 'templates', key: ['id'], numbered: 'id' },
  { name: 'service_activations', key: ['bucket_id', 'service'] },
  { name: 'jobs', key: ['seq'], numbered: 'seq' },
  { name: 'job_tries', key: ['job', 'number'] },
  { name: 'submit_keys', key: ['bucket_id', 'key'] },
  { name: 'workflows', key: ['id'], numbered: 'id' },
  { name: 'executions', key: ['seq'], numbered: 'seq' },
  { name: 'batches', key: ['seq'], numbered: 'seq' },
  { name: 'batch_ends', key: ['id'], numbered: 'id' },
  { name: 'callbacks', key: ['id'], numbered: 'id' },
  { name: 'callback_replays', key: ['id'], numbered: 'id' },
  { name: 'callback_queue', key: ['due_at', 'callback_id'] },
  { name: 'callback_rest', key: ['callback_id'] },
  { name: 'callback_attempts', key: ['id'] },
  { name: 'callback_endpoints', key: ['endpoint'] },
  { name: 'callback_bucket_endpoints', key: ['endpoint', 'bucket_name', 'address_hash'] },
  { name: 'bulk_actions', key: ['id'], numbered: 'id' },
  { name: 'webhook_keys', key: ['id'], numbered: 'id' },
  { name: 'secrets', key: ['name'] },
  { name: 'access_keys', key: ['secret_id'] },
  { name: 'audit_entries', key: ['id'], numbered: 'id' },
]
export const NOT_COPIED: readonly (keyof Tables)[] = [
  'queue_loads',
  'callback_sender',
  'callback_redirect',
  'scrub',
  'damaged_blobs',
  'activity',
  'console_sessions',
  'console_links',
  'workers',
]

const PAGE = 500

export interface CopiedRows {
  readonly table: string
  readonly rows: number
}

/** The target holds something already, or what was read back is not what was read. Nothing was kept. */
export class CopyError extends Error {
  override readonly name = 'CopyError'
}

type Row = Readonly<Record<string, unknown>>

/**
 * Copies every row into an empty database of the same schema version, in one transaction; then reads all of it back and
 * compares. Throws CopyError.
 */
export async function copyDatabase(
  source: Queryable,
  target: Database,
  onTable: (copied: CopiedRows) => void,
): Promise<readonly CopiedRows[]> {
  return target.transact(async (tx) => {
    const copied: CopiedRows[] = []
    for (const table of COPIED) await assertEmpty(tx, table)
    for (const table of COPIED) {
      const [read, rows] = await copyTable(source, tx, table)
      if ((await digestOf(tx, table)) !== read)
        throw new CopyError(`What was read back of ${table.name} is not what was copied.`)
      copied.push({ table: table.name, rows })
      onTable({ table: table.name, rows })
    }
    return copied
  })
}

async function assertEmpty(tx: Transaction, { name }: CopiedTable): Promise<void> {
  const { rows } = await sql`SELECT 1 FROM ${sql.table(name)} LIMIT 1`.execute(tx)
  if (rows.length > 0) {
    throw new CopyError(`The target has rows in ${name}; only an empty database can be copied into.`)
  }
}

/** Returns the digest of what was read, and how many rows it was. */
async function copyTable(
  source: Queryable,
  tx: Transaction,
  table: CopiedTable,
): Promise<readonly [digest: string, rows: number]> {
  const sums = new RowSums()
  for await (const page of pages(source, table)) {
    for (const row of page) sums.add(row)
    await insert(tx, table, page)
  }
  if (table.numbered !== undefined && sums.count > 0) await numberOn(tx, table.name, table.numbered)
  return [sums.digest(), sums.count]
}

async function insert(tx: Transaction, { name }: CopiedTable, page: readonly Row[]): Promise<void> {
  const [first] = page
  if (!first) return
  const columns = Object.keys(first)
  const rows = page.map((row) => sql`(${sql.join(columns.map((column) => sql`${row[column]}`))})`)
  await sql`
    INSERT INTO ${sql.table(name)} (${sql.join(columns.map((column) => sql.ref(column)))})
    VALUES ${sql.join(rows)}`.execute(tx)
}

/** What the database numbers next comes after all that were copied. */
async function numberOn(tx: Transaction, table: string, column: string): Promise<void> {
  await sql`
    SELECT setval(pg_get_serial_sequence(${sql.lit(table)}, ${sql.lit(column)}),
      (SELECT max(${sql.ref(column)}) FROM ${sql.table(table)}))`.execute(tx)
}

async function digestOf(db: Queryable, table: CopiedTable): Promise<string> {
  const sums = new RowSums()
  for await (const page of pages(db, table)) for (const row of page) sums.add(row)
  return sums.digest()
}

/** All rows in the order of the key. */
async function* pages(db: Queryable, { name, key }: CopiedTable): AsyncGenerator<readonly Row[], void> {
  const columns = sql.join(key.map((column) => sql.ref(column)))
  let after: Row | undefined
  for (;;) {
    const last = after
    const from = last
      ? sql`WHERE (${columns}) > (${sql.join(key.map((column) => sql`${last[column]}`))})`
      : sql``
    const { rows } = await sql<Row>`
      SELECT * FROM ${sql.table(name)} ${from} ORDER BY ${columns} LIMIT ${sql.lit(PAGE)}`.execute(db)
    if (rows.length > 0) yield rows
    if (rows.length < PAGE) return
    after = rows.at(-1)
  }
}

/** One digest of rows in order, whatever the order of their columns is. */
class RowSums {
  readonly #hash = createHash('sha256')
  count = 0

  add(row: Row): void {
    const fields = Object.entries(row)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => [
        name,
        value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value,
      ])
    this.#hash.update(JSON.stringify(fields))
    this.count += 1
  }

  digest(): string {
    return this.#hash.digest('hex')
  }
}
