import { AV_NOPTS_VALUE } from 'node-av/constants'
import type { IRational, Packet } from 'node-av/lib'

/** Sample rates by the number that a header of ADTS has for them, Hz. */
const RATES = [
  96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350,
]
const HEADER_BYTES = 7
/** Samples of a raw data block. */
const BLOCK_SAMPLES = 1_024

/** Ticks by which reckoned times are rounded. */
const ROUNDING = 2n

/**
 * Sets the times of packets of AAC in ADTS by their own headers (ISO/IEC 13818-7, 6.2). Where the file has no
 * time for one, FFmpeg reckons with the rate of the first packet, but recordings of other rates may follow.
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
    if (!data || data.length < HEADER_BYTES || (data.readUInt16BE(0) & 0xfff6) !== 0xfff0) return undefined
    const rate = RATES[(data.readUInt8(2) >> 2) & 0xf]
    if (rate === undefined) return undefined
    const samples = BLOCK_SAMPLES * ((data.readUInt8(6) & 3) + 1)
    return BigInt(Math.round((samples * this.#timeBase.den) / (rate * this.#timeBase.num)))
  }
}
