import { AV_CHANNEL_ORDER_NATIVE, AV_CHANNEL_ORDER_UNSPEC, AV_NOPTS_VALUE } from 'node-av/constants'
import { Codec, CodecContext, Frame, Packet } from 'node-av/lib'
import type { ChannelLayout } from 'node-av/lib'
import type { AudioInput } from './audio-input.ts'
import { throwIfFailed, needsMoreInput } from './ffmpeg.ts'
import { MediaRefusal } from './refusal.ts'
import { MonoResampler } from './filters/resample.ts'

export interface DecodeOptions {
  /** Hz of the returned samples. */
  readonly sampleRate: number
  /** A longer file, in seconds, is rejected, whatever its header says. */
  readonly maxDurationS: number
}

/** 12 dB over full scale; anything above is damage. */
const LOUDEST = 4

/** Reads the audio of an open input from its start to its end, once. */
export class AudioDecoder implements Disposable {
  readonly #input: AudioInput
  readonly #options: DecodeOptions
  readonly #codec = new CodecContext()
  readonly #packet = new Packet()
  readonly #frame = new Frame()
  #resampler: MonoResampler | undefined
  #resamplerKey = ''
  /** Seconds before the current section of one sample rate, and the samples of that section. */
  #earlierS = 0
  #samples = 0
  readonly #packets = { read: 0, damaged: 0 }
  #sampleRate = 1
  #progress = 0

  /** @throws {MediaRefusal} when there is no decoder for the stream, or the header says it is too long. */
  constructor(input: AudioInput, options: DecodeOptions) {
    this.#input = input
    this.#options = options
    if ((input.durationS ?? 0) > options.maxDurationS) throw tooLong(options.maxDurationS)
    const { codecpar, timeBase } = input.stream
    const codec = Codec.findDecoder(codecpar.codecId)
    if (!codec)
      throw new MediaRefusal('ResourceNotSupported', 'The audio codec of the input is not supported.')
    this.#codec.allocContext3(codec)
    throwIfFailed(this.#codec.parametersToContext(codecpar), 'reading the codec parameters')
    this.#codec.pktTimebase = timeBase
    // One thread: the pool already runs as many children as the machine has capacity for.
    this.#codec.threadCount = 1
    if (this.#codec.open2Sync(codec, null) < 0) {
      throw new MediaRefusal('ResourceNotSupported', 'The audio stream of the input cannot be decoded.')
    }
    this.#packet.alloc()
    this.#frame.alloc()
  }

  /** Seconds of audio decoded so far, exact: samples divided by their rate. */
  get decodedS(): number {
    return this.#earlierS + this.#samples / this.#sampleRate
  }

  /** Share of the input that was read, 0 to 1: by time if the header has a duration, else by bytes. */
  get progress(): number {
    return this.#progress
  }

  /**
   * Yields mono chunks, each valid until the next one is requested. A damaged packet is skipped; a truncated file
   * ends with the last packet that can be decoded.
   * @throws {MediaRefusal} when nothing can be decoded, or when it is longer than allowed.
   */
  *chunks(): Generator<Float32Array<ArrayBuffer>> {
    for (;;) {
      const status = this.#input.format.readFrameSync(this.#packet)
      if (status < 0) break
      if (this.#packet.streamIndex === this.#input.stream.index) {
        this.#noteProgress()
        this.#packets.read++
        if (this.#codec.sendPacketSync(this.#packet) < 0) this.#packets.damaged++
        else yield* this.#receive()
      }
      this.#packet.unref()
    }
    this.#codec.sendPacketSync(null)
    yield* this.#receive()
    // Demuxers find a frame here and there in any data: if most of it is damage, it is no recording.
    if (this.decodedS === 0 || this.#packets.damaged > this.#packets.read / 2) {
      throw new MediaRefusal(
        'ResourceNotSupported',
        'No audio can be decoded from the input: it is damaged or empty.',
      )
    }
    yield* this.#drainResampler()
    this.#progress = 1
  }

  *#receive(): Generator<Float32Array<ArrayBuffer>> {
    for (;;) {
      const status = this.#codec.receiveFrameSync(this.#frame)
      // More input needed, the end, or damage: in each case the next packet decides.
      if (status < 0) {
        if (!needsMoreInput(status)) this.#packets.damaged++
        return
      }
      this.#count(this.#frame.nbSamples, this.#frame.sampleRate)
      if (this.decodedS > this.#options.maxDurationS) throw tooLong(this.#options.maxDurationS)
      yield* this.#convert()
      this.#frame.unref()
    }
  }

  *#convert(): Generator<Float32Array<ArrayBuffer>> {
    const frame = this.#frame
    const layout = knownLayout(frame.channelLayout)
    const key = `${frame.sampleRate}/${this.#codec.sampleFormat}/${layout.order}/${layout.nbChannels}/${layout.mask}`
    if (key !== this.#resamplerKey) {
      yield* this.#drainResampler()
      this.#resampler = new MonoResampler(
        { layout, format: this.#codec.sampleFormat, sampleRate: frame.sampleRate },
        this.#options.sampleRate,
      )
      this.#resamplerKey = key
    }
    const converted = this.#resampler?.convertPlanes(frame.extendedData ?? [], frame.nbSamples)
    if (converted && converted.length > 0) yield tamed(converted)
  }

  #count(samples: number, sampleRate: number): void {
    if (sampleRate !== this.#sampleRate) {
      this.#earlierS = this.decodedS
      this.#samples = 0
      this.#sampleRate = sampleRate
    }
    this.#samples += samples
  }

  /** Yields the rest from the resampler, at the end or when the stream changes its rate or layout. */
  *#drainResampler(): Generator<Float32Array<ArrayBuffer>> {
    if (!this.#resampler) return
    const rest = this.#resampler.drain()
    if (rest.length > 0) yield rest
    this.#resampler[Symbol.dispose]()
    this.#resampler = undefined
  }

  #noteProgress(): void {
    const { durationS, fileBytes, stream } = this.#input
    const { pts, pos } = this.#packet
    if (durationS !== undefined && pts !== AV_NOPTS_VALUE) {
      const start = stream.startTime === AV_NOPTS_VALUE ? 0n : stream.startTime
      const seconds = (Number(pts - start) * stream.timeBase.num) / stream.timeBase.den
      this.#progress = clampShare(seconds / durationS)
    } else if (pos >= 0n) {
      this.#progress = clampShare(Number(pos) / fileBytes)
    }
  }

  [Symbol.dispose](): void {
    this.#resampler?.[Symbol.dispose]()
    this.#frame.free()
    this.#packet.free()
    this.#codec.freeContext()
  }
}

/** A layout without channel names counts as FFmpeg's default order for one or two channels. */
function knownLayout(layout: ChannelLayout): ChannelLayout {
  if (layout.order !== AV_CHANNEL_ORDER_UNSPEC || layout.nbChannels > 2) return layout
  return {
    nbChannels: layout.nbChannels,
    order: AV_CHANNEL_ORDER_NATIVE,
    mask: layout.nbChannels === 1 ? 4n : 3n,
  }
}

/** A float file may contain any value: one NaN would silence a recurrent network for good. */
function tamed(samples: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
  for (let i = 0; i < samples.length; i++) {
    const sample = samples[i] ?? 0
    if (!(Math.abs(sample) <= LOUDEST)) samples[i] = Number.isNaN(sample) ? 0 : Math.sign(sample) * LOUDEST
  }
  return samples
}

function clampShare(share: number): number {
  return Math.min(Math.max(share, 0), 1)
}

function tooLong(maxDurationS: number): MediaRefusal {
  return new MediaRefusal(
    'ResourceNotSupported',
    `The input is longer than ${maxDurationS} s, the limit set by LEMNIS_MAX_DURATION_S.`,
  )
}
