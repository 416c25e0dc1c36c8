import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { expect, test } from 'vitest'
import { ApiClient } from '../api-client.ts'
import { followFeed } from './follow-feed.ts'

// A listener that keeps a list of callbacks and pages it as the feed does; the service itself is in test/e2e.
class FeedServer {
  readonly callbacks: Readonly<Record<string, unknown>>[] = []
  /** Sequences of callbacks. */
  readonly replayed: number[] = []
  readonly requests: URLSearchParams[] = []
  port = 0
  #server: Server | undefined

  add(): void {
    const sequence = this.callbacks.length + 1
    this.callbacks.push({
      id: `msg_${sequence}`,
      sequence,
      event: 'TaskFinish',
      jobId: `j${sequence}`,
      tag: 'NoiseReduction',
      queueId: 'p1',
      bucket: 'media-1250000000',
      url: 'http://localhost/',
      endpoint: 'http://localhost:80',
      contentType: 'application/xml',
      createdAt: '2026-03-01T12:00:00.000Z',
      state: 'pending',
      nextAttemptAt: null,
      attempts: 0,
      failures: 0,
      lastAttempt: null,
      deadlineMs: 15_000,
      headers: {},
      body: '',
    })
  }

  async start(): Promise<void> {
    this.#server = createServer((request, response) => {
      const query = new URL(request.url ?? '/', 'http://localhost').searchParams
      this.requests.push(query)
      const after = query.get('after')
      const from = after === 'now' ? this.callbacks.length : Number(after ?? 0)
      const page = this.callbacks.slice(from, from + 2)
      const firstReplay = query.get('replays') === 'now' ? this.replayed.length : Number(query.get('replays'))
      const replays = this.replayed.slice(firstReplay, firstReplay + 2).map((sequence, index) => ({
        ...this.callbacks[sequence - 1],
        replay: { sequence: firstReplay + index + 1, at: '2026-03-01T13:00:00.000Z' },
      }))
      const cursors = { cursor: from + page.length, replayCursor: firstReplay + replays.length }
      const answer = JSON.stringify({ callbacks: page, replays, ...cursors })
      // A page that waits is answered a little later, so that the follower does not spin.
      setTimeout(() => response.end(answer), page.length + replays.length === 0 ? 30 : 0)
    })
    this.#server.listen(this.port, '127.0.0.1')
    await once(this.#server, 'listening')
    const address = this.#server.address()
    if (address !== null && typeof address !== 'string') this.port = address.port
  }

  async stop(): Promise<void> {
    this.#server?.close()
    this.#server?.closeAllConnections()
    if (this.#server) await once(this.#server, 'close')
  }
}

interface Followed {
  readonly ids: string[]
  readonly changes: string[]
  /** Ends when `condition` holds. */
  until(condition: () => boolean): Promise<void>
  end(): Promise<void>
}

function follow(
  server: FeedServer,
  begin: { readonly since: string } | { readonly after: number | 'now' },
): Followed {
  const ids: string[] = []
  const changes: string[] = []
  const stop = new AbortController()
  const running = followFeed(
    {
      client: new ApiClient(new URL(`http://127.0.0.1:${server.port}`), 'token'),
      filter: { queue: 'p1' },
      begin,
      onCallback: ({ id }, replay) =>
        Promise.resolve(void ids.push(replay ? `${id} replay ${replay.sequence}` : id)),
      onPageEnd: () => Promise.resolve(1_000),
      onChange: (change) => changes.push(change),
    },
    stop.signal,
  )
  return {
    ids,
    changes,
    until: (condition) => expect.poll(condition, { timeout: 10_000 }).toBe(true),
    end: async () => {
      stop.abort()
      await running
    },
  }
}

test('a service that restarts is found again: no callback is missed and none comes twice', async () => {
  const server = new FeedServer()
  await server.start()
  for (let count = 0; count < 3; count += 1) server.add()
  const followed = follow(server, { after: 0 })
  await followed.until(() => followed.ids.length === 3)
  await server.stop()
  await followed.until(() => followed.changes.includes('lost'))
  for (let count = 0; count < 3; count += 1) server.add()
  await server.start()
  await followed.until(() => followed.ids.length === 6)
  await followed.end()
  await server.stop()
  expect(followed.ids).toEqual(['msg_1', 'msg_2', 'msg_3', 'msg_4', 'msg_5', 'msg_6'])
  expect(followed.changes).toEqual(['ready', 'lost', 'found'])
})

test('a replay is shown again as one, also after a restart, and each of them once', async () => {
  const server = new FeedServer()
  await server.start()
  server.add()
  server.replayed.push(1)
  const followed = follow(server, { after: 0 })
  await followed.until(() => followed.ids.length === 1)
  server.replayed.push(1)
  await followed.until(() => followed.ids.length === 2)
  await server.stop()
  await followed.until(() => followed.changes.includes('lost'))
  server.add()
  server.replayed.push(2, 1, 1)
  await server.start()
  await followed.until(() => followed.ids.length === 6)
  await followed.end()
  await server.stop()
  expect(followed.ids).toEqual([
    'msg_1',
    'msg_1 replay 2',
    'msg_2',
    'msg_2 replay 3',
    'msg_1 replay 4',
    'msg_1 replay 5',
  ])
})

test('it begins now, asks with its filter and for bodies, and waits only once it has a cursor', async () => {
  const server = new FeedServer()
  await server.start()
  server.add()
  const followed = follow(server, { after: 'now' })
  await followed.until(() => followed.changes.includes('ready'))
  server.add()
  await followed.until(() => followed.ids.length === 1)
  await followed.end()
  await server.stop()
  expect(followed.ids).toEqual(['msg_2'])
  const [first, second] = server.requests
  expect(Object.fromEntries(first ?? [])).toEqual({
    queue: 'p1',
    after: 'now',
    replays: 'now',
    limit: '100',
    wait: '0',
    include: 'body',
  })
  expect([second?.get('after'), second?.get('wait')]).toEqual(['1', '1'])
})

test('an address where nothing answers is an error at the start, not something to wait for', async () => {
  const server = new FeedServer()
  await server.start()
  await server.stop()
  const failing = followFeed(
    {
      client: new ApiClient(new URL(`http://127.0.0.1:${server.port}`), 'token'),
      filter: {},
      begin: { after: 'now' },
      onCallback: () => Promise.resolve(),
      onPageEnd: () => Promise.resolve(1_000),
      onChange: () => undefined,
    },
    new AbortController().signal,
  )
  await expect(failing).rejects.toThrow(`No service answers at http://127.0.0.1:${server.port}`)
})
