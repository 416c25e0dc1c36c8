import { Frame } from 'node-av/lib'
import type { IRational, Packet, Stream } from 'node-av/lib'
import { MediaGraph } from '../filters/filter-graph.ts'
import { MonoFrames, mixedSource } from '../filters/mono-frames.ts'
import {
  audioSource,
  claimedShape,
  frameRateOf,
  nameChannels,
  videoSource,
  type Described,
  type StreamClock,
} from '../frame-shape.ts'
import { MediaRefusal } from '../refusal.ts'
import { uprightFilters } from '../filters/rotation.ts'
import { StreamDecoder } from '../stream-decoder.ts'
import { toSeconds, toTicks } from '../ticks.ts'
import { HARD_S } from '../timeline/sound-clock.ts'

export interface FragmentStreamOptions {
  readonly kind: 'video' | 'audio'
  /** Seconds; none: to the end. */
  readonly durationS: number | undefined
  /** Whether sound becomes one channel: FFmpeg's own mix of channels that cancel each other is silence. */
  readonly isMono: boolean
  /** Filters that convert its frames to those of the output, in FFmpeg's syntax. */
  readonly steps: readonly string[]
  readonly threads: number
}

export interface TimedFrame {
  /** Valid until the next one is requested. */
  readonly frame: Frame
  readonly timeBase: IRational
}

/**
 * A stream of a fragment: its packets become frames in the output's format, with times that start with the fragment.
 */
export class FragmentStream implements Disposable {
  readonly source: Stream
  readonly #options: FragmentStreamOptions
  readonly #clock: StreamClock
  readonly #decoder: StreamDecoder
  readonly #frame = new Frame()
  /** Mixes the channels of frames; undefined: they have one, or keep theirs. */
  #mono: MonoFrames | undefined
  #graph: MediaGraph
  /** What the filters were set up for. */
  #described: string
  /** Where the sound began that goes on without a gap, seconds, and its samples since. */
  #startS = 0
  #samples = 0
  #done = false

  /** @throws {MediaRefusal} when the stream can't be decoded. */
  constructor(source: Stream, options: FragmentStreamOptions) {
    this.source = source
    this.#options = options
    const { kind, threads } = options
    using opening = new DisposableStack()
    this.#decoder = opening.use(new StreamDecoder(source, { what: kind, threads }))
    const frameRate = kind === 'video' ? frameRateOf(source) : undefined
    this.#clock = { timeBase: this.#decoder.timeBase, frameRate }
    const claimed = claimedShape(source)
    const described = this.#describe(claimed)
    if (described === undefined)
      throw new MediaRefusal('ResourceNotSupported', `No ${kind} can be decoded from the input.`)
    this.#described = described
    this.#mono = this.#mixerFor(claimed)
    this.#graph = this.#openGraph(claimed)
    this.#frame.alloc()
    opening.move()
  }

  /** Whether the rest is not needed. */
  get isDone(): boolean {
    return this.#done
  }

  /** Yields the frames that a packet completes; null: the end of packets. `described`: its stream as it is by now. */
  *take(packet: Packet | null, described?: Stream): Generator<TimedFrame> {
    for (const frame of this.#decoder.decode(packet, described)) {
      if (this.#done) continue
      yield* this.#follow(frame)
      yield* this.#push(frame)
    }
    if (packet) return
    this.#decoder.assertMostlyDecodable()
    yield* this.#end()
  }

  *#push(frame: Frame): Generator<TimedFrame> {
    if (this.#mono) yield* this.#pushMixed(this.#mono.mix(frame))
    else {
      if (!this.#graph.push(frame)) this.#done = true
      yield* this.#ready()
    }
  }

  *#pushMixed(frames: Iterable<Frame>): Generator<TimedFrame> {
    for (const frame of frames) {
      if (!this.#done && !this.#graph.push(frame)) this.#done = true
      frame.free()
      yield* this.#ready()
    }
  }

  /** Yields what is left of frames of one shape. */
  *#end(): Generator<TimedFrame> {
    if (this.#mono) yield* this.#pushMixed(this.#mono.mix(null))
    this.#graph.push(null)
    yield* this.#ready()
  }

  *#ready(): Generator<TimedFrame> {
    while (this.#graph.pull(this.#frame)) {
      const { timeBase } = this.#graph
      if (this.#options.kind === 'audio') this.#continue(timeBase)
      yield { frame: this.#frame, timeBase }
      this.#frame.unref()
    }
  }

  /** Sound goes on where it has arrived, unless there is a gap or a jump. */
  #continue(timeBase: IRational): void {
    const frame = this.#frame
    const ownS = toSeconds(frame.pts, timeBase)
    const nextS = this.#startS + this.#samples / frame.sampleRate
    if (this.#samples > 0 && Math.abs(ownS - nextS) <= HARD_S) frame.pts = toTicks(nextS, timeBase)
    else {
      this.#startS = ownS
      this.#samples = 0
    }
    this.#samples += frame.nbSamples
  }

  /** Size, format or layout may change: the filters are then set up again. */
  *#follow(frame: Frame): Generator<TimedFrame> {
    if (this.#options.kind === 'audio') nameChannels(frame)
    const described = this.#describe(frame)
    if (described === undefined || described === this.#described) return
    yield* this.#end()
    this.#close()
    this.#described = described
    this.#mono = this.#mixerFor(frame)
    this.#graph = this.#openGraph(frame)
  }

  #mixerFor({ channelLayout }: Described): MonoFrames | undefined {
    const { kind, isMono } = this.#options
    return kind === 'audio' && isMono && channelLayout.nbChannels > 1
      ? new MonoFrames(this.#clock.timeBase)
      : undefined
  }

  #describe(frame: Described): string | undefined {
    return this.#options.kind === 'video' ? videoSource(frame, this.#clock) : audioSource(frame, this.#clock)
  }

  #openGraph({ sampleRate }: Described): MediaGraph {
    const { kind, durationS, steps, threads } = this.#options
    const isVideo = kind === 'video'
    // Frames before the start were only needed to decode from a key frame.
    const limit = durationS === undefined ? '' : `:end=${durationS}`
    const trim = `${isVideo ? '' : 'a'}trim=start=0${limit}`
    const upright = isVideo ? [uprightFilters(this.source)] : []
    const mixed = this.#mono && mixedSource(sampleRate, this.#clock)
    const source = mixed ?? this.#described
    return new MediaGraph({ kind, source, steps: [trim, ...upright, ...steps], threads })
  }

  #close(): void {
    this.#mono?.[Symbol.dispose]()
    this.#graph[Symbol.dispose]()
  }

  [Symbol.dispose](): void {
    this.#frame.free()
    this.#close()
    this.#decoder[Symbol.dispose]()
  }
}
