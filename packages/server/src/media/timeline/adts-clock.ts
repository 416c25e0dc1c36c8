import { AV_NOPTS_VALUE } from 'node-av/constants'
import type { IRational, Packet } from 'node-av/lib'
import { readAdts } from '../adts.ts'
import { toTicks } from '../ticks.ts'

/** Ticks by which reckoned times are rounded. */
const ROUNDING = 2n

/**
 * Sets the times of packets of AAC in ADTS by their own headers. Where the file has no time for one, FFmpeg reckons with the rate of the first packet, but recordings of other rates may follow.
 */
export class AdtsClock {
  readonly #timeBase: IRational
  /** How far behind the reckoned times the sound is, in ticks. */
  #drift = 0n
  /** Where FFmpeg reckons the next packet to be, in ticks; undefined: nothing was read yet. */
  #reckoned: bigint | undefined

  constructor({ num, den }: IRational) {
    this.#timeBase = { num, den }
  }

  correct(packet: Packet): void {
    if (packet.pts === AV_NOPTS_VALUE || packet.duration <= 0n) return
    if (!this.#isReckoned(packet)) this.#drift = 0n
    this.#reckoned = packet.pts + packet.duration
    packet.pts += this.#drift
    if (packet.dts !== AV_NOPTS_VALUE) packet.dts += this.#drift
    const own = this.#durationOf(packet)
    if (own === undefined) return
    this.#drift += own - packet.duration
    packet.duration = own
  }

  /** After a seek the file is somewhere else. */
  forget(): void {
    this.#reckoned = undefined
  }

  #isReckoned({ pts }: Packet): boolean {
    if (this.#reckoned === undefined) return false
    const difference = pts - this.#reckoned
    return difference >= -ROUNDING && difference <= ROUNDING
  }

  /** Returns undefined for a packet without a header. */
  #durationOf({ data }: Packet): bigint | undefined {
    const header = data && readAdts(data)
    return header ? toTicks(header.samples / header.sampleRate, this.#timeBase) : undefined
  }
}
