import { z } from 'zod'
import { optional, required, unlessBlank } from '../parameters/fields.ts'
import { choice, decimal, flag, text, wholeNumber } from '../parameters/kinds.ts'
import { LONGEST_S } from '../parameters/longest.ts'

export const FORMATS = ['aac', 'mp3', 'flac', 'mp4', 'ts', 'mkv', 'avi', 'hls', 'm3u8'] as const

const SHORTEST_PIECE_S = 5
const MOST_STREAMS = 1_000
const SECONDS = { unit: 's' }

/** The protocol's own example asks for none. Transcode's page calls the switch IsEncrypt. */
const EncryptBlock = z.object({
  IsHlsEncrypt: optional(flag(), 'Only false is implemented here.', { default: 'false' }),
  IsEncrypt: optional(flag(), 'Only false is implemented here.', { default: 'false' }),
  UriKey: optional(text(), 'Without effect, as nothing is encrypted.'),
})

export const SegmentBlock = z.object({
  Format: required(choice(FORMATS), 'The container of the pieces; hls and m3u8 are a playlist of them.'),
  Duration: optional(
    wholeNumber(SHORTEST_PIECE_S, LONGEST_S, SECONDS),
    'The length of a piece; without it the whole is one file.',
  ),
  TranscodeIndex: optional(
    wholeNumber(0, MOST_STREAMS),
    'The stream of the input that is taken of its kind, by its number in MediaInfo.',
  ),
  StartTime: optional(
    decimal({ min: 0, max: LONGEST_S }, SECONDS),
    'Where the first piece begins in the input.',
    {
      default: '0',
    },
  ),
  EndTime: optional(
    decimal({ min: 0, max: LONGEST_S }, SECONDS),
    'Where the last piece ends in the input, later than StartTime; else at its end.',
  ),
  HlsEncrypt: optional(unlessBlank(EncryptBlock), 'Accepted only without encryption.'),
})

export const SegmentOperation = z.object({ Segment: required(SegmentBlock, 'How the input is cut.') })
