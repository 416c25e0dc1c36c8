// What one PostgreSQL carries: what each step of a job costs the worker and the database, a simulation of workers from
// these costs, and the same workers measured.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { databaseUrl, onServer } from '../../packages/server/src/db/testing/test-database.ts'
import { startPostgres } from '../../tooling/postgres-server.ts'
import { openLemnis } from '../engine/lemnis.ts'
import { CONCURRENCY } from '../engine/peers.ts'
import { measureThroughput } from '../engine/throughput.ts'
import { checkGoal } from '../figures.ts'
import { calibrate, type Cost } from './calibrate.ts'
import { measureDelivery } from './delivery.ts'
import { simulate } from './simulate.ts'

/** As in the worker's loop. */
const UNRECORDED = 200
const JOBS = 20_000
const ALLOWED = 0.25
/** Processes, and whether the prediction is checked. */
const FLEETS = [
  [1, true],
  [2, true],
  [4, false],
] as const

const directory = mkdtempSync(path.join(tmpdir(), 'lemnis-bench-'))
await using postgres = await startPostgres({ durable: true })
try {
  await onServer(postgres.url, 'CREATE DATABASE bench')
  await using contender = await openLemnis(directory, databaseUrl(postgres.url, 'bench'))
  const costs = await calibrate(contender, postgres.pid())
  const delivery = await measureDelivery(contender.engine.db, directory, postgres.pid())
  console.log('µs of the process, µs of PostgreSQL, µs that both wait')
  print('submit (200 at once)', costs.submit)
  print('claim, a call', costs.claim.call)
  print('claim, each job of it', costs.claim.job)
  print('run a job that does nothing', costs.run)
  print('finish, a call', costs.finish.call)
  print('finish, each job of it', costs.finish.job)
  print('deliver a callback (many at once)', delivery)
  const server = [costs.submit, costs.claim.job, costs.finish.job, delivery].reduce(
    (sum, cost) => sum + cost.server,
    0,
  )
  console.log(
    `  one core of PostgreSQL carries ${(1_000 / server).toFixed(0)} jobs a second, in large groups`,
  )
  console.log('jobs that do nothing, a second: simulated, measured')
  let reached = true
  for (const [processes, isCompared] of FLEETS) {
    const predicted = simulate(costs, {
      processes,
      concurrency: CONCURRENCY,
      unrecorded: UNRECORDED,
      jobs: JOBS,
    })
    const measured = (await measureThroughput([contender], processes)).get(contender.name) ?? Number.NaN
    console.log(
      `  ${processes} process(es) ${predicted.toFixed(0).padStart(8)} ${measured.toFixed(0).padStart(8)}`,
    )
    const off = Math.abs(predicted / measured - 1)
    if (isCompared) reached = checkGoal({ name: 'how far off', value: off, atMost: ALLOWED }) && reached
  }
  process.exitCode = reached ? 0 : 1
} finally {
  rmSync(directory, { recursive: true, force: true })
}

function print(name: string, { client, server, wait }: Cost): void {
  const cells = [client, server, wait].map((ms) => (ms * 1_000).toFixed(0).padStart(8))
  console.log(`  ${name.padEnd(36)} ${cells.join(' ')}`)
}
