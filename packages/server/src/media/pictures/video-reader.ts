import { AVSEEK_FLAG_BACKWARD, AVSEEK_FLAG_BYTE, AV_NOPTS_VALUE } from 'node-av/constants'
import { Codec, CodecContext, Frame, Packet } from 'node-av/lib'
import { systemClock } from '../../base/clock.ts'
import { createEventLoopYield } from '../yield-to-event-loop.ts'
import { decoderThreads } from '../decoder-threads.ts'
import { throwIfFailed } from '../ffmpeg.ts'
import { MediaRefusal } from '../refusal.ts'
import { MAX_PIXELS, type VideoInput } from './video-input.ts'

/** Times that are nearer than this are the same, s: files round theirs to a millisecond or less. */
const SAME_S = 0.000_6
/** Files are sought by decoding times, which are this much before those of showing where frames are sorted, s. */
const REORDER_S = 3 / 23
/**
 * How much farther back to seek when a file without an index led beyond the time that was sought, or behind its last
 * key frame, s. At last from the beginning.
 */
const RETREATS_S = [0, 2, 15, Infinity] as const
/** A stream without a rate is shown at this, frames per second. */
const DEFAULT_RATE = 25
/** Up to here it is cheaper to go on decoding than to seek, until the file's own key frames are known, s. */
const SHORT_WAY_S = 0.5

export interface VideoReaderOptions {
  /** Decodes nothing but key frames. */
  readonly keyFramesOnly?: boolean
  readonly threads: number
  /** Called often. */
  readonly onStep: () => void
}

/** Decodes the video of an open input: one frame after the other, or from where it is sought. */
export class VideoReader implements Disposable {
  readonly #input: VideoInput
  readonly #options: VideoReaderOptions
  readonly #codec = new CodecContext()
  readonly #packet = new Packet()
  readonly #yieldToEventLoop = createEventLoopYield(systemClock)
  readonly #reorderS: number
  /** From one frame to the next where the stream has no times, s. */
  readonly #stepS: number
  /** The frame of now, and one to decode the next into: a failed try must not cost the last one. */
  #frame = new Frame()
  #spare = new Frame()
  #hasFrame = false
  #timeS = 0
  /** The earliest time whose frame this is: what it was sought for, or the end of the frame before it. */
  #sinceS = 0
  #ended = false
  #decodedFrames = 0
  /** The longest way from a key frame that was seen, s. */
  #wayS = SHORT_WAY_S

  /** @throws {MediaRefusal} when there is no decoder for the stream. */
  constructor(input: VideoInput, options: VideoReaderOptions) {
    this.#input = input
    this.#options = options
    const { codecpar, timeBase, avgFrameRate } = input.stream
    this.#reorderS = codecpar.videoDelay > 0 ? REORDER_S : 0
    this.#stepS =
      avgFrameRate.num > 0 && avgFrameRate.den > 0 ? avgFrameRate.den / avgFrameRate.num : 1 / DEFAULT_RATE
    const codec = Codec.findDecoder(codecpar.codecId)
    if (!codec)
      throw new MediaRefusal('ResourceNotSupported', 'The video codec of the input is not supported.')
    this.#codec.allocContext3(codec)
    throwIfFailed(this.#codec.parametersToContext(codecpar), 'reading the codec parameters')
    this.#codec.pktTimebase = timeBase
    this.#codec.threadCount = decoderThreads(options.threads, codecpar)
    // A header may say little and a frame much.
    this.#codec.setOption('max_pixels', BigInt(MAX_PIXELS))
    if (this.#codec.open2Sync(codec, null) < 0) {
      throw new MediaRefusal('ResourceNotSupported', 'The video stream of the input cannot be decoded.')
    }
    this.#packet.alloc()
    this.#frame.alloc()
    this.#spare.alloc()
  }

  /** The last frame that was decoded, valid until the next one is. */
  get frame(): Frame | undefined {
    return this.#hasFrame ? this.#frame : undefined
  }

  /** Frames decoded so far, seeking and all. */
  get decodedFrames(): number {
    return this.#decodedFrames
  }

  /** The frame's time, seconds from the beginning of the file. */
  get timeS(): number {
    return this.#timeS
  }

  /** Decodes the next frame; false at the end, where the last frame stays. */
  async next(): Promise<boolean> {
    for (;;) {
      if (this.#receive()) return true
      if (this.#ended) return false
      await this.#yieldToEventLoop()
      this.#options.onStep()
      this.#feed()
    }
  }

  /**
   * Goes to the first frame that is not before a time, as FFmpeg does; false when there is none, where the last frame
   * stays. Seeks when that is the shorter way.
   */
  async goTo(timeS: number): Promise<boolean> {
    if (this.#hasFrame && timeS <= this.#timeS + SAME_S && timeS >= this.#sinceS) return true
    const fromS = this.#timeS
    if (timeS >= fromS && timeS - fromS <= this.#wayS) return this.#decodeUpTo(timeS)
    for (const retreatS of RETREATS_S) {
      const atS = Math.max(timeS - this.#reorderS - retreatS, 0)
      const isFound = (await this.#seek(atS)) && this.#timeS <= timeS + SAME_S
      // It led back behind where it came from: the way between two key frames is longer than was thought.
      if (isFound && this.#timeS <= fromS) this.#wayS = Math.max(this.#wayS, timeS - this.#timeS)
      if (isFound || atS <= 0) break
    }
    return this.#decodeUpTo(timeS)
  }

  /** Goes to the last key frame that is not after a time; false when there is none. */
  async goBackToKeyFrame(timeS: number): Promise<boolean> {
    // A file that is sought by decoding times may lead to a frame that is shown a little later.
    for (const retreatS of [0, REORDER_S, ...RETREATS_S.slice(1)]) {
      const atS = Math.max(timeS - retreatS, 0)
      if ((await this.#seek(atS)) && this.#timeS <= timeS + SAME_S) return true
      if (atS <= 0) break
    }
    return this.#hasFrame
  }

  /** Where the video ends, seconds from the beginning of the file: reads it through when its header does not say. */
  async findEnd(): Promise<number> {
    const { endS, format, stream, originS } = this.#input
    if (endS !== undefined) return endS
    const { num, den } = stream.timeBase
    let lastS = 0
    let packets = 0
    while (format.readFrameSync(this.#packet) >= 0) {
      const { streamIndex, pts, duration } = this.#packet
      if (streamIndex === stream.index) {
        packets++
        if (pts !== AV_NOPTS_VALUE) lastS = Math.max(lastS, (Number(pts + duration) * num) / den - originS)
      }
      this.#packet.unref()
      this.#options.onStep()
      await this.#yieldToEventLoop()
    }
    this.#rewind()
    return lastS > 0 ? lastS : packets * this.#stepS
  }

  async #decodeUpTo(timeS: number): Promise<boolean> {
    while (!this.#hasFrame || this.#timeS < timeS - SAME_S) if (!(await this.next())) return false
    this.#sinceS = Math.min(this.#sinceS, timeS)
    return true
  }

  /** Goes to the first frame that is found at or before a time; false when that leads nowhere. */
  async #seek(timeS: number): Promise<boolean> {
    const { stream, format, originS } = this.#input
    const { num, den } = stream.timeBase
    const at = BigInt(Math.floor(((timeS + originS) * den) / num))
    if (format.seekFrameSync(stream.index, at, AVSEEK_FLAG_BACKWARD) >= 0) {
      this.#forget()
      if (await this.next()) return true
    }
    // What has no index may lead behind the only key frame there is.
    return timeS <= 0 && this.#rewind() && this.next()
  }

  /** Goes to the beginning by the place in the file, for files that know no times; others by time. */
  #rewind(): boolean {
    const { stream, format } = this.#input
    const isDone =
      format.seekFrameSync(stream.index, 0n, AVSEEK_FLAG_BYTE) >= 0 ||
      format.seekFrameSync(stream.index, 0n, AVSEEK_FLAG_BACKWARD) >= 0
    this.#forget()
    return isDone
  }

  #forget(): void {
    this.#codec.flushBuffers()
    this.#ended = false
    this.#hasFrame = false
  }

  #feed(): void {
    const status = this.#input.format.readFrameSync(this.#packet)
    if (status < 0) {
      this.#ended = true
      this.#codec.sendPacketSync(null)
      return
    }
    const isOwn = this.#packet.streamIndex === this.#input.stream.index
    // A damaged packet is passed over: the next one decides.
    if (isOwn && (this.#options.keyFramesOnly !== true || this.#packet.isKeyframe)) {
      this.#codec.sendPacketSync(this.#packet)
    }
    this.#packet.unref()
  }

  #receive(): boolean {
    if (this.#codec.receiveFrameSync(this.#spare) < 0) return false
    const decoded = this.#spare
    this.#spare = this.#frame
    this.#frame = decoded
    const timeS = this.#timeOf(decoded)
    this.#sinceS = this.#hasFrame ? this.#timeS + SAME_S : timeS
    this.#timeS = timeS
    this.#hasFrame = true
    this.#decodedFrames++
    return true
  }

  #timeOf(frame: Frame): number {
    const pts = frame.bestEffortTimestamp
    const { num, den } = this.#input.stream.timeBase
    if (pts !== AV_NOPTS_VALUE) return (Number(pts) * num) / den - this.#input.originS
    return this.#hasFrame ? this.#timeS + this.#stepS : 0
  }

  [Symbol.dispose](): void {
    this.#spare.free()
    this.#frame.free()
    this.#packet.free()
    this.#codec.freeContext()
  }
}
