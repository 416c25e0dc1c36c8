import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { Management } from './management.ts'
import { startLemnis, type Lemnis } from './start-lemnis.ts'
import { submitJob } from './testing/submit-job.ts'

let lemnis: Lemnis

beforeAll(async () => {
  lemnis = await startLemnis()
}, 60_000)
afterAll(() => lemnis.stop())
beforeEach(() => {
  lemnis.clearCallbacks()
})

/** Its callback comes at once. */
const submit = (): Promise<string> => submitJob(lemnis, { input: 'in/nothing.wav' })

const attempts = (): readonly (readonly [string, number])[] =>
  lemnis.callbacks().map(({ id, status }) => [id, status])

function management(): Management {
  return new Management({ url: lemnis.url, token: lemnis.environment['LEMNIS_ADMIN_TOKEN'] ?? '' })
}

/** A call of the management API that only this test makes. */
async function park(endpoint: string): Promise<void> {
  const response = await fetch(`${lemnis.url}/_lemnis/api/endpoints/park`, {
    method: 'POST',
    headers: { authorization: `Bearer ${lemnis.environment['LEMNIS_ADMIN_TOKEN'] ?? ''}` },
    body: JSON.stringify({ endpoint, reason: 'by hand' }),
  })
  expect(response.status).toBe(200)
}

test('attempts that have to fail are repeated soon, with the same id', async () => {
  lemnis.failNext(1, { status: 500 })
  const jobId = await submit()
  const { id } = await lemnis.waitForCallback({ jobId, state: 'Failed' })
  expect(attempts()).toEqual([
    [id, 500],
    [id, 200],
  ])
})

test.each(['reset', { status: 500 }] as const)(
  'a function is not asked of an attempt that failed: %j',
  async (failure) => {
    lemnis.failNext(1, failure)
    const jobId = await submit()
    const asked: number[] = []
    const { status } = await lemnis.waitForCallback((received) => {
      asked.push(received.status)
      return received.body.includes(jobId)
    })
    expect([status, ...asked]).toEqual([200, 200])
    expect(attempts()).toHaveLength(2)
    // One that is there already, too.
    await expect(lemnis.waitForCallback(() => true, { timeoutMs: 50 })).rejects.toThrow('the function')
  },
)

test('a function that throws rejects its own wait', async () => {
  const broken = lemnis.waitForCallback(() => {
    throw new Error('no such field')
  })
  const jobId = submit()
  await expect(broken).rejects.toThrow('no such field')
  await lemnis.waitForCallback({ jobId: await jobId })
})

test('eight failures in a row are each repeated soon', async () => {
  lemnis.failNext(8)
  const startedAt = performance.now()
  const jobId = await submit()
  await lemnis.waitForCallback({ jobId })
  expect(attempts().map(([, status]) => status)).toEqual([...Array<number>(8).fill(503), 200])
  // Without a look at the endpoint, pauses of 1, 2, 4 and 8 s would add up to more than this.
  expect(performance.now() - startedAt).toBeLessThan(12_000)
}, 20_000)

test('a callback that is answered 410 is repeated soon, and so are later ones', async () => {
  lemnis.failNext(2, { status: 410 })
  const jobId = await submit()
  const { id } = await lemnis.waitForCallback({ jobId }, { timeoutMs: 5_000 })
  expect(attempts()).toEqual([
    [id, 410],
    [id, 410],
    [id, 200],
  ])
  await lemnis.waitForCallback({ jobId: await submit() }, { timeoutMs: 5_000 })
})

test('a wait that ends without a callback names the endpoint that is parked', async () => {
  await park(lemnis.callbackUrl)
  const jobId = await submit()
  const { origin } = new URL(lemnis.callbackUrl)
  await expect(lemnis.waitForCallback({ jobId }, { timeoutMs: 300 })).rejects.toThrow(
    `The endpoint ${origin} is parked (by hand): the service sends nothing to it now.`,
  )
  await management().resume(origin)
  await lemnis.waitForCallback({ jobId }, { timeoutMs: 5_000 })
})
