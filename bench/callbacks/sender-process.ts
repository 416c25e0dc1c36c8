// Runs a contender in its own process: `sender-process.ts NAME DEADLINE_MS DIRECTORY REDIS_PORT`.
import { writeFileSync } from 'node:fs'
import { Session } from 'node:inspector/promises'
import { sleep } from '../../packages/server/src/base/tasks/wait.ts'
import type { Contender } from './contender.ts'
import { Lemnis } from './lemnis.ts'
import { machineMs, EMPTY_REPLY, serveCommands, type Reply, type Command } from './commands.ts'
import { BarePost, BullMq } from './baselines.ts'
import { targetUrl } from './targets.ts'

const [name = '', deadlineMs, directory = '', redisPort] = process.argv.slice(2)
const contender = await open()
let halt = new AbortController()
let sending: Promise<void> | undefined

serveCommands(execute)

async function open(): Promise<Contender> {
  switch (name) {
    case 'lemnis':
      return new Lemnis(directory, Number(deadlineMs))
    case 'bullmq':
      return await BullMq.open(Number(redisPort), Number(deadlineMs))
    case 'bare':
      return new BarePost(false)
    case 'bare-pools':
      return new BarePost(true)
    default:
      throw new Error(`there is no contender ${name}`)
  }
}

async function execute(command: Command): Promise<Reply> {
  switch (command.kind) {
    case 'fill': {
      const urls = Array.from({ length: command.targets.count }, (_, at) => targetUrl(command.targets, at))
      await contender.insert(urls)
      return EMPTY_REPLY
    }
    case 'drain':
      return await profiled(command.profile, drain)
    case 'live':
      return await live(command)
    case 'halt':
      return await stop()
    case 'arrivals':
      throw new TypeError('a sender receives nothing')
  }
}

async function drain(): Promise<Reply> {
  const databaseCpuUs = (await contender.databaseCpuUs?.()) ?? 0
  const cpu = process.cpuUsage()
  const startedAt = machineMs()
  start()
  await contender.untilDelivered()
  const ms = machineMs() - startedAt
  const ownCpuUs = cpuSince(cpu)
  // The database is part of the cost of a delivery, in whatever process it runs.
  const cpuUs = ownCpuUs + ((await contender.databaseCpuUs?.()) ?? 0) - databaseCpuUs
  const values = { ms, cpuUs, ownCpuUs }
  await stop()
  return { values, series: {} }
}

async function live(command: Extract<Command, { kind: 'live' }>): Promise<Reply> {
  const { targets, perSecond } = command
  const cpu = process.cpuUsage()
  if (command.sending) start()
  const replay = command.replay ? timed(() => contender.replay?.()) : undefined
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

async function stop(): Promise<Reply> {
  await contender.untilDelivered()
  halt.abort()
  await sending
  return EMPTY_REPLY
}

/** Exponentially distributed, like the arrivals of independent clients. */
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

async function profiled(file: string | undefined, run: () => Promise<Reply>): Promise<Reply> {
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
