import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { AVDISCARD_ALL, AVMEDIA_TYPE_AUDIO, AV_NOPTS_VALUE } from 'node-av/constants'
import { Dictionary, FormatContext } from 'node-av/lib'
import type { Stream } from 'node-av/lib'
import { quietFfmpeg } from './ffmpeg.ts'
import { MediaRefusal } from './refusal.ts'

/** Formats whose file only points at other files: a job reads the one file that it was given. */
const POINTING_DEMUXERS = ['hls', 'dash', 'concat', 'concatf', 'sdp', 'rtsp', 'imf', 'webm_dash_manifest']

/** Signatures that some demuxers take for noise in front of an MPEG frame. */
const NOT_MEDIA = [
  { start: Buffer.from('PK\x03\x04', 'latin1'), what: 'a zip archive' },
  { start: Buffer.from('\x1f\x8b', 'latin1'), what: 'a gzip archive' },
  { start: Buffer.from('Rar!', 'latin1'), what: 'a rar archive' },
  { start: Buffer.from('7z\xbc\xaf\x27\x1c', 'latin1'), what: 'a 7z archive' },
  { start: Buffer.from('%PDF', 'latin1'), what: 'a PDF document' },
  { start: Buffer.from('\x7fELF', 'latin1'), what: 'a program' },
]

/** An open file with its first audio stream; everything else in the file is skipped unread. */
export interface AudioInput extends Disposable {
  readonly format: FormatContext
  readonly formatName: string
  readonly stream: Stream
  /** What the header says, in seconds; undefined when it says nothing. */
  readonly durationS: number | undefined
  readonly fileBytes: number
}

/**
 * Opens a local media file for reading its first audio stream.
 * @throws {MediaRefusal} when it is no media file, a playlist, or has no audio.
 */
export function openAudioInput(path: string): AudioInput {
  quietFfmpeg()
  refuseByContent(path)
  const format = new FormatContext()
  const options = Dictionary.fromObject({ protocol_whitelist: 'file' })
  try {
    if (format.openInputSync(path, null, options) < 0) throw notMedia()
    const formatName = format.iformat?.name ?? ''
    if (formatName.split(',').some((name) => POINTING_DEMUXERS.includes(name))) throw playlist(formatName)
    if (format.findStreamInfoSync(null) < 0) throw notMedia()
    const stream = selectAudio(format)
    return {
      format,
      formatName,
      stream,
      durationS: headerDuration(format, stream),
      fileBytes: statSync(path).size,
      [Symbol.dispose]: () => format.closeInputSync(),
    }
  } catch (error) {
    format.closeInputSync()
    throw error
  } finally {
    options.free()
  }
}

function refuseByContent(path: string): void {
  const head = Buffer.alloc(64)
  const file = openSync(path, 'r')
  let length: number
  try {
    length = readSync(file, head, 0, head.length, 0)
  } finally {
    closeSync(file)
  }
  if (length === 0) throw new MediaRefusal('ResourceNotSupported', 'The input is empty.')
  const text = head
    .toString('latin1', 0, length)
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart()
  if (text.startsWith('#EXTM3U')) throw playlist('m3u8')
  const found = NOT_MEDIA.find(({ start }) => head.subarray(0, start.length).equals(start))
  if (found) throw new MediaRefusal('ResourceNotSupported', `The input is ${found.what}, not a media file.`)
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

function notMedia(): MediaRefusal {
  return new MediaRefusal('ResourceNotSupported', 'The input is not a media file that can be read.')
}

function playlist(name: string): MediaRefusal {
  const shown = name === 'hls' ? 'm3u8' : name
  return new MediaRefusal(
    'ResourceNotSupported',
    `${shown} playlists are not supported: the input has to be the media file itself.`,
  )
}
