import { RealFft } from '../packages/server/src/media/denoise/real-fft.ts'
import type { Picture } from './png.ts'

const FRAME = 2_048
/** Hz: speech has little above. */
const HIGHEST = 8_000
const WIDTH = 1_200
const GAP = 6
/** The quietest level drawn, dB below the loudest. */
const FLOOR_DB = -80

/** Black, violet, red, orange, pale yellow: brighter is louder, also when printed in grey. */
const COLOURS = [
  [0, 0, 4],
  [87, 16, 110],
  [188, 55, 84],
  [249, 142, 9],
  [252, 255, 164],
] as const

/** Two spectrograms one above the other, 0 to 8 kHz, on the same scales of time and loudness. */
export function drawSpectrograms(above: Float32Array, below: Float32Array, sampleRate: number): Picture {
  const levels = [above, below].map((samples) => columnsOf(samples, sampleRate))
  const loudest = Math.max(
    ...levels.flat().map((column) => column.reduce((most, level) => Math.max(most, level), -300)),
  )
  const rows = levels[0]?.[0]?.length ?? 0
  const height = rows * 2 + GAP
  const rgb = new Uint8Array(WIDTH * height * 3).fill(255)
  levels.forEach((columns, part) => {
    columns.forEach((column, x) => {
      column.forEach((level, bin) => {
        const y = part * (rows + GAP) + (rows - 1 - bin)
        rgb.set(colourOf(1 + (loudest - level) / FLOOR_DB), (y * WIDTH + x) * 3)
      })
    })
  })
  return { width: WIDTH, height, rgb }
}

/** For each of `WIDTH` moments the levels of the frequencies from 0 up, dB. */
function columnsOf(samples: Float32Array, sampleRate: number): Float64Array[] {
  const fft = new RealFft(FRAME)
  const window = Float32Array.from(
    { length: FRAME },
    (_, at) => 0.5 - 0.5 * Math.cos((2 * Math.PI * at) / FRAME),
  )
  const re = new Float64Array(fft.bins)
  const im = new Float64Array(fft.bins)
  const shown = Math.min(fft.bins, Math.round((HIGHEST / sampleRate) * FRAME))
  return Array.from({ length: WIDTH }, (_, x) => {
    const start = Math.round((x / WIDTH) * Math.max(samples.length - FRAME, 0))
    const frame = window.map((weight, at) => weight * (samples[start + at] ?? 0))
    fft.forward(frame, re, im)
    return Float64Array.from(
      { length: shown },
      (_, bin) => 10 * Math.log10((re[bin] ?? 0) ** 2 + (im[bin] ?? 0) ** 2 + 1e-12),
    )
  })
}

/** `level` from 0 (dark) to 1 (bright). */
function colourOf(level: number): [number, number, number] {
  const at = Math.max(0, Math.min(1, level)) * (COLOURS.length - 1)
  const [r, g, b] = COLOURS[Math.floor(at)] ?? COLOURS[0]
  const [nextR, nextG, nextB] = COLOURS[Math.ceil(at)] ?? COLOURS[0]
  const share = at % 1
  return [r + (nextR - r) * share, g + (nextG - g) * share, b + (nextB - b) * share]
}
