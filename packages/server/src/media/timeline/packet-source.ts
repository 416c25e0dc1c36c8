import {
  AVFMT_TS_DISCONT,
  AVMEDIA_TYPE_AUDIO,
  AVMEDIA_TYPE_VIDEO,
  AVSEEK_FLAG_BACKWARD,
  AVSEEK_FLAG_BYTE,
  AV_NOPTS_VALUE,
  AV_CODEC_ID_AAC,
} from 'node-av/constants'
import { Packet } from 'node-av/lib'
import type { Stream } from 'node-av/lib'
import { openMedia, type OpenMedia } from '../open-media.ts'
import { AdtsClock } from './adts-clock.ts'
import { changedLinks } from './ogg-links.ts'
import { TimeCorrection, type StreamFacts } from './time-correction.ts'
import { discardAllBut } from '../streams.ts'

/** Formats of streams of packets, which are sought by trying. */
const WITHOUT_INDEX: readonly string[] = ['mpegts', 'mpeg']
/** The format whose index may name packets behind the end of a cut file, while those of another stream are there. */
const MOV = 'mov,mp4,m4a,3gp,3g2,mj2'
/** How many packets in a row may be missing before it is the end. */
const MISSING_PACKETS = 200
/** Formats with AAC in ADTS. */
const ADTS_FORMATS: readonly string[] = ['aac', 'mpegts']

interface Source {
  /** In the part of the file that is read now. */
  index: number
  readonly stream: Stream
  /** The same in the part of the file that is read now. */
  now: Stream
  readonly facts: StreamFacts
  /** Where its index says that the stream ends, in its own ticks; undefined: it says nothing. */
  readonly endsAt: bigint | undefined
  /** Where each packet may have another rate than FFmpeg reckons with. */
  readonly adts: AdtsClock | undefined
}

/**
 * Reads the packets of some streams of an open file. Their times are those of one timeline that counts from the
 * beginning of the file, whatever the clocks of the recording did.
 */
export class PacketSource implements Disposable {
  /** The last one read. Its contents may be taken. */
  readonly packet = new Packet()
  #media: OpenMedia
  /** Where the parts of the file begin that are still to be read, which FFmpeg does not read on with. */
  readonly #parts: number[]
  readonly #opened = new DisposableStack()
  readonly #sources: ReadonlyMap<Stream, Source>
  readonly #originUs: number
  readonly #mayRestart: boolean
  #correction: TimeCorrection

  /** All other streams of the file are skipped from now on. */
  constructor(media: OpenMedia, streams: readonly Stream[]) {
    this.#media = media
    this.#parts = media.formatName === 'ogg' ? [...changedLinks(media.path)] : []
    this.#mayRestart = mayRestart(media)
    this.#originUs = originOf(media, streams)
    this.#sources = new Map(streams.map((stream) => [stream, this.#describe(stream)]))
    this.#correction = this.#startCorrection()
    discardAllBut(streams, media.format)
    this.packet.alloc()
  }

  /** How often the clock of the recording began anew, as far as it was read. */
  get jumps(): number {
    return this.#correction.jumps
  }

  /** Reads the next packet of the streams and returns which one it is of; undefined: the end of the file. */
  read(): Stream | undefined {
    const { packet } = this
    for (;;) {
      packet.unref()
      if (!this.#readPacket()) {
        if (!this.#openNextPart()) return undefined
        continue
      }
      if (this.#parts[0] !== undefined && packet.pos >= this.#parts[0]) {
        this.#openNextPart()
        continue
      }
      const source = this.#sourceOf(packet.streamIndex)
      if (!source) continue
      if (source.now !== source.stream) packet.rescaleTs(source.now.timeBase, source.stream.timeBase)
      this.#correct(source)
      return source.stream
    }
  }

  #readPacket(): boolean {
    const { format, formatName } = this.#media
    for (let tries = formatName === MOV ? MISSING_PACKETS : 1; tries > 0; tries--)
      if (format.readFrameSync(this.packet) >= 0) return true
    return false
  }

  /**
   * Continues at or before a time, seconds, at a key frame if the format knows them. Returns false if the file can't be
   * sought, which leaves it where it was.
   */
  seek(timeS: number): boolean {
    const us = BigInt(Math.round(timeS * 1e6) + this.#originUs)
    const { format, formatName } = this.#media
    // By its time, the first packet of a stream may be missed that is decoded before its beginning.
    const isStart = timeS <= 0 && WITHOUT_INDEX.includes(formatName)
    const status = isStart
      ? format.seekFrameSync(-1, 0n, AVSEEK_FLAG_BYTE)
      : format.seekFrameSync(-1, us, AVSEEK_FLAG_BACKWARD)
    if (status < 0) return false
    this.#correction = this.#startCorrection()
    for (const { adts } of this.#sources.values()) adts?.forget()
    return true
  }

  /**
   * Returns how a stream is described in the part of the file that is read now: a chained file may go on with another
   * codec, rate or number of channels. Its times keep the first description's time base.
   */
  described(stream: Stream): Stream {
    return this.#sources.get(stream)?.now ?? stream
  }

  #sourceOf(index: number): Source | undefined {
    for (const source of this.#sources.values()) if (source.index === index) return source
    return undefined
  }

  /** Opens what follows the part that was read; returns false if there is nothing. */
  #openNextPart(): boolean {
    const next = this.#parts.shift()
    if (next === undefined) return false
    this.#media = this.#opened.use(openMedia(this.#media.path, next))
    for (const source of this.#sources.values()) {
      const { codecType } = source.stream.codecpar
      const found = this.#media.format.streams.find(({ codecpar }) => codecpar.codecType === codecType)
      source.index = found?.index ?? -1
      if (found) source.now = found
    }
    return true
  }

  #describe(stream: Stream): Source {
    const { startTime, duration, timeBase, codecpar } = stream
    const isAdts = ADTS_FORMATS.includes(this.#media.formatName) && codecpar.codecId === AV_CODEC_ID_AAC
    const facts = factsOf(stream)
    const isSaid = startTime !== AV_NOPTS_VALUE && duration !== AV_NOPTS_VALUE && duration > 0n
    const origin = BigInt(Math.round((this.#originUs * timeBase.den) / timeBase.num / 1e6))
    return {
      index: stream.index,
      stream,
      now: stream,
      facts,
      endsAt: isSaid && this.#media.formatName !== 'aac' ? startTime + duration - origin : undefined,
      adts: isAdts ? new AdtsClock(timeBase) : undefined,
    }
  }

  #correct({ facts, endsAt, adts }: Source): void {
    const { packet } = this
    adts?.correct(packet)
    const { pts: rawPts, dts: rawDts, duration } = packet
    const { pts, dts } = this.#correction.correct(
      {
        pts: known(rawPts),
        dts: known(rawDts),
        durationUs: (Number(duration) * facts.timeBase.num * 1e6) / facts.timeBase.den,
      },
      facts,
    )
    if (pts !== rawPts) packet.pts = pts ?? AV_NOPTS_VALUE
    if (dts !== rawDts) packet.dts = dts ?? AV_NOPTS_VALUE
    // An mp4 has the lengths of packets in the order of decoding: the last picture may have that of a pause before it.
    if (pts !== undefined && endsAt !== undefined && pts < endsAt && pts + duration > endsAt)
      packet.duration = endsAt - pts
  }

  #startCorrection(): TimeCorrection {
    return new TimeCorrection({ originUs: this.#originUs, mayRestart: this.#mayRestart })
  }

  [Symbol.dispose](): void {
    this.#opened[Symbol.dispose]()
    this.packet.free()
  }
}

/** Whether times of this format may begin anew in the middle of a file. */
export function mayRestart({ format }: OpenMedia): boolean {
  return (Number(format.iformat?.flags ?? 0) & Number(AVFMT_TS_DISCONT)) !== 0
}

/** Where the clock may begin anew, a stream that is not read says nothing of when the others begin. */
function originOf(media: OpenMedia, streams: readonly Stream[]): number {
  const starts = mayRestart(media)
    ? streams.flatMap(({ startTime, timeBase: { num, den } }) =>
        startTime === AV_NOPTS_VALUE ? [] : [Math.round((Number(startTime) * num * 1e6) / den)],
      )
    : []
  if (starts.length > 0) return Math.min(...starts)
  const { startTime } = media.format
  return startTime === AV_NOPTS_VALUE ? 0 : Number(startTime)
}

function factsOf(stream: Stream): StreamFacts {
  const { codecpar, avgFrameRate, ptsWrapBits } = stream
  const { num, den } = stream.timeBase
  const isVideo = codecpar.codecType === AVMEDIA_TYPE_VIDEO
  const isAudio = codecpar.codecType === AVMEDIA_TYPE_AUDIO
  const pictureUs =
    avgFrameRate.num > 0 && avgFrameRate.den > 0 ? (avgFrameRate.den * 1e6) / avgFrameRate.num : 0
  const soundUs = codecpar.sampleRate > 0 ? (codecpar.frameSize * 1e6) / codecpar.sampleRate : 0
  return {
    timeBase: { num, den },
    wrapBits: ptsWrapBits,
    isSteady: isVideo || isAudio,
    packetUs: isVideo ? pictureUs : soundUs,
    delayUs: isVideo ? codecpar.videoDelay * pictureUs : 0,
  }
}

function known(time: bigint): bigint | undefined {
  return time === AV_NOPTS_VALUE ? undefined : time
}
