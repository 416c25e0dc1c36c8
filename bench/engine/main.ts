// How soon a job starts, how many that do nothing are run each second, and what a claim costs as the table grows; beside
// BullMQ on Redis and pg-boss on the same PostgreSQL. Only the ratios mean something. One part alone: latency, throughput,
// growth; or `plans`, which prints how the databases go about it.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startPostgres } from '../../tooling/postgres-server.ts'
import { databaseUrl, onServer } from '../../packages/server/src/db/testing/test-database.ts'
import { checkGoal } from '../figures.ts'
import { missingPrograms, startRedis } from '../redis.ts'
import type { Contender } from './contender.ts'
import { measureGrowth } from './growth.ts'
import { measureLatency } from './latency.ts'
import { openLemnis } from './lemnis.ts'
import { printPlans } from './plans.ts'
import { openBullMq, openPgBoss } from './peers.ts'
import { measureThroughput } from './throughput.ts'

const missing = missingPrograms()
if (missing.length > 0) {
  console.error(missing.join('\n'))
  process.exit(1)
}
const only = process.argv[2]
const directory = mkdtempSync(path.join(tmpdir(), 'lemnis-bench-'))
await using postgres = await startPostgres({ durable: true })
await using redis = await startRedis(directory)
let reached = true
let databases = 0
try {
  if (only === undefined || only === 'latency') reached = (await latency()) && reached
  if (only === undefined || only === 'throughput') reached = (await throughput()) && reached
  if (only === undefined || only === 'growth') reached = (await growth()) && reached
  if (only === 'plans') await plans()
} finally {
  rmSync(directory, { recursive: true, force: true })
}
process.exitCode = reached ? 0 : 1

async function latency(): Promise<boolean> {
  console.log('submit → start at 20 a second, ms from the call: p50, p99; rounds in turn')
  const ours = await openLemnis(directory, await newDatabase())
  const embedded = await openLemnis(directory, undefined)
  const bullMq = openBullMq(redis.port)
  const boss = await openPgBoss(await newDatabase())
  const measured = await measureLatency([embedded, ours, bullMq, boss])
  for (const { name, p50, p99 } of measured) console.log(`  ${name.padEnd(22)} ${cell(p50)} ${cell(p99)}`)
  const of = (contender: Contender): number =>
    measured.find(({ name }) => name === contender.name)?.p50 ?? NaN
  const met = [embedded, ours].map((contender) =>
    checkGoal({ name: `${contender.name} / BullMQ, p50`, value: of(contender) / of(bullMq), atMost: 1 }),
  )
  for (const contender of [ours, embedded, bullMq, boss]) await contender[Symbol.asyncDispose]()
  return met.every(Boolean)
}

async function throughput(): Promise<boolean> {
  console.log('jobs that do nothing, a second; rounds in turn')
  const ours = await openLemnis(directory, await newDatabase())
  const embedded = await openLemnis(directory, undefined)
  const bullMq = openBullMq(redis.port)
  const boss = await openPgBoss(await newDatabase())
  const met: boolean[] = []
  for (const processes of [1, 4]) {
    const contenders = processes === 1 ? [embedded, ours, boss, bullMq] : [ours, boss, bullMq]
    const rates = await measureThroughput(contenders, processes)
    for (const [name, rate] of rates) {
      console.log(`  ${processes} worker process(es)  ${name.padEnd(22)} ${rate.toFixed(0).padStart(8)}`)
    }
    const ratio = (rates.get(ours.name) ?? NaN) / (rates.get(boss.name) ?? NaN)
    met.push(
      checkGoal({
        name: `${ours.name} / ${boss.name}, ${processes} process(es)`,
        value: ratio,
        atLeast: 1.5,
      }),
    )
  }
  for (const contender of [ours, embedded, bullMq, boss]) await contender[Symbol.asyncDispose]()
  return met.every(Boolean)
}

async function growth(): Promise<boolean> {
  console.log('µs each, with 0, 10⁵ and 10⁶ finished jobs, and 100,000 that wait but for 0')
  const met: boolean[] = []
  for (const url of [undefined, await newDatabase()]) {
    const contender = await openLemnis(directory, url)
    const costs = await measureGrowth(contender)
    console.log(
      `  ${contender.name.padEnd(34)} ${costs.map((cost) => String(cost.finished).padStart(9)).join(' ')}`,
    )
    for (const name of costs[0]?.us.keys() ?? []) {
      const us = costs.map((cost) => cost.us.get(name) ?? Number.NaN)
      console.log(`  ${name.padEnd(34)} ${us.map(cell).join(' ')}`)
      met.push(
        checkGoal({ name: `${name}, grown / empty`, value: (us.at(-1) ?? NaN) / (us[0] ?? NaN), atMost: 2 }),
      )
    }
    await contender[Symbol.asyncDispose]()
  }
  return met.every(Boolean)
}

async function plans(): Promise<void> {
  for (const url of [undefined, await newDatabase()]) {
    const contender = await openLemnis(directory, url)
    console.log(`\n${contender.name}`)
    await printPlans(contender, url)
    await contender[Symbol.asyncDispose]()
  }
}

/** By its URL. */
async function newDatabase(): Promise<string> {
  databases += 1
  const name = `bench_${databases}`
  await onServer(postgres.url, `CREATE DATABASE ${name}`)
  return databaseUrl(postgres.url, name)
}

function cell(value: number): string {
  return value.toFixed(2).padStart(9)
}
