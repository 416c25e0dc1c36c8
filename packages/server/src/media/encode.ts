import { AVFMT_GLOBALHEADER, AV_CODEC_FLAG_GLOBAL_HEADER } from 'node-av/constants'
import { FF_ENCODER_AAC, FF_ENCODER_LIBMP3LAME, FF_ENCODER_PCM_S16LE } from 'node-av/constants'
import { AV_SAMPLE_FMT_FLTP, AV_SAMPLE_FMT_S16 } from 'node-av/constants'
import { Codec, CodecContext, FormatContext, Frame, Packet, Rational } from 'node-av/lib'
import type { Stream } from 'node-av/lib'
import { MONO, asBytes, throwIfFailed, needsMoreInput } from './ffmpeg.ts'

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
}

/** Writes mono float samples to a file. Without `finish` the file is unusable. */
export class AudioEncoder implements Disposable {
  readonly #format = new FormatContext()
  readonly #codec = new CodecContext()
  readonly #packet = new Packet()
  readonly #stream: Stream
  readonly #isPcm: boolean
  readonly #block: Float32Array<ArrayBuffer>
  readonly #pcm: Buffer<ArrayBuffer>
  #filled = 0
  #written = 0

  constructor(options: EncodeOptions) {
    const { codec: codecName, muxer } = ENCODERS[options.format]
    const codec = Codec.findEncoderByName(codecName)
    if (!codec) throw new Error(`this FFmpeg has no encoder ${codecName}`)
    this.#isPcm = options.format === 'wav'
    throwIfFailed(this.#format.allocOutputContext2(null, muxer, options.path), 'preparing the output file')
    this.#openCodec(codec, options.sampleRate)
    this.#stream = this.#format.newStream(null)
    this.#stream.timeBase = new Rational(1, options.sampleRate)
    throwIfFailed(this.#stream.codecpar.fromContext(this.#codec), 'describing the output stream')
    throwIfFailed(this.#format.openOutputSync(), 'opening the output file')
    throwIfFailed(this.#format.writeHeaderSync(null), 'writing the header')
    this.#packet.alloc()
    this.#block = new Float32Array(this.#isPcm ? PCM_FRAME : this.#codec.frameSize)
    this.#pcm = Buffer.alloc(this.#block.length * 2)
  }

  /** Samples taken so far. */
  get samples(): number {
    return this.#written + this.#filled
  }

  /** Takes samples of full scale ±1; others are clipped. */
  write(samples: Float32Array): void {
    let from = 0
    while (from < samples.length) {
      const take = Math.min(this.#block.length - this.#filled, samples.length - from)
      for (let i = 0; i < take; i++) {
        this.#block[this.#filled + i] = Math.min(Math.max(samples[from + i] ?? 0, -1), 1)
      }
      this.#filled += take
      from += take
      if (this.#filled === this.#block.length) this.#sendBlock()
    }
  }

  /** The same, but the whole output ends at `total` samples. */
  writeUpTo(total: number, samples: Float32Array): void {
    this.write(samples.subarray(0, Math.max(total - this.samples, 0)))
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
    this.#codec.channelLayout = { ...MONO }
    this.#codec.sampleFormat = this.#isPcm ? AV_SAMPLE_FMT_S16 : AV_SAMPLE_FMT_FLTP
    this.#codec.timeBase = new Rational(1, sampleRate)
    if (!this.#isPcm) this.#codec.bitRate = bitRate(sampleRate)
    if (this.#format.oformat?.hasFlags(AVFMT_GLOBALHEADER)) this.#codec.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER)
    throwIfFailed(this.#codec.open2Sync(codec, null), 'opening the encoder')
  }

  #sendBlock(): void {
    const samples = this.#block.subarray(0, this.#filled)
    const frame = Frame.fromAudioBuffer(this.#isPcm ? this.#toPcm(samples) : asBytes(samples), {
      nbSamples: samples.length,
      format: this.#codec.sampleFormat,
      sampleRate: this.#codec.sampleRate,
      channelLayout: { ...MONO },
      timeBase: { num: 1, den: this.#codec.sampleRate },
      pts: BigInt(this.#written),
    })
    try {
      throwIfFailed(this.#codec.sendFrameSync(frame), 'encoding')
    } finally {
      frame.free()
    }
    this.#written += samples.length
    this.#filled = 0
    this.#drain()
  }

  #toPcm(samples: Float32Array): Buffer {
    let at = 0
    for (const sample of samples) {
      const scaled = Math.round(sample * 32_768)
      this.#pcm.writeInt16LE(Math.min(Math.max(scaled, -32_768), 32_767), at)
      at += 2
    }
    return this.#pcm.subarray(0, at)
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
