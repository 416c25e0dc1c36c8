import { Frame } from 'node-av/lib'
import type { IRational } from 'node-av/lib'
import { avGetSampleFmtName } from 'node-av/lib'
import { asSampleFormat } from '../frame-formats.ts'
import { toSeconds, toTicks } from '../ticks.ts'
import { HARD_S } from '../timeline/sound-clock.ts'

/** Seconds of one frame of silence. */
const FRAME_S = 1

/**
 * Fills the gaps of decoded sound with frames of silence, one after the other: the filter that does the same holds the
 * whole gap in memory, which may be hours.
 */
export class SilenceFiller {
  readonly #timeBase: IRational
  /** What is longer is filled. The filter that keeps sound in time ends shorter gaps. */
  readonly #gap: bigint
  readonly #most: bigint
  /** Up to where there is sound or silence, in ticks. */
  #filled = 0n

  constructor(timeBase: IRational) {
    this.#timeBase = timeBase
    this.#gap = toTicks(HARD_S, timeBase)
    this.#most = toTicks(FRAME_S, timeBase)
  }

  /** Yields the silence before a frame, whose own time is where it begins; each frame of it is the taker's. */
  *before(frame: Frame): Generator<Frame> {
    const { pts } = frame
    const isGap = pts - this.#filled > this.#gap
    while (isGap && pts > this.#filled) {
      const rest = pts - this.#filled
      const silent = this.#silence(frame, rest < this.#most ? rest : this.#most)
      this.#filled += silent.duration
      yield silent
    }
    const { duration } = frame
    const ownEnd =
      pts + (duration > 0n ? duration : toTicks(frame.nbSamples / frame.sampleRate, this.#timeBase))
    if (ownEnd > this.#filled) this.#filled = ownEnd
  }

  #silence(like: Frame, duration: bigint): Frame {
    const frame = new Frame()
    frame.alloc()
    frame.format = like.format
    frame.sampleRate = like.sampleRate
    frame.channelLayout = like.channelLayout
    const seconds = toSeconds(duration, this.#timeBase)
    frame.nbSamples = Math.max(Math.round(seconds * like.sampleRate), 1)
    frame.getBuffer()
    for (const plane of frame.extendedData ?? []) plane.fill(quietByte(like))
    frame.pts = this.#filled
    frame.duration = duration
    return frame
  }
}

/** Samples of one byte have no sign. */
function quietByte({ format }: Frame): number {
  return avGetSampleFmtName(asSampleFormat(format))?.startsWith('u8') === true ? 0x80 : 0
}
