import { once } from 'node:events'
import { createServer } from 'node:http'
import { expect, test } from 'vitest'
import { ApiClient } from '../api-client.ts'
import { followUnsent } from './follow-unsent.ts'

const START = Date.parse('2026-03-01T12:00:00.000Z')
const iso = (second: number): string => new Date(START + second * 1_000).toISOString()

const unsent = (jobId: string, endedAt: number) => ({
  id: `msg_unsent_${jobId}`,
  event: 'TaskFinish',
  jobId,
  tag: 'MediaInfo',
  queueId: 'p1',
  bucket: 'media-1250000000',
  contentType: 'application/xml',
  endedAt: iso(endedAt),
  headers: {},
  body: '',
})

// The service itself is in test/e2e; here each answer is given, also those that a busy database gives.
test('a job that is committed late is found, in pages and over an outage, and none is given twice', async () => {
  const answers = [
    { callbacks: [], next: null, now: iso(0) },
    { callbacks: [unsent('j2', 1.5)], next: '1500-2', now: iso(2) },
    { callbacks: [unsent('j3', 1.6)], next: null, now: iso(2) },
    undefined,
    { callbacks: [unsent('j1', 1), unsent('j2', 1.5), unsent('j3', 1.6)], next: null, now: iso(4) },
    { callbacks: [unsent('j4', 14)], next: null, now: iso(15) },
    { callbacks: [unsent('j4', 14)], next: null, now: iso(16) },
  ]
  const asked: (string | null)[] = []
  const server = createServer((request, response) => {
    const query = new URL(request.url ?? '/', 'http://localhost').searchParams
    asked.push(query.get('after') ?? query.get('since'))
    const answer = answers.shift()
    if (answer) response.end(JSON.stringify(answer))
    else response.destroy()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const jobs: string[] = []
  const stop = new AbortController()
  const running = followUnsent(
    {
      client: new ApiClient(new URL(`http://127.0.0.1:${address.port}`), 'token'),
      filter: {},
      since: undefined,
      onUnsent: ({ jobId }) => Promise.resolve(void jobs.push(jobId)),
    },
    stop.signal,
  )
  await expect.poll(() => answers.length, { timeout: 15_000 }).toBe(0)
  stop.abort()
  await running
  server.close()
  server.closeAllConnections()
  expect(jobs).toEqual(['j2', 'j3', 'j1', 'j4'])
  // Nothing from before the start, though ends are searched for 10 s back.
  expect(asked).toEqual([null, iso(0), '1500-2', iso(0), iso(0), iso(0), iso(5)])
})
