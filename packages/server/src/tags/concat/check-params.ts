import { invalidArgument } from '../../protocol/xml/read-fields.ts'
import { isSoundOnly, type Params } from './params.ts'

/** Hz that mp3 has in a container, where not all of it. */
const MP3_RATES = {
  flv: ['22050', '44100'],
  mp4: ['22050', '32000', '44100', '48000'],
} as const satisfies Partial<Record<Params['format'], readonly string[]>>

/** Throws InvalidArgument for values that are right by themselves and do not go together. */
export function checkTogether({ format, audio, video, directConcat }: Params, path: string): void {
  const at = (name: string): string => (path === '' ? name : `${path}.${name}`)
  const noVideo = isSoundOnly(format) || video.remove === 'true'
  if (noVideo && audio.remove === 'true')
    throw invalidArgument(
      `${at('Audio.Remove')} must be false when there is no video: nothing would be left.`,
    )
  if (directConcat === 'true' || audio.remove === 'true') return
  const codec = audio.codec ?? codecOf(format)
  if (isSoundOnly(format) && codec !== format)
    throw invalidArgument(`${at('Audio.Codec')} must be ${format} when Container.Format is ${format}.`)
  if (codec !== 'mp3') return
  const allowed: readonly string[] | undefined =
    format === 'flv' || format === 'mp4' ? MP3_RATES[format] : undefined
  if (audio.sampleRate === undefined) return
  if (audio.sampleRate === '96000' || allowed?.includes(audio.sampleRate) === false)
    throw invalidArgument(
      `${at('Audio.Samplerate')} can't be ${audio.sampleRate} with mp3${allowed ? ` in ${format}` : ''}.`,
    )
}

/** The codec of sound that a container has where none is named. */
export function codecOf(format: Params['format']): 'aac' | 'mp3' {
  return format === 'mp3' ? 'mp3' : 'aac'
}
