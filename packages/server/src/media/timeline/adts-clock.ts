import type { Packet } from 'node-av/lib'

/** Hz, by their index in a header. */
const RATES = [
  96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350,
]
const SAMPLES_OF_BLOCK = 1_024

/**
 * Counts the time of AAC without a container (ADTS). FFmpeg counts every packet by the rate of the first one, though each
 * has its own in its header (ISO/IEC 13818-7, 6.2).
 */
export class AdtsClock {
  #reachedS = 0

  /** Returns when a packet begins and how long it is, seconds; undefined: it has no header. */
  count({ data }: Packet): { readonly startS: number; readonly lengthS: number } | undefined {
    if (!data || data.length < 7 || data.readUInt16BE(0) >> 4 !== 0xfff) return undefined
    const rate = RATES[(data.readUInt8(2) >> 2) & 15]
    if (rate === undefined) return undefined
    const blocks = (data.readUInt8(6) & 3) + 1
    const startS = this.#reachedS
    const lengthS = (blocks * SAMPLES_OF_BLOCK) / rate
    this.#reachedS += lengthS
    return { startS, lengthS }
  }
}
