import { sign, type WebhookKey } from '@lemnis/receiver'
import type { Clock } from '../../base/clock.ts'
import type { Ids } from '../../base/ids.ts'
import type { Log } from '../../base/log.ts'
import { sleep } from '../../base/wait.ts'
import { isAcknowledged } from './classify-response.ts'
import type { EndpointHealth } from '../endpoints/endpoint-health.ts'
import type { Attempt } from './record-attempts.ts'
import { scopeKey, type Scope } from '../scope.ts'
import type { CallbackRequest, Transport, TransportResponse } from '../transports/transport.ts'

/** What is told when an endpoint was parked, so that somebody looks at it. */
const EVENT = 'endpoint.parked'

const DEADLINE_MS = 15_000

/** So many are remembered: whoever names addresses could fill the memory with them. */
const MOST_TOLD = 10_000

/** A pause before each try, ms: best effort, since the endpoint is listed as parked whoever was told. */
const PAUSES_MS = [0, 1_000, 10_000]

export interface ParkedAlertOptions {
  /** Where alerts go; `undefined` sends none. */
  readonly url: string | undefined
  readonly transport: Transport
  /** An alert is signed as a callback is, so that its receiver knows whose it is. */
  readonly keys: () => readonly WebhookKey[]
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
}

/** Tells the operator's own address of endpoints that were parked by what they answered. */
export class ParkedAlert implements AsyncDisposable {
  readonly #options: ParkedAlertOptions
  /** Since when, for each scope that was told of: what fails while it is parked is no news. */
  readonly #told = new Map<string, number>()
  readonly #sending = new Set<Promise<void>>()
  readonly #giveUp = new AbortController()

  constructor(options: ParkedAlertOptions) {
    this.#options = options
  }

  /** Never throws: it stands in the path of the sender. */
  readonly heed = ({ changes }: Pick<Attempt, 'changes'>): void => {
    const { url } = this.#options
    if (url === undefined) return
    for (const { scope, health } of changes) {
      if (health === 'working' || health.state !== 'parked' || !this.#isNews(scope, health)) continue
      const sending = this.#tell(url, alertBody(scope, health))
        .catch((error: unknown) => {
          this.#options.log.error({ err: error, endpoint: scope.endpoint }, 'an alert could not be sent')
        })
        .finally(() => this.#sending.delete(sending))
      this.#sending.add(sending)
    }
  }

  #isNews(scope: Scope, { since }: EndpointHealth): boolean {
    const key = scopeKey(scope)
    if (this.#told.get(key) === since) return false
    this.#told.set(key, since)
    const [oldest] = this.#told.keys()
    if (oldest !== undefined && this.#told.size > MOST_TOLD) this.#told.delete(oldest)
    return true
  }

  async #tell(url: string, body: Uint8Array): Promise<void> {
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
