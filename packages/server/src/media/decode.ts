import { AV_NOPTS_VALUE, AV_CHANNEL_ORDER_NATIVE, AV_CHANNEL_ORDER_UNSPEC } from 'node-av/constants'
import { avGetBytesPerSample, avSampleFmtIsPlanar } from 'node-av/lib'
import type { ChannelLayout, Frame } from 'node-av/lib'
import type { AudioInput } from './audio-input.ts'
import { asSampleFormat } from './frame-formats.ts'
import { MediaRefusal, inputTooLong } from './refusal.ts'
import { MonoConverter, type SoundChunk } from './filters/mono-converter.ts'
import { StreamDecoder } from './stream-decoder.ts'
import { PacketSource } from './timeline/packet-source.ts'
import { SoundClock } from './timeline/sound-clock.ts'
import { toSeconds } from './ticks.ts'

export interface DecodeOptions {
  /** Hz of the returned samples. */
  readonly sampleRate: number
  /** A longer file, in seconds, is rejected, whatever its header says. */
  readonly maxDurationS: number
  /** Whether chunks of `sound` have the two channels beside the mix. */
  readonly wantsSides?: boolean
}

/** Samples of one chunk of silence. */
const SILENCE = 8_192

/**
 * Reads the audio of an open input from the beginning of the file to its end, once: gaps are silence, and sound is where
 * its times say.
 */
export class AudioDecoder implements Disposable {
  readonly #input: AudioInput
  readonly #options: DecodeOptions
  readonly #source: PacketSource
  readonly #decoder: StreamDecoder
  readonly #clock = new SoundClock()
  readonly #silence = new Float32Array(SILENCE)
  #converter: MonoConverter | undefined
  #shape = ''
  #yielded = 0
  #progress = 0

  /** @throws {MediaRefusal} when there is no decoder for the stream. */
  constructor(input: AudioInput, options: DecodeOptions) {
    this.#input = input
    this.#options = options
    // One thread: the pool already runs as many children as the machine has capacity for.
    this.#decoder = new StreamDecoder(input.stream, { what: 'audio', threads: 1 })
    this.#source = new PacketSource(input, [input.stream])
  }

  /** Seconds of audio so far, silence included, exact: samples divided by their rate. */
  get decodedS(): number {
    return this.#clock.reachedS
  }

  /** Share of the input that was read, 0 to 1. */
  get progress(): number {
    return this.#progress
  }

  /**
   * Yields mono chunks, each valid until the next one is requested. A damaged packet is skipped; a truncated file
   * ends with the last packet that can be decoded.
   * @throws {MediaRefusal} when nothing can be decoded, or when it is longer than allowed.
   */
  *chunks(): Generator<Float32Array<ArrayBuffer>, void> {
    for (const { mono } of this.sound()) yield mono
  }

  /** The same, with the two channels if they are wanted. */
  *sound(): Generator<SoundChunk> {
    for (let stream = this.#source.read(); stream; stream = this.#source.read()) {
      this.#noteProgress()
      const described = this.#source.described(stream)
      for (const frame of this.#decoder.decode(this.#source.packet, described)) yield* this.#take(frame)
    }
    for (const frame of this.#decoder.decode(null)) yield* this.#take(frame)
    if (this.decodedS === 0) throw damaged()
    this.#decoder.assertMostlyDecodable()
    yield* this.#endSection()
    this.#progress = 1
  }

  *#take(frame: Frame): Generator<SoundChunk> {
    const { nbSamples, sampleRate } = frame
    if (nbSamples <= 0 || sampleRate <= 0) return
    const before = this.decodedS
    const { silence, skip } = this.#clock.place(this.#timeOf(frame), { samples: nbSamples, sampleRate })
    if (this.decodedS > this.#options.maxDurationS) throw inputTooLong(this.#options.maxDurationS)
    if (silence > 0) yield* this.#beSilent(before + silence / sampleRate)
    if (skip === nbSamples) return
    yield* this.#convert(frame, skip)
  }

  /** Yields silence up to a time. */
  *#beSilent(untilS: number): Generator<SoundChunk> {
    yield* this.#endSection()
    let rest = Math.round(untilS * this.#options.sampleRate) - this.#yielded
    while (rest > 0) {
      const chunk = this.#silence.subarray(0, Math.min(rest, SILENCE))
      // Who got the last one may have written into it.
      chunk.fill(0)
      rest -= chunk.length
      yield* this.#count({ mono: chunk, sides: this.#options.wantsSides === true ? [chunk, chunk] : [] })
    }
  }

  *#convert(frame: Frame, skip: number): Generator<SoundChunk> {
    const layout = knownLayout(frame.channelLayout)
    const format = asSampleFormat(frame.format)
    const shape = `${frame.sampleRate}/${format}/${layout.order}/${layout.nbChannels}/${layout.mask}`
    if (!this.#converter || shape !== this.#shape) {
      yield* this.#endSection()
      this.#converter = new MonoConverter(
        { layout, format, sampleRate: frame.sampleRate },
        { sampleRate: this.#options.sampleRate, wantsSides: this.#options.wantsSides === true },
      )
      this.#shape = shape
    }
    const planes = frame.extendedData ?? []
    const interleaved = avSampleFmtIsPlanar(format) ? 1 : layout.nbChannels
    const from = skip * avGetBytesPerSample(format) * interleaved
    const rest = from === 0 ? planes : planes.map((plane) => plane.subarray(from))
    for (const chunk of this.#converter.convert(rest, frame.nbSamples - skip)) yield* this.#count(chunk)
  }

  /** Yields the rest of what was converted, before silence, another rate or layout, or the end. */
  *#endSection(): Generator<SoundChunk> {
    if (!this.#converter) return
    for (const chunk of this.#converter.drain()) yield* this.#count(chunk)
    this.#converter[Symbol.dispose]()
    this.#converter = undefined
  }

  *#count(chunk: SoundChunk): Generator<SoundChunk> {
    if (chunk.mono.length === 0) return
    this.#yielded += chunk.mono.length
    yield chunk
  }

  #timeOf({ pts }: Frame): number | undefined {
    return pts === AV_NOPTS_VALUE ? undefined : toSeconds(pts, this.#decoder.timeBase)
  }

  /** By bytes: what a header says of the length is no more than a hint. */
  #noteProgress(): void {
    const { pos } = this.#source.packet
    if (pos >= 0n) this.#progress = Math.min(Number(pos) / this.#input.fileBytes, 1)
  }

  [Symbol.dispose](): void {
    this.#converter?.[Symbol.dispose]()
    this.#source[Symbol.dispose]()
    this.#decoder[Symbol.dispose]()
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

function damaged(): MediaRefusal {
  return new MediaRefusal(
    'ResourceNotSupported',
    'No audio can be decoded from the input: it is damaged or empty.',
  )
}
