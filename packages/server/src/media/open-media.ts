import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { Dictionary, FormatContext } from 'node-av/lib'
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

export interface OpenMedia extends Disposable {
  readonly format: FormatContext
  readonly formatName: string
  readonly fileBytes: number
}

/**
 * Opens a local media file and finds its streams; nothing but this one file is read.
 * @throws {MediaRefusal} when it is no media file, or a playlist.
 */
export function openMedia(path: string): OpenMedia {
  quietFfmpeg()
  refuseByContent(path)
  const format = new FormatContext()
  const options = Dictionary.fromObject({ protocol_whitelist: 'file' })
  try {
    if (format.openInputSync(path, null, options) < 0) throw notMedia()
    const formatName = format.iformat?.name ?? ''
    if (formatName.split(',').some((name) => POINTING_DEMUXERS.includes(name))) throw playlist(formatName)
    if (format.findStreamInfoSync(null) < 0) throw notMedia()
    return {
      format,
      formatName,
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
