import type { Clips } from './clips.ts'
import type { Work } from './work.ts'
import { ffmpeg, job, out } from './words.ts'

/** Ten minutes, each codec as the service encodes it where only the codec is requested. */
export function sounds({ sound }: Clips): readonly Work[] {
  const codecs = [
    { name: 'mp3', format: 'mp3', codec: 'mp3', encoder: ['libmp3lame', '-b:a', '128k'], bitrate: '128' },
    { name: 'aac', format: 'm4a', codec: 'aac', encoder: ['aac', '-b:a', '128k'], bitrate: '128' },
    { name: 'flac', format: 'flac', codec: 'flac', encoder: ['flac'] },
    {
      name: 'opus',
      format: 'webm',
      codec: 'opus',
      encoder: ['libopus', '-b:a', '96k'],
      bitrate: '96',
      rate: '48000',
    },
  ]
  return codecs.map(({ name, format, codec, encoder, bitrate, rate = '44100' }) => ({
    name: `Transcode 10 min to ${name}`,
    asked: job(
      'Transcode',
      'sound.wav',
      `<Transcode><Container><Format>${format}</Format></Container><Audio><Codec>${codec}</Codec><Samplerate>${rate}</Samplerate>` +
        (bitrate === undefined ? '' : `<Bitrate>${bitrate}</Bitrate>`) +
        `</Audio></Transcode>${out(`a.${format}`)}`,
    ),
    programs: [ffmpeg(['-i', sound], ['-c:a', ...encoder, '-ar', rate, `a.${format}`])],
    isEncoded: true,
  }))
}
