import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { askJobs } from '../../../test/sdk-client.ts'
import { noisyTone } from '../../../test/tone.ts'
import { startLemnis, type Lemnis } from './start-lemnis.ts'

const submitted = z.object({ Response: z.object({ JobsDetail: z.object({ JobId: z.string() }) }) })
const printed = z.object({ url: z.string(), directory: z.string() })

let lemnis: Lemnis

beforeAll(async () => {
  lemnis = await startLemnis()
})

afterAll(() => lemnis.stop())

/** Submits a job whose callback goes to an address that nobody may call. */
async function submit(input: string, format: 'XML' | 'JSON' = 'XML'): Promise<string> {
  const { bucket, region } = lemnis
  const answer = await askJobs(lemnis.sdk(), {
    bucket,
    region,
    method: 'POST',
    path: 'jobs',
    body: {
      Tag: 'NoiseReduction',
      Input: { Object: input },
      Operation: { Output: { Region: region, Bucket: bucket, Object: 'out/talk.wav' } },
      CallBack: 'https://hooks.example.com/ci',
      CallBackFormat: format,
    },
  })
  return submitted.parse(answer).Response.JobsDetail.JobId
}

async function upload(): Promise<void> {
  const { bucket: Bucket, region: Region } = lemnis
  await lemnis.sdk().putObject({ Bucket, Region, Key: 'in/talk.wav', Body: noisyTone(1) })
}

describe('a service for a test', () => {
  test.each(['XML', 'JSON'] as const)(
    'the callback of a job arrives, whatever address it names: %s',
    async (format) => {
      await upload()
      const jobId = await submit('in/talk.wav', format)
      const { callback, status } = await lemnis.waitForCallback({ jobId, tag: 'NoiseReduction' })
      expect(status).toBe(200)
      expect(callback).toMatchObject({
        EventName: 'TaskFinish',
        JobsDetail: [{ JobId: jobId, State: 'Success' }],
      })
    },
  )

  test('attempts that have to fail are repeated soon, with the same id', async () => {
    lemnis.clearCallbacks()
    lemnis.failNext(1, { status: 500 })
    const jobId = await submit('in/nothing.wav')
    const { id } = await lemnis.waitForCallback({ jobId, state: 'Failed' })
    expect(lemnis.callbacks().map((one) => [one.id, one.status])).toEqual([
      [id, 500],
      [id, 200],
    ])
  })

  test('a wait that ends without a callback says what came', async () => {
    lemnis.clearCallbacks()
    const jobId = await submit('in/nothing.wav')
    await lemnis.waitForCallback({ jobId })
    const wait = lemnis.waitForCallback({ jobId, state: 'Success' }, { timeoutMs: 100 })
    await expect(wait).rejects.toThrow(
      `no callback that matches {"jobId":"${jobId}","state":"Success"} came within 100 ms. What came:\n` +
        `TaskFinish of NoiseReduction ${jobId}, Failed, answered 200`,
    )
  })

  test('a setting that can’t be used rejects the start with the reason', async () => {
    await expect(startLemnis({ settings: { LEMNIS_CONCURRENCY: 'many' } })).rejects.toThrow(
      /LEMNIS_CONCURRENCY/,
    )
  })

  test('is gone with its test, even when that is killed', { timeout: 30_000 }, async () => {
    const script = `
      import { startLemnis } from ${JSON.stringify(new URL('./index.ts', import.meta.url).href)}
      const { url, environment } = await startLemnis()
      console.log(JSON.stringify({ url, directory: environment.LEMNIS_DATA_DIR }))`
    const child = spawn(process.execPath, [...process.execArgv, '--input-type=module', '-e', script])
    const [line] = z.array(z.unknown()).parse(await once(child.stdout, 'data'))
    const { url, directory } = printed.parse(JSON.parse(String(line)))
    expect(existsSync(directory)).toBe(true)
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
    child.kill('SIGKILL')
    await expect.poll(() => isFree(Number(new URL(url).port)), { timeout: 15_000 }).toBe(true)
  })
})

function isFree(port: number): Promise<boolean> {
  const server = createServer()
  return new Promise((resolve) => {
    server.once('error', () => {
      resolve(false)
    })
    server.listen(port, '127.0.0.1', () =>
      server.close(() => {
        resolve(true)
      }),
    )
  })
}
