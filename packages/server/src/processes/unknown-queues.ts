import type { AppContext } from './app-context.ts'
import type { WorkerOptions } from './worker-options.ts'
import { unknownQueues } from '../queues/unknown-queues.ts'

/** Logs a warning about queues of `--queues` that are not there: no job of them is run until they are. */
export async function warnOfUnknownQueues(
  { engine: { db, log } }: AppContext,
  { queues }: WorkerOptions,
): Promise<void> {
  const unknown = queues ? await unknownQueues(db.reader, queues) : []
  if (unknown.length === 0) return
  const what =
    unknown.length === queues?.length
      ? 'no queue of --queues is there: this process runs no job until one is made'
      : 'some queues of --queues are not there'
  log.warn({ queues: unknown }, `${what}; "lemnis queues list" shows their ids and names`)
}
