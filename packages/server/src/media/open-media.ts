import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { AVIO_FLAG_READ } from 'node-av/constants'
import { Dictionary, FormatContext, InputFormat, IOContext } from 'node-av/lib'
import { isPlaylist, isReadable } from './demuxers.ts'
import { throwIfFailed, quietFfmpeg } from './ffmpeg.ts'
import { MediaRefusal } from './refusal.ts'
import { readByContainer } from './wav/padded-samples.ts'
import { id3Bytes } from './wav/wav-format.ts'

/** Signatures that some demuxers ignore as noise before an MPEG frame. */
const NOT_MEDIA = [
  { start: Buffer.from('PK\x03\x04', 'latin1'), what: 'a zip archive' },
  { start: Buffer.from('\x1f\x8b', 'latin1'), what: 'a gzip archive' },
  { start: Buffer.from('Rar!', 'latin1'), what: 'a rar archive' },
  { start: Buffer.from('7z\xbc\xaf\x27\x1c', 'latin1'), what: 'a 7z archive' },
  { start: Buffer.from('%PDF', 'latin1'), what: 'a PDF document' },
  { start: Buffer.from('\x7fELF', 'latin1'), what: 'a program' },
]

/** Voice messages of chats, some with a byte before the mark of the codec, for which FFmpeg has no decoder. */
const SILK = /^\x02?#!SILK_V3/

export interface OpenMedia extends Disposable {
  readonly path: string
  readonly format: FormatContext
  readonly formatName: string
  readonly fileBytes: number
  /** What the header claims of the length, seconds: a hint, and no more. */
  readonly claimedS: number | undefined
}

/**
 * Opens a local media file and finds its streams. Only this file is read: its format is detected from its bytes
 * before any demuxer runs, and a demuxer that tries to open more finds no protocol for it. `position`: where the part
 * begins that is read, such as a link of a chained Ogg file.
 * @throws {MediaRefusal} when it is no media file, one of a format that is not read here, or a playlist.
 */
export function openMedia(path: string, position = 0): OpenMedia {
  quietFfmpeg()
  assertReadableContent(path)
  using opening = new DisposableStack()
  const bytes = opening.adopt(new IOContext(), (io) => io.closepSync())
  throwIfFailed(bytes.open2Sync(`file:${path}`, AVIO_FLAG_READ), 'opening the input')
  const demuxer = probeDemuxer(bytes)
  const formatName = nameOf(demuxer)
  const format = opening.adopt(new FormatContext(), (context) => context.closeInputSync())
  format.allocContext()
  format.pb = bytes
  const options = opening.adopt(
    Dictionary.fromObject({ ...closedTo(formatName), ...skippedBytes(path, { formatName, position }) }),
    (dictionary) => dictionary.free(),
  )
  // Without a name, so that no demuxer can guess the names of other files.
  if (format.openInputSync('', demuxer, options) < 0) throw notMedia()
  if (format.findStreamInfoSync(null) < 0) throw notMedia()
  const [first] = format.streams
  // The other formats of PCM have no padding that FFmpeg gets wrong.
  const shorter = formatName === 'wav' && first ? readByContainer(path, first) : 1
  const opened = opening.move()
  return {
    path,
    format,
    formatName,
    fileBytes: statSync(path).size,
    claimedS: format.duration > 0n ? (Number(format.duration) / 1e6) * shorter : undefined,
    [Symbol.dispose]: () => opened.dispose(),
  }
}

/** Returns the format that FFmpeg detects, if it is one that is read here. */
function probeDemuxer(bytes: IOContext): InputFormat {
  const demuxer = probed(bytes)
  if (!demuxer) throw notMedia()
  const name = nameOf(demuxer)
  if (isPlaylist(name)) throw playlist(name)
  if (isReadable(name)) return demuxer
  throw new MediaRefusal(
    'ResourceNotSupported',
    `The input is a file of ${demuxer.longName ?? name}, a format that is not read here.`,
  )
}

/** The binding throws if the format can't be detected. */
function probed(bytes: IOContext): InputFormat | null {
  try {
    return InputFormat.probeBufferSync(bytes)
  } catch {
    return null
  }
}

function nameOf({ name }: InputFormat): string {
  return name ?? ''
}

/** Options that restrict FFmpeg to this format and these bytes: no protocol is called `none`. */
function closedTo(formatName: string): Record<string, string> {
  return { format_whitelist: formatName, protocol_whitelist: 'none', enable_drefs: '0' }
}

function skippedBytes(
  path: string,
  { formatName, position }: { readonly formatName: string; readonly position: number },
): Record<string, string> {
  const bytes = formatName === 'wav' ? id3Bytes(path) : position
  return bytes === 0 ? {} : { skip_initial_bytes: String(bytes) }
}

function assertReadableContent(path: string): void {
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
  if (SILK.test(text))
    throw new MediaRefusal(
      'ResourceNotSupported',
      'The input is a voice message in SILK, a codec that is not read here.',
    )
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
