import type { OpenMedia } from '../open-media.ts'
import { mayRestart, type PacketSource } from './packet-source.ts'
import { scanFile } from './scan.ts'

/**
 * Whether a file can be sought by times: where its clock begins anew in the middle, they lead anywhere. Reads the whole
 * file if its format may do that.
 */
export async function isSeekable(
  media: OpenMedia,
  streams: readonly number[],
  onStep: () => void,
): Promise<boolean> {
  if (!mayRestart(media)) return true
  const { jumps } = await scanFile(media.path, streams, onStep)
  return jumps === 0
}

/** Margin of a seek before the requested time, for formats that seek by decoding times, s. */
export const SEEK_MARGIN_S = 0.13

export interface Seek {
  readonly media: OpenMedia
  readonly streams: readonly number[]
  /** Seconds from the beginning of the file. */
  readonly timeS: number
}

/** Goes to a key frame before a time. A file that can't be sought is read from where it is. */
export async function seekBefore(source: PacketSource, seek: Seek, onStep: () => void): Promise<void> {
  const { media, streams, timeS } = seek
  if (timeS <= 0 || !(await isSeekable(media, streams, onStep))) return
  source.seek(Math.max(timeS - SEEK_MARGIN_S, 0))
}
