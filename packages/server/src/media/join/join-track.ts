import { Frame, avRescaleQ } from 'node-av/lib'
import type { IRational } from 'node-av/lib'
import type { EncoderName } from '../encoders.ts'
import { usualLayoutOf } from '../filters/channel-layouts.ts'
import { MediaGraph } from '../filters/filter-graph.ts'
import { SilenceFiller } from '../filters/silence.ts'
import type { TimedFrame } from './fragment-stream.ts'
import type { OutputFile } from '../convert/output-file.ts'
import { NARROW_RANGE, pinnedAudio } from '../convert/output-steps.ts'
import { StreamEncoder } from '../stream-encoder.ts'

export interface JoinTrackOptions {
  readonly encoder: EncoderName
  readonly options: Readonly<Record<string, string>>
  readonly shape: VideoShape | AudioShape
  readonly threads: number
}

export interface VideoShape {
  readonly kind: 'video'
  readonly width: number
  readonly height: number
  /** Frames per second, in FFmpeg's syntax. */
  readonly frameRate: string
}

export interface AudioShape {
  readonly kind: 'audio'
  /** Hz */
  readonly sampleRate: number
  /** FFmpeg's name, such as `stereo`. */
  readonly channelLayout: string
  readonly sampleFormat: string
}

const VIDEO_CLOCK = { num: 1, den: 1_000_000 } as const

/** The format into which every frame of a fragment is converted. */
export function shapeSteps(shape: VideoShape | AudioShape): readonly string[] {
  if (shape.kind === 'audio') {
    const { sampleFormat, sampleRate, channelLayout } = shape
    return [`aformat=sample_fmts=${sampleFormat}:sample_rates=${sampleRate}:channel_layouts=${channelLayout}`]
  }
  const { width, height, frameRate } = shape
  return [
    // Square pixels, the whole picture, and black bars around it.
    'scale=trunc(iw*sar):ih,setsar=1',
    `scale=${width}:${height}:force_original_aspect_ratio=decrease`,
    `pad=${width}:${height}:(ow-iw)/2:(oh-ih)/2`,
    `setsar=1,fps=${frameRate},format=pix_fmts=yuv420p:${NARROW_RANGE}`,
  ]
}

/** A stream of the output: takes frames of one fragment after the other, and encodes them without a gap. */
export class JoinTrack implements Disposable {
  readonly kind: 'video' | 'audio'
  /** Whether it is sound of one channel. */
  readonly isMono: boolean
  readonly #graph: MediaGraph
  readonly #encoder: StreamEncoder
  readonly #clock: IRational
  readonly #frame = new Frame()
  readonly #silence: SilenceFiller

  constructor(output: OutputFile, { encoder, options, shape, threads }: JoinTrackOptions) {
    this.kind = shape.kind
    this.isMono = shape.kind === 'audio' && shape.channelLayout === usualLayoutOf(1, '')
    this.#clock = shape.kind === 'video' ? VIDEO_CLOCK : { num: 1, den: shape.sampleRate }
    this.#silence = new SilenceFiller(this.#clock)
    using opening = new DisposableStack()
    const source = shapeSource(shape)
    const steps = evenSteps(shape)
    const graph = opening.use(new MediaGraph({ kind: shape.kind, source, steps, threads: 1 }))
    this.#encoder = opening.use(
      new StreamEncoder(output, { kind: shape.kind, encoder, options, from: graph.sink, threads }),
    )
    if (shape.kind === 'video') this.#graph = graph
    else {
      // The encoder needs frames of its own size, which is known once it is open.
      const pinned = pinnedAudio(graph.sink, this.#encoder.codec.frameSize)
      this.#graph = opening.use(
        new MediaGraph({ kind: 'audio', source, steps: [...steps, ...pinned], threads: 1 }),
      )
      graph[Symbol.dispose]()
    }
    this.#frame.alloc()
    opening.move()
  }

  /** Returns the end of a frame, in seconds of the fragment's own clock. */
  endOf({ frame, timeBase }: TimedFrame): number {
    const ticks = frame.pts + (this.kind === 'video' ? frame.duration : 0n)
    const samples = this.kind === 'audio' ? frame.nbSamples / this.#clock.den : 0
    return (Number(ticks) * timeBase.num) / timeBase.den + samples
  }

  /**
   * Takes a frame of a fragment that begins at `offsetS` of the output. Yields between steps, since a gap may be one of
   * hours.
   */
  *write({ frame, timeBase }: TimedFrame, offsetS: number): Generator<undefined> {
    const offset = BigInt(Math.round((offsetS * this.#clock.den) / this.#clock.num))
    frame.duration = avRescaleQ(frame.duration, timeBase, this.#clock)
    frame.pts = avRescaleQ(frame.pts, timeBase, this.#clock) + offset
    if (this.kind === 'audio') yield* this.#beSilentBefore(frame)
    this.#graph.push(frame)
    this.#encodeReady()
  }

  *#beSilentBefore(frame: Frame): Generator<undefined> {
    for (const silence of this.#silence.before(frame)) {
      this.#graph.push(silence)
      silence.free()
      this.#encodeReady()
      yield undefined
    }
  }

  /** Yields between steps, since an encoder may hold back a lot. */
  *finish(): Generator<undefined> {
    this.#graph.push(null)
    this.#encodeReady()
    yield* this.#encoder.finish()
  }

  #encodeReady(): void {
    while (this.#graph.pull(this.#frame)) {
      this.#encoder.write(this.#frame, this.#graph.timeBase)
      this.#frame.unref()
    }
  }

  [Symbol.dispose](): void {
    this.#frame.free()
    this.#graph[Symbol.dispose]()
    this.#encoder[Symbol.dispose]()
  }
}

function shapeSource(shape: VideoShape | AudioShape): string {
  if (shape.kind === 'audio') {
    const { sampleRate, sampleFormat, channelLayout } = shape
    return `time_base=1/${sampleRate}:sample_rate=${sampleRate}:sample_fmt=${sampleFormat}:channel_layout=${channelLayout}`
  }
  const { width, height, frameRate } = shape
  const { num, den } = VIDEO_CLOCK
  return `video_size=${width}x${height}:pix_fmt=yuv420p:time_base=${num}/${den}:pixel_aspect=1/1:frame_rate=${frameRate}`
}

/** If a fragment has less of one kind than of the other, its last picture is held, or silence follows. */
function evenSteps(shape: VideoShape | AudioShape): readonly string[] {
  if (shape.kind === 'video') return [`fps=${shape.frameRate}`]
  return ['aresample=async=1:min_hard_comp=0.01:first_pts=0']
}
