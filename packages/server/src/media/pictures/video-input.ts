import {
  AVDISCARD_ALL,
  AVMEDIA_TYPE_VIDEO,
  AV_DISPOSITION_ATTACHED_PIC,
  AV_NOPTS_VALUE,
} from 'node-av/constants'
import type { FormatContext, Stream } from 'node-av/lib'
import { displayMatrix, turningFilters, type FilterStep } from '../filters/display-matrix.ts'
import { openMedia, type OpenMedia } from '../open-media.ts'
import { MediaRefusal } from '../refusal.ts'

/** A frame of 8K and its neighbours that a decoder keeps fit into a child's memory. */
export const MAX_PIXELS = 7_680 * 4_320

/** An open file with its first video stream; all other streams are skipped. */
export interface VideoInput extends OpenMedia {
  readonly stream: Stream
  /** Filters that rotate its pictures upright. */
  readonly turn: readonly FilterStep[]
  /** The beginning in its own times, seconds. */
  readonly originS: number
  /** End of the video, seconds from the file's beginning; `undefined` if the header does not have it. */
  readonly endS: number | undefined
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
    const originS = format.startTime === AV_NOPTS_VALUE ? 0 : Number(format.startTime) / 1e6
    const turn = turningFilters(displayMatrix(stream.codecpar))
    return { ...media, stream, turn, originS, endS: headerEnd(format, stream, originS) }
  } catch (error) {
    media[Symbol.dispose]()
    throw error
  }
}

function selectVideo(format: FormatContext): Stream {
  const streams = format.streams
  const video = streams.find(
    (stream) =>
      stream.codecpar.codecType === AVMEDIA_TYPE_VIDEO && !stream.hasDisposition(AV_DISPOSITION_ATTACHED_PIC),
  )
  if (!video) throw new MediaRefusal('ResourceNotSupported', 'The input has no video stream.')
  const { width, height } = video.codecpar
  if (width * height > MAX_PIXELS) {
    throw new MediaRefusal('ResourceNotSupported', `The video has more than ${MAX_PIXELS} pixels (8K).`)
  }
  for (const stream of streams) if (stream !== video) stream.discard = AVDISCARD_ALL
  return video
}

/** Audio may begin before the video. */
function headerEnd(format: FormatContext, stream: Stream, originS: number): number | undefined {
  const { num, den } = stream.timeBase
  if (stream.duration === AV_NOPTS_VALUE || stream.duration <= 0n) {
    return format.duration > 0n ? Number(format.duration) / 1e6 : undefined
  }
  const startS = stream.startTime === AV_NOPTS_VALUE ? originS : (Number(stream.startTime) * num) / den
  return startS - originS + (Number(stream.duration) * num) / den
}
