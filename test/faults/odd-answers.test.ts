import type { Socket } from 'node:net'
import { afterAll, describe, expect, test } from 'vitest'
import { sleep } from '../../packages/server/src/base/tasks/wait.ts'
import { OK } from './behaviours.ts'
import { startFaultyServer, type FaultyServer } from './faulty-server.ts'
import {
  answering,
  brokenAnswers,
  legalAnswers,
  noAnswers,
  openAnswers,
  type OddAnswer,
} from './odd-answers.ts'
import { createTransport, describeResponse, post } from './sending.ts'
import { FaultTable } from './table.ts'

const DEADLINE_MS = 5_000
/** Until whatever comes after an answer has come. */
const SETTLE_MS = 20

const table = new FaultTable('Receivers whose HTTP is odd, twice')
afterAll(() => table.print())

/** Sends twice. Returns what came back, and how often and over how many connections the receiver was asked. */
async function sendTwice(server: FaultyServer, body?: Uint8Array): Promise<string> {
  await using transport = createTransport()
  const seen = new Set<string>()
  const request = { url: server.url, deadlineMs: DEADLINE_MS, ...(body && { body }) }
  for (let sent = 0; sent < 2; sent += 1) {
    seen.add(describeResponse(await post(transport, request)))
    await sleep(SETTLE_MS)
  }
  return `${[...seen].join(', then ')}: ${server.requests()} requests, ${server.connections()} connections`
}

describe.each([
  ['legal', legalAnswers],
  ['broken', brokenAnswers],
  ['no response', noAnswers],
])('%s', (_, answers: Readonly<Record<string, OddAnswer>>) => {
  test.each(Object.entries(answers))('a receiver that %s', async (fault, answer) => {
    await using server = await startFaultyServer(answering(answer))
    const seen = await sendTwice(server)
    const expected = `${answer.seen}: 2 requests, ${answer.reused ? 1 : 2} connections`
    table.add({ fault, expected, seen })
    expect(seen).toBe(expected)
  })
})

describe('no end', () => {
  test.each(Object.entries(openAnswers))('a receiver that %s is not waited for', async (fault, answer) => {
    await using server = await startFaultyServer(answering(answer))
    const began = performance.now()
    const seen = await sendTwice(server)
    const expected = `${answer.seen}: 2 requests, 2 connections`
    table.add({ fault, expected, seen })
    expect(seen).toBe(expected)
    expect(performance.now() - began).toBeLessThan(DEADLINE_MS)
  })
})

describe('a receiver that answers', () => {
  const discards = (socket: Socket): void => void socket.write(OK, () => socket.destroy())
  const resets = (socket: Socket): void => void socket.write(OK, () => socket.resetAndDestroy())
  const atFirstBytes = (respond: (socket: Socket) => void) => (socket: Socket) =>
    void socket.once('data', () => {
      socket.pause()
      respond(socket)
    })

  test.each<[string, string, (socket: Socket) => void]>([
    ['before it has read the request, and closes', '10 B', (socket) => void socket.pause().end(OK)],
    ['before it has read the request, and discards it', '10 B', (socket) => discards(socket.pause())],
    ['before it has read the request, and closes', '10 MB', (socket) => void socket.pause().end(OK)],
    ['before it has read the body, and closes', '10 MB', atFirstBytes((socket) => void socket.end(OK))],
    ['before it has read the body, and discards it', '10 MB', atFirstBytes(discards)],
    ['before it has read the body, and resets', '10 MB', atFirstBytes(resets)],
  ])('%s, of %s', async (fault, size, onConnection) => {
    await using server = await startFaultyServer({ onConnection })
    const seen = await sendTwice(server, Buffer.alloc(size === '10 B' ? 10 : 10_000_000, 'x'))
    const expected = '200, 2 B: 0 requests, 2 connections'
    table.add({ fault: `answers ${fault}: ${size}`, expected, seen })
    expect(seen).toBe(expected)
  })
})
