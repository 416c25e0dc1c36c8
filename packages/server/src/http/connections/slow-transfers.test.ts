import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { connect, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sleep } from '../../base/tasks/wait.ts'
import { Exchanges } from './exchanges.ts'
import { SlowTransfers } from './slow-transfers.ts'

const WINDOW_MS = 300
/** A machine that is busy is slow to cut, too. */
const LONG_MS = 15_000
const HEAD = 'POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10000000\r\n\r\n'
const GET = 'GET / HTTP/1.1\r\nHost: h\r\n\r\n'

let slow: SlowTransfers
let handle: RequestListener
let stop: () => void
let port: number

beforeEach(async () => {
  const exchanges = new Exchanges()
  slow = new SlowTransfers(exchanges, WINDOW_MS)
  handle = (request, response) => void request.resume().once('end', () => response.end('done'))
  const server = createServer((request, response) => {
    exchanges.begin(request, response, () => {
      handle(request, response)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  port = typeof address === 'object' && address ? address.port : 0
  stop = () => {
    slow.stop()
    server.closeAllConnections()
    server.close()
  }
})

afterEach(() => stop())

async function open(bytes: string): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  socket.write(bytes)
  return socket
}

/** Whether the connection is closed in time. */
async function isCut(socket: Socket, withinMs = LONG_MS): Promise<boolean> {
  socket.on('data', () => undefined)
  // Not `once` of node:events: a connection that is reset while something is written has an error before its end.
  const closed = Promise.withResolvers<boolean>()
  socket.once('close', () => closed.resolve(true))
  return Promise.race([closed.promise, sleep(withinMs).then(() => false)])
}

test('a slow body is cut off', async () => {
  const socket = await open(HEAD)
  const drip = setInterval(() => socket.write('x'), 20)
  expect(await isCut(socket)).toBe(true)
  clearInterval(drip)
})

test('a slow body of the second request on a connection is cut off', async () => {
  const socket = await open(GET)
  await once(socket, 'data')
  socket.write(HEAD)
  expect(await isCut(socket)).toBe(true)
})

test('a response that is not read is cut off, whatever follows the request', async () => {
  handle = (_, response) => response.end(Buffer.alloc(50_000_000))
  const socket = await open(GET)
  socket.pause()
  // A paused socket does not notice its end: writing to it does. Empty lines are no requests, and bytes all the same.
  const asking = setInterval(() => socket.write('\r\n'.repeat(1_000)), 20)
  const cut = await Promise.race([once(socket, 'error').then(() => true), sleep(LONG_MS).then(() => false)])
  clearInterval(asking)
  socket.destroy()
  expect(cut).toBe(true)
})

test('a connection without a next request is closed, even if it sends a byte now and then', async () => {
  const socket = await open(GET)
  const drip = setInterval(() => socket.write('\r\n'), 20)
  expect(await isCut(socket)).toBe(true)
  clearInterval(drip)
})

test('a steady body, an idle connection and a late response are not cut off', async () => {
  const moving = await open(HEAD)
  const push = setInterval(() => moving.write('x'.repeat(5_000)), 50)
  const idle = await open(GET)
  handle = (_, response) => void setTimeout(() => response.end(), 5 * WINDOW_MS)
  const long = await open(GET)
  const cut = [isCut(moving, 6 * WINDOW_MS), isCut(idle, 2.5 * WINDOW_MS), isCut(long, 6 * WINDOW_MS)]
  expect(await Promise.all(cut)).toEqual([false, false, false])
  clearInterval(push)
  for (const socket of [moving, idle, long]) socket.destroy()
})
