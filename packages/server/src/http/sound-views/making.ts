import { mkdtemp, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import type { Engine } from '../../engine/engine.ts'
import { keepView } from '../../engine/sound-views/keep-view.ts'
import type { MediaPool } from '../../media/pool/pool.ts'
import { SHAPE_FILE, VIEW_FILES, ViewMeasures, ViewShape } from '../../media/sound-view/view-layout.ts'
import type { SoundViewFile } from '../../sound-views/store.ts'
import type { Storage } from '../../storage/storage.ts'
import { valueOf } from '../media-value.ts'
import type { Progress } from './growing-view.ts'
import type { ViewDetails } from './kept-view.ts'
import { blobsOf, type ViewSource } from './view-source.ts'

const CHILD = new URL('../../media/sound-view/child.ts', import.meta.url)

export interface MakeContext {
  readonly engine: Engine
  readonly storage: Storage
  readonly pool: MediaPool
  /** Where directories of views that are being made are. */
  readonly directory: string
  /** A longer sound is refused, s. */
  readonly maxDurationS: number
  /** Of a child, ms. */
  readonly timeoutMs: number
  /** Bytes that the files of all views may have. */
  readonly maxBytes: number
}

/** The making of one view, for all who ask for it. */
export class Making implements Progress {
  readonly id: string
  readonly #source: ViewSource
  readonly #begun = Promise.withResolvers<undefined>()
  #directory: string | undefined
  #percent = 0

  constructor(id: string, source: ViewSource) {
    this.id = id
    this.#source = source
  }

  get directory(): string | undefined {
    return this.#directory
  }

  get percent(): number {
    return this.#percent
  }

  /** Resolves when there is something to look at, or nothing more to wait for. */
  get begun(): Promise<undefined> {
    return this.#begun.promise
  }

  /** It is kept, or failed. */
  end(): void {
    this.#begun.resolve(undefined)
  }

  /**
   * Makes the view and keeps it. Throws what a child that failed throws, and DamagedBlobError when the bytes that it read
   * are not those of the object.
   */
  async run(context: MakeContext, signal: AbortSignal): Promise<void> {
    const { storage, pool, directory: parent, timeoutMs } = context
    await using opened = new AsyncDisposableStack()
    const files = []
    for (const blob of blobsOf(this.#source)) files.push(opened.use(await storage.localFile(blob, signal)))
    const directory = await mkdtemp(path.join(parent, 'view-'))
    opened.defer(() => rm(directory, { recursive: true, force: true }))
    this.#directory = directory
    const compared = Promise.all(files.map((file) => file.compare(signal)))
    // It is looked at when the child has ended.
    compared.catch(() => undefined)
    const result = await pool.run(
      {
        module: CHILD,
        input: this.#orderFor(
          files.map((file) => file.path),
          context,
        ),
        limits: { timeoutMs },
        onProgress: (percent) => this.#note(percent),
      },
      signal,
    )
    await compared
    await this.#keep(context, ViewMeasures.parse(valueOf(result)), signal)
  }

  #orderFor([first = '', second = '']: readonly string[], { maxDurationS }: MakeContext) {
    const common = { directory: this.#directory ?? '', maxDurationS }
    return this.#source.kind === 'view'
      ? { kind: 'view', inputPath: first, ...common }
      : { kind: 'difference', beforePath: first, afterPath: second, ...common }
  }

  #note(percent: number): void {
    this.#percent = percent
    this.#begun.resolve(undefined)
  }

  async #keep(
    { engine, storage, maxBytes }: MakeContext,
    measures: ViewMeasures,
    signal: AbortSignal,
  ): Promise<void> {
    const directory = this.#directory ?? ''
    const shape = ViewShape.parse(JSON.parse(await readFile(path.join(directory, SHAPE_FILE), 'utf8')))
    const files: SoundViewFile[] = []
    for (const name of VIEW_FILES) {
      if (name === 'sound' && this.#source.kind === 'view') continue
      const { id, size, crc64 } = await storage.stageFile(path.join(directory, name), signal)
      files.push({ name, blob: { id, size, crc64 } })
    }
    const [source, other] = blobsOf(this.#source)
    await keepView(engine, {
      id: this.id,
      sourceBlobId: source?.id ?? '',
      otherBlobId: other?.id,
      details: { shape, measures } satisfies ViewDetails,
      files,
      maxBytes,
    })
  }
}
