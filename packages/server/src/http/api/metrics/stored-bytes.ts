import { Gauge, type Registry } from 'prom-client'
import type { Clock } from '../../../base/clock.ts'
import type { Log } from '../../../base/log.ts'
import { runLoop } from '../../../base/tasks/loop.ts'
import { Notifier, sleep } from '../../../base/tasks/wait.ts'
import { countStored, type Stored } from '../../../buckets/count-stored.ts'
import { listBuckets } from '../../../buckets/store.ts'
import type { Queryable } from '../../../db/database.ts'

/** The largest buckets have series of their own, and a time series database should not get too many. */
const MAX_BUCKETS = 200
/** The label of all other buckets, and no valid name of one. */
const OTHER_BUCKETS = 'other'
/** The least time between two counts, ms. */
const INTERVAL_MS = 5 * 60_000
/** The pause after each ms of counting, ms: counting uses a tenth of a connection at most. */
const PAUSE_FACTOR = 9
/** The longest wait for a scrape, ms. */
const MAX_WAIT_MS = 24 * 3_600_000

export interface CountContext {
  readonly db: Queryable
  readonly clock: Clock
  readonly log: Log
}

/**
 * The size of each bucket. No row has it, as all uploads would wait for that row. Objects are counted in the background,
 * page by page, after a scrape.
 */
export class StoredBytes {
  readonly #requested = new Notifier()
  readonly #bytes: Gauge<'bucket'>
  readonly #objects: Gauge<'bucket'>
  readonly #countedAt: Gauge

  constructor(registry: Registry) {
    const shape = { labelNames: ['bucket'] as const, registers: [registry] }
    this.#bytes = new Gauge({
      name: 'lemnis_bucket_bytes',
      help: 'Bytes of the objects of a bucket.',
      ...shape,
    })
    this.#objects = new Gauge({ name: 'lemnis_bucket_objects', help: 'Objects of a bucket.', ...shape })
    this.#countedAt = new Gauge({
      name: 'lemnis_buckets_counted_timestamp_seconds',
      help: 'When the bytes and objects of buckets were last counted; 0 before the first time.',
      registers: [registry],
    })
  }

  /** Asks for a new count; each scrape calls it. */
  request(): void {
    this.#requested.notify()
  }

  /** Counts until `signal` aborts. */
  async run(context: CountContext, signal: AbortSignal): Promise<void> {
    await runLoop('count-stored', context.log, signal, async () => {
      await this.#requested.wait(MAX_WAIT_MS, signal)
      await this.count(context, signal)
      await sleep(INTERVAL_MS, signal)
    })
  }

  async count({ db, clock }: CountContext, signal: AbortSignal): Promise<void> {
    const counted: (Stored & { readonly bucket: string })[] = []
    for (const { id, name } of await listBuckets(db)) {
      let [objects, bytes] = [0, 0]
      let from = clock.monotonic()
      for await (const page of countStored(db, id)) {
        objects += page.objects
        bytes += page.bytes
        await sleep((clock.monotonic() - from) * PAUSE_FACTOR, signal)
        if (signal.aborted) return
        from = clock.monotonic()
      }
      counted.push({ bucket: name, objects, bytes })
    }
    this.#publish(counted.toSorted((one, other) => other.bytes - one.bytes))
    this.#countedAt.set(clock.now() / 1_000)
  }

  #publish(largestFirst: readonly (Stored & { readonly bucket: string })[]): void {
    for (const gauge of [this.#bytes, this.#objects]) gauge.reset()
    for (const [index, { bucket, objects, bytes }] of largestFirst.entries()) {
      const labels = { bucket: index < MAX_BUCKETS ? bucket : OTHER_BUCKETS }
      this.#bytes.inc(labels, bytes)
      this.#objects.inc(labels, objects)
    }
  }
}
