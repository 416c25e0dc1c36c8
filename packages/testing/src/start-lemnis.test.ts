import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { existsSync } from 'node:fs'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { Readable } from 'node:stream'
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
}, 60_000)

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

describe('a service for a test', { timeout: 60_000 }, () => {
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

  test('what is misspelt is refused, and not ignored', async () => {
    for (const [filter, options, message] of [
      [{ jobid: 'j1' }, {}, 'the filters of callbacks have no jobid'],
      [{ state: 'success' }, {}, 'state is Success or Failed, not success'],
      [{}, 500, 'the options of waitForCallback are an object'],
    ] as const)
      await expect(untyped(lemnis.waitForCallback, filter, options)).rejects.toThrow(message)
    expect(() => {
      lemnis.failNext(1, { status: 200 })
    }).toThrow('a status from 300 to 599, not 200')
    await expect(untyped(startLemnis, { bucket: 'x' })).rejects.toThrow(
      'the options of startLemnis have no bucket',
    )
  })

  test('a script that forgets to stop it ends, and so does the service', async () => {
    const child = spawnScript('console.log(JSON.stringify({ url, directory: environment.LEMNIS_DATA_DIR }))')
    const { url, directory } = await printedBy(child)
    await once(child, 'exit')
    expect(child.exitCode).toBe(0)
    expect(existsSync(directory)).toBe(false)
    await expect.poll(() => isFree(Number(new URL(url).port)), { timeout: 15_000 }).toBe(true)
  })

  test('a setting that can’t be used rejects the start with the reason', async () => {
    await expect(startLemnis({ settings: { LEMNIS_CONCURRENCY: 'many' } })).rejects.toThrow(
      /LEMNIS_CONCURRENCY/,
    )
  })

  test('is gone with its test, even when that is killed', async () => {
    const child = spawnScript(
      'console.log(JSON.stringify({ url, directory: environment.LEMNIS_DATA_DIR })); setTimeout(() => {}, 60_000)',
    )
    const { url, directory } = await printedBy(child)
    expect(existsSync(directory)).toBe(true)
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
    child.kill('SIGKILL')
    await expect.poll(() => isFree(Number(new URL(url).port)), { timeout: 15_000 }).toBe(true)
  })
})

/** A call as JavaScript makes it. */
function untyped(call: (...args: never[]) => unknown, ...args: readonly unknown[]): unknown {
  return Reflect.apply(call, undefined, args)
}

function spawnScript(lines: string): ChildProcessByStdio<null, Readable, null> {
  const script = `
    import { startLemnis } from ${JSON.stringify(new URL('./index.ts', import.meta.url).href)}
    const { url, environment } = await startLemnis()
    ${lines}`
  const args = [...process.execArgv, '--input-type=module', '-e', script]
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
}

async function printedBy(child: ChildProcessByStdio<null, Readable, null>): Promise<z.infer<typeof printed>> {
  const [line] = z.array(z.unknown()).parse(await once(child.stdout, 'data'))
  return printed.parse(JSON.parse(String(line)))
}

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
