import { z } from 'zod'
import { indexBytes, placeOfTile } from '../../media/sound-view/tile-file.ts'
import {
  bucketBytes,
  countBuckets,
  countColumns,
  ViewMeasures,
  ViewShape,
  type ViewFile,
} from '../../media/sound-view/view-layout.ts'
import type { SoundViewRecord } from '../../sound-views/store.ts'
import type { ByteRange, NamedBlob, Storage } from '../../storage/storage.ts'
import type { OpenView, PeakSpan, Tile, TileName, ViewDescription } from './open-view.ts'

/** What the row of a view has of its sound. */
export const ViewDetails = z.object({ shape: ViewShape, measures: ViewMeasures })
export type ViewDetails = z.infer<typeof ViewDetails>

/** A view whose files are blobs. What can't be read throws DamagedBlobError. */
export class KeptView implements OpenView {
  readonly isReady = true
  readonly id: string
  readonly #storage: Pick<Storage, 'lend'>
  readonly #files: ReadonlyMap<ViewFile, NamedBlob>
  readonly #details: ViewDetails
  readonly #buckets: readonly number[]
  readonly #columns: readonly number[]

  constructor({ id, details, files }: SoundViewRecord, storage: Pick<Storage, 'lend'>) {
    this.id = id
    this.#storage = storage
    this.#files = new Map(files.map(({ name, blob }) => [name, blob]))
    this.#details = ViewDetails.parse(details)
    const { shape, measures } = this.#details
    this.#buckets = countBuckets(shape, measures.samples)
    this.#columns = countColumns(shape, measures.samples)
  }

  /** Of a difference. */
  get sound(): NamedBlob | undefined {
    return this.#files.get('sound')
  }

  describe(): Promise<ViewDescription> {
    return Promise.resolve({
      state: 'ready',
      percent: 100,
      ...this.#details,
      buckets: this.#buckets,
      columns: this.#columns,
      soundBytes: this.sound?.size,
    })
  }

  async peaks({ level, from, count }: PeakSpan, signal: AbortSignal): Promise<Buffer> {
    const bytes = bucketBytes(this.#details.shape)
    const there = this.#buckets[level] ?? 0
    const before = this.#buckets.slice(0, level).reduce((sum, buckets) => sum + buckets, 0)
    const [first, last] = [Math.min(from, there), Math.min(from + count, there)]
    return this.#read('peaks', { start: (before + first) * bytes, end: (before + last) * bytes }, signal)
  }

  async tile(name: TileName, signal: AbortSignal): Promise<Tile | undefined> {
    const end = this.#files.get('tiles')?.size ?? 0
    const length = indexBytes(this.#columns)
    const index = await this.#read('tiles', { start: end - length, end }, signal)
    const place = placeOfTile(index, this.#columns, name)
    return place && { bytes: await this.#read('tiles', place, signal), isGzipped: true }
  }

  async #read(name: ViewFile, range: ByteRange, signal: AbortSignal): Promise<Buffer> {
    const blob = this.#files.get(name)
    if (!blob || range.start >= range.end) return Buffer.alloc(0)
    const chunks: Buffer[] = []
    for await (const chunk of this.#storage.lend(blob, range, signal)) chunks.push(Buffer.from(chunk))
    return Buffer.concat(chunks)
  }
}
