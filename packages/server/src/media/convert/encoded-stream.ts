import { Frame } from 'node-av/lib'
import type { Packet, Stream } from 'node-av/lib'
import type { AudioEncoding, VideoEncoding } from './conversion.ts'
import { MediaGraph } from '../filters/filter-graph.ts'
import { MonoFrames, mixedSource } from '../filters/mono-frames.ts'
import { PictureWindow } from '../filters/picture-window.ts'
import { ShapeKeeper } from '../filters/shape-keeper.ts'
import { SilenceFiller } from '../filters/silence.ts'
import { usualLayoutOf } from '../filters/channel-layouts.ts'
import { frameRateOf, nameChannels, type Described } from '../frame-shape.ts'
import type { OutputFile, StreamNotes } from './output-file.ts'
import { RESYNC, audioSteps, pinnedAudio, pinnedVideo, videoSteps } from './output-steps.ts'
import { MediaRefusal } from '../refusal.ts'
import { uprightFilters } from '../filters/rotation.ts'
import { StreamDecoder } from '../stream-decoder.ts'
import { StreamEncoder } from '../stream-encoder.ts'

export type Encoding =
  | { readonly kind: 'video'; readonly plan: VideoEncoding }
  | { readonly kind: 'audio'; readonly plan: AudioEncoding }

export interface EncodedStreamOptions extends StreamNotes {
  /** Of its first frame. */
  readonly shape: Described
  readonly encoding: Encoding
  readonly threads: number
  /** The part of the stream that goes into the output, seconds; its end is open by default. */
  readonly window: { readonly isCut: boolean; readonly durationS: number | undefined }
}

/** A stream from packets of the input to packets of the output: decoded, filtered and encoded. */
export class EncodedStream implements Disposable {
  readonly source: Stream
  readonly #options: EncodedStreamOptions
  readonly #decoder: StreamDecoder
  readonly #keeper: ShapeKeeper
  readonly #encoder: StreamEncoder
  readonly #frame = new Frame()
  /** What a later graph has to produce: exactly the format that the encoder was opened for. */
  readonly #pinned: readonly string[]
  #graph: MediaGraph
  #graphSource: string
  readonly #silence: SilenceFiller
  /** Undefined: there is nothing to mix. */
  readonly #mono: MonoFrames | undefined
  /** Undefined: all pictures are taken. */
  readonly #window: PictureWindow | undefined
  #hasBegun = false
  #done = false

  /** @throws {MediaRefusal} when the stream can't be decoded. */
  constructor(source: Stream, output: OutputFile, options: EncodedStreamOptions) {
    this.source = source
    this.#options = options
    const { encoding, threads } = options
    const { kind } = encoding
    const { isCut, durationS } = options.window
    using opening = new DisposableStack()
    this.#decoder = opening.use(
      new StreamDecoder(source, { what: kind, threads: kind === 'video' ? threads : 1 }),
    )
    const { timeBase } = this.#decoder
    const clock = { timeBase, frameRate: kind === 'video' ? frameRateOf(source) : undefined }
    this.#silence = new SilenceFiller(timeBase)
    this.#mono = becomesMono(encoding, options.shape) ? opening.use(new MonoFrames(timeBase)) : undefined
    this.#window =
      kind === 'video' && (isCut || durationS !== undefined)
        ? opening.use(new PictureWindow({ ...clock, durationS }))
        : undefined
    this.#keeper = opening.use(new ShapeKeeper({ kind, clock, threads: kind === 'video' ? threads : 1 }))
    // All encoders are opened before the first packet is read, so that no packet waits for the header of the output.
    const described = this.#keepTo(options.shape)
    if (described === undefined)
      throw new MediaRefusal('ResourceNotSupported', `No ${kind} can be decoded from the input.`)
    this.#graphSource = described
    const graph = opening.use(this.#openGraph(this.#graphSource, []))
    this.#encoder = opening.use(
      new StreamEncoder(output, {
        kind,
        encoder: encoding.plan.encoder,
        options: encoding.plan.options,
        from: graph.sink,
        threads,
        colours: kind === 'video' ? source.codecpar : undefined,
        ...(encoding.kind === 'video' && {
          tag: encoding.plan.tag,
          keyFrameEveryS: encoding.plan.keyFrameEveryS,
        }),
        metadata: options.metadata,
      }),
    )
    this.#pinned =
      kind === 'video' ? pinnedVideo(graph.sink) : pinnedAudio(graph.sink, this.#encoder.codec.frameSize)
    if (kind === 'video') this.#graph = graph
    else {
      this.#graph = opening.use(this.#openGraph(this.#graphSource, this.#pinned))
      graph[Symbol.dispose]()
    }
    this.#frame.alloc()
    opening.move()
  }

  /** Whether the output is complete for this stream. */
  get isDone(): boolean {
    return this.#done
  }

  get frames(): number {
    return this.#encoder.frames
  }

  get reachedS(): number {
    return this.#encoder.reachedS
  }

  /**
   * Takes a packet whose times start with the output, and how its stream is described by now; null: the end of packets.
   * Yields between steps, since a gap may be one of hours.
   */
  *take(packet: Packet | null, described: Stream | undefined): Generator<undefined> {
    for (const frame of this.#decoder.decode(packet, described)) {
      if (this.#done) continue
      if (this.#window) {
        for (const shown of this.#window.take(frame)) yield* this.#keep(shown)
        if (this.#window.isOver) this.#done = true
      } else yield* this.#keep(frame)
    }
  }

  /** Yields between steps, since a slow encoder may hold back a long film. */
  *finish(): Generator<undefined> {
    if (!this.#done) yield* this.take(null, undefined)
    this.#decoder.assertMostlyDecodable()
    if (this.#window) for (const frame of this.#window.take(null)) yield* this.#keep(frame)
    yield* this.#keep(null)
    this.#graph.push(null)
    this.#encodeReady()
    yield* this.#encoder.finish()
  }

  *#keep(frame: Frame | null): Generator<undefined> {
    const isSound = this.#options.encoding.kind === 'audio'
    if (isSound && frame) nameChannels(frame)
    if (!this.#hasBegun && frame) this.#begin(frame)
    for (const kept of this.#keeper.keep(frame)) {
      if (isSound) yield* this.#beSilentBefore(kept)
      this.#mix(kept)
    }
    if (!frame) this.#mix(null)
  }

  #mix(frame: Frame | null): void {
    if (!this.#mono) {
      if (frame) this.#push(frame)
      return
    }
    for (const mixed of this.#mono.mix(frame)) {
      if (!this.#done) this.#push(mixed)
      mixed.free()
    }
  }

  /** Frames of this shape pass from now on. Returns the source of the graph for what they become. */
  #keepTo(shape: Described): string | undefined {
    const described = this.#keeper.keepTo(shape)
    if (described === undefined || !this.#mono) return described
    return mixedSource(shape.sampleRate, this.#decoder)
  }

  *#beSilentBefore(frame: Frame): Generator<undefined> {
    for (const silence of this.#silence.before(frame)) {
      if (!this.#done) this.#mix(silence)
      silence.free()
      yield undefined
    }
  }

  #push(frame: Frame): void {
    if (!this.#graph.push(frame)) this.#done = true
    this.#encodeReady()
  }

  #encodeReady(): void {
    while (this.#graph.pull(this.#frame)) {
      this.#encoder.write(this.#frame, this.#graph.timeBase)
      this.#frame.unref()
    }
  }

  /** The first frame may have another shape than the header says. */
  #begin(frame: Frame): void {
    this.#hasBegun = true
    const described = this.#keepTo(frame)
    if (described === undefined || described === this.#graphSource) return
    this.#graph[Symbol.dispose]()
    this.#graphSource = described
    this.#graph = this.#openGraph(described, this.#pinned)
  }

  #openGraph(source: string, pinned: readonly string[]): MediaGraph {
    const { encoding, window, threads } = this.#options
    if (encoding.kind === 'video') {
      const steps = [uprightFilters(this.source), encoding.plan.filters, ...videoSteps(encoding.plan)]
      return new MediaGraph({ kind: 'video', source, steps: [...steps, ...pinned], threads })
    }
    const { isCut, durationS } = window
    const steps = [
      isCut ? 'atrim=start=0' : '',
      RESYNC,
      durationS === undefined ? '' : `atrim=end=${durationS}`,
      encoding.plan.filters,
      ...audioSteps(encoding.plan),
      ...pinned,
    ]
    return new MediaGraph({ kind: 'audio', source, steps, threads: 1 })
  }

  [Symbol.dispose](): void {
    this.#frame.free()
    this.#graph[Symbol.dispose]()
    this.#encoder[Symbol.dispose]()
    this.#keeper[Symbol.dispose]()
    this.#window?.[Symbol.dispose]()
    this.#mono?.[Symbol.dispose]()
    this.#decoder[Symbol.dispose]()
  }
}

/** FFmpeg's own mix of channels that cancel each other is silence. */
function becomesMono(encoding: Encoding, { channelLayout }: Described): boolean {
  return (
    encoding.kind === 'audio' &&
    encoding.plan.channelLayout === usualLayoutOf(1, '') &&
    channelLayout.nbChannels > 1
  )
}
