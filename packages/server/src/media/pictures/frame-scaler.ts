import type { Frame } from 'node-av/lib'
import type { FilterStep } from '../filters/display-matrix.ts'
import { describeFrame, FilterChain } from '../filters/filter-chain.ts'

/** Maximum of a side that follows from proportions, pixels: the source may be a narrow stripe. */
const MAX_SIDE = 8_192

/** Pixels. */
export interface PictureSize {
  readonly width: number
  readonly height: number
}

export interface TargetSize {
  /** 0 or absent: from the height and the source's proportions; if both are, the source's size. */
  readonly width?: number | undefined
  readonly height?: number | undefined
  /**
   * How a picture with other proportions is fitted: stretched by default, scaled to fit, or scaled to fit and
   * padded.
   */
  readonly fit?: 'inside' | 'pad' | undefined
}

/** The output pixels: FFmpeg's name of the format, and the colours for the scaler. */
export interface PixelTarget {
  readonly pixels: string
  readonly colors?: string
}

export interface ScalerOptions {
  /** Rotates the pictures first. */
  readonly turn: readonly FilterStep[]
  readonly wanted: TargetSize
  /** Crops the height that a very tall source would get. */
  readonly maxHeight?: number
  readonly target: PixelTarget
  /** The colour of padding: a name of FFmpeg's, or 0x and six digits; black by default. */
  readonly color?: string
}

/**
 * Rotates frames, scales them to one size and converts them to an encoder's pixels; the format of a stream may
 * change.
 */
export class FrameScaler implements Disposable {
  readonly #options: ScalerOptions
  #chain: FilterChain | undefined
  #described = ''
  #size: PictureSize | undefined

  constructor(options: ScalerOptions) {
    this.#options = options
  }

  /** The size of all pictures, from the first on. */
  get size(): PictureSize | undefined {
    return this.#size
  }

  *scale(frame: Frame): Generator<Frame> {
    yield* this.#chainFor(frame).push(frame)
  }

  #chainFor(frame: Frame): FilterChain {
    const described = describeFrame(frame)
    if (this.#chain && described === this.#described) return this.#chain
    this.#chain?.[Symbol.dispose]()
    const { turn, wanted, target, maxHeight = MAX_SIDE, color = 'black' } = this.#options
    const source = turnedSize(shownSize(frame), turn)
    this.#size ??= pictureSize(source, wanted, maxHeight)
    const isPadded = wanted.fit === 'pad'
    const { width, height } = isPadded ? sizeInside(source, this.#size) : this.#size
    const colors = target.colors === undefined ? '' : `:${target.colors}`
    this.#described = described
    this.#chain = new FilterChain(frame, [
      ...turn,
      ['scale', `w=${width}:h=${height}:flags=bicubic+accurate_rnd+full_chroma_int${colors}`],
      ...(isPadded ? [padStep(this.#size, color)] : []),
      ['format', target.pixels],
      ['setsar', '1'],
    ])
    return this.#chain
  }

  [Symbol.dispose](): void {
    this.#chain?.[Symbol.dispose]()
  }
}

/** The size with square pixels: a player widens or narrows others. */
function shownSize({ width, height, sampleAspectRatio: { num, den } }: Frame): PictureSize {
  return num > 0 && den > 0 ? { width: within((width * num) / den, MAX_SIDE), height } : { width, height }
}

function turnedSize({ width, height }: PictureSize, turn: readonly FilterStep[]): PictureSize {
  return turn.some(([name]) => name === 'transpose') ? { width: height, height: width } : { width, height }
}

/** Returns the size of a picture; a side that is not set follows from the source's proportions. */
function pictureSize(
  source: PictureSize,
  { width = 0, height = 0, fit }: TargetSize,
  maxHeight: number,
): PictureSize {
  if (width > 0 && height > 0)
    return fit === 'inside' ? sizeInside(source, { width, height }) : { width, height }
  if (width > 0) return { width, height: within((width * source.height) / source.width, maxHeight) }
  if (height > 0) return { width: within((height * source.width) / source.height, MAX_SIDE), height }
  return { width: source.width, height: source.height }
}

/** Returns the largest size that fits, in its own proportions. */
function sizeInside(source: PictureSize, { width, height }: PictureSize): PictureSize {
  const scale = Math.min(width / source.width, height / source.height)
  return { width: within(source.width * scale, width), height: within(source.height * scale, height) }
}

function padStep({ width, height }: PictureSize, color: string): FilterStep {
  return ['pad', `w=${width}:h=${height}:x=(ow-iw)/2:y=(oh-ih)/2:color=${color}`]
}

function within(value: number, most: number): number {
  return Math.min(Math.max(Math.round(value), 1), most)
}
