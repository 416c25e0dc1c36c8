import type { Clock } from '../../../base/clock.ts'
import type {
  AttemptEvidence,
  CallbackRequest,
  Failure,
  Stopped,
  Transport,
  TransportResponse,
} from '../transport.ts'
import { parseTdmqUrl, type TdmqAddress } from './address.ts'
import { BrokerConnection } from './broker-connection.ts'
import type { Broker, Brokers } from './brokers.ts'
import { DEFAULT_EXCHANGE, publicationKey, type Publication } from './exchange-channel.ts'
import { connectFailure, textOf } from './failure.ts'

export interface RabbitMqTransportOptions {
  readonly clock: Clock
  readonly brokers: Brokers
  /** At least the longest deadline of a request, in ms. */
  readonly connectTimeoutMs: number
}

/** How far an attempt has come. Its deadline may expire at any of these steps. */
interface AttemptProgress {
  readonly signal: AbortSignal
  connection?: BrokerConnection
  peer?: string
  reused?: boolean
}

/**
 * Publishes callbacks to a broker that speaks AMQP 0-9-1, such as RabbitMQ. The message has the body of the HTTP request
 * and its `webhook-…` and `lemnis-…` headers. It is delivered when the broker confirms it and could route it to a queue.
 */
export class RabbitMqTransport implements Transport {
  readonly #options: RabbitMqTransportOptions
  readonly #connections = new Map<string, Promise<BrokerConnection>>()
  readonly #disposed = new AbortController()

  constructor(options: RabbitMqTransportOptions) {
    this.#options = options
  }

  async send(request: CallbackRequest, signal: AbortSignal): Promise<TransportResponse | Stopped> {
    const { clock } = this.#options
    const startedAt = clock.monotonic()
    const over = new AbortController()
    const progress: AttemptProgress = { signal: over.signal }
    const ended = Promise.withResolvers<Failure | 'confirmed' | 'stopped'>()
    const stop = (): void => ended.resolve('stopped')
    const deadline = setTimeout(() => ended.resolve(timeoutFailure(progress)), request.deadlineMs)
    signal.addEventListener('abort', stop, { once: true })
    try {
      if (signal.aborted) return { kind: 'stopped' }
      void this.#attempt(request, progress).then(ended.resolve)
      const end = await ended.promise
      if (end === 'stopped') return { kind: 'stopped' }
      const evidence = evidenceOf(progress, Math.round(clock.monotonic() - startedAt))
      return end === 'confirmed'
        ? { kind: 'confirmed', ...evidence }
        : { kind: 'failed', ...end, reached: progress.connection !== undefined, ...evidence }
    } finally {
      over.abort()
      clearTimeout(deadline)
      signal.removeEventListener('abort', stop)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed.abort(new Error('the transport is closed'))
    const connections = [...this.#connections.values()]
    this.#connections.clear()
    await Promise.all(connections.map(closeIfOpened))
  }

  /** Never rejects. */
  async #attempt(request: CallbackRequest, progress: AttemptProgress): Promise<Failure | 'confirmed'> {
    const address = parseTdmqUrl(request.url)
    if (!address) return { cause: 'protocol', detail: `${request.url} is no address of a message queue` }
    const { region } = address
    const broker = this.#options.brokers.find(region)
    if (!broker) return { cause: 'broker', detail: noBrokerDetail(region) }
    progress.reused = this.#connections.has(region)
    try {
      progress.connection = await this.#connectionTo(region, broker)
      progress.peer = `${broker.hostname}:${broker.port}`
    } catch (error) {
      return connectFailure(error, broker)
    }
    try {
      const exchange = address.mode === 'Queue' ? DEFAULT_EXCHANGE : address.name
      const message = publication(request, address)
      return (await progress.connection.publish(exchange, message, progress.signal)) ?? 'confirmed'
    } catch (error) {
      return { cause: 'connection-lost', detail: `the connection to the broker was lost: ${textOf(error)}` }
    }
  }

  /** Returns the connection of the region. One that has closed is replaced. */
  async #connectionTo(region: string, broker: Broker): Promise<BrokerConnection> {
    this.#disposed.signal.throwIfAborted()
    const opening = this.#connections.get(region) ?? this.#connect(broker)
    this.#connections.set(region, opening)
    try {
      const connection = await opening
      if (!connection.closed) return connection
    } catch (error) {
      this.#forget(region, opening)
      throw error
    }
    this.#forget(region, opening)
    return this.#connectionTo(region, broker)
  }

  #connect(broker: Broker): Promise<BrokerConnection> {
    return BrokerConnection.open(broker, this.#options.connectTimeoutMs, this.#disposed.signal)
  }

  #forget(region: string, opening: Promise<BrokerConnection>): void {
    if (this.#connections.get(region) === opening) this.#connections.delete(region)
  }
}

function noBrokerDetail(region: string): string {
  if (region === '') return 'neither the job nor its queue names an MqRegion'
  return `LEMNIS_TDMQ names no broker for the region ${region}`
}

function publication({ headers, body }: CallbackRequest, address: TdmqAddress): Publication {
  const event = headers['lemnis-event'] ?? ''
  const messageId = headers['webhook-id'] ?? ''
  return {
    routingKey: address.mode === 'Queue' ? address.name : event,
    content: Buffer.from(body.buffer, body.byteOffset, body.byteLength),
    key: publicationKey(messageId, headers['lemnis-attempt'] ?? ''),
    options: {
      // The broker returns an unroutable message instead of dropping it.
      mandatory: true,
      persistent: true,
      contentType: headers['content-type'] ?? 'application/octet-stream',
      messageId,
      timestamp: Number(headers['webhook-timestamp'] ?? 0),
      type: event,
      appId: 'Lemnis',
      headers: Object.fromEntries(
        Object.entries(headers).filter(([name]) => /^(webhook|lemnis)-/.test(name)),
      ),
    },
  }
}

/** There are no timings: one connection serves all messages to a broker. */
function evidenceOf({ peer, reused }: AttemptProgress, durationMs: number): AttemptEvidence {
  const timings = { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null }
  return { durationMs, timings, peer: peer ?? null, reused: peer !== undefined && reused === true }
}

function timeoutFailure({ connection }: AttemptProgress): Failure {
  if (!connection) return { cause: 'timeout', detail: 'no connection to the broker in time' }
  const { blocked } = connection
  const why = blocked === undefined ? '' : `; it takes no messages at the moment: ${blocked}`
  return { cause: 'timeout', detail: `the broker did not confirm in time${why}` }
}

async function closeIfOpened(opening: Promise<BrokerConnection>): Promise<void> {
  try {
    const connection = await opening
    await connection[Symbol.asyncDispose]()
  } catch {
    // The connection was never opened.
  }
}
