import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Clock } from '../../../base/clock.ts'
import type { Outages } from '../../../base/outages/outages.ts'
import type { Attempt } from '../../../callbacks/delivery/attempt.ts'
import type { Database } from '../../../db/database.ts'
import type { Damage } from '../../../storage/storage.ts'
import type { Reply } from '../../call.ts'
import { DatabaseMetrics, secondsBetween } from './database-metrics.ts'
import { FreeSpace } from './free-space.ts'
import { OutageMetrics } from './outage-metrics.ts'
import { RequestMetrics, type AnsweredRequest } from './request-metrics.ts'
import { StoredBytes } from './stored-bytes.ts'

/** From a receiver on the same network to one that was down for the three days of the schedule, s. */
const DELIVERY_BUCKETS = [
  0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300, 1_800, 10_800, 86_400, 259_200,
]

/** From a probe of a small file to hours of media, s. */
const RUN_BUCKETS = [0.1, 0.5, 1, 2.5, 5, 15, 60, 300, 1_800, 7_200]

/** What is read at each scrape. */
interface ScrapeContext {
  readonly db: Database
  readonly clock: Clock
  readonly outages: Outages
}

interface Run {
  readonly tag: string
  readonly outcome: string
  readonly ms: number
}

/** The metrics of `/metrics`: events are counted as they happen, the database is read at each scrape. */
export class ServiceMetrics {
  readonly #registry = new Registry()
  readonly #attempts = new Counter({
    name: 'lemnis_callback_attempts_total',
    help: 'Attempts to deliver a callback since the start, by outcome and cause.',
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
    help: 'How long this process ran jobs, by tag and outcome.',
    labelNames: ['tag', 'outcome'],
    buckets: RUN_BUCKETS,
    registers: [this.#registry],
  })
  readonly #damaged = new Counter({
    name: 'lemnis_storage_damaged_blobs_total',
    help: 'Damaged or missing blobs that this process found, each counted once.',
    labelNames: ['kind'],
    registers: [this.#registry],
  })
  readonly #streams = new Gauge({
    name: 'lemnis_event_streams',
    help: 'Streams of events that are open in this process.',
    registers: [this.#registry],
  })
  readonly #database = new DatabaseMetrics(this.#registry)
  readonly #outages = new OutageMetrics(this.#registry)
  readonly #requests = new RequestMetrics(this.#registry)
  readonly #freeSpace: FreeSpace
  /** Only in a process that answers clients. */
  readonly stored: StoredBytes | undefined

  /** `directories`: paths by the label that they have. */
  constructor(directories: Readonly<Record<string, string>>, { countsStored }: { countsStored: boolean }) {
    collectDefaultMetrics({ register: this.#registry })
    this.#freeSpace = new FreeSpace(this.#registry, directories)
    this.stored = countsStored ? new StoredBytes(this.#registry) : undefined
    // An alert needs the series to begin at 0.
    for (const kind of ['damaged', 'missing']) this.#damaged.inc({ kind }, 0)
  }

  /** Never throws: every request calls it. */
  readonly observeRequest = (answered: AnsweredRequest): void => {
    this.#requests.observe(answered)
  }

  /** Never throws: each stream calls it. */
  readonly observeStreams = (open: number): void => {
    this.#streams.set(open)
  }

  /** Never throws: the sender calls it. */
  readonly observeAttempt = ({
    result,
    createdAt,
    endedAt,
  }: Pick<Attempt, 'result' | 'createdAt' | 'endedAt'>): void => {
    const { outcome } = result
    this.#attempts.inc({ outcome, cause: result.outcome === 'delivered' ? 'none' : result.cause })
    if (outcome === 'delivered') this.#delivery.observe(secondsBetween(createdAt, endedAt))
  }

  /** Never throws: the worker calls it. */
  readonly observeRun = ({ tag, outcome, ms }: Run): void => {
    this.#runs.observe({ tag, outcome }, ms / 1_000)
  }

  /** Never throws: every reader of a blob calls it. */
  readonly observeDamage = (kind: Damage): void => {
    this.#damaged.inc({ kind })
  }

  /** All metrics in the text format of Prometheus; those of the database only while it can be read. */
  async reply({ db, clock, outages }: ScrapeContext): Promise<Reply> {
    this.#outages.read(outages)
    if (outages.open.some(({ resource }) => resource === 'database')) this.#database.clear()
    else await this.#database.read(db.reader, clock)
    await this.#freeSpace.read()
    this.stored?.request()
    const body = await this.#registry.metrics()
    return { status: 200, headers: { 'content-type': this.#registry.contentType }, body }
  }
}
