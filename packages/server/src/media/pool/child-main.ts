import { getPriority, setPriority } from 'node:os'
import { systemClock } from '../../base/clock.ts'
import { outageOf } from '../../base/outages/outage.ts'
import { Order, type Report } from './child-messages.ts'
import { MediaRefusal } from '../refusal.ts'

/** Lower priority than the service, which answers requests while children work. */
const NICENESS = 10
const REPORT_EVERY_MS = 250

/** The module of a task. */
interface TaskModule {
  run(input: unknown, report: (percent: number) => void, threads: number): unknown
}

const parent = process.ppid
let reportedMs = -Infinity

process.title = 'lemnis media child'
setPriority(Math.max(getPriority(), NICENESS))
process.once('disconnect', () => process.exit())
process.on('message', (message) => {
  void work(message).then(send)
})

async function work(message: unknown): Promise<Report> {
  try {
    const { module, input, threads } = Order.parse(message)
    const loaded: unknown = await import(module)
    if (!isTaskModule(loaded)) throw new Error(`${module} exports no run()`)
    send({ type: 'begun' })
    reportedMs = -Infinity
    const value = await loaded.run(input, reportProgress, threads)
    return { type: 'done', value, rssBytes: process.memoryUsage.rss() }
  } catch (error) {
    return describeFailure(error)
  }
}

function reportProgress(percent: number): void {
  const now = systemClock.monotonic()
  if (now - reportedMs < REPORT_EVERY_MS) return
  reportedMs = now
  // A long synchronous task never notices that the channel closed.
  if (process.ppid !== parent) process.exit()
  send({ type: 'progress', percent, rssBytes: process.memoryUsage.rss() })
}

function describeFailure(error: unknown): Report {
  if (error instanceof MediaRefusal) return { type: 'refused', code: error.code, message: error.message }
  const message = error instanceof Error ? error.message : String(error)
  const resource = outageOf(error)?.resource
  return resource ? { type: 'unavailable', resource, message } : { type: 'failed', message }
}

function send(report: Report): void {
  process.send?.(report)
}

function isTaskModule(value: unknown): value is TaskModule {
  return typeof value === 'object' && value !== null && 'run' in value && typeof value.run === 'function'
}
