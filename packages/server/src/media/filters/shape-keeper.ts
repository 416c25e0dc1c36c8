import { Frame, avGetPixFmtName, avGetSampleFmtName, avRescaleQ } from 'node-av/lib'
import { asPixelFormat, asSampleFormat } from '../frame-formats.ts'
import { audioSource, usualLayout, videoSource, type Described, type StreamClock } from '../frame-shape.ts'
import { MediaGraph } from './filter-graph.ts'

export interface ShapeKeeperOptions {
  readonly kind: 'video' | 'audio'
  readonly clock: StreamClock
  readonly threads: number
}

/** Values of FFmpeg's enums of matrices and ranges that say nothing. */
const UNKNOWN_MATRIX = 2
const UNKNOWN_RANGE = 0

/**
 * Lets a stream change its shape: frames of the shape that filters were set up for pass unchanged, and others are
 * converted to it. So the filters behind go on as if nothing had happened.
 */
export class ShapeKeeper implements Disposable {
  readonly #options: ShapeKeeperOptions
  readonly #frame = new Frame()
  #steps: readonly string[] = []
  #kept = ''
  /** The shape that is kept, or that of the last frame that was like it. */
  #keptKey = ''
  #graph: MediaGraph | undefined
  #graphSource = ''

  constructor(options: ShapeKeeperOptions) {
    this.#options = options
    this.#frame.alloc()
  }

  /** Frames of this shape pass from now on. Returns its description for the source of a graph, if it is known. */
  keepTo(shape: Described): string | undefined {
    const described = this.describe(shape)
    if (described === undefined) return undefined
    this.#kept = described
    this.#steps = this.#options.kind === 'video' ? videoSteps(shape) : audioSteps(shape)
    return described
  }

  describe(shape: Described): string | undefined {
    const { kind, clock } = this.#options
    return kind === 'video' ? videoSource(shape, clock) : audioSource(shape, clock)
  }

  /** Yields a frame in the shape that is kept, each valid until the next one; null: the end of frames. */
  *keep(frame: Frame | null): Generator<Frame> {
    const key = frame ? shapeKey(frame, this.#options.kind) : this.#keptKey
    const described = frame && key !== this.#keptKey ? (this.describe(frame) ?? this.#kept) : this.#kept
    if (described === this.#kept) this.#keptKey = key
    if (this.#graph && described !== this.#graphSource) {
      this.#graph.push(null)
      yield* this.#ready()
      this.#graph[Symbol.dispose]()
      this.#graph = undefined
    }
    if (!frame) return
    if (described === this.#kept) {
      yield frame
      return
    }
    this.#graph ??= this.#open(described)
    this.#graph.push(frame)
    yield* this.#ready()
  }

  #open(source: string): MediaGraph {
    const { kind, threads } = this.#options
    this.#graphSource = source
    return new MediaGraph({ kind, source, steps: this.#steps, threads })
  }

  *#ready(): Generator<Frame> {
    const { timeBase } = this.#options.clock
    while (this.#graph?.pull(this.#frame)) {
      this.#frame.pts = avRescaleQ(this.#frame.pts, this.#graph.timeBase, timeBase)
      this.#frame.duration = avRescaleQ(this.#frame.duration, this.#graph.timeBase, timeBase)
      yield this.#frame
      this.#frame.unref()
    }
  }

  [Symbol.dispose](): void {
    this.#graph?.[Symbol.dispose]()
    this.#frame.free()
  }
}

/** What tells frames apart, for each of them: a description takes longer. */
function shapeKey(frame: Frame, kind: 'video' | 'audio'): string {
  if (kind === 'audio') {
    const { nbChannels, order, mask } = frame.channelLayout
    return `${frame.sampleRate}/${frame.format}/${order}/${nbChannels}/${mask}`
  }
  const { num, den } = frame.sampleAspectRatio
  const { width, height, format, colorSpace, colorRange } = frame
  return `${width}/${height}/${format}/${colorSpace}/${colorRange}/${num}/${den}`
}

function videoSteps({ width, height, format, colorSpace, colorRange }: Described): readonly string[] {
  const matrix = Number(colorSpace) === UNKNOWN_MATRIX ? '' : `:out_color_matrix=${colorSpace}`
  const range = Number(colorRange) === UNKNOWN_RANGE ? '' : `:out_range=${colorRange}`
  return [
    `scale=${width}:${height}${matrix}${range}`,
    `format=pix_fmts=${avGetPixFmtName(asPixelFormat(format)) ?? ''}`,
  ]
}

function audioSteps({ sampleRate, format, channelLayout }: Described): readonly string[] {
  const name = avGetSampleFmtName(asSampleFormat(format)) ?? ''
  const layout = `0x${usualLayout(channelLayout).mask.toString(16)}`
  return [`aformat=sample_fmts=${name}:sample_rates=${sampleRate}:channel_layouts=${layout}`]
}
