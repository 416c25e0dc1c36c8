import { AVMEDIA_TYPE_AUDIO, AVMEDIA_TYPE_VIDEO } from 'node-av/constants'
import type { FormatContext, Stream } from 'node-av/lib'
import { kindOf } from './convert/remux.ts'

const TYPES = { video: AVMEDIA_TYPE_VIDEO, audio: AVMEDIA_TYPE_AUDIO } as const

/**
 * Returns the stream that a player would choose: the one flagged as default, of several alike the one with more to it.
 * Sound belongs to the programme of the picture. A cover picture is no video.
 */
export function bestStream(format: FormatContext, kind: 'video' | 'audio'): Stream | undefined {
  const video = kind === 'audio' ? bestStream(format, 'video') : undefined
  const index = format.findBestStream(TYPES[kind], -1, video?.index ?? -1)
  const usable = format.streams.filter((stream) => kindOf(stream) === kind)
  return usable.find((stream) => stream.index === index) ?? usable[0]
}
