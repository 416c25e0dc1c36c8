import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sleep } from '../../base/wait.ts'
import { judge, type Verdict } from '../delivery/judge.ts'
import type { TestGate } from './test-gate.ts'
import type { Answer, Transport } from './transport.ts'

const DEADLINE_MS = 1_000
/** 100 ms are promised; a machine that is busy with other tests gets some more. */
const LATE_MS = 300

interface Received {
  /** At least those that were sent; names in lower case. */
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: Uint8Array
}

interface Bench {
  readonly transport: Transport
  /** Stands between the transport and the receiver. */
  readonly gate: TestGate
  /** Where the receiver takes what comes. */
  readonly taking: string
  /** Where it does not. */
  readonly refusing: string
  /** All that was taken until now. */
  received(): Promise<readonly Received[]>
  close(): Promise<void>
}

/** What every transport has to do; its test file calls this with how one is opened before a receiver. */
export function transportContract(open: () => Promise<Bench>): void {
  let bench: Bench

  beforeEach(async () => {
    bench = await open()
  })
  afterEach(async () => {
    await bench.transport[Symbol.asyncDispose]()
    await bench.gate[Symbol.asyncDispose]()
    await bench.close()
  })

  function send(url = bench.taking, change: { body?: Uint8Array; id?: string; signal?: AbortSignal } = {}) {
    const { body = Buffer.from('<Response/>'), id = 'msg_1', signal = new AbortController().signal } = change
    return bench.transport.send({ url, headers: headersOf(id), body, deadlineMs: DEADLINE_MS }, signal)
  }

  test.each([
    ['no bytes', Buffer.alloc(0)],
    ['text', Buffer.from('{"EventName":"TaskFinish","名":"a\\u0000\\r\\n"}')],
    ['300 kB of anything', randomBytes(300_000)],
  ])('the receiver has the headers and exactly the bytes: %s', async (_, body) => {
    expect(outcome(await send(bench.taking, { body }))).toEqual({ outcome: 'delivered' })
    const [received] = await bench.received()
    expect(received?.headers).toMatchObject(headersOf('msg_1'))
    // Not `toEqual`, which takes seconds to compare so many.
    expect(Buffer.compare(received?.body ?? randomBytes(1), body)).toBe(0)
  })

  test('of many at once each arrives once', async () => {
    const ids = Array.from({ length: 50 }, (_, index) => `msg_${index}`)
    const answers = await Promise.all(ids.map((id) => send(bench.taking, { id })))
    expect(answers.map(outcome)).toEqual(ids.map(() => ({ outcome: 'delivered' })))
    const received = await bench.received()
    expect(received.map(({ headers }) => headers['webhook-id']).sort()).toEqual([...ids].sort())
  })

  test('what the receiver refuses is not delivered, for a reason, and others are', async () => {
    const [refused, taken] = await Promise.all([send(bench.refusing), send()])
    expectExplained(refused)
    expect(outcome(taken)).toEqual({ outcome: 'delivered' })
    expect(await bench.received()).toHaveLength(1)
  })

  test('where nobody listens nothing is delivered, for a reason', async () => {
    await bench.gate.become('shut')
    expectExplained(await send(), 'connect')
  })

  test('what is no address is not delivered, for a reason', async () => {
    const scheme = new URL(bench.taking).protocol
    for (const url of ['', scheme, `${scheme}//`, `${scheme}//%`]) expectExplained(await send(url))
  })

  test('an attempt ends at its deadline, on a connection that is new or was in use', async () => {
    await bench.gate.become('silent')
    expectAtDeadline(await send())
    await bench.gate.become('open')
    await settle()
    await send()
    await bench.gate.become('silent')
    expectAtDeadline(await send())
  })

  test('a stop ends an attempt without a verdict', async () => {
    await bench.gate.become('silent')
    const stop = new AbortController()
    const sent = send(bench.taking, { signal: stop.signal })
    await sleep(50)
    stop.abort()
    expect(await sent).toEqual({ kind: 'stopped' })
    await bench.gate.become('open')
    expect(await send(bench.taking, { signal: AbortSignal.abort() })).toEqual({ kind: 'stopped' })
    expect(await bench.received()).toEqual([])
  })

  test('when the connection is cut under an attempt it fails, and once the receiver is back the next one arrives', async () => {
    await send(bench.taking, { id: 'msg_0' })
    await bench.gate.become('silent')
    const cut = send(bench.taking, { id: 'msg_1' })
    await sleep(100)
    await bench.gate.become('shut')
    expectExplained(await cut)
    expectExplained(await send(bench.taking, { id: 'msg_2' }), 'connect')
    await bench.gate.become('open')
    await settle()
    expect(outcome(await send(bench.taking, { id: 'msg_3' }))).toEqual({ outcome: 'delivered' })
    const received = await bench.received()
    expect(received.map(({ headers }) => headers['webhook-id'])).toEqual(['msg_0', 'msg_3'])
  })

  test('disposing of it closes every connection, also to a receiver that does not answer', async () => {
    await send()
    expect(bench.gate.connections).toBeGreaterThan(0)
    await bench.gate.become('silent')
    await bench.transport[Symbol.asyncDispose]()
    for (let waited = 0; bench.gate.connections > 0 && waited < 2_000; waited += 20) await sleep(20)
    expect(bench.gate.connections).toBe(0)
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

function outcome(answer: Answer): Verdict {
  if (answer.kind === 'stopped') throw new Error('stopped')
  return judge(answer, { failures: 0, now: 0, dice: 0.5 }).verdict
}

function expectExplained(answer: Answer, cause?: string): void {
  const verdict = outcome(answer)
  if (verdict.outcome !== 'retry') throw new Error(verdict.outcome)
  expect(verdict.detail).toMatch(/\w \w/)
  if (cause !== undefined) expect(verdict).toMatchObject({ cause })
}

function expectAtDeadline(answer: Answer): void {
  expect(answer).toMatchObject({ kind: 'failed', cause: 'timeout' })
  if (answer.kind !== 'failed') return
  expect(answer.durationMs).toBeGreaterThanOrEqual(DEADLINE_MS - 20)
  expect(answer.durationMs).toBeLessThanOrEqual(DEADLINE_MS + LATE_MS)
}

/** Until both ends have seen that a connection was reset. */
function settle(): Promise<void> {
  return sleep(50)
}
