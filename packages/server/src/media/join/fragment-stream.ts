import { Frame } from 'node-av/lib'
import type { IRational, Packet, Stream } from 'node-av/lib'
import { MediaGraph } from '../filters/filter-graph.ts'
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

export interface FragmentStreamOptions {
  readonly kind: 'video' | 'audio'
  /** Seconds; none: to the end. */
  readonly durationS: number | undefined
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
  #graph: MediaGraph
  #graphSource: string
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
    const described = this.#describe(claimedShape(source))
    if (described === undefined)
      throw new MediaRefusal('ResourceNotSupported', `No ${kind} can be decoded from the input.`)
    this.#graphSource = described
    this.#graph = this.#openGraph()
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
      if (!this.#graph.push(frame)) this.#done = true
      yield* this.#ready()
    }
    if (packet) return
    this.#decoder.assertMostlyDecodable()
    this.#graph.push(null)
    yield* this.#ready()
  }

  *#ready(): Generator<TimedFrame> {
    while (this.#graph.pull(this.#frame)) {
      yield { frame: this.#frame, timeBase: this.#graph.timeBase }
      this.#frame.unref()
    }
  }

  /** Size, format or layout may change: the filters are then set up again. */
  *#follow(frame: Frame): Generator<TimedFrame> {
    if (this.#options.kind === 'audio') nameChannels(frame)
    const described = this.#describe(frame)
    if (described === undefined || described === this.#graphSource) return
    this.#graph.push(null)
    yield* this.#ready()
    this.#graph[Symbol.dispose]()
    this.#graphSource = described
    this.#graph = this.#openGraph()
  }

  #describe(frame: Described): string | undefined {
    return this.#options.kind === 'video' ? videoSource(frame, this.#clock) : audioSource(frame, this.#clock)
  }

  #openGraph(): MediaGraph {
    const { kind, durationS, steps, threads } = this.#options
    const isVideo = kind === 'video'
    // Frames before the start were only needed to decode from a key frame.
    const limit = durationS === undefined ? '' : `:duration=${durationS}`
    const trim = `${isVideo ? '' : 'a'}trim=start=0${limit}`
    const upright = isVideo ? [uprightFilters(this.source)] : []
    return new MediaGraph({ kind, source: this.#graphSource, steps: [trim, ...upright, ...steps], threads })
  }

  [Symbol.dispose](): void {
    this.#frame.free()
    this.#graph[Symbol.dispose]()
    this.#decoder[Symbol.dispose]()
  }
}
