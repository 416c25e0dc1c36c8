import type { Database, Transaction } from '../../db/database.ts'
import type { JobEngine } from '../engine.ts'

/** An engine whose transactions are a part of `tx`, so that others meet what they lock and have not committed. */
export function engineInside(engine: JobEngine, tx: Transaction): JobEngine {
  const db: Database = {
    reader: engine.db.reader,
    transact: (unit) => unit(tx),
    onWake: (channel, listener) => engine.db.onWake(channel, listener),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
  return { ...engine, db }
}
