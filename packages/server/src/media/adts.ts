/** Sample rates by the number that a header of ADTS has for them, Hz. */
const RATES = [
  96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350,
]
const HEADER_BYTES = 7
/** Samples of a raw data block. */
const BLOCK_SAMPLES = 1_024

export interface AdtsHeader {
  /** Hz */
  readonly sampleRate: number
  /** The number that stands for the channels; 0: they are described in the packet. */
  readonly channels: number
  /** Of each channel. */
  readonly samples: number
}

/** Reads the header of a packet of AAC in ADTS (ISO/IEC 13818-7, 6.2). Returns undefined for a packet without one. */
export function readAdts(data: Buffer): AdtsHeader | undefined {
  if (data.length < HEADER_BYTES || (data.readUInt16BE(0) & 0xfff6) !== 0xfff0) return undefined
  const sampleRate = RATES[(data.readUInt8(2) >> 2) & 0xf]
  if (sampleRate === undefined) return undefined
  const channels = (data.readUInt16BE(2) >> 6) & 7
  return { sampleRate, channels, samples: BLOCK_SAMPLES * ((data.readUInt8(6) & 3) + 1) }
}
