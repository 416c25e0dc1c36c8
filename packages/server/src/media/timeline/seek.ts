import type { OpenMedia } from '../open-media.ts'
import { mayRestart, type PacketSource } from './packet-source.ts'
import { scanFile } from './scan.ts'
import { kindOf } from '../streams.ts'
import { timeOf, toSeconds } from '../ticks.ts'

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

/**
 * How much farther back to seek where a seek led behind the last key frame, s. The last one is to the beginning, which
 * is where a stream without key frames is read from.
 */
export const RETREATS_S = [0, 2, 15, Infinity] as const

export interface Seek {
  readonly media: OpenMedia
  readonly streams: readonly number[]
  /** Seconds from the beginning of the file. */
  readonly timeS: number
}

/**
 * Goes to a key frame before a time, or farther back: formats without an index lead to any frame. A file that can't be
 * sought is read from where it is.
 */
export async function seekBefore(source: PacketSource, seek: Seek, onStep: () => void): Promise<void> {
  const { media, streams, timeS } = seek
  if (timeS <= 0 || !(await isSeekable(media, streams, onStep))) return
  const hasPictures = media.format.streams.some(
    (stream) => streams.includes(stream.index) && kindOf(stream) === 'video',
  )
  for (const retreatS of RETREATS_S) {
    const atS = Math.max(timeS - SEEK_MARGIN_S - retreatS, 0)
    if (!source.seek(atS) || atS === 0 || !hasPictures) return
    const isFound = hasKeyFrame(source, timeS)
    source.seek(atS)
    if (isFound) return
    onStep()
  }
}

/** Whether there is a key frame between where the source is and a time. */
function hasKeyFrame(source: PacketSource, timeS: number): boolean {
  const { packet } = source
  for (let stream = source.read(); stream; stream = source.read()) {
    if (kindOf(stream) !== 'video') continue
    const isEarly = toSeconds(timeOf(packet), stream.timeBase) <= timeS
    if (packet.isKeyframe || !isEarly) return isEarly
  }
  return false
}
