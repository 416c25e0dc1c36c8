import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import { assertFailure, assertFilter, assertOptions } from './assert-arguments.ts'
import type { CallbackFilter, Failure, ReceivedCallback, WaitOptions } from './callback-options.ts'
import type { Management } from './management.ts'
import { OpenEndpoint } from './open-endpoint.ts'
import { parseCallback, verify, webhookKeys, type Callback, type WebhookKey } from '@lemnis/receiver'

const DEFAULT_TIMEOUT_MS = 30_000
const MAX_BODY_BYTES = 16 * 1024 * 1024

interface Waiting {
  readonly filter: CallbackFilter
  readonly resolve: (received: ReceivedCallback) => void
  readonly reject: (error: Error) => void
}

/** A receiver of callbacks on loopback, which remembers all and verifies each. */
export class Callbacks implements AsyncDisposable {
  readonly url: string
  readonly #server: Server
  readonly #keys: readonly WebhookKey[]
  readonly #received: ReceivedCallback[] = []
  /** Those that a wait returned already. */
  readonly #returned = new Set<ReceivedCallback>()
  readonly #failures: Failure[] = []
  readonly #endpoint: OpenEndpoint
  #service: Management | undefined
  #isOpen = true
  #waiting: Waiting[] = []

  private constructor(server: Server, keys: readonly WebhookKey[], url: string) {
    this.#server = server
    this.#keys = keys
    this.url = url
    this.#endpoint = new OpenEndpoint(new URL(url).origin)
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      void this.#take(request, response)
    })
  }

  static async listen(secret: string): Promise<Callbacks> {
    const server = createServer()
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    // A test that forgot to stop the service ends all the same.
    server.unref()
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : undefined
    return new Callbacks(server, webhookKeys(secret), `http://127.0.0.1:${port ?? 0}/`)
  }

  /** Once the service that calls is there. */
  connect(service: Management): void {
    this.#service = service
    this.#endpoint.connect(service)
  }

  all(): readonly ReceivedCallback[] {
    return [...this.#received]
  }

  /** Throws TypeError. */
  failNext(count: number, failure: Failure): void {
    assertFailure(count, failure)
    for (let n = 0; n < count; n++) this.#failures.push(failure)
  }

  clear(): void {
    this.#received.length = 0
    this.#failures.length = 0
    this.#returned.clear()
  }

  /** Each acknowledged callback is returned once, also one that came before the call. */
  async wait(filter: CallbackFilter, options: WaitOptions): Promise<ReceivedCallback> {
    assertFilter(filter)
    assertOptions(options, ['timeoutMs'], 'the options of waitForCallback')
    if (!this.#isOpen) throw new Error('the service was stopped: no callback can come any more')
    const { timeoutMs = DEFAULT_TIMEOUT_MS } = options
    const found = this.#received.find(
      (received) => !this.#returned.has(received) && matches(received, filter),
    )
    if (found) {
      this.#returned.add(found)
      return found
    }
    return this.#waitForNext(filter, timeoutMs)
  }

  /** Rejects the waits that are left, and all further ones. */
  endWaits(): void {
    this.#isOpen = false
    this.#endpoint.close()
    for (const { filter, reject } of this.#waiting)
      reject(new Error(`the service was stopped before a callback came that matches ${shown(filter)}`))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.endWaits()
    if (!this.#server.listening) return
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #waitForNext(filter: CallbackFilter, timeoutMs: number): Promise<ReceivedCallback> {
    return new Promise((resolve, reject) => {
      const end = (): void => {
        // It keeps a script running that waits for nothing else, and nothing after the wait.
        clearTimeout(timer)
        this.#waiting = this.#waiting.filter((one) => one !== waiting)
      }
      const waiting: Waiting = {
        filter,
        resolve: (received) => {
          end()
          resolve(received)
        },
        reject: (error) => {
          end()
          reject(error)
        },
      }
      const timer = setTimeout(() => {
        void this.#describeTimeout(filter, timeoutMs).then((message) => {
          waiting.reject(new Error(message))
        })
      }, timeoutMs)
      this.#waiting.push(waiting)
    })
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request)
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    )
    let callback: Callback
    try {
      verify({ headers, body, keys: this.#keys })
      callback = parseCallback(body)
    } catch (error) {
      response.writeHead(400).end(error instanceof Error ? error.message : 'not a callback')
      return
    }
    const status = answer(response, this.#failures.shift())
    const id = headers['webhook-id'] ?? ''
    this.#add({ id, callback, body: body.toString('utf8'), headers, path: request.url ?? '/', status })
  }

  #add(received: ReceivedCallback): void {
    this.#received.push(received)
    this.#endpoint.observe(received.id, isAcknowledged(received))
    for (const waiting of this.#waiting) {
      try {
        if (!matches(received, waiting.filter)) continue
      } catch (error) {
        waiting.reject(error instanceof Error ? error : new Error(String(error)))
        continue
      }
      this.#returned.add(received)
      waiting.resolve(received)
      return
    }
  }

  async #describeTimeout(filter: CallbackFilter, timeoutMs: number): Promise<string> {
    const came = this.#received.map(({ callback, status }) => `${describe(callback)}, answered ${status}`)
    const others =
      came.length === 0
        ? 'None came at all: a job has one only if it names a CallBack; any address will do.'
        : `What came:\n${came.join('\n')}`
    const closed = await this.#describeClosed()
    return [
      `no callback that matches ${shown(filter)} came within ${timeoutMs} ms. ${others}`,
      ...closed,
    ].join('\n')
  }

  /** Why nothing may have come. */
  async #describeClosed(): Promise<readonly string[]> {
    try {
      const closed = (await this.#service?.closedEndpoints()) ?? []
      return closed.map(
        ({ endpoint, state, reason }) =>
          `The endpoint ${endpoint} is ${state} (${reason}): the service sends nothing to it now.`,
      )
    } catch (error) {
      return [`The service does not say why: ${error instanceof Error ? error.message : String(error)}.`]
    }
  }
}

function answer(response: ServerResponse, failure: Failure | undefined): number {
  if (failure === 'reset') {
    response.destroy()
    return 0
  }
  const status = failure?.status ?? 200
  response.writeHead(status).end()
  return status
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue
    size += chunk.byteLength
    if (size > MAX_BODY_BYTES) throw new Error('the body is too large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

const isAcknowledged = ({ status }: ReceivedCallback): boolean => status >= 200 && status <= 299

const shown = (filter: CallbackFilter): string =>
  typeof filter === 'function' ? 'the function' : JSON.stringify(filter)

function matches(received: ReceivedCallback, filter: CallbackFilter): boolean {
  if (!isAcknowledged(received)) return false
  if (typeof filter === 'function') return filter(received)
  const { callback } = received
  const job = callback.EventName === 'TaskFinish' ? callback.JobsDetail[0] : undefined
  const isSame = (wanted: string | undefined, value: string | undefined): boolean =>
    wanted === undefined || wanted === value
  return (
    isSame(filter.event, callback.EventName) &&
    isSame(filter.jobId, job?.JobId) &&
    isSame(filter.tag, job?.Tag) &&
    isSame(filter.state, job?.State)
  )
}

function describe(callback: Callback): string {
  if (callback.EventName !== 'TaskFinish') return callback.EventName
  const [job] = callback.JobsDetail
  return `TaskFinish of ${job?.Tag ?? '?'} ${job?.JobId ?? '?'}, ${job?.State ?? '?'}`
}
