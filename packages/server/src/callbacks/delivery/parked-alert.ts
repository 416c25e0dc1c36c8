import { sign, type WebhookKey } from '@lemnis/receiver'
import type { Clock } from '../../base/clock.ts'
import type { Ids } from '../../base/ids.ts'
import type { Log } from '../../base/log.ts'
import { sleep } from '../../base/tasks/wait.ts'
import { isAcknowledged } from './classify-response.ts'
import type { EndpointHealth } from '../endpoints/endpoint-health.ts'
import { scopeKey, type Scope } from '../scope.ts'
import type { Attempt } from './attempt.ts'
import type { CallbackRequest, Transport, TransportResponse } from '../transports/transport.ts'

const EVENT = 'endpoint.parked'

const DEADLINE_MS = 15_000

/** Bounds the memory: clients name the addresses. */
const MAX_REMEMBERED = 10_000

/** The pause before each try, ms. An alert is best effort: the endpoint is listed as parked in any case. */
const PAUSES_MS = [0, 1_000, 10_000]

export interface ParkedAlertOptions {
  /** Where alerts go; `undefined` sends none. */
  readonly url: string | undefined
  readonly transport: Transport
  /** An alert is signed like a callback. */
  readonly keys: () => readonly WebhookKey[]
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
}

/** Sends alerts about endpoints that were parked by the sender. */
export class ParkedAlert implements AsyncDisposable {
  readonly #options: ParkedAlertOptions
  /** When each scope of an alert was parked: later failures while it is parked cause no further alert. */
  readonly #alerted = new Map<string, number>()
  readonly #sending = new Set<Promise<void>>()
  readonly #giveUp = new AbortController()

  constructor(options: ParkedAlertOptions) {
    this.#options = options
  }

  /** Never throws: it is in the path of the sender. */
  readonly observe = ({ changes }: Pick<Attempt, 'changes'>): void => {
    const { url } = this.#options
    if (url === undefined) return
    for (const { scope, health } of changes) {
      if (health === 'working' || health.state !== 'parked' || !this.#isNewlyParked(scope, health)) continue
      const sending = this.#send(url, alertBody(scope, health))
        .catch((error: unknown) => {
          this.#options.log.error({ err: error, endpoint: scope.endpoint }, 'an alert could not be sent')
        })
        .finally(() => this.#sending.delete(sending))
      this.#sending.add(sending)
    }
  }

  #isNewlyParked(scope: Scope, { since }: EndpointHealth): boolean {
    const key = scopeKey(scope)
    if (this.#alerted.get(key) === since) return false
    this.#alerted.set(key, since)
    const [oldest] = this.#alerted.keys()
    if (oldest !== undefined && this.#alerted.size > MAX_REMEMBERED) this.#alerted.delete(oldest)
    return true
  }

  async #send(url: string, body: Uint8Array): Promise<void> {
    const { transport, ids, log } = this.#options
    const id = `msg_${ids.randomUuid()}`
    const { signal } = this.#giveUp
    for (const pauseMs of PAUSES_MS) {
      await sleep(pauseMs, signal)
      const response = await transport.send(this.#request({ url, id, body }), signal)
      if (response.kind === 'stopped' || isAcknowledged(response)) return
      log.warn({ reason: reasonOf(response) }, 'an alert about a parked endpoint was not acknowledged')
    }
  }

  #request({ url, id, body }: { url: string; id: string; body: Uint8Array }): CallbackRequest {
    const { clock, keys } = this.#options
    const timestamp = Math.floor(clock.now() / 1_000)
    return {
      url,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Lemnis',
        'webhook-id': id,
        'webhook-timestamp': String(timestamp),
        'webhook-signature': sign({ id, timestamp }, body, keys()),
        'lemnis-event': EVENT,
      },
      body,
      deadlineMs: DEADLINE_MS,
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#giveUp.abort()
    await Promise.all(this.#sending)
  }
}

function alertBody(scope: Scope, { reason, since }: EndpointHealth): Uint8Array {
  const { endpoint, bucketName: bucket = null, address = null } = scope
  const about = { endpoint, bucket, address, reason, since: new Date(since).toISOString() }
  return Buffer.from(JSON.stringify({ event: EVENT, ...about }))
}

function reasonOf(response: TransportResponse): string {
  if (response.kind === 'failed') return response.detail
  return response.kind === 'answered' ? `answered ${response.status}` : response.kind
}
