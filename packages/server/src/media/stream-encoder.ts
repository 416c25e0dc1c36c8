import {
  AV_CODEC_FLAG_FRAME_DURATION,
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AV_PICTURE_TYPE_I,
  AV_PICTURE_TYPE_NONE,
} from 'node-av/constants'
import { CodecContext, Packet, Rational, avRescaleQ } from 'node-av/lib'
import type { Codec, FilterContext, Frame, IRational } from 'node-av/lib'
import { findEncoder, type EncoderName } from './encoders.ts'
import { throwIfFailed, needsMoreInput } from './ffmpeg.ts'
import { asPixelFormat, asSampleFormat } from './frame-formats.ts'
import { PictureClock } from './picture-clock.ts'
import { toSeconds } from './ticks.ts'
import type { OutputFile, OutputStream, StreamNotes } from './convert/output-file.ts'

export interface StreamEncoderOptions extends StreamNotes {
  readonly kind: 'video' | 'audio'
  readonly encoder: EncoderName
  readonly options: Readonly<Record<string, string>>
  /** The end of the filters, which has the format of the frames. */
  readonly from: FilterContext
  readonly threads: number
  readonly keyFrameEveryS?: number | undefined
  readonly colours?: Pick<CodecContext, 'colorPrimaries' | 'colorTrc'> | undefined
}

/** Frames per second if the rate is unknown. */
const USUAL_FRAME_RATE = { num: 25, den: 1 }

/** An encoder and its stream in the output. */
export class StreamEncoder implements Disposable {
  readonly codec = new CodecContext()
  readonly #packet = new Packet()
  readonly #output: OutputFile
  readonly #stream: OutputStream
  readonly #timeBase: IRational
  readonly #isVideo: boolean
  readonly #keyFrameEveryS: number
  readonly #pictures = new PictureClock()
  #keyFrames = 0
  #endPts = 0n
  #frames = 0

  constructor(output: OutputFile, options: StreamEncoderOptions) {
    this.#output = output
    this.#isVideo = options.kind === 'video'
    this.#keyFrameEveryS = options.keyFrameEveryS ?? Infinity
    const codec = findEncoder(options.encoder)
    this.codec.allocContext3(codec)
    if (this.#isVideo) this.#describeVideo(options)
    else this.#describeAudio(options)
    // A picture may be shown for seconds: its length is the frame's, not that of the rate.
    if (this.#isVideo) this.codec.setFlags(AV_CODEC_FLAG_FRAME_DURATION)
    if (output.wantsGlobalHeaders) this.codec.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER)
    this.#open(codec, options.options)
    const { num, den } = this.codec.timeBase
    this.#timeBase = { num, den }
    this.#stream = output.addEncoded(this.codec, options)
    this.#packet.alloc()
  }

  /** Frames taken so far. */
  get frames(): number {
    return this.#frames
  }

  /** Seconds up to which the output has frames. */
  get reachedS(): number {
    return this.#seconds(this.#endPts)
  }

  /** Takes a frame with times in `timeBase`; a video frame that others have left no time for is dropped. */
  write(frame: Frame, timeBase: IRational): void {
    const pts = this.#isVideo
      ? this.#pictures.place(this.#ticks(frame.pts, timeBase), this.#ticks(frame.duration, timeBase))
      : avRescaleQ(frame.pts, timeBase, this.#timeBase)
    if (pts === undefined) return
    frame.duration = avRescaleQ(frame.duration, timeBase, this.#timeBase)
    frame.pts = pts
    this.#endPts = pts + frame.duration
    // Otherwise the encoder would repeat the source's key frames.
    if (this.#isVideo) frame.pictType = this.#isKeyFrameDue(pts) ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE
    throwIfFailed(this.codec.sendFrameSync(frame), 'encoding')
    this.#frames++
    this.#drain()
  }

  #isKeyFrameDue(pts: bigint): boolean {
    if (this.#seconds(pts) < this.#keyFrames * this.#keyFrameEveryS) return false
    this.#keyFrames++
    return Number.isFinite(this.#keyFrameEveryS)
  }

  #ticks(time: bigint, timeBase: IRational): number {
    return (toSeconds(time, timeBase) * this.#timeBase.den) / this.#timeBase.num
  }

  #seconds(pts: bigint): number {
    return (Number(pts) * this.#timeBase.num) / this.#timeBase.den
  }

  /** Writes buffered packets. */
  *finish(): Generator<undefined> {
    // An encoder without any frame has nothing to flush, and some treat the attempt as an error.
    if (this.#frames === 0) return
    throwIfFailed(this.codec.sendFrameSync(null), 'ending an encoder')
    for (;;) {
      const wasWritten = this.#writeNext()
      if (!wasWritten) return
      yield undefined
    }
  }

  #drain(): void {
    while (this.#writeNext());
  }

  #writeNext(): boolean {
    const status = this.codec.receivePacketSync(this.#packet)
    if (needsMoreInput(status)) return false
    throwIfFailed(status, 'encoding')
    this.#output.write(this.#packet, this.#stream)
    return true
  }

  #describeVideo({ from, threads, colours }: StreamEncoderOptions): void {
    const rate = from.buffersinkGetFrameRate()
    const { num, den } = rate.num > 0 && rate.den > 0 ? rate : USUAL_FRAME_RATE
    this.codec.width = from.buffersinkGetWidth()
    this.codec.height = from.buffersinkGetHeight()
    this.codec.pixelFormat = asPixelFormat(from.buffersinkGetFormat())
    this.codec.sampleAspectRatio = from.buffersinkGetSampleAspectRatio()
    this.codec.framerate = new Rational(num, den)
    this.codec.timeBase = new Rational(den, num)
    this.codec.colorSpace = from.buffersinkGetColorspace()
    this.codec.colorRange = from.buffersinkGetColorRange()
    this.codec.threadCount = threads
    if (!colours) return
    this.codec.colorPrimaries = colours.colorPrimaries
    this.codec.colorTrc = colours.colorTrc
  }

  #describeAudio({ from }: StreamEncoderOptions): void {
    this.codec.sampleRate = from.buffersinkGetSampleRate()
    this.codec.channelLayout = from.buffersinkGetChannelLayout()
    this.codec.sampleFormat = asSampleFormat(from.buffersinkGetFormat())
    this.codec.timeBase = new Rational(1, this.codec.sampleRate)
    this.codec.threadCount = 1
  }

  #open(codec: Codec, values: Readonly<Record<string, string>>): void {
    // Not as a dictionary, whose ownership the call takes.
    for (const [name, value] of Object.entries(values))
      throwIfFailed(this.codec.setOption(name, value), `setting ${name} of the encoder`)
    throwIfFailed(this.codec.open2Sync(codec, null), `opening the encoder ${codec.name ?? ''}`)
  }

  [Symbol.dispose](): void {
    this.#packet.free()
    this.codec.freeContext()
  }
}
