import { AV_NOPTS_VALUE } from 'node-av/constants'
import { Codec, CodecContext, Frame } from 'node-av/lib'
import { systemClock } from '../../base/clock.ts'
import { createEventLoopYield } from '../yield-to-event-loop.ts'
import { decoderThreads } from '../decoder-threads.ts'
import { throwIfFailed } from '../ffmpeg.ts'
import { MediaRefusal } from '../refusal.ts'
import { frameRateOf, pixelShape } from '../frame-shape.ts'
import { openMedia, type OpenMedia } from '../open-media.ts'
import { PacketSource } from '../timeline/packet-source.ts'
import { endNear, scanFile } from '../timeline/scan.ts'
import { isSeekable, RETREATS_S } from '../timeline/seek.ts'
import { MAX_PIXELS, type VideoInput } from './video-input.ts'
import { toSeconds } from '../ticks.ts'

/** Times that differ by less are equal, s: files round theirs to a millisecond or less. */
const SAME_S = 0.000_6
/** Files are sought by decoding times, which are this much before presentation times if frames are reordered, s. */
const REORDER_S = 3 / 23
/** Assumed rate of a stream without one, frames per second. */
const DEFAULT_RATE = 25
/**
 * Up to this distance it is cheaper to continue decoding than to seek, until the file's own key frames are known, s.
 */
const SHORT_WAY_S = 0.5

export interface VideoReaderOptions {
  /** Decodes only key frames. */
  readonly keyFramesOnly?: boolean
  readonly threads: number
  /** Called often. */
  readonly onStep: () => void
}

/** Decodes the video of an open input: frame by frame, or from a position. */
export class VideoReader implements Disposable {
  readonly #input: VideoInput
  readonly #options: VideoReaderOptions
  #source: PacketSource
  /** Where it was opened anew to be read from its beginning. */
  #again: OpenMedia | undefined
  #isSeekable: boolean | undefined
  #endS: number | undefined
  readonly #codec = new CodecContext()
  readonly #yieldToEventLoop = createEventLoopYield(systemClock)
  readonly #reorderS: number
  /** Distance of frames if the stream has no times, s. */
  readonly #stepS: number
  /** A longer time without a picture is a pause, s. */
  readonly #pauseS: number
  /** The current frame, and one for the next: a failed attempt must not lose the last one. */
  #frame = new Frame()
  #spare = new Frame()
  #hasFrame = false
  #timeS = 0
  /** Time of the frame before, which is in `#spare` until the next one is decoded, s. */
  #previousS: number | undefined
  /** In a pause between pictures the one before it is still shown. */
  #showsPrevious = false
  /** The earliest time of this frame: the requested time, or the end of the frame before. */
  #sinceS = 0
  #ended = false
  /** Whether frames before the next key frame can't be decoded. */
  #needsKeyFrame = false
  #decodedFrames = 0
  /** The longest distance from a key frame so far, s. */
  #wayS = SHORT_WAY_S

  /** @throws {MediaRefusal} when there is no decoder for the stream. */
  constructor(input: VideoInput, options: VideoReaderOptions) {
    this.#input = input
    this.#options = options
    const { codecpar, timeBase, avgFrameRate } = input.stream
    this.#reorderS = codecpar.videoDelay > 0 ? REORDER_S : 0
    this.#stepS =
      avgFrameRate.num > 0 && avgFrameRate.den > 0 ? avgFrameRate.den / avgFrameRate.num : 1 / DEFAULT_RATE
    const rate = frameRateOf(input.stream)
    this.#pauseS =
      options.keyFramesOnly === true ? Infinity : 1.5 * (rate ? rate.den / rate.num : this.#stepS)
    const codec = Codec.findDecoder(codecpar.codecId)
    if (!codec)
      throw new MediaRefusal('ResourceNotSupported', 'The video codec of the input is not supported.')
    this.#codec.allocContext3(codec)
    throwIfFailed(this.#codec.parametersToContext(codecpar), 'reading the codec parameters')
    this.#codec.pktTimebase = timeBase
    this.#codec.threadCount = decoderThreads(options.threads, codecpar)
    // The header may state a small size and a frame have a large one.
    this.#codec.setOption('max_pixels', BigInt(MAX_PIXELS))
    if (this.#codec.open2Sync(codec, null) < 0) {
      throw new MediaRefusal('ResourceNotSupported', 'The video stream of the input cannot be decoded.')
    }
    this.#source = new PacketSource(input, [input.stream])
    this.#frame.alloc()
    this.#spare.alloc()
  }

  /** Returns the last decoded frame, valid until the next one. */
  get frame(): Frame | undefined {
    if (!this.#hasFrame) return undefined
    return this.#showsPrevious ? this.#spare : this.#frame
  }

  /** Frames decoded so far, including those of seeks. */
  get decodedFrames(): number {
    return this.#decodedFrames
  }

  /** The frame's time, seconds from the beginning of the file. */
  get timeS(): number {
    return this.#showsPrevious ? (this.#previousS ?? 0) : this.#timeS
  }

  /** Decodes the next frame; false at the end, where the last frame stays. */
  async next(): Promise<boolean> {
    if (this.#showsPrevious) {
      this.#showsPrevious = false
      return true
    }
    for (;;) {
      if (this.#receive()) return true
      if (this.#ended) return false
      await this.#yieldToEventLoop()
      this.#options.onStep()
      this.#feed()
    }
  }

  /**
   * Goes to the first frame that is not before a time, like FFmpeg, or in a pause to the one before it. Returns false if
   * there is none, and the last frame stays. Seeks if that is cheaper.
   */
  async goTo(timeS: number): Promise<boolean> {
    this.#showsPrevious = false
    const isFound = await this.#find(timeS)
    const isPause = isFound && this.#timeS - timeS > this.#pauseS
    this.#showsPrevious = isPause && this.#previousS !== undefined && this.#previousS <= timeS + SAME_S
    return isFound
  }

  async #find(timeS: number): Promise<boolean> {
    if (this.#hasFrame && timeS <= this.#timeS + SAME_S && timeS >= this.#sinceS) return true
    const fromS = this.#timeS
    if (timeS >= fromS && timeS - fromS <= this.#wayS) return this.#decodeUpTo(timeS)
    for (const retreatS of RETREATS_S) {
      const atS = Math.max(timeS - this.#reorderS - retreatS, 0)
      const isFound = (await this.#seek(atS)) && this.#timeS <= timeS + SAME_S
      // It led back before the start: the distance of key frames is longer than assumed.
      if (isFound && this.#timeS <= fromS) this.#wayS = Math.max(this.#wayS, timeS - this.#timeS)
      if (isFound || atS <= 0) break
    }
    return this.#decodeUpTo(timeS)
  }

  /** Goes to the last key frame that is not after a time; returns false if there is none. */
  async goBackToKeyFrame(timeS: number): Promise<boolean> {
    // A seek by decoding times may lead to a frame that is presented a little later.
    for (const retreatS of [0, REORDER_S, ...RETREATS_S.slice(1)]) {
      const atS = Math.max(timeS - retreatS, 0)
      if ((await this.#seek(atS)) && this.#timeS <= timeS + SAME_S) return true
      if (atS <= 0) break
    }
    return this.#hasFrame
  }

  /**
   * Returns the end of the video, seconds from the beginning of the file. Reads the whole file if its header claims
   * nothing, or what is not so.
   */
  async findEnd(): Promise<number> {
    this.#endS ??= await this.#measureEnd()
    return this.#endS
  }

  async #measureEnd(): Promise<number> {
    const { path, stream, claimedEndS } = this.#input
    if (claimedEndS !== undefined) {
      using again = openMedia(path)
      const endS = endNear(again, stream.index, claimedEndS)
      if (endS !== undefined) return endS
    }
    const { spans, jumps } = await scanFile(path, [stream.index], this.#options.onStep)
    this.#isSeekable = jumps === 0
    const { endS = 0, packets = 0 } = spans.get(stream.index) ?? {}
    return endS > 0 ? endS : packets * this.#stepS
  }

  async #decodeUpTo(timeS: number): Promise<boolean> {
    while (!this.#hasFrame || this.#timeS < timeS - SAME_S) if (!(await this.next())) return false
    this.#sinceS = Math.min(this.#sinceS, timeS)
    return true
  }

  /** Goes to the first frame found at or before a time; returns false if there is none. */
  async #seek(timeS: number): Promise<boolean> {
    this.#isSeekable ??= await isSeekable(this.#input, [this.#input.stream.index], this.#options.onStep)
    if (this.#isSeekable && this.#source.seek(timeS)) {
      this.#forget()
      // A format without an index leads to any frame, and some decoders make a picture of what they lack.
      this.#needsKeyFrame = timeS > 0
      if (await this.next()) return true
    }
    // A file without an index may lead past its only key frame, or nowhere.
    if (timeS > 0 && this.#isSeekable) return false
    this.#rewind()
    return this.next()
  }

  /** Opens the file anew: not every format can be sought, to its beginning neither. */
  #rewind(): void {
    const media = openMedia(this.#input.path)
    const { index } = this.#input.stream
    this.#source[Symbol.dispose]()
    this.#again?.[Symbol.dispose]()
    this.#again = media
    // What can't be sought is decoded, however far it is.
    this.#wayS = Infinity
    this.#source = new PacketSource(
      media,
      media.format.streams.filter((stream) => stream.index === index),
    )
    this.#forget()
  }

  #forget(): void {
    this.#codec.flushBuffers()
    this.#ended = false
    this.#hasFrame = false
    this.#showsPrevious = false
    this.#previousS = undefined
    this.#needsKeyFrame = false
  }

  #feed(): void {
    if (!this.#source.read()) {
      this.#ended = true
      this.#codec.sendPacketSync(null)
      return
    }
    const { packet } = this.#source
    if (packet.isKeyframe) this.#needsKeyFrame = false
    else if (this.#needsKeyFrame || this.#options.keyFramesOnly === true) return
    // A damaged packet is skipped: the next one decides.
    this.#codec.sendPacketSync(packet)
  }

  #receive(): boolean {
    if (this.#codec.receiveFrameSync(this.#spare) < 0) return false
    const decoded = this.#spare
    const shape = pixelShape(this.#input.stream)
    if (shape) decoded.sampleAspectRatio = shape
    this.#spare = this.#frame
    this.#frame = decoded
    const timeS = this.#timeOf(decoded)
    this.#sinceS = this.#hasFrame ? this.#timeS + SAME_S : timeS
    this.#previousS = this.#hasFrame ? this.#timeS : undefined
    this.#timeS = timeS
    this.#hasFrame = true
    this.#decodedFrames++
    return true
  }

  #timeOf(frame: Frame): number {
    const pts = frame.bestEffortTimestamp
    if (pts !== AV_NOPTS_VALUE) return toSeconds(pts, this.#input.stream.timeBase)
    return this.#hasFrame ? this.#timeS + this.#stepS : 0
  }

  [Symbol.dispose](): void {
    this.#spare.free()
    this.#frame.free()
    this.#source[Symbol.dispose]()
    this.#again?.[Symbol.dispose]()
    this.#codec.freeContext()
  }
}
