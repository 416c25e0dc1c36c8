import type { Frame } from 'node-av/lib'
import type { FilterStep } from '../filters/display-matrix.ts'
import { FrameScaler } from './frame-scaler.ts'

/** Width of the scaled-down picture that is analysed, pixels. */
const WIDTH = 160
const MAX_HEIGHT = 640
/** Cells across and down by which two pictures are compared. */
const GRID = 8

/** Features of a scaled-down frame. */
export interface FrameFeatures {
  /** The luma of all pixels, 0 to 255, row by row. */
  readonly luma: Uint8Array
  /** How much neighbours differ: the variance of the Laplacian. */
  readonly sharpness: number
  /** The mean luma, 0 to 255, and its standard deviation. */
  readonly brightness: number
  readonly contrast: number
  /** The mean colours of the cells, 0 to 255. */
  readonly cells: Float32Array
}

/** Computes features of frames of one video. */
export class FrameAnalyzer implements Disposable {
  readonly #scaler: FrameScaler

  constructor(turn: readonly FilterStep[]) {
    this.#scaler = new FrameScaler({
      turn,
      wanted: { width: WIDTH },
      maxHeight: MAX_HEIGHT,
      target: { pixels: 'rgb24' },
    })
  }

  analyze(frame: Frame): FrameFeatures {
    for (const small of this.#scaler.scale(frame)) return analyzeFrame(small)
    throw new Error('the filters gave no picture')
  }

  [Symbol.dispose](): void {
    this.#scaler[Symbol.dispose]()
  }
}

/** The share of pixels that are not brighter than a threshold, 0 to 1. */
export function darkShare({ luma }: FrameFeatures, threshold: number): number {
  let dark = 0
  for (const value of luma) if (value <= threshold) dark++
  return dark / luma.length
}

/** How different two pictures are, 0 to 255. */
export function featureDistance({ cells: one }: FrameFeatures, { cells: other }: FrameFeatures): number {
  let sum = 0
  for (const [at, value] of one.entries()) sum += Math.abs(value - (other[at] ?? 0))
  return sum / one.length
}

function analyzeFrame(frame: Frame): FrameFeatures {
  const { width, height } = frame
  const pixels = frame.data?.[0]
  const stride = frame.linesize[0]
  if (!pixels || stride === undefined) throw new Error('a picture without pixels')
  const luma = new Uint8Array(width * height)
  const cells = new Float32Array(GRID * GRID * 3)
  const counts = new Float32Array(GRID * GRID)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * stride + x * 3
      const [r = 0, g = 0, b = 0] = [pixels[at], pixels[at + 1], pixels[at + 2]]
      luma[y * width + x] = Math.round(0.299 * r + 0.587 * g + 0.114 * b)
      const cell = Math.floor((y * GRID) / height) * GRID + Math.floor((x * GRID) / width)
      for (const [channel, value] of [r, g, b].entries()) {
        cells[cell * 3 + channel] = (cells[cell * 3 + channel] ?? 0) + value
      }
      counts[cell] = (counts[cell] ?? 0) + 1
    }
  }
  for (let at = 0; at < cells.length; at++) {
    cells[at] = (cells[at] ?? 0) / Math.max(counts[Math.floor(at / 3)] ?? 0, 1)
  }
  const { mean, deviation } = spread(luma)
  return { luma, cells, brightness: mean, contrast: deviation, sharpness: laplacian(luma, width, height) }
}

function laplacian(luma: Uint8Array, width: number, height: number): number {
  const edges: number[] = []
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x
      const around =
        (luma[at - 1] ?? 0) + (luma[at + 1] ?? 0) + (luma[at - width] ?? 0) + (luma[at + width] ?? 0)
      edges.push(around - 4 * (luma[at] ?? 0))
    }
  }
  return edges.length === 0 ? 0 : spread(edges).deviation ** 2
}

function spread(values: ArrayLike<number> & Iterable<number>): { mean: number; deviation: number } {
  let sum = 0
  let squares = 0
  for (const value of values) {
    sum += value
    squares += value * value
  }
  const mean = sum / values.length
  return { mean, deviation: Math.sqrt(Math.max(squares / values.length - mean * mean, 0)) }
}
