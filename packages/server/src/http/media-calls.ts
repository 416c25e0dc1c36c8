import { mkdtemp, rm } from 'node:fs/promises'
import path from 'node:path'
import { emptyDirectory } from '../base/empty-directory.ts'
import type { JsonValue } from '../base/json.ts'
import type { Log } from '../base/log.ts'
import { VIDEO_MEMORY_BYTES } from '../media/pool/limits.ts'
import { createMediaPool, type MediaPool } from '../media/pool/pool.ts'
import { ProtocolError } from '../protocol/errors.ts'
import type { NamedBlob, Storage } from '../storage/storage.ts'
import { valueOf } from './media-value.ts'

export interface MediaCallsOptions {
  readonly storage: Storage
  readonly log: Log
  /** A directory used by the children alone. */
  readonly directory: string
  /** Number of concurrent children. */
  readonly size?: number
  /** Calls that may wait for a child. */
  readonly maxWaiting?: number
  /** Limit of a call, with its waiting and the download of its object, ms. */
  readonly timeoutMs?: number
}

/** Few: heavy work belongs in jobs, whose children use the same cores. */
const SIZE = 2
const MAX_WAITING = 32
/** Clients time out after half a minute or later. */
const TIMEOUT_MS = 20_000
/** Memory is given back when there was no call for so long, ms. */
const IDLE_MS = 60_000

export interface MediaCall {
  readonly blob: NamedBlob
  readonly module: URL
  /** Builds the input of the child from the object's file and an empty directory, which is removed after `use`. */
  readonly input: (inputPath: string, directory: string) => JsonValue
}

/** Runs media work that a request waits for. Its children are started by the first such request. */
export class MediaCalls implements AsyncDisposable {
  readonly #options: MediaCallsOptions &
    Required<Pick<MediaCallsOptions, 'size' | 'maxWaiting' | 'timeoutMs'>>
  #pool: MediaPool | undefined
  #ready: Promise<void> | undefined
  #open = 0

  constructor(options: MediaCallsOptions) {
    this.#options = { size: SIZE, maxWaiting: MAX_WAITING, timeoutMs: TIMEOUT_MS, ...options }
  }

  /**
   * Runs the child and returns the result of `use`, which may read the directory. Throws ServiceUnavailable when
   * too many calls wait or the call takes too long. A bad object or argument throws the child's error.
   */
  async run<T>(
    call: MediaCall,
    use: (value: unknown, directory: string) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T> {
    const { size, maxWaiting, timeoutMs } = this.#options
    if (this.#open >= size + maxWaiting) {
      throw new ProtocolError(
        'ServiceUnavailable',
        `${maxWaiting} media calls wait already; try again later.`,
      )
    }
    this.#open++
    const late = AbortSignal.timeout(timeoutMs)
    try {
      return await this.#work(call, use, AbortSignal.any([signal, late]))
    } catch (error) {
      if (!late.aborted || signal.aborted) throw error
      const message = `The call took longer than ${timeoutMs} ms; a job has the time.`
      throw new ProtocolError('ServiceUnavailable', message, { cause: error })
    } finally {
      this.#open--
    }
  }

  async #work<T>(
    { blob, module, input }: MediaCall,
    use: (value: unknown, directory: string) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T> {
    const { storage, log, size, directory: parent } = this.#options
    await this.#makeReady()
    this.#pool ??= createMediaPool({ size, idleMs: IDLE_MS, log })
    const directory = await mkdtemp(path.join(parent, 'call-'))
    try {
      await using file = await storage.localFile(blob, signal)
      const limits = { memoryBytes: VIDEO_MEMORY_BYTES }
      const result = await this.#pool.run({ module, input: input(file.path, directory), limits }, signal)
      return await use(valueOf(result), directory)
    } finally {
      await rm(directory, { recursive: true, force: true })
    }
  }

  /** Runs once, and again if it failed, as on a full disk. */
  #makeReady(): Promise<void> {
    this.#ready ??= emptyDirectory(this.#options.directory).catch((error: unknown) => {
      this.#ready = undefined
      throw error
    })
    return this.#ready
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool?.close()
  }
}
