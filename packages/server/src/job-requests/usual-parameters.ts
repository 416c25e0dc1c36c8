import type { Elements } from './parameters.ts'

const H264_AAC = { Video: { Codec: 'H.264' }, Audio: { Codec: 'aac' } } as const
const AAC = { Audio: { Codec: 'aac' } } as const

/** By the format of the output. */
const TRANSCODE: ReadonlyMap<string, Elements> = new Map<string, Elements>([
  ...['mp4', 'mkv', 'mov', 'avi', 'flv', 'ts', 'hls', 'dash'].map((format) => [format, H264_AAC] as const),
  ['webm', { Video: { Codec: 'VP9' }, Audio: { Codec: 'opus' } }],
  ['mp3', { Audio: { Codec: 'mp3' } }],
  ['flac', { Audio: { Codec: 'flac' } }],
  ['wav', { Audio: { Codec: 'pcm_s16le' } }],
  ...['aac', 'm4a'].map((format) => [format, AAC] as const),
])

const NUMBER = /\$\{Number\}/i

interface Wanted {
  /** Of the output. */
  readonly format: string | undefined
  /** The key of the output. */
  readonly output: string | undefined
}

/** Returns the parameters that a tag needs and `block` lacks. */
export function usualParameters(tag: string, block: Elements, { format, output }: Wanted): Elements {
  switch (tag) {
    case 'Transcode':
      // One of them alone leaves the other out of the output.
      return block['Video'] !== undefined || block['Audio'] !== undefined || format === undefined
        ? {}
        : (TRANSCODE.get(format) ?? {})
    case 'FileHashCode':
      return block['Type'] === undefined ? { Type: 'MD5' } : {}
    case 'Snapshot':
      return block['Count'] === undefined && output !== undefined && !NUMBER.test(output)
        ? { Count: '1' }
        : {}
    default:
      return {}
  }
}
