import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { submitOne, openTestEngine, type TestEngine } from '../../engine/testing/test-engine.ts'
import { streamChanges, type ChangeStreamOptions } from './change-stream.ts'
import { ChangeWatch } from './change-watch.ts'

let at: TestEngine
let watch: ChangeWatch
let stopping: AbortController
const streams: number[] = []

beforeEach(async () => {
  at = await openTestEngine()
  stopping = new AbortController()
  const onStreams = (open: number): number => streams.push(open)
  watch = new ChangeWatch({ ...at.engine, stopping: stopping.signal, onStreams, lookMs: 5 })
})

afterEach(async () => {
  stopping.abort()
  await sleep(20)
  await at[Symbol.asyncDispose]()
})

function open(options: Partial<ChangeStreamOptions> = {}): AsyncGenerator<Uint8Array, void> {
  const isAllowed = (): Promise<boolean> => Promise.resolve(true)
  return streamChanges(watch, { lastEventId: undefined, isAllowed, signal: stopping.signal, ...options })
}

/** The next bytes as text; empty at the end. */
async function read(stream: AsyncGenerator<Uint8Array, void>): Promise<string> {
  const { value } = await stream.next()
  return value ? Buffer.from(value).toString() : ''
}

test('it ends when its client may read no more, and is counted until then', async () => {
  let isAllowed = true
  const stream = open({ isAllowed: () => Promise.resolve(isAllowed), heartbeatMs: 20 })
  expect(await read(stream)).toMatch(
    /^retry: 2000\nevent: ready\nid: [0-9a-f]+-0\ndata: \{"isResumed":false\}\n\n$/,
  )
  expect(await read(stream)).toBe(': nothing new\n\n')
  isAllowed = false
  expect(await read(stream)).toBe('')
  expect(streams.slice(-2)).toEqual([1, 0])
})

test('a client that reads too slowly is told to read everything again', async () => {
  const slow = open()
  const quick = open()
  await read(slow)
  await read(quick)
  for (let n = 0; n < 25; n++) {
    await submitOne(at)
    await read(quick)
  }
  expect(await read(slow)).toMatch(/^event: reset\nid: [0-9a-f]+-25\n/)
  await submitOne(at)
  expect(await read(slow)).toMatch(/^event: changes\n/)
})
