import { RealFft } from '../../packages/server/src/media/denoise/real-fft.ts'
import { monoResampler } from '../../packages/server/src/media/filters/resample.ts'

const RATE = 10_000
const FRAME = 256
const HOP = 128
const BANDS = 15
const LOWEST_HZ = 150
/** Frames of one intermediate measure: 384 ms. */
const SEGMENT = 30
const DYNAMIC_RANGE_DB = 40

/**
 * Extended short-time objective intelligibility, 0 to 1 (Jensen and Taal, IEEE/ACM TASLP 24(11), 2016): how alike
 * the band envelopes of both are, in 384 ms pieces. Both at `sampleRate`, aligned, equally long.
 */
export function estoi(clean: Float32Array, processed: Float32Array, sampleRate: number): number {
  const [reference, other] = withoutPauses(resample(clean, sampleRate), resample(processed, sampleRate))
  const a = envelopes(reference)
  const b = envelopes(other)
  let sum = 0
  let segments = 0
  for (let start = 0; start + SEGMENT <= a.length; start++) {
    sum += similarity(normalise(a.slice(start, start + SEGMENT)), normalise(b.slice(start, start + SEGMENT)))
    segments++
  }
  return segments === 0 ? Number.NaN : sum / segments
}

function resample(samples: Float32Array, sampleRate: number): Float32Array {
  using resampler = monoResampler(sampleRate, RATE)
  return Float32Array.from([...resampler.convert(samples), ...resampler.drain()])
}

function hann(): Float32Array {
  return Float32Array.from(
    { length: FRAME },
    (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (n + 1)) / (FRAME + 1)),
  )
}

/** Both without the frames in which the clean one is 40 dB below its loudest. */
function withoutPauses(clean: Float32Array, processed: Float32Array): [Float32Array, Float32Array] {
  const window = hann()
  const starts = frameStarts(clean.length)
  const levels = starts.map((start) => {
    let energy = 0
    for (let i = 0; i < FRAME; i++) energy += ((clean[start + i] ?? 0) * (window[i] ?? 0)) ** 2
    return 10 * Math.log10(energy + 1e-20)
  })
  const loudest = Math.max(...levels)
  const kept = starts.filter((_, frame) => (levels[frame] ?? -Infinity) > loudest - DYNAMIC_RANGE_DB)
  const join = (samples: Float32Array): Float32Array => {
    const joined = new Float32Array(Math.max(kept.length - 1, 0) * HOP + FRAME)
    kept.forEach((start, frame) => {
      for (let i = 0; i < FRAME; i++) {
        joined[frame * HOP + i] =
          (joined[frame * HOP + i] ?? 0) + (samples[start + i] ?? 0) * (window[i] ?? 0)
      }
    })
    return joined
  }
  return [join(clean), join(processed)]
}

function frameStarts(length: number): number[] {
  return Array.from({ length: Math.max(Math.floor((length - FRAME) / HOP), 0) }, (_, frame) => frame * HOP)
}

/** The root energy of fifteen third-octave bands, frame by frame. */
function envelopes(samples: Float32Array): number[][] {
  const fft = new RealFft(2 * FRAME)
  const window = hann()
  const padded = new Float32Array(2 * FRAME)
  const re = new Float64Array(fft.bins)
  const im = new Float64Array(fft.bins)
  const edges = bandEdges(fft)
  return frameStarts(samples.length).map((start) => {
    for (let i = 0; i < FRAME; i++) padded[i] = (samples[start + i] ?? 0) * (window[i] ?? 0)
    fft.forward(padded, re, im)
    return edges.map(([low, high]) => {
      let energy = 0
      for (let k = low; k < high; k++) energy += (re[k] ?? 0) ** 2 + (im[k] ?? 0) ** 2
      return Math.sqrt(energy)
    })
  })
}

function bandEdges(fft: RealFft): [number, number][] {
  const bin = (hz: number): number => Math.round((hz * fft.size) / RATE)
  return Array.from({ length: BANDS }, (_, band) => {
    const centre = LOWEST_HZ * 2 ** (band / 3)
    return [bin(centre * 2 ** (-1 / 6)), bin(centre * 2 ** (1 / 6))]
  })
}

/** First every band over time, then every frame over the bands, to zero mean and length one. */
function normalise(segment: number[][]): number[][] {
  const byBand = transpose(transpose(segment).map(standard))
  return byBand.map(standard)
}

function similarity(a: number[][], b: number[][]): number {
  return (
    a.reduce((sum, frame, n) => sum + frame.reduce((dot, value, k) => dot + value * (b[n]?.[k] ?? 0), 0), 0) /
    a.length
  )
}

function standard(values: number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const centred = values.map((value) => value - mean)
  const norm = Math.sqrt(centred.reduce((sum, value) => sum + value * value, 0)) + 1e-12
  return centred.map((value) => value / norm)
}

function transpose(rows: number[][]): number[][] {
  return Array.from({ length: rows[0]?.length ?? 0 }, (_, column) => rows.map((row) => row[column] ?? 0))
}
