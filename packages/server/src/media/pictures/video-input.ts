import { AV_NOPTS_VALUE } from 'node-av/constants'
import type { FormatContext, Stream } from 'node-av/lib'
import { displayMatrix, turningFilters, type FilterStep } from '../filters/display-matrix.ts'
import { openMedia, type OpenMedia } from '../open-media.ts'
import { MediaRefusal } from '../refusal.ts'
import { bestStream } from '../streams.ts'

/** A frame of 8K and its neighbours that a decoder keeps fit into a child's memory. */
export const MAX_PIXELS = 7_680 * 4_320

/** An open file with its video stream. */
export interface VideoInput extends OpenMedia {
  readonly stream: Stream
  /** Filters that rotate its pictures upright. */
  readonly turn: readonly FilterStep[]
  /** Where the header claims that the video ends, seconds from the file's beginning. */
  readonly claimedEndS: number | undefined
}

/**
 * Opens a local media file for reading its video.
 * @throws {MediaRefusal} when it is no media file, a playlist, has no video, or one that is too large.
 */
export function openVideoInput(path: string): VideoInput {
  const media = openMedia(path)
  try {
    const { format } = media
    const stream = selectVideo(format)
    const turn = turningFilters(displayMatrix(stream.codecpar))
    return { ...media, stream, turn, claimedEndS: claimedEnd(media, stream) }
  } catch (error) {
    media[Symbol.dispose]()
    throw error
  }
}

function selectVideo(format: FormatContext): Stream {
  const video = bestStream(format, 'video')
  if (!video) throw new MediaRefusal('ResourceNotSupported', 'The input has no video stream.')
  const { width, height } = video.codecpar
  if (width * height <= MAX_PIXELS) return video
  throw new MediaRefusal('ResourceNotSupported', `The video has more than ${MAX_PIXELS} pixels (8K).`)
}

/** Audio may begin before the video. */
function claimedEnd({ format, claimedS }: OpenMedia, stream: Stream): number | undefined {
  const { num, den } = stream.timeBase
  if (stream.duration === AV_NOPTS_VALUE || stream.duration <= 0n) return claimedS
  const originS = format.startTime === AV_NOPTS_VALUE ? 0 : Number(format.startTime) / 1e6
  const startS = stream.startTime === AV_NOPTS_VALUE ? originS : (Number(stream.startTime) * num) / den
  return startS - originS + (Number(stream.duration) * num) / den
}
