import type { Database, Transaction } from '../../db/database.ts'
import { ConnectionTransaction } from '../../db/transaction.ts'
import type { JobEngine } from '../engine.ts'

/** An engine whose transactions are a part of `tx`, so that others meet what they lock and have not committed. */
export function engineInside(engine: JobEngine, tx: Transaction): JobEngine {
  const db: Database = {
    reader: engine.db.reader,
    transact: async (unit) => {
      const value = await unit(tx)
      // What the unit left to its commit is answered here, as far as there is one.
      if (tx instanceof ConnectionTransaction) await tx.pending.answered()
      return value
    },
    onWake: (channel, listener) => engine.db.onWake(channel, listener),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
  return { ...engine, db }
}
