import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { soundViewSchema } from '../../packages/server/src/api-schemas/sound-views.ts'
import { sleep } from '../../packages/server/src/base/tasks/wait.ts'
import { AudioEncoder, type AudioFormat } from '../../packages/server/src/media/encode.ts'
import { ffmpeg } from '../../tooling/ffprobe.ts'
import { skipWithout } from '../../tooling/skip-without.ts'
import { startService, type RunningService } from '../../tooling/start-service.ts'
import { testWhen } from '../../tooling/test-when.ts'
import { pcmWav } from '../../tooling/wav.ts'
import { askAdmin, type AdminAnswer } from '../admin-client.ts'
import { ApiDocument } from '../api-document.ts'
import { rawRequest } from '../signed-client.ts'
import { noisyTone } from '../tone.ts'

const BUCKET = 'media-1250000000'
const SETTINGS = {
  LEMNIS_BUCKETS: `${BUCKET}@ap-guangzhou`,
  LEMNIS_DENOISE: 'fast',
  LEMNIS_MAX_DURATION_S: '4000',
}

type View = z.infer<typeof soundViewSchema>

let directory: string
let dataDir: string
let service: RunningService
let document: ApiDocument

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'lemnis-sounds-'))
  dataDir = await mkdtemp(path.join(tmpdir(), 'lemnis-views-'))
  service = await startService({ dataDir, settings: SETTINGS })
  document = new ApiDocument((await askAdmin(service, '/openapi.json')).body)
}, 60_000)

afterAll(async () => {
  await service[Symbol.asyncDispose]()
  await rm(directory, { recursive: true })
  await rm(dataDir, { recursive: true })
})

async function ask(route: string, signal?: AbortSignal): Promise<AdminAnswer> {
  const answer = await askAdmin(service, route, signal && { signal })
  document.check({ method: 'GET', route, ...answer })
  return answer
}

async function put(key: string, bytes: Uint8Array): Promise<void> {
  const { body } = await askAdmin(service, '/objects/sign', { body: { bucket: BUCKET, key, method: 'PUT' } })
  const link = z.object({ path: z.string() }).parse(body).path
  const headers = { host: `127.0.0.1:${service.port}` }
  const answer = await rawRequest(service.port, { method: 'PUT', path: link, headers, body: bytes })
  expect(answer.status).toBe(200)
}

const viewRoute = (key: string): string => `/sound-views?bucket=${BUCKET}&key=${encodeURIComponent(key)}`

const differenceRoute = (before: string, after: string): string =>
  `/sound-differences?bucket=${BUCKET}&before=${before}&after=${after}`

async function look(route: string): Promise<View> {
  const { status, body } = await ask(route)
  if (status !== 200) throw new Error(`${status}: ${JSON.stringify(body)}`)
  return soundViewSchema.parse(body)
}

/** Asks until it is ready; `each` gets what was answered before. */
async function ready(
  route: string,
  each: (view: View) => Promise<void> = () => Promise.resolve(),
): Promise<View> {
  const deadline = performance.now() + 100_000
  for (;;) {
    const view = await look(route)
    if (view.state === 'ready') return view
    await each(view)
    if (performance.now() > deadline) throw new Error(`${route} is at ${view.percent} %`)
    await sleep(50)
  }
}

async function fetchBytes(
  route: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ readonly status: number; readonly headers: Headers; readonly bytes: Buffer }> {
  const response = await fetch(`${service.url}/_lemnis/api${route}`, {
    headers: { authorization: `Bearer ${service.adminToken}`, ...headers },
  })
  return {
    status: response.status,
    headers: response.headers,
    bytes: Buffer.from(await response.arrayBuffer()),
  }
}

/** The least and the largest samples of one channel. */
async function peaksOf(id: string, query: string): Promise<readonly number[]> {
  const { status, bytes } = await fetchBytes(`/sound-views/${id}/peaks?${query}`)
  expect(status).toBe(200)
  return [...new Int16Array(Uint8Array.from(bytes).buffer)]
}

const tone = (seconds: number, hz: number, sampleRate = 16_000): Float32Array =>
  Float32Array.from(
    { length: seconds * sampleRate },
    (_, n) => 0.4 * Math.sin((2 * Math.PI * hz * n) / sampleRate),
  )

/** A file that the service's own encoder wrote. */
async function encoded(format: AudioFormat, channels: readonly Float32Array[]): Promise<Buffer> {
  const file = path.join(directory, `encoded.${format}`)
  using encoder = new AudioEncoder({
    path: file,
    format,
    sampleRate: 16_000,
    channels: channels.length === 2 ? 2 : 1,
  })
  encoder.write(...channels)
  encoder.finish()
  return await readFile(file)
}

test('a view grows, is kept, and comes at once the second time', { timeout: 120_000 }, async () => {
  await put('in/hour.wav', noisyTone(3_600, 8_000))
  const seen: number[] = []
  let percent = 0
  const view = await ready(viewRoute('in/hour.wav'), async ({ id, state, peaks, ...growing }) => {
    expect(growing.measures).toBeNull()
    expect(growing.percent).toBeGreaterThanOrEqual(percent)
    percent = growing.percent
    const [finest] = peaks.levels
    if (state !== 'making' || !finest || finest.buckets < 100) return
    expect(growing.sound).toMatchObject({ sampleRate: 8_000, channels: 1, expectedS: 3_600 })
    const { headers, bytes } = await fetchBytes(`/sound-views/${id}/peaks?level=0&from=50&count=50`)
    expect(headers.get('cache-control')).toBe('no-store')
    // It may have become ready meanwhile, when its growing files are gone.
    if (bytes.length > 0) seen.push(new Int16Array(Uint8Array.from(bytes).buffer)[1] ?? 0)
    const tile = await fetchBytes(`/sound-views/${id}/tiles?level=0&tile=0`)
    expect(tile.bytes.length % 128).toBe(0)
  })
  expect(seen.length).toBeGreaterThan(0)
  expect(Math.min(...seen)).toBeGreaterThan(7_000)
  expect(view.measures).toMatchObject({ durationS: 3_600, clippedSamples: 0 })
  expect(view.peaks.levels[0]).toEqual({ seconds: 0.008, buckets: 450_000 })
  expect(view.spectrogram.levels[0]).toEqual({ seconds: 0.025, columns: 144_000, tiles: 282 })
  // Of any zoom there is a level that one request gets.
  expect(view.peaks.levels.some(({ buckets }) => buckets > 2_000 && buckets <= 4_096)).toBe(true)

  const started = performance.now()
  expect(await look(viewRoute('in/hour.wav'))).toEqual(view)
  expect(await look(`/sound-views/${view.id}`)).toEqual(view)
  expect(performance.now() - started).toBeLessThan(2_000)
})

test('peaks and tiles say what is heard, and are cached by the view', { timeout: 60_000 }, async () => {
  const sound = tone(12, 1_000)
  sound.fill(0, 6 * 16_000)
  sound[8 * 16_000] = 1
  await put('in/tone.wav', pcmWav(sound, 16_000))
  const { id, peaks, spectrogram, measures } = await ready(viewRoute('in/tone.wav'))
  expect(measures?.peakDb).toBeCloseTo(0, 1)
  expect(measures?.clippedSamples).toBe(1)
  expect(measures?.noiseFloorDb).toBe(-96)
  expect(measures?.playedLufs).toBeCloseTo((measures?.lufs ?? 0) + 3.01, 5)

  const bucket = 8 / (peaks.levels[0]?.seconds ?? 1)
  expect(await peaksOf(id, `level=0&from=${bucket - 1}&count=3`)).toEqual([0, 0, 0, 32_767, 0, 0])
  expect(await peaksOf(id, `level=3&from=${bucket / 8}&count=1`)).toEqual([0, 32_767])
  expect((await peaksOf(id, 'level=2&from=10&count=1')).map(Math.abs)).toEqual([
    expect.closeTo(13_107, -2),
    expect.closeTo(13_107, -2),
  ])
  expect(await peaksOf(id, 'level=0&from=1499')).toEqual([0, 0])
  expect(await peaksOf(id, 'level=0&from=1500')).toEqual([])

  const tile = await fetchBytes(`/sound-views/${id}/tiles?level=1&tile=0`)
  expect(tile.headers.get('content-encoding')).toBe('gzip')
  expect(tile.bytes).toHaveLength((spectrogram.levels[1]?.columns ?? 0) * 128)
  const column = tile.bytes.subarray(20 * 128, 21 * 128)
  const band = column.indexOf(Math.max(...column))
  expect(spectrogram.bandsHz[band]).toBeGreaterThan(970)
  expect(spectrogram.bandsHz[band]).toBeLessThan(1_030)
  const plain = await fetchBytes(`/sound-views/${id}/tiles?level=1&tile=0`, { 'accept-encoding': 'identity' })
  expect(plain.headers.get('content-encoding')).toBeNull()
  expect(plain.bytes.equals(tile.bytes)).toBe(true)
  expect((await fetchBytes(`/sound-views/${id}/tiles?level=1&tile=1`)).status).toBe(404)

  const etag = tile.headers.get('etag') ?? ''
  expect(etag).toBe(`"${id}"`)
  for (const [name, value] of [
    ['content-type', 'application/octet-stream'],
    ['cache-control', 'private, max-age=86400'],
    ['content-security-policy', 'sandbox'],
    ['x-content-type-options', 'nosniff'],
  ] as const)
    expect(tile.headers.get(name)).toBe(value)
  const again = await fetchBytes(`/sound-views/${id}/peaks?level=0`, { 'if-none-match': etag })
  expect(again).toMatchObject({ status: 304, bytes: Buffer.alloc(0) })
})

test(
  'requests at once share one computation, which goes on when they leave',
  { timeout: 60_000 },
  async () => {
    await put('in/shared.wav', noisyTone(900, 16_000))
    const leaving = new AbortController()
    const left = ask(viewRoute('in/shared.wav'), leaving.signal).catch((error: unknown) => error)
    const [one, other] = await Promise.all([
      look(viewRoute('in/shared.wav')),
      look(viewRoute('in/shared.wav')),
    ])
    leaving.abort()
    await left
    expect(one.id).toBe(other.id)
    if (one.state === 'making') expect(await readdir(path.join(dataDir, 'sound-views'))).toHaveLength(1)
    await sleep(500)
    const view = await ready(`/sound-views/${one.id}`)
    expect(view.measures?.durationS).toBe(900)
    expect(await readdir(path.join(dataDir, 'sound-views'))).toEqual([])
  },
)

test('a copy of an object has the same view', { timeout: 60_000 }, async () => {
  await put('in/a.wav', pcmWav(tone(1, 500), 16_000))
  await put('in/b.wav', pcmWav(tone(1, 500), 16_000))
  const [one, other] = [await ready(viewRoute('in/a.wav')), await ready(viewRoute('in/b.wav'))]
  // These are other bytes to the storage.
  expect(one.id).not.toBe(other.id)
  expect({ ...one, id: '' }).toEqual({ ...other, id: '' })
})

describe('the difference', () => {
  test('of two files is a WAVE file that is read by ranges, with a view', { timeout: 60_000 }, async () => {
    const [voice, hum] = [tone(10, 440), tone(10, 3_000).map((sample) => sample / 4)]
    const mixed = voice.map((sample, n) => sample + (hum[n] ?? 0))
    await put('in/noisy.wav', await encoded('wav', [mixed, mixed]))
    await put('out/clean.m4a', await encoded('m4a', [voice]))
    const view = await ready(differenceRoute('in/noisy.wav', 'out/clean.m4a'))
    expect(view).toMatchObject({ sound: { sampleRate: 16_000, channels: 1 }, measures: { durationS: 10 } })
    // A tone of -20 dB at 3 kHz.
    expect(view.measures?.lufs).toBeCloseTo(-19.75, 0)

    const route = `/sound-views/${view.id}/sound`
    const whole = await fetchBytes(route)
    expect(whole.status).toBe(200)
    expect(whole.headers.get('content-type')).toBe('audio/wav')
    expect(whole.headers.get('accept-ranges')).toBe('bytes')
    expect(whole.bytes).toHaveLength(view.soundBytes ?? 0)
    expect(whole.bytes.toString('latin1', 0, 4)).toBe('RIFF')
    const part = await fetchBytes(route, { range: 'bytes=1000-1999' })
    expect(part.status).toBe(206)
    expect(part.headers.get('content-range')).toBe(`bytes 1000-1999/${whole.bytes.length}`)
    expect(part.bytes.equals(whole.bytes.subarray(1_000, 2_000))).toBe(true)
    const stale = await fetchBytes(route, { range: 'bytes=1000-1999', 'if-range': '"another"' })
    expect(stale.status).toBe(200)
    const beyond = await fetchBytes(route, { range: `bytes=${whole.bytes.length}-` })
    expect(beyond.status).toBe(416)
    expect(JSON.parse(beyond.bytes.toString())).toMatchObject({ error: { code: 'invalid_range' } })

    // The tone that was taken out is all there is.
    const tile = await fetchBytes(`/sound-views/${view.id}/tiles?level=2&tile=0`)
    const column = tile.bytes.subarray(10 * 128, 11 * 128)
    const band = column.indexOf(Math.max(...column))
    expect(Math.abs((view.spectrogram.bandsHz[band] ?? 0) - 3_000)).toBeLessThan(60)
  })

  test('of an object has none, and one that is not there neither', { timeout: 60_000 }, async () => {
    const { id } = await ready(viewRoute('in/a.wav'))
    expect((await fetchBytes(`/sound-views/${id}/sound`)).status).toBe(404)
    expect((await ask(differenceRoute('in/a.wav', 'in/none.wav'))).status).toBe(404)
  })

  test('of a noise reduction and its input is as long as both', { timeout: 60_000 }, async () => {
    await put('in/job.wav', noisyTone(5, 44_100))
    const request = {
      Tag: 'NoiseReduction',
      Input: { Object: 'in/job.wav' },
      Operation: { Output: { Region: 'ap-guangzhou', Bucket: BUCKET, Object: 'out/job.mp3' } },
    }
    await askAdmin(service, '/jobs', { body: { bucket: BUCKET, request } })
    const deadline = performance.now() + 40_000
    while ((await ask(viewRoute('out/job.mp3'))).status === 404 && performance.now() < deadline)
      await sleep(100)
    const after = await ready(viewRoute('out/job.mp3'))
    const difference = await ready(differenceRoute('in/job.wav', 'out/job.mp3'))
    expect(difference.measures?.durationS).toBeCloseTo(5, 2)
    expect(after.measures?.durationS).toBeCloseTo(5, 2)
    expect(difference.sound?.sampleRate).toBe(after.sound?.sampleRate)
  })
})

testWhen(process.env['LEMNIS_TEST_STORAGE'] === undefined)(
  'a view whose bytes were damaged is made again',
  { timeout: 60_000 },
  async () => {
    await put('in/spoilt.wav', pcmWav(tone(3, 700), 16_000))
    const { id, peaks } = await ready(viewRoute('in/spoilt.wav'))
    const before = await fetchBytes(`/sound-views/${id}/peaks?level=0`)
    const bytes = peaks.levels.reduce((sum, { buckets }) => sum + buckets * 4, 0)
    const blobs = path.join(dataDir, 'blobs')
    for (const name of await readdir(blobs, { recursive: true })) {
      const file = path.join(blobs, name)
      const { size } = await stat(file)
      if (size !== bytes) continue
      await chmod(file, 0o600)
      await writeFile(file, Buffer.alloc(bytes))
    }
    expect((await fetchBytes(`/sound-views/${id}/peaks?level=0`)).status).toBe(404)
    expect((await ready(viewRoute('in/spoilt.wav'))).id).toBe(id)
    const after = await fetchBytes(`/sound-views/${id}/peaks?level=0`)
    expect(after.bytes.equals(before.bytes)).toBe(true)
  },
)

describe('what is refused', () => {
  test.each([
    ['no object', '/sound-views?bucket=media-1250000000&key=none', 404, 'not_found'],
    ['no bucket', '/sound-views?bucket=none-1250000000&key=none', 404, 'not_found'],
    ['no view', `/sound-views/${'0'.repeat(32)}`, 404, 'not_found'],
    ['no such level', `/sound-views/${'0'.repeat(32)}/peaks?level=13`, 400, 'invalid_argument'],
    ['too many buckets', `/sound-views/${'0'.repeat(32)}/peaks?level=0&count=4097`, 400, 'invalid_argument'],
    ['peaks of no view', `/sound-views/${'0'.repeat(32)}/peaks?level=0`, 404, 'not_found'],
  ])('%s', async (_, route, status, code) => {
    expect(await ask(route)).toMatchObject({ status, body: { error: { code } } })
  })

  test.each([
    [
      'no sound at all',
      'text.mp3',
      Buffer.from('nothing to hear. '.repeat(1_000)),
      /not a media file|damaged/,
    ],
    ['nothing', 'empty.wav', Buffer.alloc(0), /empty/],
    ['too long', 'long.wav', noisyTone(4_001, 2_000), /longer than 4000 s/],
  ])('%s, also the second time', async (_, name, bytes, message) => {
    await put(`in/${name}`, bytes)
    for (let tries = 0; tries < 2; tries++) {
      const deadline = performance.now() + 15_000
      let answer = await ask(viewRoute(`in/${name}`))
      while (answer.status === 200 && performance.now() < deadline) {
        await sleep(100)
        answer = await ask(viewRoute(`in/${name}`))
      }
      expect(answer).toMatchObject({ status: 422, body: { error: { code: 'unsupported' } } })
      expect(JSON.stringify(answer.body)).toMatch(message)
    }
  })

  test('more than may wait', { timeout: 120_000 }, async () => {
    for (let n = 0; n < 19; n++) await put(`many/${n}.wav`, noisyTone(120, 8_000))
    const answers = await Promise.all(Array.from({ length: 19 }, (_, n) => ask(viewRoute(`many/${n}.wav`))))
    const busy = answers.filter(({ status }) => status === 503)
    expect(busy.length).toBeGreaterThan(0)
    expect(busy[0]?.body).toMatchObject({ error: { code: 'unavailable' } })
    expect(busy[0]?.headers.get('retry-after')).toBe('5')
    const waiting = answers.filter(({ body }) => JSON.stringify(body).includes('"waiting"'))
    expect(waiting.length).toBeGreaterThan(0)
    for (const { body } of waiting) {
      const { id } = z.object({ id: z.string() }).parse(body)
      await ready(`/sound-views/${id}`)
    }
  })
})

describe('other files', skipWithout('ffmpeg'), () => {
  const sine = ['-f', 'lavfi', '-i', 'sine=f=440:d=3:r=44100'] as const
  const picture = ['-f', 'lavfi', '-i', 'testsrc2=s=64x48:d=3'] as const

  test.each([
    ['stereo.mp3', [...sine, '-ac', '2'], 2, 2],
    ['six.flac', [...sine, '-ac', '6'], 6, 1],
    ['video.mp4', [...sine, ...picture], 1, 1],
  ] as const)('%s', { timeout: 60_000 }, async (name, options, fileChannels, channels) => {
    await ffmpeg([...options, path.join(directory, name)])
    await put(`in/${name}`, await readFile(path.join(directory, name)))
    const { id, sound, measures } = await ready(viewRoute(`in/${name}`))
    expect(sound).toMatchObject({ sampleRate: 44_100, fileChannels, channels })
    expect(measures?.durationS).toBeCloseTo(3, 0)
    expect(await peaksOf(id, 'level=0&count=10')).toHaveLength(20 * channels)
  })

  test('a video without sound is refused', { timeout: 60_000 }, async () => {
    await ffmpeg([...picture, path.join(directory, 'silent.mp4')])
    await put('in/silent.mp4', await readFile(path.join(directory, 'silent.mp4')))
    expect(await ask(viewRoute('in/silent.mp4'))).toMatchObject({
      status: 422,
      body: { error: { code: 'unsupported', message: 'The input has no audio stream.' } },
    })
  })

  test('a damaged file is shown as far as it can be decoded', { timeout: 60_000 }, async () => {
    await ffmpeg([...sine, path.join(directory, 'whole.mp3')])
    const bytes = await readFile(path.join(directory, 'whole.mp3'))
    bytes.fill(0x55, bytes.length / 2)
    await put('in/damaged.mp3', bytes)
    const { measures } = await ready(viewRoute('in/damaged.mp3'))
    expect(measures?.durationS).toBeGreaterThan(1)
  })
})

test('a view goes with its object, and those of others outlive a restart', { timeout: 120_000 }, async () => {
  const [gone, stays] = [await ready(viewRoute('in/a.wav')), await ready(viewRoute('in/b.wav'))]
  await askAdmin(service, '/objects/delete', { body: { bucket: BUCKET, keys: ['in/a.wav'] } })
  await service.stop()
  // What a service that was killed leaves.
  service = await startService({ dataDir, settings: SETTINGS })
  const deadline = performance.now() + 20_000
  while ((await ask(`/sound-views/${gone.id}`)).status === 200 && performance.now() < deadline)
    await sleep(100)
  expect((await ask(`/sound-views/${gone.id}`)).status).toBe(404)
  expect(await look(`/sound-views/${stays.id}`)).toEqual(stays)
  const { bytes } = await fetchBytes(`/sound-views/${stays.id}/peaks?level=0`)
  expect(bytes).toHaveLength(125 * 4)
})
