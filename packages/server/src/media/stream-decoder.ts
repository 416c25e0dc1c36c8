import {
  AV_CODEC_ID_PCM_F24LE,
  AV_CODEC_ID_PCM_F32BE,
  AV_CODEC_ID_PCM_F32LE,
  AV_CODEC_ID_PCM_F64BE,
  AV_CODEC_ID_PCM_F64LE,
  AV_CODEC_ID_WAVPACK,
  AV_NOPTS_VALUE,
} from 'node-av/constants'
import type { AVCodecID } from 'node-av/constants'
import { Codec, CodecContext, Frame, Rational } from 'node-av/lib'
import type { IRational, Packet, Stream } from 'node-av/lib'
import { decoderThreads } from './decoder-threads.ts'
import { needsMoreInput } from './ffmpeg.ts'
import { frameRateOf, pictureLength, pixelShape } from './frame-shape.ts'
import { kindOf } from './streams.ts'
import { toTicks } from './ticks.ts'
import { tameFrame } from './filters/tame-samples.ts'
import { MediaRefusal } from './refusal.ts'

/** What decodes to floats that the file itself has, bit by bit. */
const RAW_FLOATS: ReadonlySet<AVCodecID> = new Set([
  AV_CODEC_ID_PCM_F24LE,
  AV_CODEC_ID_PCM_F32BE,
  AV_CODEC_ID_PCM_F32LE,
  AV_CODEC_ID_PCM_F64BE,
  AV_CODEC_ID_PCM_F64LE,
  AV_CODEC_ID_WAVPACK,
])

/** Decodes one stream; damaged packets are skipped. */
export class StreamDecoder implements Disposable {
  #codec: CodecContext
  #stream: Stream
  readonly timeBase: IRational
  readonly #frame = new Frame()
  readonly #what: string
  readonly #threads: number
  /** Whether samples are those of the file itself, and may be anything. */
  readonly #isUntamed: boolean
  readonly #pixelShape: Rational | undefined
  /** Of one picture; 0: it is sound. */
  readonly #pictureTicks: bigint
  #sent = 0
  #damaged = 0
  #frames = 0
  #nextPts = 0n

  /** @throws {MediaRefusal} when this FFmpeg can't decode the stream. */
  constructor(stream: Stream, { what, threads }: { readonly what: string; readonly threads: number }) {
    this.#what = what
    const { num, den } = stream.timeBase
    this.timeBase = { num, den }
    this.#pixelShape = pixelShape(stream)
    this.#pictureTicks =
      kindOf(stream) === 'video' ? toTicks(pictureLength(frameRateOf(stream)), this.timeBase) : 0n
    this.#isUntamed = RAW_FLOATS.has(stream.codecpar.codecId)
    this.#stream = stream
    this.#threads = threads
    this.#codec = this.#open(stream)
    this.#frame.alloc()
  }

  /**
   * Yields the frames that a packet completes, each valid until the next one; null: the end of packets. `stream`: how it
   * is described where that changed.
   * @throws {MediaRefusal} when this FFmpeg can't decode what it changed to.
   */
  *decode(packet: Packet | null, stream = this.#stream): Generator<Frame> {
    if (stream !== this.#stream) {
      this.#codec.sendPacketSync(null)
      yield* this.#receive()
      const codec = this.#open(stream)
      this.#codec.freeContext()
      this.#codec = codec
      this.#stream = stream
    }
    if (packet) this.#sent++
    if (this.#codec.sendPacketSync(packet) < 0 && packet) this.#damaged++
    else yield* this.#receive()
  }

  #open({ codecpar }: Stream): CodecContext {
    const decoder = Codec.findDecoder(codecpar.codecId)
    if (!decoder) throw this.#refusal(`The ${this.#what} codec of the input is not supported.`)
    const codec = new CodecContext()
    codec.allocContext3(decoder)
    codec.pktTimebase = new Rational(this.timeBase.num, this.timeBase.den)
    codec.threadCount = decoderThreads(this.#threads, codecpar)
    if (codec.parametersToContext(codecpar) >= 0 && codec.open2Sync(decoder, null) >= 0) return codec
    codec.freeContext()
    throw this.#refusal(`The ${this.#what} stream of the input cannot be decoded.`)
  }

  /** @throws {MediaRefusal} when hardly anything of the stream could be decoded. */
  assertMostlyDecodable(): void {
    // Demuxers find a packet here and there in any data: if most of it is damage, it is no recording.
    if (this.#sent === 0 || (this.#frames > 0 && this.#damaged <= this.#sent / 2)) return
    throw this.#refusal(`No ${this.#what} can be decoded from the input: it is damaged or empty.`)
  }

  *#receive(): Generator<Frame> {
    for (;;) {
      const status = this.#codec.receiveFrameSync(this.#frame)
      if (status < 0) {
        if (needsMoreInput(status)) return
        // There may be others after a damaged frame.
        this.#damaged++
        if (this.#damaged > this.#sent) return
        continue
      }
      this.#frames++
      this.#setTime()
      if (this.#isUntamed) tameFrame(this.#frame)
      if (this.#pixelShape) this.#frame.sampleAspectRatio = this.#pixelShape
      yield this.#frame
      this.#frame.unref()
    }
  }

  /** A frame without a time continues after the one before. A picture without a length has that of the rate. */
  #setTime(): void {
    const frame = this.#frame
    if (frame.duration <= 0n) frame.duration = this.#pictureTicks
    const time = frame.bestEffortTimestamp
    const pts = time === AV_NOPTS_VALUE ? this.#nextPts : time
    frame.pts = pts
    this.#nextPts = pts + (frame.duration > 0n ? frame.duration : this.#soundTicks(frame))
  }

  #soundTicks({ nbSamples, sampleRate }: Frame): bigint {
    if (sampleRate <= 0) return 0n
    return BigInt(Math.round((nbSamples * this.timeBase.den) / (sampleRate * this.timeBase.num)))
  }

  #refusal(message: string): MediaRefusal {
    return new MediaRefusal('ResourceNotSupported', message)
  }

  [Symbol.dispose](): void {
    this.#frame.free()
    this.#codec.freeContext()
  }
}
