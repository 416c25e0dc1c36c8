import { AVDISCARD_ALL, AVMEDIA_TYPE_AUDIO, AV_NOPTS_VALUE } from 'node-av/constants'
import type { FormatContext, Stream } from 'node-av/lib'
import { openMedia, type OpenMedia } from './open-media.ts'
import { MediaRefusal } from './refusal.ts'

/** An open file with its first audio stream; all other streams are skipped. */
export interface AudioInput extends OpenMedia {
  readonly stream: Stream
  /** What the header says, in seconds; undefined when it says nothing. */
  readonly durationS: number | undefined
}

/**
 * Opens a local media file for reading its first audio stream.
 * @throws {MediaRefusal} when it is no media file, a playlist, or has no audio.
 */
export function openAudioInput(path: string): AudioInput {
  const media = openMedia(path)
  try {
    const stream = selectAudio(media.format)
    return { ...media, stream, durationS: headerDuration(media.format, stream) }
  } catch (error) {
    media[Symbol.dispose]()
    throw error
  }
}

function selectAudio(format: FormatContext): Stream {
  const streams = format.streams
  const audio = streams.find((stream) => stream.codecpar.codecType === AVMEDIA_TYPE_AUDIO)
  if (!audio) throw new MediaRefusal('ResourceNotSupported', 'The input has no audio stream.')
  for (const stream of streams) if (stream !== audio) stream.discard = AVDISCARD_ALL
  return audio
}

function headerDuration(format: FormatContext, stream: Stream): number | undefined {
  const { num, den } = stream.timeBase
  if (stream.duration !== AV_NOPTS_VALUE && stream.duration > 0n) return (Number(stream.duration) * num) / den
  // A file's own duration is in microseconds.
  return format.duration > 0n ? Number(format.duration) / 1e6 : undefined
}
