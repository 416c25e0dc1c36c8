import { AVMEDIA_TYPE_AUDIO, AVMEDIA_TYPE_VIDEO, AV_DISPOSITION_ATTACHED_PIC } from 'node-av/constants'
import type { FormatContext, Stream } from 'node-av/lib'

const TYPES = { video: AVMEDIA_TYPE_VIDEO, audio: AVMEDIA_TYPE_AUDIO } as const

/**
 * Returns the stream that a player would choose: the one flagged as default, of several alike the one with more to it.
 * Sound belongs to the programme of the picture. A cover picture is no video.
 */
export function bestStream(format: FormatContext, kind: 'video' | 'audio'): Stream | undefined {
  const video = kind === 'audio' ? bestStream(format, 'video') : undefined
  const index = format.findBestStream(TYPES[kind], -1, video?.index ?? -1)
  const found = format.streams.find((stream) => stream.index === index)
  return found && isUsable(found)
    ? found
    : format.streams.find((stream) => isOf(stream, kind) && isUsable(stream))
}

function isOf(stream: Stream, kind: 'video' | 'audio'): boolean {
  return stream.codecpar.codecType === TYPES[kind]
}

function isUsable(stream: Stream): boolean {
  return !stream.hasDisposition(AV_DISPOSITION_ATTACHED_PIC)
}
