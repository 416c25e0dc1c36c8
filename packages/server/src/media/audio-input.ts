import type { Stream } from 'node-av/lib'
import { openMedia, type OpenMedia } from './open-media.ts'
import { MediaRefusal } from './refusal.ts'
import { bestStream } from './streams.ts'

/** An open file with its audio stream. */
export interface AudioInput extends OpenMedia {
  readonly stream: Stream
}

/**
 * Opens a local media file for reading the audio stream that a player would choose.
 * @throws {MediaRefusal} when it is no media file, a playlist, or has no audio.
 */
export function openAudioInput(path: string): AudioInput {
  const media = openMedia(path)
  const stream = bestStream(media.format, 'audio')
  if (stream) return { ...media, stream }
  media[Symbol.dispose]()
  throw new MediaRefusal('ResourceNotSupported', 'The input has no audio stream.')
}
