import {
  AVDISCARD_ALL,
  AVMEDIA_TYPE_AUDIO,
  AVMEDIA_TYPE_SUBTITLE,
  AVMEDIA_TYPE_VIDEO,
  AV_DISPOSITION_ATTACHED_PIC,
} from 'node-av/constants'
import { avGetCodecName } from 'node-av/lib'
import type { FormatContext, Stream } from 'node-av/lib'
import type { StreamKind } from './containers.ts'

const TYPES = { video: AVMEDIA_TYPE_VIDEO, audio: AVMEDIA_TYPE_AUDIO } as const

/** `undefined` for other streams: data, attached files and cover pictures. */
export function kindOf(stream: Stream): StreamKind | undefined {
  if (stream.hasDisposition(AV_DISPOSITION_ATTACHED_PIC)) return undefined
  switch (stream.codecpar.codecType) {
    case AVMEDIA_TYPE_VIDEO:
      return 'video'
    case AVMEDIA_TYPE_AUDIO:
      return 'audio'
    case AVMEDIA_TYPE_SUBTITLE:
      return 'subtitle'
    default:
      return undefined
  }
}

export function codecNameOf({ codecpar }: Stream): string {
  return avGetCodecName(codecpar.codecId) ?? 'unknown'
}

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

/** Discards all other streams: they are then skipped where the format allows. */
export function discardAllBut(streams: readonly Stream[], format: FormatContext): void {
  const wanted = new Set(streams.map(({ index }) => index))
  for (const stream of format.streams) if (!wanted.has(stream.index)) stream.discard = AVDISCARD_ALL
}
