import type {
  AVCodecID,
  AVColorPrimaries,
  AVColorRange,
  AVColorTransferCharacteristic,
} from 'node-av/constants'
import { avGetCodecName, Codec } from 'node-av/lib'

/**
 * FFmpeg has a long name for each codec and for each of its decoders, and the binding returns only the decoders'.
 * These are the codecs whose own decoder has a different name.
 */
const OWN_LONG_NAMES: ReadonlyMap<string, string> = new Map([
  ['ass', 'ASS (Advanced SSA) subtitle'],
  ['dvaudio', 'DV audio'],
  ['eia_608', 'EIA-608 closed captions'],
  ['gif', 'CompuServe GIF (Graphics Interchange Format)'],
  ['h263p', 'H.263+ / H.263-1998 / H.263 version 2'],
  ['hevc', 'H.265 / HEVC (High Efficiency Video Coding)'],
  ['huffyuv', 'HuffYUV'],
  ['jpegxl', 'JPEG XL'],
  ['mjpeg', 'Motion JPEG'],
  ['mov_text', 'MOV text'],
  ['opus', 'Opus (Opus Interactive Audio Codec)'],
  ['qoi', 'QOI (Quite OK Image)'],
  ['text', 'raw UTF-8 text'],
  ['vvc', 'H.266 / VVC (Versatile Video Coding)'],
  ['webp', 'WebP'],
])

const found = new Map<AVCodecID, string | undefined>()

/** Returns FFmpeg's long name of a codec. The list of all codecs is searched once for each. */
export function codecLongName(id: AVCodecID): string | undefined {
  if (!found.has(id)) found.set(id, findLongName(id))
  return found.get(id)
}

function findLongName(id: AVCodecID): string | undefined {
  const name = avGetCodecName(id) ?? ''
  const known = OWN_LONG_NAMES.get(name)
  if (known !== undefined) return known
  // The decoder of another library, which may come first, is named after that library.
  const own = Codec.getCodecList().find((codec) => codec.id === id && codec.name === name)
  return (own ?? Codec.findDecoder(id))?.longName ?? undefined
}

const UNKNOWN = 'unknown'

/** By FFmpeg's numbers; what is missing is reserved or unspecified. */
const RANGES = [UNKNOWN, 'tv', 'pc']
const PRIMARIES = new Map([
  [1, 'bt709'],
  [4, 'bt470m'],
  [5, 'bt470bg'],
  [6, 'smpte170m'],
  [7, 'smpte240m'],
  [8, 'film'],
  [9, 'bt2020'],
  [10, 'smpte428'],
  [11, 'smpte431'],
  [12, 'smpte432'],
  [22, 'ebu3213'],
])
const TRANSFERS = new Map([
  [1, 'bt709'],
  [4, 'bt470m'],
  [5, 'bt470bg'],
  [6, 'smpte170m'],
  [7, 'smpte240m'],
  [8, 'linear'],
  [9, 'log100'],
  [10, 'log316'],
  [11, 'iec61966-2-4'],
  [12, 'bt1361e'],
  [13, 'iec61966-2-1'],
  [14, 'bt2020-10'],
  [15, 'bt2020-12'],
  [16, 'smpte2084'],
  [17, 'smpte428'],
  [18, 'arib-std-b67'],
])

export function colorRangeName(range: AVColorRange): string {
  return RANGES[range] ?? UNKNOWN
}

export function colorPrimariesName(primaries: AVColorPrimaries): string {
  return PRIMARIES.get(primaries) ?? UNKNOWN
}

export function colorTransferName(transfer: AVColorTransferCharacteristic): string {
  return TRANSFERS.get(transfer) ?? UNKNOWN
}
