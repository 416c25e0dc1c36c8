import type { AudioCodec } from './codecs.ts'

const KILOBIT = 1_000
const OPUS_MOST_OF_A_CHANNEL = 256
/** kbit/s that libvorbis takes for two channels, by Hz; at higher rates it takes a quality alone. */
const VORBIS: ReadonlyMap<number, readonly [least: number, most: number]> = new Map([
  [8_000, [12, 84]],
  [11_025, [16, 100]],
  [12_000, [16, 100]],
  [16_000, [24, 200]],
  [22_050, [30, 180]],
  [24_000, [30, 180]],
  [32_000, [36, 380]],
  [44_100, [45, 500]],
  [48_000, [45, 500]],
])

interface Sound {
  readonly sampleRate: number
  readonly channels: number
}

/**
 * The nearest to `bits` per second that the encoder takes; none: it knows no bitrate for such a sound. The encoders of aac
 * and mp3 do the same by themselves.
 */
export function nearestBitrate(
  codec: AudioCodec,
  bits: number,
  { sampleRate, channels }: Sound,
): number | undefined {
  switch (codec) {
    case 'flac':
    case 'pcm_s16le':
      return undefined
    case 'opus':
      return Math.min(bits, OPUS_MOST_OF_A_CHANNEL * KILOBIT * channels)
    case 'Vorbis': {
      const range = VORBIS.get(sampleRate)
      if (!range) return undefined
      const [least, most] = range
      return Math.min(Math.max(bits, least * KILOBIT), most * KILOBIT)
    }
    case 'aac':
    case 'mp3':
    case 'amr':
      return bits
  }
}
