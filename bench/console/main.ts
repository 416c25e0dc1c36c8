// What the console costs: how long its lists take where there is much, and what pages that are open cost everybody else.
// `--lists`, `--screens` and `--streams` run one part; without any, all run. `LEMNIS_TEST_DATABASE=postgres` uses a server of its own.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { openDatabaseOf } from '../../packages/server/src/db/testing/test-database.ts'
import { startService } from '../../tooling/start-service.ts'
import { fill } from './fill.ts'
import { measureLists } from './lists.ts'
import { measureScreens } from './screens.ts'
import { measureStreams } from './streams.ts'

const { values } = parseArgs({
  options: { lists: { type: 'boolean' }, screens: { type: 'boolean' }, streams: { type: 'boolean' } },
})
const isAll = !values.lists && !values.screens && !values.streams
const SIZES = {
  jobs: Number(process.env['BENCH_JOBS'] ?? 1_000_000),
  callbacks: Number(process.env['BENCH_CALLBACKS'] ?? 100_000),
  objects: Number(process.env['BENCH_OBJECTS'] ?? 200_000),
  runs: Number(process.env['BENCH_RUNS'] ?? 100_000),
}
const settings = {
  LEMNIS_BUCKETS: ['first', 'second', 'third'].map((name) => `${name}-1250000000@local`).join(','),
  LEMNIS_LOG_LEVEL: 'error',
}

let reached = true
if (isAll || values.lists === true) reached = (await lists()) && reached
if (isAll || values.screens === true) reached = (await measureScreens()) && reached
if (isAll || values.streams === true) reached = (await measureStreams()) && reached
process.exitCode = reached ? 0 : 1

async function lists(): Promise<boolean> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'lemnis-bench-console-'))
  try {
    // It makes the tables, the buckets and their queues.
    await (await startService({ dataDir, settings })).stop()
    const from = performance.now()
    {
      await using db = await openDatabaseOf(dataDir)
      await fill(db, SIZES)
    }
    console.log(`filled in ${((performance.now() - from) / 1_000).toFixed(0)} s: ${JSON.stringify(SIZES)}`)
    await using service = await startService({ dataDir, settings, args: ['--queues', 'none'], showLog: true })
    return await measureLists(service)
  } finally {
    await rm(dataDir, { recursive: true, force: true })
  }
}
