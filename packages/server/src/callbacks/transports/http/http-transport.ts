import { Pool } from 'undici'
import type { Clock } from '../../../base/clock.ts'
import type { AddressPolicy } from '../../address-guard.ts'
import { MAX_ANSWER_BYTES, type Answer, type CallbackRequest, type Transport } from '../transport.ts'
import { createConnector } from './connector.ts'
import { exchange } from './exchange.ts'
import { exchangeFailure } from './failure.ts'
import type { ResolveHost } from './resolve-host.ts'
import { SendingSockets } from './sending-sockets.ts'

/** An idle pool holds no socket, so this bounds memory only. */
const MAX_POOLS = 1_000

/**
 * A connection that was idle for longer is not used again, unless the receiver names its own time: receivers close
 * idle connections, and a request that crosses such a close is lost.
 */
const KEEP_ALIVE_MS = 1_000
const KEEP_ALIVE_MAX_MS = 30_000

export interface HttpTransportOptions {
  readonly clock: Clock
  readonly policy: AddressPolicy
  readonly resolve: ResolveHost
  /** No connection takes longer than the longest deadline of a request, in ms. */
  readonly connectTimeoutMs: number
}

/** POSTs callbacks. Follows no redirect and asks for no compression. */
export class HttpTransport implements Transport {
  readonly #options: HttpTransportOptions
  /** By origin, the least recently used first. */
  readonly #pools = new Map<string, Pool>()
  readonly #sockets = new SendingSockets()

  constructor(options: HttpTransportOptions) {
    this.#options = options
  }

  async send(request: CallbackRequest, signal: AbortSignal): Promise<Answer> {
    const { clock } = this.#options
    const startedAt = clock.monotonic()
    const options = { clock, endsAt: startedAt + request.deadlineMs, sockets: this.#sockets }
    try {
      const pool = this.#poolFor(new URL(request.url).origin)
      const first = await exchange(pool, request, options, signal)
      if (first.kind !== 'stale-connection') return first
      const second = await exchange(pool, request, options, signal)
      if (second.kind !== 'stale-connection') return second
      return failed('connection-lost', 'the connection was closed before an answer came, twice')
    } catch (error) {
      return failed('protocol', error instanceof Error ? exchangeFailure(error).detail : String(error))
    }

    function failed(cause: 'connection-lost' | 'protocol', detail: string): Answer {
      return { kind: 'failed', cause, detail, durationMs: Math.round(clock.monotonic() - startedAt) }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#sockets[Symbol.dispose]()
    const pools = [...this.#pools.values()]
    this.#pools.clear()
    await Promise.all(pools.map((pool) => pool.destroy()))
  }

  #poolFor(origin: string): Pool {
    const pool = this.#pools.get(origin) ?? this.#createPool(origin)
    this.#pools.delete(origin)
    this.#pools.set(origin, pool)
    const [oldest] = this.#pools
    if (oldest && this.#pools.size > MAX_POOLS) {
      this.#pools.delete(oldest[0])
      // Ends once its running requests have ended; nobody waits for that.
      void oldest[1].close()
    }
    return pool
  }

  #createPool(origin: string): Pool {
    const { policy, resolve, connectTimeoutMs } = this.#options
    return new Pool(origin, {
      connect: createConnector({ policy, resolve, timeoutMs: connectTimeoutMs }),
      // The attempt's own deadline covers both: undici's never fire while a body drips.
      headersTimeout: 0,
      bodyTimeout: 0,
      maxHeaderSize: MAX_ANSWER_BYTES,
      keepAliveTimeout: KEEP_ALIVE_MS,
      keepAliveMaxTimeout: KEEP_ALIVE_MAX_MS,
    })
  }
}
