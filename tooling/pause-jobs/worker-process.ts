/** A worker in a process of its own, to be killed or measured: `worker-process.ts SETTINGS_JSON`. */
import path from 'node:path'
import { systemClock } from '../../packages/server/src/base/clock.ts'
import { createIds } from '../../packages/server/src/base/ids.ts'
import { silentLog } from '../../packages/server/src/base/log.ts'
import { openDatabase } from '../../packages/server/src/db/open-database.ts'
import { runWorker } from '../../packages/server/src/worker/run-worker.ts'
import { pauseEngine } from './pause-tag.ts'
import { openPauseWorker } from './pause-worker.ts'
import { readWorkerSettings } from './worker-settings.ts'

const { databaseUrl, directory, concurrency, tells } = readWorkerSettings(process.argv[2] ?? '')
const log = silentLog()
const { db, clock, soleProcess } = await openDatabase({
  url: databaseUrl,
  connections: 10,
  pooled: false,
  file: path.join(directory, 'lemnis.db'),
  clock: systemClock,
  log,
})
const ids = createIds(clock)
const stop = new AbortController()
const engine = pauseEngine({ db, clock, ids, log }, (number) => {
  if (tells) process.send?.({ began: number })
})
const worker = await openPauseWorker({ engine, directory, concurrency, soleProcess })
process.on('disconnect', () => process.exit())
process.on('SIGTERM', () => stop.abort())
process.send?.({ ready: true })
await runWorker(worker, stop.signal)
process.exit()
