import { AVFMT_FLAG_GENPTS, AVSEEK_FLAG_BACKWARD, AV_NOPTS_VALUE } from 'node-av/constants'
import { Packet, avRescaleQ } from 'node-av/lib'
import type { Stream } from 'node-av/lib'
import type { OpenMedia } from './open-media.ts'
import { MediaRefusal } from './refusal.ts'
import { MICROSECONDS, discardAllBut, kindOf, timeUs } from './convert/remux.ts'

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
  /** Microseconds on the file's own clock. */
  readonly timeUs: bigint | undefined
  /** Share of the requested part, 0 to 1. */
  readonly progress: number
}

/** How far other streams may lag behind the leading one, microseconds. */
const LAG_US = 1_000_000n

/** Reads the packets of some streams of an open file, or of a part of it, once. */
export class PacketReader implements Disposable {
  readonly #media: OpenMedia
  readonly #streams: ReadonlyMap<number, Stream>
  readonly #packet = new Packet()
  readonly #startUs: bigint
  readonly #endUs: bigint | undefined
  /** The stream that determines where a cut may be: video, whose key frames are rare. */
  readonly lead: Stream
  /** The time that a copy counts from, microseconds on the file's own clock. */
  readonly originUs: bigint

  /** @throws {MediaRefusal} when there is nothing at the requested start. */
  constructor(media: OpenMedia, { streams, startS = 0, endS }: PacketRange) {
    const lead = streams.find((stream) => kindOf(stream) === 'video') ?? streams[0]
    if (!lead) throw new Error('no stream to read')
    this.#media = media
    this.lead = lead
    this.#streams = new Map(streams.map((stream) => [stream.index, stream]))
    this.#packet.alloc()
    const { format } = media
    discardAllBut(streams, format)
    // AVI and some others have only one of two times: the order of presentation is computed.
    format.setFlags(AVFMT_FLAG_GENPTS)
    const fileStartUs = format.startTime === AV_NOPTS_VALUE ? 0n : format.startTime
    this.#startUs = fileStartUs + toUs(startS)
    this.#endUs = endS === undefined ? undefined : fileStartUs + toUs(endS)
    this.originUs = startS > 0 ? this.#findStart() : fileStartUs
  }

  *packets(): Generator<SourcePacket> {
    const open = new Set(this.#streams.keys())
    for (const { packet, stream, time } of this.#read()) {
      // Frames that are presented before the first one depend on what was left out.
      if (time !== undefined && time < this.originUs && this.originUs > this.#startOfAll) continue
      if (this.#isPast(packet, stream, time)) {
        open.delete(stream.index)
        if (open.size === 0 || this.#lags(stream, time)) return
        continue
      }
      yield { packet, stream, timeUs: time, progress: this.#progress(packet, time) }
    }
  }

  get #startOfAll(): bigint {
    const { startTime } = this.#media.format
    return startTime === AV_NOPTS_VALUE ? 0n : startTime
  }

  *#read(): Generator<{ packet: Packet; stream: Stream; time: bigint | undefined }> {
    const packet = this.#packet
    while (this.#media.format.readFrameSync(packet) >= 0) {
      const stream = this.#streams.get(packet.streamIndex)
      if (stream) yield { packet, stream, time: timeUs(packet, stream) }
      packet.unref()
    }
  }

  /**
   * Returns the leading stream's last key frame that is not later than the start, and leaves the file positioned
   * before it.
   */
  #findStart(): bigint {
    this.#seek(this.#startUs)
    let [found, reached]: [bigint | undefined, boolean] = [undefined, false]
    for (const { packet, stream, time } of this.#read()) {
      if (stream !== this.lead || time === undefined) continue
      if (time + avRescaleQ(packet.duration, stream.timeBase, MICROSECONDS) > this.#startUs) reached = true
      if (found !== undefined && time > this.#startUs) break
      if (packet.isKeyframe) found = time
    }
    if (found === undefined || !reached || (this.#endUs !== undefined && found >= this.#endUs)) {
      throw new MediaRefusal('InvalidArgument', 'The input ends before the time that the output begins at.')
    }
    this.#seek(found)
    return found
  }

  #seek(us: bigint): void {
    if (this.#media.format.seekFrameSync(-1, us, AVSEEK_FLAG_BACKWARD) >= 0) return
    throw new MediaRefusal('ResourceNotSupported', 'The input can only be read from its start.')
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
    const { format, fileBytes } = this.#media
    const end = this.#endUs ?? (format.duration > 0n ? this.#startOfAll + format.duration : undefined)
    if (end !== undefined && time !== undefined) return share(time - this.originUs, end - this.originUs)
    return pos < 0n ? 0 : share(pos, BigInt(fileBytes))
  }

  [Symbol.dispose](): void {
    this.#packet.free()
  }
}

function toUs(seconds: number): bigint {
  return BigInt(Math.round(seconds * 1e6))
}

function share(part: bigint, whole: bigint): number {
  return whole <= 0n ? 0 : Math.min(Math.max(Number(part) / Number(whole), 0), 1)
}
