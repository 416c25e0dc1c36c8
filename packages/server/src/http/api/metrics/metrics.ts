import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client'
import type { Clock } from '../../../base/clock.ts'
import type { Outages } from '../../../base/outages.ts'
import type { Attempt } from '../../../callbacks/delivery/record-attempts.ts'
import type { Database } from '../../../db/database.ts'
import type { Damage } from '../../../storage/storage.ts'
import type { Reply } from '../../call.ts'
import { DatabaseMetrics, secondsBetween } from './database-metrics.ts'
import { FreeSpace } from './free-space.ts'
import { OutageMetrics } from './outage-metrics.ts'
import { RequestMetrics, type AnsweredRequest } from './request-metrics.ts'
import { StoredBytes } from './stored-bytes.ts'

/** From a receiver next door to one that was away for the three days that the schedule lasts, s. */
const DELIVERY_BUCKETS = [
  0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300, 1_800, 10_800, 86_400, 259_200,
]

/** From a probe of a small file to hours of media, s. */
const RUN_BUCKETS = [0.1, 0.5, 1, 2.5, 5, 15, 60, 300, 1_800, 7_200]

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
  readonly #damaged = new Counter({
    name: 'lemnis_storage_damaged_blobs_total',
    help: 'Stored blobs that this process came upon and that are not what they were when kept, each once.',
    labelNames: ['kind'],
    registers: [this.#registry],
  })
  readonly #database = new DatabaseMetrics(this.#registry)
  readonly #outages = new OutageMetrics(this.#registry)
  readonly #requests = new RequestMetrics(this.#registry)
  readonly #freeSpace: FreeSpace
  /** Only a process that answers clients counts it. */
  readonly stored: StoredBytes | undefined

  /** `directories` by what they are called in the numbers. */
  constructor(directories: Readonly<Record<string, string>>, { countsStored }: { countsStored: boolean }) {
    collectDefaultMetrics({ register: this.#registry })
    this.#freeSpace = new FreeSpace(this.#registry, directories)
    this.stored = countsStored ? new StoredBytes(this.#registry) : undefined
    // What grows from 0 can be alerted on; what begins at 1 can't.
    for (const kind of ['damaged', 'missing']) this.#damaged.inc({ kind }, 0)
  }

  /** Never throws: it stands in the path of every request. */
  readonly observeRequest = (answered: AnsweredRequest): void => {
    this.#requests.observe(answered)
  }

  /** Never throws: it stands in the path of the sender. */
  readonly observeAttempt = ({
    verdict,
    createdAt,
    endedAt,
  }: Pick<Attempt, 'verdict' | 'createdAt' | 'endedAt'>): void => {
    const { outcome } = verdict
    this.#attempts.inc({ outcome, cause: verdict.outcome === 'delivered' ? 'none' : verdict.cause })
    if (outcome === 'delivered') this.#delivery.observe(secondsBetween(createdAt, endedAt))
  }

  /** Never throws: it stands in the path of the worker. */
  readonly observeRun = ({ tag, outcome, ms }: Run): void => {
    this.#runs.observe({ tag, outcome }, ms / 1_000)
  }

  /** Never throws: it stands in the path of whoever reads. */
  readonly observeDamage = (kind: Damage): void => {
    this.#damaged.inc({ kind })
  }

  /** Everything in the text format of Prometheus; what stands in the database only while that can be read. */
  async reply({ db, clock, outages }: Counted): Promise<Reply> {
    this.#outages.read(outages)
    if (outages.open.some(({ resource }) => resource === 'database')) this.#database.leaveOut()
    else await this.#database.read(db.reader, clock)
    await this.#freeSpace.read()
    this.stored?.ask()
    const body = await this.#registry.metrics()
    return { status: 200, headers: { 'content-type': this.#registry.contentType }, body }
  }
}
