import type COS from 'cos-nodejs-sdk-v5'
import { createServer, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { sleep } from '../../packages/server/src/base/tasks/wait.ts'
import { BUCKET, KeyHarness, OTHER, REGION } from '../key-harness.ts'

const COUNT = 60
const WAIT_MS = 60_000

let harness: KeyHarness
/** Reaches one bucket alone, as the customer of an operator would. */
let media: COS
let other: COS

beforeAll(async () => {
  harness = await KeyHarness.open()
  media = harness.client(await harness.createKey('media', [BUCKET]))
  other = harness.client(await harness.createKey('other', [OTHER]))
}, 60_000)

afterAll(() => harness[Symbol.asyncDispose]())

async function submitHash(cos: COS, bucket: string, callBack: string): Promise<void> {
  await cos.request({
    Bucket: bucket,
    Region: REGION,
    Method: 'POST',
    Key: 'jobs',
    Url: `http://${bucket}.ci.${REGION}.myqcloud.com/jobs`,
    ContentType: 'application/xml',
    Body:
      '<Request><Tag>FileHashCode</Tag><Input><Object>in/talk.wav</Object></Input><Operation>' +
      `<FileHashCodeConfig><Type>MD5</Type></FileHashCodeConfig></Operation><CallBack>${callBack}</CallBack></Request>`,
  })
}

/** Acknowledges what comes to `/media…` and answers everything else as it is told. */
async function sharedReceiver(attack: (response: ServerResponse) => void) {
  const arrivals = new Map<string, number>()
  let attacked = 0
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      if (request.url?.startsWith('/media') === true) {
        arrivals.set(request.url, performance.now())
        response.end()
        return
      }
      attacked += 1
      attack(response)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = z.object({ port: z.number() }).parse(server.address())
  return {
    origin: `http://127.0.0.1:${port}`,
    arrivals,
    attacked: () => attacked,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function until(condition: () => boolean): Promise<void> {
  const end = performance.now() + WAIT_MS
  while (!condition()) {
    if (performance.now() > end) throw new Error('it did not come true')
    await sleep(20)
  }
}

interface Attack {
  readonly name: string
  readonly jobs: number
  readonly answer: (response: ServerResponse) => void
}

const ATTACKS: readonly Attack[] = [
  { name: '410 to one job', jobs: 1, answer: (response) => response.writeHead(410).end() },
  {
    name: '503 with Retry-After: 86400',
    jobs: 1,
    answer: (response) => response.writeHead(503, { 'retry-after': '86400' }).end(),
  },
  { name: 'eight 500s', jobs: 8, answer: (response) => response.writeHead(500).end() },
]

test.each(ATTACKS)(
  '$name by a key of one bucket holds up no callback of another',
  { timeout: 120_000 },
  async (attack) => {
    await using receiver = await sharedReceiver(attack.answer)
    const { origin, arrivals } = receiver
    const strike = (): Promise<void> => submitHash(other, OTHER, `${origin}/attack`)
    for (let n = 0; n < attack.jobs; n += 1) await strike()
    await until(() => receiver.attacked() >= Math.min(attack.jobs, 5))
    const submittedAt = new Map<string, number>()
    for (let n = 0; n < COUNT; n += 1) {
      const path = `/media/${n}`
      await submitHash(media, BUCKET, origin + path)
      submittedAt.set(path, performance.now())
      if (n % 20 === 0) await strike()
    }
    await until(() => arrivals.size === COUNT)
    const slowest = Math.max(...[...arrivals].map(([path, at]) => at - (submittedAt.get(path) ?? at)))
    console.log(
      `${attack.name}: ${arrivals.size} of ${COUNT}, the slowest ${Math.round(slowest)} ms after its submit`,
    )
    expect(arrivals.size).toBe(COUNT)
  },
)

test('log lines of callbacks have the id that shows them', async () => {
  const logged = harness.service
    .log()
    .split('\n')
    .filter((line) => line.includes('callback not acknowledged'))
    .map((line) => z.looseObject({ callbackId: z.string() }).parse(JSON.parse(line)))
  expect(logged.length).toBeGreaterThan(0)
  for (const { callbackId } of logged) {
    expect(await harness.ask(`/callbacks/${callbackId}`)).toMatchObject({
      status: 200,
      body: { id: callbackId },
    })
  }
})
