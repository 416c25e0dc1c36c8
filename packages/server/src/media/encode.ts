import { AVFMT_GLOBALHEADER, AV_CODEC_FLAG_GLOBAL_HEADER } from 'node-av/constants'
import { FF_ENCODER_AAC, FF_ENCODER_LIBMP3LAME, FF_ENCODER_PCM_S16LE } from 'node-av/constants'
import { AV_SAMPLE_FMT_FLTP, AV_SAMPLE_FMT_S16 } from 'node-av/constants'
import { Codec, CodecContext, FormatContext, Frame, Packet, Rational } from 'node-av/lib'
import type { Stream } from 'node-av/lib'
import { MONO, STEREO, asBytes, throwIfFailed, needsMoreInput } from './ffmpeg.ts'

export const AUDIO_FORMATS = ['wav', 'mp3', 'm4a'] as const
export type AudioFormat = (typeof AUDIO_FORMATS)[number]

/** Hz that every one of the formats can carry. */
export const OUTPUT_SAMPLE_RATES = [8_000, 12_000, 16_000, 24_000, 32_000, 44_100, 48_000] as const

export const ENCODERS = {
  wav: { codec: FF_ENCODER_PCM_S16LE, muxer: 'wav' },
  mp3: { codec: FF_ENCODER_LIBMP3LAME, muxer: 'mp3' },
  // The native encoder: the build also carries libfdk-aac, whose licence does not allow passing it on.
  m4a: { codec: FF_ENCODER_AAC, muxer: 'ipod' },
} as const

/** Samples of one PCM frame; the other codecs name their own frame size. */
const PCM_FRAME = 4_096

/** Bits per second at which mono speech is transparent; MPEG 2.5 layer III ends at 64 kbit/s. */
function bitRate(sampleRate: number): bigint {
  if (sampleRate >= 32_000) return 128_000n
  return sampleRate >= 16_000 ? 64_000n : 48_000n
}

export interface EncodeOptions {
  readonly path: string
  readonly format: AudioFormat
  /** Hz, one of OUTPUT_SAMPLE_RATES. */
  readonly sampleRate: number
  /** 1 by default. */
  readonly channels?: 1 | 2
}

const LAYOUTS = { 1: MONO, 2: STEREO } as const

/** Writes float samples of one or two channels to a file. Without `finish` the file is unusable. */
export class AudioEncoder implements Disposable {
  readonly #format = new FormatContext()
  readonly #codec = new CodecContext()
  readonly #packet = new Packet()
  readonly #stream: Stream
  readonly #isPcm: boolean
  readonly #channels: 1 | 2
  /** One channel after the other. */
  readonly #block: Float32Array<ArrayBuffer>
  readonly #frameSize: number
  readonly #pcm: Buffer<ArrayBuffer>
  #filled = 0
  #written = 0

  constructor(options: EncodeOptions) {
    const { codec: codecName, muxer } = ENCODERS[options.format]
    const codec = Codec.findEncoderByName(codecName)
    if (!codec) throw new Error(`this FFmpeg has no encoder ${codecName}`)
    this.#isPcm = options.format === 'wav'
    this.#channels = options.channels ?? 1
    throwIfFailed(this.#format.allocOutputContext2(null, muxer, options.path), 'preparing the output file')
    this.#openCodec(codec, options.sampleRate)
    this.#stream = this.#format.newStream(null)
    this.#stream.timeBase = new Rational(1, options.sampleRate)
    throwIfFailed(this.#stream.codecpar.fromContext(this.#codec), 'describing the output stream')
    throwIfFailed(this.#format.openOutputSync(), 'opening the output file')
    throwIfFailed(this.#format.writeHeaderSync(null), 'writing the header')
    this.#packet.alloc()
    this.#frameSize = this.#isPcm ? PCM_FRAME : this.#codec.frameSize
    this.#block = new Float32Array(this.#frameSize * this.#channels)
    this.#pcm = Buffer.alloc(this.#block.length * 2)
  }

  /** Samples taken so far. */
  get samples(): number {
    return this.#written + this.#filled
  }

  /** Takes samples of full scale ±1, an array for each channel; others are clipped. */
  write(...channels: readonly Float32Array[]): void {
    const samples = channels[0]?.length ?? 0
    let from = 0
    while (from < samples) {
      const take = Math.min(this.#frameSize - this.#filled, samples - from)
      for (const [n, channel] of channels.entries()) {
        const at = n * this.#frameSize + this.#filled
        for (let i = 0; i < take; i++) this.#block[at + i] = Math.min(Math.max(channel[from + i] ?? 0, -1), 1)
      }
      this.#filled += take
      from += take
      if (this.#filled === this.#frameSize) this.#sendBlock()
    }
  }

  /** Writes buffered samples and closes the file. Write errors are reported here at the latest. */
  finish(): void {
    if (this.#filled > 0) this.#sendBlock()
    throwIfFailed(this.#codec.sendFrameSync(null), 'ending the encoder')
    this.#drain()
    throwIfFailed(this.#format.writeTrailerSync(), 'writing the end of the file')
    throwIfFailed(this.#format.pb?.error ?? 0, 'writing the output file')
  }

  #openCodec(codec: Codec, sampleRate: number): void {
    this.#codec.allocContext3(codec)
    this.#codec.sampleRate = sampleRate
    this.#codec.channelLayout = { ...LAYOUTS[this.#channels] }
    this.#codec.sampleFormat = this.#isPcm ? AV_SAMPLE_FMT_S16 : AV_SAMPLE_FMT_FLTP
    this.#codec.timeBase = new Rational(1, sampleRate)
    if (!this.#isPcm) this.#codec.bitRate = bitRate(sampleRate) * BigInt(this.#channels)
    if (this.#format.oformat?.hasFlags(AVFMT_GLOBALHEADER)) this.#codec.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER)
    throwIfFailed(this.#codec.open2Sync(codec, null), 'opening the encoder')
  }

  #sendBlock(): void {
    const channels = Array.from({ length: this.#channels }, (_, n) =>
      this.#block.subarray(n * this.#frameSize, n * this.#frameSize + this.#filled),
    )
    const bytes = this.#isPcm ? this.#toPcm(channels) : Buffer.concat(channels.map(asBytes))
    const frame = Frame.fromAudioBuffer(bytes, {
      nbSamples: this.#filled,
      format: this.#codec.sampleFormat,
      sampleRate: this.#codec.sampleRate,
      channelLayout: { ...LAYOUTS[this.#channels] },
      timeBase: { num: 1, den: this.#codec.sampleRate },
      pts: BigInt(this.#written),
    })
    try {
      throwIfFailed(this.#codec.sendFrameSync(frame), 'encoding')
    } finally {
      frame.free()
    }
    this.#written += this.#filled
    this.#filled = 0
    this.#drain()
  }

  #toPcm(channels: readonly Float32Array[]): Buffer {
    for (const [n, channel] of channels.entries()) {
      for (let i = 0; i < channel.length; i++) {
        const scaled = Math.round((channel[i] ?? 0) * 32_768)
        this.#pcm.writeInt16LE(Math.min(Math.max(scaled, -32_768), 32_767), (i * channels.length + n) * 2)
      }
    }
    return this.#pcm.subarray(0, this.#filled * channels.length * 2)
  }

  #drain(): void {
    for (;;) {
      const status = this.#codec.receivePacketSync(this.#packet)
      if (needsMoreInput(status)) return
      throwIfFailed(status, 'encoding')
      this.#packet.streamIndex = this.#stream.index
      this.#packet.rescaleTs(this.#codec.timeBase, this.#stream.timeBase)
      throwIfFailed(this.#format.interleavedWriteFrameSync(this.#packet), 'writing the output file')
      this.#packet.unref()
    }
  }

  [Symbol.dispose](): void {
    this.#packet.free()
    this.#codec.freeContext()
    this.#format.closeOutputSync()
    this.#format.freeContext()
  }
}
