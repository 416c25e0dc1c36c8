import { AVFMT_FLAG_GENPTS, AV_NOPTS_VALUE } from 'node-av/constants'
import { avRescaleQ } from 'node-av/lib'
import type { Packet, Stream } from 'node-av/lib'
import { systemClock } from '../base/clock.ts'
import { openMedia, type OpenMedia } from './open-media.ts'
import { changesInside, MediaRefusal } from './refusal.ts'
import { PacketSource } from './timeline/packet-source.ts'
import { isSeekable, RETREATS_S, SEEK_MARGIN_S } from './timeline/seek.ts'
import { createEventLoopYield } from './yield-to-event-loop.ts'
import { kindOf } from './streams.ts'
import { MICROSECONDS, timeUs } from './ticks.ts'

export interface PacketRange {
  /** At least one. */
  readonly streams: readonly Stream[]
  /** Seconds from the file's start; reading begins at the key frame there or before it. */
  readonly startS?: number | undefined
  /** Seconds from the file's start. */
  readonly endS?: number | undefined
}

export interface SourcePacket {
  /** Valid until the next one is requested. */
  readonly packet: Packet
  readonly stream: Stream
  /** Microseconds from the file's start. */
  readonly timeUs: bigint | undefined
  /** Share of the requested part, 0 to 1. */
  readonly progress: number
}

/** How far other streams may lag behind the leading one, microseconds. */
const LAG_US = 1_000_000n

/** Reads the packets of some streams of an open file, or of a part of it, once. */
export class PacketReader implements Disposable {
  readonly #media: OpenMedia
  readonly #source: PacketSource
  readonly #open: Set<number>
  readonly #endUs: bigint | undefined
  /** The stream that determines where a cut may be: video, whose key frames are rare. */
  readonly lead: Stream
  /** The time that a copy counts from, microseconds from the file's start. */
  readonly originUs: bigint

  private constructor(source: PacketSource, media: OpenMedia, range: ReaderRange) {
    this.#media = media
    this.#source = source
    this.#open = new Set(range.streams.map(({ index }) => index))
    this.#endUs = range.endUs
    this.lead = range.lead
    this.originUs = range.originUs
  }

  /**
   * `onStep` is called often while the start is looked for.
   * @throws {MediaRefusal} when there is nothing at the requested start.
   */
  static async open(media: OpenMedia, range: PacketRange, onStep: () => void): Promise<PacketReader> {
    const { streams, startS = 0 } = range
    const lead = leadOf(streams)
    const endUs = range.endS === undefined ? undefined : toUs(range.endS)
    presentInOrder(media, streams)
    const source = new PacketSource(media, streams)
    try {
      const wanted = { lead, startUs: toUs(startS), endUs }
      const originUs = startS > 0 ? await goToStart(source, { media, streams, ...wanted }, onStep) : 0n
      return new PacketReader(source, media, { streams, lead, endUs, originUs })
    } catch (error) {
      source[Symbol.dispose]()
      throw error
    }
  }

  *packets(): Generator<SourcePacket> {
    const { packet } = this.#source
    for (let stream = this.#source.read(); stream; stream = this.#source.read()) {
      if (this.#source.described(stream) !== stream) throw changesInside()
      const time = timeUs(packet, stream)
      // Frames that are presented before the first one depend on what was left out.
      if (time !== undefined && time < this.originUs && this.originUs > 0n) continue
      if (this.#isPast(packet, stream, time)) {
        this.#open.delete(stream.index)
        if (this.#open.size === 0 || this.#lags(stream, time)) return
        continue
      }
      yield { packet, stream, timeUs: time, progress: this.#progress(packet, time) }
    }
  }

  /** By decoding order for the leading stream: a frame presented later may be needed by an earlier one. */
  #isPast(packet: Packet, stream: Stream, time: bigint | undefined): boolean {
    if (this.#endUs === undefined) return false
    const decoded = stream === this.lead && packet.dts !== AV_NOPTS_VALUE
    const at = decoded ? avRescaleQ(packet.dts, stream.timeBase, MICROSECONDS) : time
    return at !== undefined && at >= this.#endUs
  }

  #lags(stream: Stream, time: bigint | undefined): boolean {
    return (
      stream === this.lead && this.#endUs !== undefined && time !== undefined && time > this.#endUs + LAG_US
    )
  }

  #progress({ pos }: Packet, time: bigint | undefined): number {
    if (this.#endUs !== undefined && time !== undefined)
      return share(time - this.originUs, this.#endUs - this.originUs)
    return pos < 0n ? 0 : share(pos, BigInt(this.#media.fileBytes))
  }

  [Symbol.dispose](): void {
    this.#source[Symbol.dispose]()
  }
}

/**
 * AVI and some others have only the times of decoding: those of presentation are computed. Where pictures are decoded in
 * the order that they are shown in, both are the same, and what is computed would be one picture late.
 */
function presentInOrder({ format }: OpenMedia, streams: readonly Stream[]): void {
  const isReordered = streams.some((stream) => kindOf(stream) === 'video' && stream.codecpar.videoDelay > 0)
  if (isReordered) format.setFlags(AVFMT_FLAG_GENPTS)
}

interface ReaderRange {
  readonly streams: readonly Stream[]
  readonly lead: Stream
  readonly endUs: bigint | undefined
  readonly originUs: bigint
}

function leadOf(streams: readonly Stream[]): Stream {
  const lead = streams.find((stream) => kindOf(stream) === 'video') ?? streams[0]
  if (!lead) throw new Error('no stream to read')
  return lead
}

interface Start {
  readonly lead: Stream
  readonly startUs: bigint
  readonly endUs: bigint | undefined
}

/**
 * Returns the time of the leading stream's last key frame that is not later than the start. Leaves the source before it,
 * or at the beginning of a file that can't be sought.
 */
async function goToStart(
  source: PacketSource,
  { media, streams, ...start }: Start & Pick<PacketRange, 'streams'> & { readonly media: OpenMedia },
  onStep: () => void,
): Promise<bigint> {
  const indexes = streams.map(({ index }) => index)
  if (await isSeekable(media, indexes, onStep)) {
    for (const retreatS of RETREATS_S) {
      const fromS = Math.max(Number(start.startUs) / 1e6 - retreatS, 0)
      if (!source.seek(fromS)) break
      const found = await findStart(source, { ...start, isFirst: fromS === 0 }, onStep)
      if (found === undefined) continue
      const beforeS = Number(found.timeUs) / 1e6 - SEEK_MARGIN_S
      source.seek(Math.max(Math.min(beforeS, Number(found.decodedUs) / 1e6), 0))
      return found.timeUs
    }
  }
  using again = openMedia(media.path)
  const same = again.format.streams.filter(({ index }) => indexes.includes(index))
  presentInOrder(again, same)
  using other = new PacketSource(again, same)
  const found = await findStart(other, { ...start, isFirst: true }, onStep)
  if (found !== undefined) return found.timeUs
  throw endsBefore()
}

interface KeyFrame {
  readonly timeUs: bigint
  /** When it is decoded, by which files without an index are sought: long before, where frames are few. */
  readonly decodedUs: bigint
}

/**
 * Returns the leading stream's last key frame that is not later than the start. At the beginning of the file, `isFirst`,
 * the first one that is later does as well; undefined: there is none.
 * @throws {MediaRefusal} when the file ends before the start, or the end is not behind it.
 */
async function findStart(
  source: PacketSource,
  { lead, startUs, endUs, isFirst }: Start & { readonly isFirst: boolean },
  onStep: () => void,
): Promise<KeyFrame | undefined> {
  const { packet } = source
  const yieldToEventLoop = createEventLoopYield(systemClock)
  let [found, reached]: [KeyFrame | undefined, boolean] = [undefined, false]
  for (let stream = source.read(); stream; stream = source.read()) {
    onStep()
    await yieldToEventLoop()
    const time = timeUs(packet, stream)
    if (stream.index !== lead.index || time === undefined) continue
    if (time + avRescaleQ(packet.duration, stream.timeBase, MICROSECONDS) > startUs) reached = true
    if (time > startUs && (found !== undefined || !isFirst)) break
    if (packet.isKeyframe) {
      const decoded =
        packet.dts === AV_NOPTS_VALUE ? time : avRescaleQ(packet.dts, stream.timeBase, MICROSECONDS)
      found = { timeUs: time, decodedUs: decoded }
    }
  }
  if (found === undefined) return undefined
  if (!reached || (endUs !== undefined && found.timeUs >= endUs)) throw endsBefore()
  return found
}

function endsBefore(): MediaRefusal {
  return new MediaRefusal('InvalidArgument', 'The input ends before the time that the output begins at.')
}

function toUs(seconds: number): bigint {
  return BigInt(Math.round(seconds * 1e6))
}

function share(part: bigint, whole: bigint): number {
  return whole <= 0n ? 0 : Math.min(Math.max(Number(part) / Number(whole), 0), 1)
}
