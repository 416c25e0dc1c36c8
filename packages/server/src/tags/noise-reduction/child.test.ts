import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openAudioInput } from '../../media/audio-input.ts'
import { AudioDecoder } from '../../media/decode.ts'
import { mixAt, siSdr, speechLike, whiteNoise } from '../../media/denoise/speech-like.ts'
import { AUDIO_FORMATS, AudioEncoder, OUTPUT_SAMPLE_RATES, type AudioFormat } from '../../media/encode.ts'
import { run } from './child.ts'
import type { NoiseReductionInput } from './order.ts'
import { wavHeader } from '../../../../../tooling/wav.ts'

const directory = mkdtempSync(join(tmpdir(), 'lemnis-denoise-'))
afterAll(() => rmSync(directory, { recursive: true }))

let files = 0
function newPath(extension: string): string {
  return join(directory, `${++files}.${extension}`)
}

function write(samples: Float32Array, format: AudioFormat, sampleRate: number): string {
  const path = newPath(format)
  using encoder = new AudioEncoder({ path, format, sampleRate })
  encoder.write(samples)
  encoder.finish()
  return path
}

function writeBytes(bytes: Buffer | string, extension: string): string {
  const path = newPath(extension)
  writeFileSync(path, bytes)
  return path
}

function read(path: string, sampleRate: number): Float32Array {
  using source = openAudioInput(path)
  using decoder = new AudioDecoder(source, { sampleRate, maxDurationS: 100 })
  const samples: number[] = []
  for (const chunk of decoder.chunks()) samples.push(...chunk)
  return Float32Array.from(samples)
}

function order(inputPath: string, more: Partial<NoiseReductionInput> = {}): NoiseReductionInput {
  const format = more.format ?? 'wav'
  return {
    inputPath,
    outputPath: newPath(format),
    format,
    sampleRate: 16_000,
    setting: 'fast',
    wet: 1,
    maxDurationS: 100,
    ...more,
  }
}

const quiet = (): void => undefined
const clean = speechLike({ seconds: 2, sampleRate: 16_000, topHz: 7_500 })
const noisy = mixAt(clean, whiteNoise(clean.length), 10)
// An odd number of samples: rounding shows.
const odd = noisy.subarray(0, 7_919)

test.each(
  AUDIO_FORMATS.flatMap((format) => OUTPUT_SAMPLE_RATES.map((sampleRate) => [format, sampleRate] as const)),
)('a %s of %d Hz is exactly as long as its input', async (format, sampleRate) => {
  const wanted = order(write(odd, 'wav', 16_000), { format, sampleRate })
  const samples = Math.round((odd.length * sampleRate) / 16_000)
  expect(await run(wanted, quiet)).toMatchObject({ samples, sampleRate, durationS: odd.length / 16_000 })
  expect(read(wanted.outputPath, sampleRate)).toHaveLength(samples)
})

test.each(AUDIO_FORMATS)('noise in a %s goes, speech stays', async (format) => {
  const wanted = order(write(noisy, format, 16_000), { setting: 'balanced' })
  await run(wanted, quiet)
  const before = siSdr(clean, noisy)
  expect(siSdr(clean, read(wanted.outputPath, 16_000)) - before).toBeGreaterThan(1.5)
})

test.each([
  ['', {}],
  [', through the passes for a loudness', { loudness: -12 }],
])('progress rises to the end%s', async (_, more) => {
  const percents: number[] = []
  await run(order(write(noisy, 'mp3', 16_000), more), (percent) => percents.push(percent))
  expect(percents.toSorted((a, b) => a - b)).toEqual(percents)
  expect(percents.at(-1)).toBeGreaterThan(90)
})

test('with a loudness, the output is as long as without, and nothing else is left', async () => {
  const before = readdirSync(directory)
  const input = write(odd, 'wav', 16_000)
  const wanted = order(input, { loudness: -12, sampleRate: 44_100 })
  const done = await run(wanted, quiet)
  expect(done).toMatchObject({ samples: Math.round((odd.length * 44_100) / 16_000) })
  expect(read(wanted.outputPath, 44_100)).toHaveLength(done.samples)
  const left = readdirSync(directory).filter((name) => !before.includes(name))
  expect(left.toSorted()).toEqual([basename(input), basename(wanted.outputPath)].toSorted())
})

const mp3 = readFileSync(write(noisy, 'mp3', 16_000))
const wav = readFileSync(write(noisy, 'wav', 16_000))

test.each([
  ['an empty file', Buffer.alloc(0), /empty/],
  ['an archive named like audio', Buffer.concat([Buffer.from('PK\x03\x04'), mp3]), /zip archive/],
  ['text', Buffer.from('not a sound in here\n'.repeat(200)), /not a media file/],
  ['zero bytes', Buffer.alloc(50_000), /No audio|not a media file/],
  ['an mp3 cut off in its head', mp3.subarray(0, 150), /No audio|not a media file/],
  ['a wav without samples', wav.subarray(0, 44), /No audio|not a media file/],
  ['a playlist', Buffer.from('#EXTM3U\n#EXTINF:9,\n/etc/hostname\n'), /m3u8/],
  ['a playlist behind a byte order mark', Buffer.from('\ufeff\n#EXTM3U\n#EXTINF:9,\na.mp3\n'), /m3u8/],
  ['a list of files', Buffer.from("ffconcat version 1.0\nfile '/etc/hostname'\n"), /concat|not a media file/],
])('%s is rejected as not supported', async (_, bytes, message) => {
  const running = run(order(writeBytes(bytes, 'mp3')), quiet)
  await expect(running).rejects.toMatchObject({ name: 'MediaRefusal', code: 'ResourceNotSupported' })
  await expect(running).rejects.toThrow(message)
})

test('a truncated file gives what can be decoded', async () => {
  const half = await run(order(writeBytes(mp3.subarray(0, mp3.length / 2), 'mp3')), quiet)
  expect(half.durationS).toBeGreaterThan(0.8)
  expect(half.durationS).toBeLessThan(1.2)
})

test('NaN in a float file does not spread', async () => {
  const broken = floatWav(noisy.map((sample, n) => (n === 8_000 ? NaN : n === 9_000 ? Infinity : sample)))
  const wanted = order(broken)
  await run(wanted, quiet)
  expect(siSdr(clean.subarray(16_000), read(wanted.outputPath, 16_000).subarray(16_000))).toBeGreaterThan(5)
})

test('eight hours are rejected before any of them is decoded', async () => {
  const samples = 8 * 3_600 * 16_000
  const path = writeBytes(wavHeader(samples, 16_000, 32), 'wav')
  truncateSync(path, 44 + samples * 4)
  const started = performance.now()
  const running = run(order(path, { maxDurationS: 14_400 }), quiet)
  await expect(running).rejects.toThrow(/14400 s.*LEMNIS_MAX_DURATION_S/)
  expect(performance.now() - started).toBeLessThan(20_000)
})

test('a file that goes on after its header said is rejected by counting', async () => {
  // Two mp3 files in a row: the length in the first one's header is that of the first.
  const doubled = writeBytes(Buffer.concat([mp3, mp3, mp3]), 'mp3')
  await expect(run(order(doubled, { maxDurationS: 3 }), quiet)).rejects.toThrow(/longer than 3 s/)
})

function floatWav(samples: Float32Array): string {
  const bytes = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength)
  return writeBytes(Buffer.concat([wavHeader(samples.length, 16_000, 32), bytes]), 'wav')
}

/** Left, right and noise of their own, in one file. */
function stereo(format: AudioFormat, left: Float32Array, right: Float32Array): string {
  const path = newPath(format)
  using encoder = new AudioEncoder({ path, format, sampleRate: 16_000, channels: 2 })
  encoder.write(left, right)
  encoder.finish()
  return path
}

function readSides(path: string): { readonly left: Float32Array; readonly right: Float32Array } {
  using source = openAudioInput(path)
  expect(source.stream.codecpar.channelLayout.nbChannels).toBe(2)
  using decoder = new AudioDecoder(source, { sampleRate: 16_000, maxDurationS: 100, wantsSides: true })
  const [left, right]: [number[], number[]] = [[], []]
  for (const { sides } of decoder.sound()) {
    left.push(...(sides[0] ?? []))
    right.push(...(sides[1] ?? []))
  }
  return { left: Float32Array.from(left), right: Float32Array.from(right) }
}

test('the two channels of a stereo input are kept, each cleaned and where it was', async () => {
  const half = (samples: Float32Array): Float32Array => samples.map((sample) => sample / 2)
  const noise = whiteNoise(clean.length)
  const input = stereo('wav', mixAt(clean, noise, 10), mixAt(half(clean), noise, 10))
  const done = await run(order(input, { channels: 'keep', setting: 'balanced' }), quiet)
  expect(done).toMatchObject({ inputChannels: 2, outputChannels: 2, samples: clean.length })
  const kept = order(input, { channels: 'keep', setting: 'balanced' })
  await run(kept, quiet)
  const { left, right } = readSides(kept.outputPath)
  expect(left).toHaveLength(clean.length)
  for (const side of [left, right]) expect(siSdr(side, clean)).toBeGreaterThan(12)
  const level = (samples: Float32Array): number => Math.hypot(...samples)
  expect(level(right) / level(left)).toBeCloseTo(0.5, 1)
})

test.each(AUDIO_FORMATS)('a stereo output in %s has left and right where they were', async (format) => {
  const silence = new Float32Array(clean.length)
  const kept = order(stereo('wav', clean, silence), { channels: 'keep', format })
  await run(kept, quiet)
  const { left, right } = readSides(kept.outputPath)
  const level = (samples: Float32Array): number => Math.hypot(...samples)
  expect(level(left) / level(clean)).toBeCloseTo(1, 0)
  expect(level(right)).toBeLessThan(level(left) / 30)
})

test('by default both channels are mixed into one', async () => {
  const done = await run(order(stereo('wav', noisy, noisy)), quiet)
  expect(done).toMatchObject({ inputChannels: 2, outputChannels: 1 })
})
