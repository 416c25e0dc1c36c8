import { sleep } from '../../base/tasks/wait.ts'
import { forgetSubmits } from '../../jobs/submit-keys.ts'
import { deleteJobs, readAges } from '../../jobs/ages.ts'
import { pruneExecutions } from '../../workflows/executions.ts'
import { forgetStrayEnds } from '../../batches/ends.ts'
import { pruneBatches } from '../../batches/store.ts'
import type { Engine } from '../engine.ts'

const DAY_MS = 24 * 3_600_000
/** A client that got no answer asks again within minutes, not days. */
const SUBMIT_KEYS_MS = DAY_MS
/** So many at once keep others waiting for a few ms only. */
const CHUNK = 500
const PAUSE_MS = 20

/**
 * Takes away jobs, runs of workflows and batches that ended longer than `keepDays` ago, and what clients called their
 * submits a day after; returns how many jobs. Their outputs and callbacks are kept by rules of their own.
 */
export async function pruneJobs(engine: Engine, keepDays: number, signal: AbortSignal): Promise<number> {
  const now = engine.clock.now()
  while (!signal.aborted) {
    const forgotten = await engine.db.transact((tx) => forgetSubmits(tx, now - SUBMIT_KEYS_MS, CHUNK))
    if (forgotten === 0) break
    await sleep(PAUSE_MS, signal)
  }
  const before = now - keepDays * DAY_MS
  while (!signal.aborted) {
    const gone = await engine.db.transact((tx) => pruneExecutions(tx, before, CHUNK))
    if (gone < CHUNK) break
    await sleep(PAUSE_MS, signal)
  }
  while (!signal.aborted) {
    const gone = await engine.db.transact((tx) => pruneBatches(tx, before, CHUNK))
    if (gone < CHUNK) break
    await sleep(PAUSE_MS, signal)
  }
  await engine.db.transact(forgetStrayEnds)
  let pruned = 0
  let after = 0
  while (!signal.aborted) {
    const page = await readAges(engine.db.reader, { after, limit: CHUNK })
    const old = page.filter(({ endedAt }) => endedAt !== undefined && endedAt < before)
    if (old.length > 0) {
      await engine.db.transact((tx) =>
        deleteJobs(
          tx,
          old.map(({ seq }) => seq),
        ),
      )
    }
    pruned += old.length
    const last = page.at(-1)
    // The table is in the order of submission: what follows was submitted later.
    if (!last || page.length < CHUNK || last.createdAt >= before) break
    after = last.seq
    await sleep(PAUSE_MS, signal)
  }
  return pruned
}
