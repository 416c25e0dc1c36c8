import { Gauge, type Registry } from 'prom-client'
import type { Clock } from '../../../base/clock.ts'
import type { Log } from '../../../base/log.ts'
import { runLoop } from '../../../base/loop.ts'
import { Notifier, sleep } from '../../../base/wait.ts'
import { countStored, type Stored } from '../../../buckets/count-stored.ts'
import { listBuckets } from '../../../buckets/store.ts'
import type { Queryable } from '../../../db/database.ts'

/** The fullest buckets have series of their own; a time series database should not get more than it likes. */
const BUCKETS_SHOWN = 200
/** No bucket can be called so. */
const REST = 'other'
/** The next count begins so long after the last at the earliest, ms. */
const EVERY_MS = 5 * 60_000
/** For each ms that adding up took, so many are rested: it takes a tenth of a connection at most. */
const REST_FOR_EACH = 9
/** Without a scrape nobody wants to know, ms. */
const UNASKED_MS = 24 * 3_600_000

export interface Counting {
  readonly db: Queryable
  readonly clock: Clock
  readonly log: Log
}

/**
 * How much each bucket holds. No row keeps it: one for each bucket would be what all uploads wait for. So objects are
 * added up in the background, page by page, once a scrape has asked.
 */
export class StoredBytes {
  readonly #asked = new Notifier()
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

  /** Says that the numbers are looked at. */
  ask(): void {
    this.#asked.notify()
  }

  /** Counts until `signal` aborts. */
  async run(counting: Counting, signal: AbortSignal): Promise<void> {
    await runLoop('count-stored', counting.log, signal, async () => {
      await this.#asked.wait(UNASKED_MS, signal)
      await this.count(counting, signal)
      await sleep(EVERY_MS, signal)
    })
  }

  async count({ db, clock }: Counting, signal: AbortSignal): Promise<void> {
    const counted: (Stored & { readonly bucket: string })[] = []
    for (const { id, name } of await listBuckets(db)) {
      let [objects, bytes] = [0, 0]
      let from = clock.monotonic()
      for await (const page of countStored(db, id)) {
        objects += page.objects
        bytes += page.bytes
        await sleep((clock.monotonic() - from) * REST_FOR_EACH, signal)
        if (signal.aborted) return
        from = clock.monotonic()
      }
      counted.push({ bucket: name, objects, bytes })
    }
    this.#show(counted.toSorted((one, other) => other.bytes - one.bytes))
    this.#countedAt.set(clock.now() / 1_000)
  }

  #show(fullestFirst: readonly (Stored & { readonly bucket: string })[]): void {
    for (const gauge of [this.#bytes, this.#objects]) gauge.reset()
    for (const [n, { bucket, objects, bytes }] of fullestFirst.entries()) {
      const labels = { bucket: n < BUCKETS_SHOWN ? bucket : REST }
      this.#bytes.inc(labels, bytes)
      this.#objects.inc(labels, objects)
    }
  }
}
