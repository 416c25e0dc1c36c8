import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ffmpeg } from '../../../../../tooling/ffprobe.ts'
import { skipWithout } from '../../../../../tooling/skip-without.ts'
import { pcmWav } from '../../../../../tooling/wav.ts'
import { systemClock } from '../../base/clock.ts'
import { openAudioInput } from '../audio-input.ts'
import { AudioDecoder } from '../decode.ts'
import { AudioEncoder } from '../encode.ts'
import { makeDifference } from './make-difference.ts'
import { makeView } from './make-view.ts'
import { indexBytes, placeOfTile } from './tile-file.ts'
import {
  BANDS,
  countBuckets,
  countColumns,
  countTiles,
  SHAPE_FILE,
  TILE_COLUMNS,
  ViewShape,
  type ViewMeasures,
} from './view-layout.ts'

const RATE = 16_000
const MAX_S = 600
const tools = { clock: systemClock, report: () => undefined }

let parent: string
let views = 0

beforeAll(async () => {
  parent = await mkdtemp(path.join(tmpdir(), 'lemnis-view-'))
})

afterAll(() => rm(parent, { recursive: true }))

const at = (name: string): string => path.join(parent, name)

interface Made {
  readonly measures: ViewMeasures
  readonly shape: ViewShape
  readonly directory: string
}

async function made(make: (directory: string) => Promise<ViewMeasures>): Promise<Made> {
  const directory = at(`view-${views++}`)
  await mkdir(directory)
  const measures = await make(directory)
  const shape = ViewShape.parse(JSON.parse(await readFile(path.join(directory, SHAPE_FILE), 'utf8')))
  return { measures, shape, directory }
}

const viewOf = (name: string, maxDurationS = MAX_S): Promise<Made> =>
  made((directory) => makeView({ inputPath: at(name), directory, maxDurationS }, tools))

const differenceOf = (before: string, after: string): Promise<Made> =>
  made((directory) =>
    makeDifference({ beforePath: at(before), afterPath: at(after), directory, maxDurationS: MAX_S }, tools),
  )

const tone = (hz: number, level: number, seconds = 12): Float32Array =>
  Float32Array.from({ length: seconds * RATE }, (_, n) => level * Math.sin((2 * Math.PI * hz * n) / RATE))

const sum = (one: Float32Array, other: Float32Array): Float32Array =>
  one.map((sample, n) => sample + (other[n] ?? 0))

function samplesOf(file: string): Float32Array {
  using input = openAudioInput(file)
  using decoder = new AudioDecoder(input, { sampleRate: RATE, maxDurationS: MAX_S })
  const samples: number[] = []
  for (const chunk of decoder.chunks()) samples.push(...chunk)
  return Float32Array.from(samples)
}

const levelOf = (samples: Float32Array): number =>
  Math.sqrt(samples.reduce((energy, sample) => energy + sample ** 2, 0) / samples.length)

test('a view has its peaks level by level, its tiles with an index, and its measures', async () => {
  await writeFile(at('tone.wav'), pcmWav(tone(1_000, 0.5), RATE))
  const { measures, shape, directory } = await viewOf('tone.wav')
  expect(shape).toMatchObject({ sampleRate: RATE, fileChannels: 1, channels: 1, topHz: 8_000 })
  expect(shape.claimedS).toBeCloseTo(12)
  expect(measures).toMatchObject({ samples: 12 * RATE, durationS: 12, clippedSamples: 0 })
  expect(measures.lufs).toBeCloseTo(-9, 0)
  expect(measures.peakDb).toBeCloseTo(-6.02, 1)
  expect(measures.noiseFloorDb).toBeCloseTo(-9, 0)

  const buckets = countBuckets(shape, measures.samples)
  const peaks = await readFile(path.join(directory, 'peaks'))
  expect(peaks).toHaveLength(buckets.reduce((all, count) => all + count * 4, 0))
  for (let at = 0; at < peaks.length; at += 4) {
    expect(peaks.readInt16LE(at)).toBeCloseTo(-16_383, -2)
    expect(peaks.readInt16LE(at + 2)).toBeCloseTo(16_383, -2)
  }

  const columns = countColumns(shape, measures.samples)
  expect(columns.slice(0, 2)).toEqual([480, 120])
  const tiles = await readFile(path.join(directory, 'tiles'))
  const index = tiles.subarray(tiles.length - indexBytes(columns))
  for (const [level, count] of columns.entries()) {
    let seen = 0
    for (let tile = 0; tile < countTiles(count); tile++) {
      const place = placeOfTile(index, columns, { level, tile })
      const bytes = gunzipSync(tiles.subarray(place?.start, place?.end))
      expect(bytes.length).toBe(Math.min(count - seen, TILE_COLUMNS) * BANDS)
      seen += bytes.length / BANDS
    }
    expect(seen).toBe(count)
    expect(placeOfTile(index, columns, { level, tile: countTiles(count) })).toBeUndefined()
  }
})

test('what is refused says why', async () => {
  await expect(viewOf('tone.wav', 5)).rejects.toThrow(/longer than 5 s/)
  await writeFile(at('text.mp3'), 'this is no sound at all. '.repeat(500))
  await expect(viewOf('text.mp3')).rejects.toThrow(/not a media file|damaged or empty/)
})

test('the difference is what was added, exactly, as a WAVE file with a view', async () => {
  const [voice, hum] = [tone(440, 0.3), tone(100, 0.05)]
  await writeFile(at('before.wav'), pcmWav(sum(voice, hum), RATE))
  await writeFile(at('after.wav'), pcmWav(voice, RATE))
  const { measures, shape, directory } = await differenceOf('before.wav', 'after.wav')
  expect(shape).toMatchObject({ sampleRate: RATE, channels: 1 })
  expect(measures.samples).toBe(12 * RATE)
  const difference = samplesOf(path.join(directory, 'sound'))
  expect(difference).toHaveLength(12 * RATE)
  for (const [n, sample] of difference.entries())
    expect(Math.abs(sample - (hum[n] ?? 0))).toBeLessThan(3 / 32_768)
})

test('of sounds of two lengths, the longer one is compared with silence', async () => {
  await writeFile(at('short.wav'), pcmWav(tone(440, 0.3, 1), RATE))
  await writeFile(at('long.wav'), pcmWav(tone(440, 0.3, 2), RATE))
  for (const [before, after] of [['short.wav', 'long.wav'] as const, ['long.wav', 'short.wav'] as const]) {
    const { measures, directory } = await differenceOf(before, after)
    expect(measures.durationS).toBe(2)
    const difference = samplesOf(path.join(directory, 'sound'))
    expect(levelOf(difference.subarray(0, RATE))).toBeLessThan(1e-4)
    expect(levelOf(difference.subarray(RATE))).toBeCloseTo(0.3 * Math.SQRT1_2, 2)
  }
})

describe('of other files', skipWithout('ffmpeg'), () => {
  const sine = (hz: number): readonly string[] => ['-f', 'lavfi', '-i', `sine=f=${hz}:d=3:r=44100`]

  test.each([
    ['stereo.mp3', ['-ac', '2'], 2, 2],
    ['mono.m4a', ['-ac', '1'], 1, 1],
    ['six.flac', ['-ac', '6'], 6, 1],
    ['video.mp4', ['-f', 'lavfi', '-i', 'testsrc2=s=64x48:d=3', '-ac', '2'], 2, 2],
  ] as const)('%s', async (name, options, fileChannels, channels) => {
    await ffmpeg([...sine(440), ...options, at(name)])
    const { measures, shape, directory } = await viewOf(name)
    expect(shape).toMatchObject({ fileChannels, channels })
    expect(measures.durationS).toBeCloseTo(3, 0)
    const peaks = await readFile(path.join(directory, 'peaks'))
    const total = countBuckets(shape, measures.samples).reduce((all, count) => all + count, 0)
    expect(peaks).toHaveLength(total * 4 * channels)
    expect(Math.max(...new Int16Array(Uint8Array.from(peaks).buffer))).toBeGreaterThan(2_000)
  })

  test('a video without sound is refused', async () => {
    await ffmpeg(['-f', 'lavfi', '-i', 'testsrc2=s=64x48:d=1', at('silent.mp4')])
    await expect(viewOf('silent.mp4')).rejects.toThrow('The input has no audio stream.')
  })

  test('a file that is cut in the middle is shown up to there', async () => {
    await ffmpeg([...sine(440), at('whole.mp3')])
    const whole = await readFile(at('whole.mp3'))
    await writeFile(at('cut.mp3'), whole.subarray(0, whole.length / 2))
    const { measures } = await viewOf('cut.mp3')
    expect(measures.durationS).toBeGreaterThan(1.3)
    expect(measures.durationS).toBeLessThan(1.7)
  })
})

// LAME makes what it encodes softer by 5 %.
test.each([
  ['wav', 48_000, -70],
  ['m4a', 44_100, -45],
  ['mp3', 16_000, -25],
] as const)('a copy in %s at %d Hz is in time with what it was made of', async (format, sampleRate, db) => {
  const sweep = Float32Array.from({ length: sampleRate * 3 }, (_, n) => {
    const seconds = n / sampleRate
    return 0.3 * Math.sin(2 * Math.PI * (300 * seconds + 200 * seconds ** 2))
  })
  await writeFile(at(`sweep-${format}.wav`), pcmWav(sweep, sampleRate))
  const copy = `sweep-copy.${format}`
  using encoder = new AudioEncoder({ path: at(copy), format, sampleRate })
  encoder.write(sweep)
  encoder.finish()
  const { directory } = await differenceOf(`sweep-${format}.wav`, copy)
  const left = samplesOf(path.join(directory, 'sound')).subarray(RATE / 2, 2.5 * RATE)
  expect(20 * Math.log10(levelOf(left) / levelOf(sweep))).toBeLessThan(db)
})
