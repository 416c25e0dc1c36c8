import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sleep } from '../../../base/tasks/wait.ts'
import { classifyResponse, type AttemptResult } from '../../delivery/classify-response.ts'
import type { TestProxy } from './test-proxy.ts'
import type { Stopped, Transport, TransportResponse } from '../transport.ts'

const DEADLINE_MS = 1_000
/** The promise is 100 ms; a machine that is busy with other tests gets some more. */
const LATE_MS = 300

interface Received {
  /** Includes all that were sent; names in lower case. */
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: Uint8Array
}

interface TransportHarness {
  readonly transport: Transport
  /** Between the transport and the receiver. */
  readonly proxy: TestProxy
  /** The receiver accepts what is sent here. */
  readonly acceptingUrl: string
  /** The receiver accepts nothing that is sent here. */
  readonly rejectingUrl: string
  /** Everything accepted so far. */
  received(): Promise<readonly Received[]>
  close(): Promise<void>
}

/** The tests that every transport must pass. `open` starts a receiver and a transport that reaches it. */
export function transportContract(open: () => Promise<TransportHarness>): void {
  let harness: TransportHarness

  beforeEach(async () => {
    harness = await open()
  })
  afterEach(async () => {
    await harness.transport[Symbol.asyncDispose]()
    await harness.proxy[Symbol.asyncDispose]()
    await harness.close()
  })

  function send(
    url = harness.acceptingUrl,
    change: { body?: Uint8Array; id?: string; signal?: AbortSignal } = {},
  ) {
    const { body = Buffer.from('<Response/>'), id = 'msg_1', signal = new AbortController().signal } = change
    return harness.transport.send({ url, headers: headersOf(id), body, deadlineMs: DEADLINE_MS }, signal)
  }

  test.each([
    ['no bytes', Buffer.alloc(0)],
    ['text', Buffer.from('{"EventName":"TaskFinish","名":"a\\u0000\\r\\n"}')],
    ['300 kB of anything', randomBytes(300_000)],
  ])('the receiver has the headers and exactly the bytes: %s', async (_, body) => {
    expect(outcome(await send(harness.acceptingUrl, { body }))).toEqual({ outcome: 'delivered' })
    const [received] = await harness.received()
    expect(received?.headers).toMatchObject(headersOf('msg_1'))
    // Not `toEqual`, which takes seconds to compare so many.
    expect(Buffer.compare(received?.body ?? randomBytes(1), body)).toBe(0)
  })

  test('of many at once each arrives once', async () => {
    const ids = Array.from({ length: 50 }, (_, index) => `msg_${index}`)
    const responses = await Promise.all(ids.map((id) => send(harness.acceptingUrl, { id })))
    expect(responses.map(outcome)).toEqual(ids.map(() => ({ outcome: 'delivered' })))
    const received = await harness.received()
    expect(received.map(({ headers }) => headers['webhook-id']).sort()).toEqual([...ids].sort())
  })

  test('what the receiver rejects is not delivered, for a reason, and others are', async () => {
    const [rejected, accepted] = await Promise.all([send(harness.rejectingUrl), send()])
    expectExplained(rejected)
    expect(outcome(accepted)).toEqual({ outcome: 'delivered' })
    expect(await harness.received()).toHaveLength(1)
  })

  test('where nobody listens nothing is delivered, for a reason', async () => {
    await harness.proxy.setState('closed')
    expectExplained(await send(), 'connect')
  })

  test('what is no address is not delivered, for a reason', async () => {
    const scheme = new URL(harness.acceptingUrl).protocol
    for (const url of ['', scheme, `${scheme}//`, `${scheme}//%`]) expectExplained(await send(url))
  })

  test('an attempt ends at its deadline, on a connection that is new or was in use', async () => {
    await harness.proxy.setState('silent')
    expectAtDeadline(await send())
    await harness.proxy.setState('forwarding')
    await settle()
    await send()
    await harness.proxy.setState('silent')
    expectAtDeadline(await send())
  })

  test('a stop ends an attempt without an outcome', async () => {
    await harness.proxy.setState('silent')
    const stop = new AbortController()
    const sent = send(harness.acceptingUrl, { signal: stop.signal })
    await sleep(50)
    stop.abort()
    expect(await sent).toEqual({ kind: 'stopped' })
    await harness.proxy.setState('forwarding')
    expect(await send(harness.acceptingUrl, { signal: AbortSignal.abort() })).toEqual({ kind: 'stopped' })
    expect(await harness.received()).toEqual([])
  })

  test('when the connection is cut under an attempt it fails, and once the receiver is back the next one arrives', async () => {
    await send(harness.acceptingUrl, { id: 'msg_0' })
    await harness.proxy.setState('silent')
    const cut = send(harness.acceptingUrl, { id: 'msg_1' })
    await sleep(100)
    await harness.proxy.setState('closed')
    expectExplained(await cut)
    expectExplained(await send(harness.acceptingUrl, { id: 'msg_2' }), 'connect')
    await harness.proxy.setState('forwarding')
    await settle()
    expect(outcome(await send(harness.acceptingUrl, { id: 'msg_3' }))).toEqual({ outcome: 'delivered' })
    const received = await harness.received()
    expect(received.map(({ headers }) => headers['webhook-id'])).toEqual(['msg_0', 'msg_3'])
  })

  test('disposing of it closes every connection, also to a receiver that does not answer', async () => {
    await send()
    expect(harness.proxy.connections).toBeGreaterThan(0)
    await harness.proxy.setState('silent')
    await harness.transport[Symbol.asyncDispose]()
    for (let waited = 0; harness.proxy.connections > 0 && waited < 2_000; waited += 20) await sleep(20)
    expect(harness.proxy.connections).toBe(0)
  })
}

function headersOf(id: string): Record<string, string> {
  return {
    'content-type': 'application/xml',
    'webhook-id': id,
    'webhook-timestamp': '1714960800',
    'webhook-signature': 'v1,c2lnbmF0dXJl',
    'lemnis-event': 'TaskFinish',
    'lemnis-attempt': '1',
  }
}

function outcome(response: TransportResponse | Stopped): AttemptResult {
  if (response.kind === 'stopped') throw new Error('stopped')
  return classifyResponse(response, { failures: 0, now: 0, jitter: 0.5 }).result
}

function expectExplained(response: TransportResponse | Stopped, cause?: string): void {
  const result = outcome(response)
  if (result.outcome !== 'retry') throw new Error(result.outcome)
  expect(result.detail).toMatch(/\w \w/)
  if (cause !== undefined) expect(result).toMatchObject({ cause })
}

function expectAtDeadline(response: TransportResponse | Stopped): void {
  expect(response).toMatchObject({ kind: 'failed', cause: 'timeout' })
  if (response.kind !== 'failed') return
  expect(response.durationMs).toBeGreaterThanOrEqual(DEADLINE_MS - 20)
  expect(response.durationMs).toBeLessThanOrEqual(DEADLINE_MS + LATE_MS)
}

/** Until both ends have seen that a connection was reset. */
function settle(): Promise<void> {
  return sleep(50)
}
