import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Clock } from '../../base/clock.ts'
import type { Outages } from '../../base/outages.ts'
import { countEndpoints, countOpen } from '../../callbacks/count-open.ts'
import type { Attempt } from '../../callbacks/record-attempts.ts'
import type { Database, Queryable } from '../../db/database.ts'
import { listBusyQueues } from '../../engine/busy-queues.ts'
import { countJobs } from '../../queues/count-jobs.ts'
import type { Reply } from '../call.ts'
import { OutageMetrics } from './outage-metrics.ts'

/** From a receiver next door to one that was away for the three days that the schedule lasts, s. */
const DELIVERY_BUCKETS = [
  0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300, 1_800, 10_800, 86_400, 259_200,
]

/** From a probe of a small file to hours of media, s. */
const RUN_BUCKETS = [0.1, 0.5, 1, 2.5, 5, 15, 60, 300, 1_800, 7_200]

/** Each open queue has four series of its own; a time series database should not get more of them than it likes. */
const QUEUES_SHOWN = 200

interface Counted {
  readonly db: Database
  readonly clock: Clock
  readonly outages: Outages
}

interface Run {
  readonly tag: string
  readonly outcome: string
  readonly ms: number
}

/** The numbers of `/metrics`: attempts are counted as they are recorded, what stands in the database is read when asked. */
export class ServiceMetrics {
  readonly #registry = new Registry()
  readonly #attempts = new Counter({
    name: 'lemnis_callback_attempts_total',
    help: 'Attempts to deliver a callback since the start, by what became of the callback and why.',
    labelNames: ['outcome', 'cause'],
    registers: [this.#registry],
  })
  readonly #delivery = new Histogram({
    name: 'lemnis_callback_delivery_seconds',
    help: 'From the end of a job to the acknowledgement of its callback.',
    buckets: DELIVERY_BUCKETS,
    registers: [this.#registry],
  })
  readonly #runs = new Histogram({
    name: 'lemnis_job_run_seconds',
    help: 'How long this process ran jobs, by tag and by what each run came to.',
    labelNames: ['tag', 'outcome'],
    buckets: RUN_BUCKETS,
    registers: [this.#registry],
  })
  readonly #outages = new OutageMetrics(this.#registry)
  readonly #pending = this.#gauge('lemnis_callbacks_pending', 'Callbacks that wait for an attempt.')
  readonly #oldest = this.#gauge(
    'lemnis_callbacks_oldest_pending_seconds',
    'The age of the oldest callback that waits for an attempt; 0 without one.',
  )
  readonly #resting = this.#gauge(
    'lemnis_callbacks_resting',
    'Callbacks that wait for an operator: parked with their endpoint, or dead after the last attempt.',
    'state',
  )
  readonly #endpoints = this.#gauge('lemnis_callback_endpoints', 'Endpoints in trouble.', 'state')
  readonly #jobs = this.#gauge('lemnis_jobs', 'Jobs that wait and that run.', 'state')
  readonly #queueJobs = this.#queueGauge(
    'lemnis_queue_jobs',
    'Jobs of a queue that wait and that run.',
    'state',
  )
  readonly #queueLimit = this.#queueGauge(
    'lemnis_queue_max_concurrent',
    'Jobs of the queue that may run at once.',
  )
  readonly #queueOldest = this.#queueGauge(
    'lemnis_queue_oldest_waiting_seconds',
    'The age of the job of the queue that waits longest; 0 when none waits.',
  )

  readonly #ofDatabase = [
    this.#pending,
    this.#oldest,
    this.#resting,
    this.#endpoints,
    this.#jobs,
    this.#queueJobs,
    this.#queueLimit,
    this.#queueOldest,
  ]

  constructor() {
    collectDefaultMetrics({ register: this.#registry })
  }

  /** Never throws: it stands in the path of the sender. */
  readonly heed = ({
    verdict,
    createdAt,
    endedAt,
  }: Pick<Attempt, 'verdict' | 'createdAt' | 'endedAt'>): void => {
    const { outcome } = verdict
    this.#attempts.inc({ outcome, cause: verdict.outcome === 'delivered' ? 'none' : verdict.cause })
    if (outcome === 'delivered') this.#delivery.observe(secondsBetween(createdAt, endedAt))
  }

  /** Never throws: it stands in the path of the worker. */
  readonly heedRun = ({ tag, outcome, ms }: Run): void => {
    this.#runs.observe({ tag, outcome }, ms / 1_000)
  }

  /** Everything in the text format of Prometheus; what stands in the database only while that can be read. */
  async reply({ db, clock, outages }: Counted): Promise<Reply> {
    this.#outages.read(outages)
    if (outages.open.every(({ resource }) => resource !== 'database'))
      await this.#readDatabase(db.reader, clock)
    else for (const gauge of this.#ofDatabase) gauge.reset()
    const body = await this.#registry.metrics()
    return { status: 200, headers: { 'content-type': this.#registry.contentType }, body }
  }

  async #readDatabase(db: Queryable, clock: Clock): Promise<void> {
    const { callbacks } = await countOpen(db)
    this.#pending.set(callbacks.pending)
    const now = clock.now()
    this.#oldest.set(secondsBetween(callbacks.oldestPendingAt ?? now, now))
    this.#resting.set({ state: 'parked' }, callbacks.parked)
    this.#resting.set({ state: 'dead' }, callbacks.dead)
    for (const [state, count] of Object.entries(await countEndpoints(db)))
      this.#endpoints.set({ state }, count)
    for (const [state, count] of Object.entries(await countJobs(db))) this.#jobs.set({ state }, count)
    await this.#readQueues(db, now)
  }

  async #readQueues(db: Queryable, now: number): Promise<void> {
    for (const gauge of [this.#queueJobs, this.#queueLimit, this.#queueOldest]) gauge.reset()
    for (const { bucket, queueId, ...queue } of await listBusyQueues(db, QUEUES_SHOWN)) {
      const labels = { bucket, queue: queueId }
      this.#queueJobs.set({ ...labels, state: 'waiting' }, queue.waiting)
      this.#queueJobs.set({ ...labels, state: 'running' }, queue.running)
      this.#queueLimit.set(labels, queue.maxConcurrent)
      this.#queueOldest.set(labels, secondsBetween(queue.oldestWaitingAt ?? now, now))
    }
  }

  #queueGauge(name: string, help: string, ...more: 'state'[]): Gauge<'bucket' | 'queue' | 'state'> {
    const labelNames = ['bucket', 'queue', ...more] as const
    return new Gauge({ name, help, labelNames, registers: [this.#registry] })
  }

  #gauge(name: string, help: string, ...labelNames: 'state'[]): Gauge<'state'> {
    return new Gauge({ name, help, labelNames, registers: [this.#registry] })
  }
}

/** Clocks are set back: a time that has not come yet is now. */
function secondsBetween(from: number, to: number): number {
  return Math.max(0, to - from) / 1_000
}
