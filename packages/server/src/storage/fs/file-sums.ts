import { Worker } from 'node:worker_threads'
import { DamagedBlobError, type NamedBlob } from '../storage.ts'
import { SumReport, type SumOrder } from './file-sums-messages.ts'
import { readBlob } from './read-blob.ts'

const THREAD = new URL('./file-sums-thread.ts', import.meta.url)
/** Up to this size a file is summed in this thread: a message to the other takes longer. */
const SMALL_BYTES = 512 * 1024

/** Compares whole files with their rows, large ones in a thread of its own that the first of them starts. */
export class FileSums implements AsyncDisposable {
  readonly #waiting = new Map<number, PromiseWithResolvers<SumReport>>()
  #thread: Worker | undefined
  #orders = 0

  /** Throws DamagedBlobError unless the file has the bytes of the row. */
  async compare(path: string, blob: NamedBlob, signal: AbortSignal): Promise<void> {
    if (blob.crc64 === undefined) return
    if (blob.size <= SMALL_BYTES) {
      for await (const _chunk of readBlob(path, { blob, range: undefined, chunks: { as: 'lent' } }, signal));
      return
    }
    const report = await this.#sum(path, signal)
    if (report.type === 'failed') {
      if (report.code === 'ENOENT') throw new DamagedBlobError(blob.id, 'missing')
      throw Object.assign(new Error(report.message), { code: report.code })
    }
    if (report.bytes === blob.size && report.crc64 === blob.crc64) return
    throw new DamagedBlobError(blob.id, { wrong: 'has other bytes than those that were kept' })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#thread?.terminate()
  }

  async #sum(path: string, signal: AbortSignal): Promise<SumReport> {
    signal.throwIfAborted()
    const id = ++this.#orders
    const waiting = Promise.withResolvers<SumReport>()
    const forget = (): void => {
      this.#thread?.postMessage({ type: 'forget', id } satisfies SumOrder)
      waiting.reject(new Error('the sum of a file is not needed any more', { cause: signal.reason }))
    }
    this.#waiting.set(id, waiting)
    signal.addEventListener('abort', forget, { once: true })
    try {
      this.#thread ??= this.#start()
      this.#thread.postMessage({ type: 'sum', id, path } satisfies SumOrder)
      return await waiting.promise
    } finally {
      signal.removeEventListener('abort', forget)
      this.#waiting.delete(id)
    }
  }

  #start(): Worker {
    const thread = new Worker(THREAD)
    thread.unref()
    thread.on('message', (message) => {
      const report = SumReport.parse(message)
      this.#waiting.get(report.id)?.resolve(report)
    })
    const end = (error: Error): void => {
      if (this.#thread === thread) this.#thread = undefined
      for (const { reject } of this.#waiting.values()) reject(error)
    }
    thread.once('error', end)
    thread.once('exit', () => end(new Error('the thread that sums files ended')))
    return thread
  }
}
