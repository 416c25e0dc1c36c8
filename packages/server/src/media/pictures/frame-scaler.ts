import type { Frame } from 'node-av/lib'
import type { FilterStep } from '../filters/display-matrix.ts'
import { describeFrame, FilterChain } from '../filters/filter-chain.ts'

/** No picture that follows from proportions is larger, pixels: a stripe of a source would ask for anything. */
const MAX_SIDE = 8_192

/** Pixels. */
export interface PictureSize {
  readonly width: number
  readonly height: number
}

export interface TargetSize {
  /** 0 or absent: by the height and the source's proportions; where both are, the source's size. */
  readonly width?: number | undefined
  readonly height?: number | undefined
  /** How a picture of other proportions comes into both: stretched unless given, as large as fits, that and the rest filled. */
  readonly fit?: 'inside' | 'pad' | undefined
}

/** The pixels that come out: FFmpeg's name of the format, and what the scaler is told of their colours. */
export interface PixelTarget {
  readonly pixels: string
  readonly colors?: string
}

export interface ScalerOptions {
  /** What turns the pictures first. */
  readonly turn: readonly FilterStep[]
  readonly wanted: TargetSize
  /** Cuts off what a very high and narrow source would make of a width. */
  readonly maxHeight?: number
  readonly target: PixelTarget
  /** What a padded picture is filled with: a name of FFmpeg's, or 0x and six digits; black unless given. */
  readonly color?: string
}

/** Turns frames, brings them to one size and to the pixels of an encoder; a stream may change what it gives. */
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
    const source = turnedSize(frame, turn)
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

function turnedSize({ width, height }: PictureSize, turn: readonly FilterStep[]): PictureSize {
  return turn.some(([name]) => name === 'transpose') ? { width: height, height: width } : { width, height }
}

/** The size of a picture of a source: what is not asked for follows from its proportions. */
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

/** As large as it fits, in its own proportions. */
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
