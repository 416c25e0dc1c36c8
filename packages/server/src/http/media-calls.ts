import { mkdtemp, rm } from 'node:fs/promises'
import path from 'node:path'
import { emptyDirectory } from '../base/empty-directory.ts'
import type { JsonValue } from '../base/json.ts'
import type { Log } from '../base/log.ts'
import { OutageError } from '../base/outage.ts'
import { unreachable } from '../base/unreachable.ts'
import { VIDEO_MEMORY_BYTES } from '../media/pool/limits.ts'
import { createMediaPool, type MediaPool } from '../media/pool/pool.ts'
import type { MediaResult } from '../media/pool/result.ts'
import { ProtocolError } from '../protocol/errors.ts'
import type { NamedBlob, Storage } from '../storage/storage.ts'

export interface MediaCallsOptions {
  readonly storage: Storage
  readonly log: Log
  /** A folder of its own, for what children write. */
  readonly directory: string
  /** Children at once. */
  readonly size?: number
  /** Calls that may wait for one. */
  readonly maxWaiting?: number
  /** What a call may take, with its waiting and the fetching of its object, ms. */
  readonly timeoutMs?: number
}

/** Few: jobs are what much work is for, and their children take the same cores. */
const SIZE = 2
const MAX_WAITING = 32
/** Clients give up after half a minute or later. */
const TIMEOUT_MS = 20_000

export interface MediaCall {
  readonly blob: NamedBlob
  readonly module: URL
  /** What the child gets, from the object as a file and an empty folder that is gone after `use`. */
  readonly input: (inputPath: string, directory: string) => JsonValue
}

/** Media work that a request waits for. Its children are started by the first such request. */
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
   * Does the work, and gives what `use` makes of the child's value while its folder is there. Throws ServiceUnavailable
   * when too many wait or it takes too long, and for a bad object or argument what the child says of it.
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
    this.#pool ??= createMediaPool({ size, log })
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

  /** Once; again when it failed, as on a disk that was full. */
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

function valueOf(result: MediaResult): unknown {
  switch (result.kind) {
    case 'done':
      return result.value
    case 'failed':
      throw new ProtocolError(result.code, result.message)
    case 'broken':
      if (result.reason === 'crashed' || result.reason === 'error') {
        throw new ProtocolError('InternalError', result.message)
      }
      throw new ProtocolError('ServiceUnavailable', result.message)
    case 'unavailable':
      throw new OutageError(result.resource, result.message)
    case 'aborted':
      throw new ProtocolError('ServiceUnavailable', 'The service is stopping; try again.')
    default:
      return unreachable(result)
  }
}
