import type { IRational } from 'node-av/lib'

/** What the correction has to know of a stream. */
export interface StreamFacts {
  readonly timeBase: IRational
  /** Bits of a time in the container, after which times begin again; 64: they never do. */
  readonly wrapBits: number
  /** Whether a jump of its times counts: those of subtitles and data are sparse. */
  readonly isSteady: boolean
  /** Length of a packet that has none of its own, µs; 0: unknown. */
  readonly packetUs: number
  /** How much earlier than they are shown packets are decoded, µs. */
  readonly delayUs: number
}

export interface PacketTimes {
  readonly pts: bigint | undefined
  readonly dts: bigint | undefined
  /** µs; 0: unknown. */
  readonly durationUs: number
}

export interface ContainerTimes {
  /** The time that counts as the beginning of the file, µs. */
  readonly originUs: number
  /** Whether times of this format may begin anew, as where recordings were joined. */
  readonly mayRestart: boolean
}

/** Farther than this from where the stream had arrived, times have begun anew, µs. */
const RESTART_US = 10_000_000
/** Back by more than this they have as well, µs: decoding times never fall. */
const BACKWARD_US = 100_000
/** A stream from before a jump continues within this, µs. */
const STALE_US = 1_000_000
/** No recording has a gap like that, whatever its format says, µs. */
const ABSURD_US = 30 * 3_600 * 1_000_000

interface Track {
  /** The beginning of the file, in ticks. */
  readonly origin: bigint
  /** After which times begin again, in ticks; undefined: never. */
  readonly period: bigint | undefined
  /** What is added to its times since the last jump, in ticks; that of `offsetUs`. */
  offset: bigint
  offsetUs: number
  /** Decoding time of the last packet, µs; undefined: none was read yet. */
  dtsUs: number | undefined
  /** Where the next packet is expected, µs. */
  nextUs: number
  /** How many of the file's jumps it has made. */
  jumps: number
}

/**
 * Makes one timeline out of the times of a file's packets, by the rules of FFmpeg's own program. Times count from the
 * beginning of the file, and counters that overflowed go on. Where a format may restart its clock, a jump is removed: what
 * follows continues where the stream had arrived. Gaps of up to 10 s remain what they are.
 */
export class TimeCorrection {
  readonly #container: ContainerTimes
  readonly #tracks = new Map<StreamFacts, Track>()
  /** What is added to all times since the last jump, µs. */
  #offsetUs = 0
  /** The last decoding time of any stream, µs. */
  #lastUs: number | undefined
  #jumps = 0
  /** How far the last jump led, µs. */
  #jumpUs = 0

  constructor(container: ContainerTimes) {
    this.#container = container
  }

  /** How often the times began anew so far. */
  get jumps(): number {
    return this.#jumps
  }

  /** Returns the times of a packet on the timeline, in the stream's own ticks. Packets come in the file's order. */
  correct(times: PacketTimes, stream: StreamFacts): Pick<PacketTimes, 'pts' | 'dts'> {
    const track = this.#trackOf(stream)
    if (track.offsetUs !== this.#offsetUs) {
      track.offsetUs = this.#offsetUs
      track.offset = toTicks(this.#offsetUs, stream)
    }
    const shifted = { pts: onTimeline(times.pts, track), dts: onTimeline(times.dts, track) }
    const placed = stream.isSteady ? this.#withoutJump(shifted, { stream, track }) : shifted
    advance(track, { ...placed, durationUs: times.durationUs }, stream)
    return placed
  }

  #trackOf(stream: StreamFacts): Track {
    const known = this.#tracks.get(stream)
    if (known) return known
    const track = {
      origin: toTicks(this.#container.originUs, stream),
      period: stream.wrapBits >= 64 ? undefined : 1n << BigInt(stream.wrapBits),
      ...{ offset: 0n, offsetUs: 0, dtsUs: undefined, nextUs: 0, jumps: this.#jumps },
    }
    this.#tracks.set(stream, track)
    return track
  }

  #withoutJump(
    times: Pick<PacketTimes, 'pts' | 'dts'>,
    { stream, track }: { readonly stream: StreamFacts; readonly track: Track },
  ): Pick<PacketTimes, 'pts' | 'dts'> {
    const { pts, dts } = times
    if (dts === undefined) return times
    const dtsUs = toMicroseconds(dts, stream)
    if (!this.#container.mayRestart) {
      if (track.dtsUs === undefined) return times
      const isAbsurd = (time: bigint | undefined): boolean =>
        time !== undefined && Math.abs(toMicroseconds(time, stream) - track.nextUs) > ABSURD_US
      return { pts: isAbsurd(pts) ? undefined : pts, dts: isAbsurd(dts) ? undefined : dts }
    }
    const expectedUs = track.dtsUs === undefined ? this.#lastUs : track.nextUs
    const jumpUs = expectedUs === undefined ? 0 : dtsUs - expectedUs
    const near = withoutForeignPts(times, stream)
    if (this.#isStale(track, jumpUs)) return moved(near, toTicks(this.#jumpUs, stream))
    const isBack = track.dtsUs !== undefined && dtsUs + BACKWARD_US < track.dtsUs
    if (Math.abs(jumpUs) <= RESTART_US && !isBack) {
      track.jumps = this.#jumps
      this.#lastUs = dtsUs
      return near
    }
    this.#jumps++
    track.jumps = this.#jumps
    this.#jumpUs = jumpUs
    this.#offsetUs -= jumpUs
    this.#lastUs = dtsUs - jumpUs
    return moved(near, -toTicks(jumpUs, stream))
  }

  /** Streams are interleaved: where one has begun anew, packets of another may still come from before. */
  #isStale({ dtsUs, jumps }: Track, jumpUs: number): boolean {
    if (dtsUs === undefined || jumps === this.#jumps) return false
    const withoutUs = Math.abs(jumpUs + this.#jumpUs)
    return withoutUs < STALE_US && withoutUs < Math.abs(jumpUs)
  }
}

/** A presentation time that FFmpeg computed from packets behind a jump is none of this packet's. */
function withoutForeignPts(
  { pts, dts }: Pick<PacketTimes, 'pts' | 'dts'>,
  stream: StreamFacts,
): Pick<PacketTimes, 'pts' | 'dts'> {
  const isForeign =
    pts !== undefined && dts !== undefined && Math.abs(toMicroseconds(pts - dts, stream)) > RESTART_US
  return { pts: isForeign ? undefined : pts, dts }
}

function moved({ pts, dts }: Pick<PacketTimes, 'pts' | 'dts'>, by: bigint): Pick<PacketTimes, 'pts' | 'dts'> {
  return { pts: pts === undefined ? undefined : pts + by, dts: dts === undefined ? undefined : dts + by }
}

/** Notes where a stream has arrived. */
function advance(track: Track, { pts, dts, durationUs }: PacketTimes, stream: StreamFacts): void {
  const { delayUs, packetUs } = stream
  if (dts !== undefined) track.nextUs = toMicroseconds(dts, stream)
  else if (track.dtsUs === undefined)
    track.nextUs = (pts === undefined ? 0 : toMicroseconds(pts, stream)) - delayUs
  track.dtsUs = track.nextUs
  track.nextUs += durationUs > 0 ? durationUs : packetUs
}

function onTimeline(time: bigint | undefined, { origin, period, offset }: Track): bigint | undefined {
  if (time === undefined) return undefined
  // A counter of few bits that overflowed before the file's beginning was found appears far behind it.
  const isWrapped = period !== undefined && time > origin + period / 2n
  return (isWrapped ? time - period : time) - origin + offset
}

function toTicks(us: number, { timeBase: { num, den } }: StreamFacts): bigint {
  return BigInt(Math.round((us * den) / num / 1e6))
}

function toMicroseconds(ticks: bigint, { timeBase: { num, den } }: StreamFacts): number {
  return (Number(ticks) * num * 1e6) / den
}
