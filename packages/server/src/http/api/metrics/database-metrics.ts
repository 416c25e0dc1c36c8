import { Gauge, type Registry } from 'prom-client'
import type { Clock } from '../../../base/clock.ts'
import { countEndpoints, countOpen } from '../../../callbacks/operator/count-open.ts'
import type { Queryable } from '../../../db/database.ts'
import { listBusyQueues } from '../../../engine/queues/busy-queues.ts'
import { countJobs } from '../../../queues/count-jobs.ts'

/** Each busy queue has four series, and a time series database should not get too many. */
const MAX_QUEUES = 200

/** The metrics that are read from the database at each scrape. */
export class DatabaseMetrics {
  readonly #registry: Registry
  readonly #pending: Gauge<'state'>
  readonly #oldest: Gauge<'state'>
  readonly #resting: Gauge<'state'>
  readonly #endpoints: Gauge<'state'>
  readonly #scopes: Gauge<'scope' | 'state'>
  readonly #jobs: Gauge<'state'>
  readonly #queueJobs: Gauge<'bucket' | 'queue' | 'state'>
  readonly #queueLimit: Gauge<'bucket' | 'queue' | 'state'>
  readonly #queueOldest: Gauge<'bucket' | 'queue' | 'state'>

  constructor(registry: Registry) {
    this.#registry = registry
    this.#pending = this.#gauge('lemnis_callbacks_pending', 'Callbacks that wait for an attempt.')
    this.#oldest = this.#gauge(
      'lemnis_callbacks_oldest_pending_seconds',
      'The age of the oldest callback that waits for an attempt; 0 without one.',
    )
    this.#resting = this.#gauge(
      'lemnis_callbacks_resting',
      'Callbacks that wait for an operator: parked with their endpoint, or dead after the last attempt.',
      'state',
    )
    this.#endpoints = this.#gauge('lemnis_callback_endpoints', 'Endpoints in trouble.', 'state')
    this.#scopes = new Gauge({
      name: 'lemnis_callback_endpoint_scopes',
      help: 'Of these, whole origins, what one bucket sends to one, and what it sends to one address.',
      labelNames: ['scope', 'state'],
      registers: [registry],
    })
    this.#jobs = this.#gauge('lemnis_jobs', 'Jobs that wait and that run.', 'state')
    this.#queueJobs = this.#queueGauge(
      'lemnis_queue_jobs',
      'Jobs of a queue that wait and that run.',
      'state',
    )
    this.#queueLimit = this.#queueGauge(
      'lemnis_queue_max_concurrent',
      'Jobs of the queue that may run at once.',
    )
    this.#queueOldest = this.#queueGauge(
      'lemnis_queue_oldest_waiting_seconds',
      'The age of the job of the queue that waits longest; 0 when none waits.',
    )
  }

  async read(db: Queryable, clock: Clock): Promise<void> {
    const { callbacks } = await countOpen(db)
    this.#pending.set(callbacks.pending)
    const now = clock.now()
    this.#oldest.set(secondsBetween(callbacks.oldestPendingAt ?? now, now))
    this.#resting.set({ state: 'parked' }, callbacks.parked)
    this.#resting.set({ state: 'dead' }, callbacks.dead)
    await this.#readEndpoints(db)
    for (const [state, count] of Object.entries(await countJobs(db))) this.#jobs.set({ state }, count)
    await this.#readQueues(db, now)
  }

  /** Removes all series: the last values are outdated. */
  clear(): void {
    for (const gauge of [this.#pending, this.#oldest]) gauge.remove()
    for (const gauge of [this.#resting, this.#endpoints, this.#jobs]) gauge.reset()
    this.#scopes.reset()
    this.#resetQueues()
  }

  async #readEndpoints(db: Queryable): Promise<void> {
    this.#endpoints.reset()
    for (const { level: scope, state, count } of await countEndpoints(db)) {
      this.#endpoints.inc({ state }, count)
      this.#scopes.set({ scope, state }, count)
    }
  }

  async #readQueues(db: Queryable, now: number): Promise<void> {
    this.#resetQueues()
    for (const { bucket, queueId, ...queue } of await listBusyQueues(db, MAX_QUEUES)) {
      const labels = { bucket, queue: queueId }
      this.#queueJobs.set({ ...labels, state: 'waiting' }, queue.waiting)
      this.#queueJobs.set({ ...labels, state: 'running' }, queue.running)
      this.#queueLimit.set(labels, queue.maxConcurrent)
      this.#queueOldest.set(labels, secondsBetween(queue.oldestWaitingAt ?? now, now))
    }
  }

  #resetQueues(): void {
    for (const gauge of [this.#queueJobs, this.#queueLimit, this.#queueOldest]) gauge.reset()
  }

  #queueGauge(name: string, help: string, ...more: 'state'[]): Gauge<'bucket' | 'queue' | 'state'> {
    const labelNames = ['bucket', 'queue', ...more] as const
    return new Gauge({ name, help, labelNames, registers: [this.#registry] })
  }

  #gauge(name: string, help: string, ...labelNames: 'state'[]): Gauge<'state'> {
    return new Gauge({ name, help, labelNames, registers: [this.#registry] })
  }
}

/** Returns 0 for a negative difference, as clocks may be set back. */
export function secondsBetween(from: number, to: number): number {
  return Math.max(0, to - from) / 1_000
}
