// A contender in a process of its own: `sender-process.ts NAME DEADLINE_MS DIRECTORY REDIS_PORT`.
import { writeFileSync } from 'node:fs'
import { Session } from 'node:inspector/promises'
import { sleep } from '../../packages/server/src/base/wait.ts'
import type { Contender } from './contender.ts'
import { Lemnis } from './lemnis.ts'
import { machineMs, NOTHING, serveOrders, type Answer, type Order } from './orders.ts'
import { BarePost, Peer } from './peer.ts'
import { targetUrl } from './targets.ts'

const [name = '', deadlineMs, directory = '', redisPort] = process.argv.slice(2)
const contender = await open()
let halt = new AbortController()
let sending: Promise<void> | undefined

serveOrders(carryOut)

async function open(): Promise<Contender> {
  switch (name) {
    case 'lemnis':
      return new Lemnis(directory, Number(deadlineMs))
    case 'bullmq':
      return await Peer.open(Number(redisPort), Number(deadlineMs))
    case 'bare':
      return new BarePost(false)
    case 'bare-pools':
      return new BarePost(true)
    default:
      throw new Error(`there is no contender ${name}`)
  }
}

async function carryOut(order: Order): Promise<Answer> {
  switch (order.kind) {
    case 'fill': {
      const urls = Array.from({ length: order.targets.count }, (_, at) => targetUrl(order.targets, at))
      await contender.insert(urls)
      return NOTHING
    }
    case 'drain':
      return await profiled(order.profile, drain)
    case 'live':
      return await live(order)
    case 'halt':
      return await stop()
    case 'arrivals':
      throw new TypeError('a sender receives nothing')
  }
}

async function drain(): Promise<Answer> {
  const databaseCpuUs = (await contender.databaseCpuUs?.()) ?? 0
  const cpu = process.cpuUsage()
  const startedAt = machineMs()
  start()
  await contender.untilDelivered()
  const ms = machineMs() - startedAt
  const ownCpuUs = cpuSince(cpu)
  // A database is part of what a delivery costs, in whatever process it runs.
  const cpuUs = ownCpuUs + ((await contender.databaseCpuUs?.()) ?? 0) - databaseCpuUs
  const values = { ms, cpuUs, ownCpuUs }
  await stop()
  return { values, series: {} }
}

async function live(order: Extract<Order, { kind: 'live' }>): Promise<Answer> {
  const { targets, perSecond } = order
  const cpu = process.cpuUsage()
  if (order.sending) start()
  const replay = order.replay ? timed(() => contender.replay?.()) : undefined
  const startedAt: number[] = []
  const committedAt: number[] = []
  const inserted: Promise<void>[] = []
  let next = machineMs()
  for (let at = 0; at < targets.count; at += 1) {
    next += randomGapMs(perSecond)
    await sleep(Math.max(0, next - machineMs()))
    startedAt.push(machineMs())
    inserted.push(insertAndNote(at))
  }
  await Promise.all(inserted)
  const values = { cpuUs: cpuSince(cpu), replayMs: (await replay) ?? 0 }
  return { values, series: { startedAt, committedAt } }

  async function insertAndNote(at: number): Promise<void> {
    await contender.insert([targetUrl(targets, at)])
    committedAt[at] = machineMs()
  }
}

function start(): void {
  halt = new AbortController()
  sending = contender.send(halt.signal)
}

async function stop(): Promise<Answer> {
  await contender.untilDelivered()
  halt.abort()
  await sending
  return NOTHING
}

/** As independent clients arrive. */
function randomGapMs(perSecond: number): number {
  return (-Math.log(1 - Math.random()) * 1_000) / perSecond
}

function cpuSince(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start)
  return user + system
}

async function timed(run: () => Promise<unknown> | undefined): Promise<number> {
  const startedAt = machineMs()
  await run()
  return machineMs() - startedAt
}

async function profiled(file: string | undefined, run: () => Promise<Answer>): Promise<Answer> {
  if (file === undefined) return await run()
  const session = new Session()
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.setSamplingInterval', { interval: 200 })
  await session.post('Profiler.start')
  const answer = await run()
  const { profile } = await session.post('Profiler.stop')
  writeFileSync(file, JSON.stringify(profile))
  session.disconnect()
  return answer
}
