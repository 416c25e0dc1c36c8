import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { mkdtempDisposable } from 'node:fs/promises'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { childrenOf, serviceOf } from '../../../test/process-tree.ts'
import { noisyTone } from '../../../test/tone.ts'
import { startLemnis, type Lemnis } from './start-lemnis.ts'
import { submitJob } from './testing/submit-job.ts'

const printed = z.object({ url: z.string(), directory: z.string() })

let lemnis: Lemnis

beforeAll(async () => {
  lemnis = await startLemnis()
}, 60_000)

afterAll(() => lemnis.stop())

const submit = (input: string, format?: 'XML' | 'JSON'): Promise<string> =>
  submitJob(lemnis, { input, ...(format && { format }) })

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

  test('a script ends with its last statement, and so does the service', async () => {
    const child = spawnScript(PRINT)
    const { url, directory } = await printedBy(child)
    await once(child, 'exit')
    expect(child.exitCode).toBe(0)
    await expectGone(url, directory)
  })

  test('a script that does nothing but wait goes on until the wait ends', async () => {
    const child = spawnScript(
      `await waitForCallback({}, { timeoutMs: 1_000 }).catch(({ message }) => console.log(message))`,
    )
    expect(String(await once(child.stdout, 'data'))).toContain('None came at all')
  })

  test('a stop ends what waits at once, and the script after it', async () => {
    const child = spawnScript(
      `const wait = waitForCallback({ tag: 'Concat' }).catch(({ message }) => console.log(message))
       await stop()
       await stop()
       await wait`,
    )
    const startedAt = performance.now()
    expect(String(await once(child.stdout, 'data'))).toBe(
      'the service was stopped before a callback came that matches {"tag":"Concat"}\n',
    )
    await once(child, 'exit')
    expect(performance.now() - startedAt).toBeLessThan(10_000)
    expect(child.exitCode).toBe(0)
  })

  test.each(['SIGTERM', 'SIGINT', 'SIGKILL'] as const)(
    'is gone with its test, even when that is ended by %s',
    async (signal) => {
      const child = spawnScript(`${PRINT}; setTimeout(() => {}, 60_000)`)
      const { url, directory } = await printedBy(child)
      expect(existsSync(directory)).toBe(true)
      expect((await fetch(`${url}/healthz`)).status).toBe(200)
      child.kill(signal)
      await expectGone(url, directory)
    },
  )

  test('leaves no directory when it is killed itself', async () => {
    const { environment, stop } = await startLemnis()
    const directory = environment['LEMNIS_DATA_DIR'] ?? ''
    // The last child of this process.
    process.kill(serviceOf(childrenOf(process.pid).at(-1)), 'SIGKILL')
    await expect.poll(() => existsSync(directory), { timeout: 15_000 }).toBe(false)
    await stop()
  })

  test('its own data directory is kept', async () => {
    await using own = await mkdtempDisposable(path.join(tmpdir(), 'lemnis-own-'))
    const { stop } = await startLemnis({ settings: { LEMNIS_DATA_DIR: own.path } })
    await stop()
    expect(existsSync(path.join(own.path, 'lemnis.db'))).toBe(true)
  })

  test.each([
    [{ LEMNIS_CONCURRENCY: 'many' }, /LEMNIS_CONCURRENCY/],
    [{ LEMNIS_DENOIS: 'best' }, /LEMNIS_DENOIS is no setting.*Did you mean LEMNIS_DENOISE\?/],
    [{ DENOISE: 'best' }, /DENOISE is no setting.*Did you mean LEMNIS_DENOISE\?/],
  ])('a setting that can’t be used rejects the start with the reason: %j', async (settings, reason) => {
    await using own = await mkdtempDisposable(path.join(tmpdir(), 'lemnis-own-'))
    vi.stubEnv('TMPDIR', own.path)
    try {
      await expect(startLemnis({ settings })).rejects.toThrow(reason)
      await expect.poll(() => readdirSync(own.path)).toEqual([])
    } finally {
      vi.unstubAllEnvs()
    }
  })

  test('one bucket needs no list, and none is refused', async () => {
    await using one = await startLemnis({ buckets: 'sound-1250000001' })
    expect(one.bucket).toBe('sound-1250000001')
    for (const buckets of [[], 5, [5]])
      await expect(untyped(startLemnis, { buckets })).rejects.toThrow('buckets is a name such as media-')
  })
})

const PRINT = 'console.log(JSON.stringify({ url, directory: environment.LEMNIS_DATA_DIR }))'

async function expectGone(url: string, directory: string): Promise<void> {
  await expect.poll(() => isFree(Number(new URL(url).port)), { timeout: 15_000 }).toBe(true)
  await expect.poll(() => existsSync(directory), { timeout: 15_000 }).toBe(false)
}

/** A call as JavaScript makes it. */
function untyped(call: (...args: never[]) => unknown, ...args: readonly unknown[]): unknown {
  return Reflect.apply(call, undefined, args)
}

function spawnScript(lines: string): ChildProcessByStdio<null, Readable, null> {
  const script = `
    import { startLemnis } from ${JSON.stringify(new URL('./index.ts', import.meta.url).href)}
    const { url, environment, waitForCallback, stop } = await startLemnis()
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
