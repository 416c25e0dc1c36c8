import { hasVariable } from '../../protocol/jobs/output-variables.ts'
import {
  childAt,
  nonEmptyFields,
  invalidArgument,
  notImplemented,
  optionalChoice,
  pathOf,
  requiredField,
  type FieldPath,
} from '../../protocol/xml/read-fields.ts'
import type { OperationRequest } from '../../protocol/jobs/read-job-request.ts'
import { present } from '../present.ts'
import { optionalNumberText } from '../read-number.ts'
import { requireOutputObject } from '../read-operation.ts'
import { FORMATS, isPlaylist, type Params } from './params.ts'
import { piecePrefix } from './pieces.ts'

/** Longer than any recording, seconds. */
const LONGEST_S = 10_000_000
const SHORTEST_PIECE_S = 5
const MOST_STREAMS = 1_000
const BOOLEANS = ['true', 'false'] as const

/** The Segment block, which has no template. Throws InvalidArgument, or NotImplemented for encryption. */
export function readSegment(operation: OperationRequest): Params {
  requireOutputObject(operation)
  const block = requiredField(operation.field, 'Segment')
  const format = optionalChoice(block, 'Format', FORMATS)
  if (format === undefined) throw invalidArgument('Operation.Segment.Format is required.')
  const duration = optionalNumberText(block, 'Duration', {
    min: SHORTEST_PIECE_S,
    max: LONGEST_S,
    whole: true,
  })
  const transcodeIndex = optionalNumberText(block, 'TranscodeIndex', {
    min: 0,
    max: MOST_STREAMS,
    whole: true,
  })
  requireNumber(operation, duration !== undefined && !isPlaylist({ format }))
  return {
    format,
    ...(duration !== undefined && { duration }),
    ...readTimes(block),
    ...(transcodeIndex !== undefined && { transcodeIndex }),
    ...readHlsEncrypt(block),
    ...(isPlaylist({ format }) && readPieces(operation)),
  }
}

function readTimes(block: FieldPath): Pick<Params, 'startTime' | 'endTime'> {
  const range = { min: 0, max: LONGEST_S }
  const startTime = optionalNumberText(block, 'StartTime', range)
  const endTime = optionalNumberText(block, 'EndTime', range)
  if (endTime !== undefined && Number(endTime) <= Number(startTime ?? 0)) {
    throw invalidArgument('Operation.Segment.EndTime must be later than StartTime.')
  }
  return { ...(startTime !== undefined && { startTime }), ...(endTime !== undefined && { endTime }) }
}

function requireNumber({ output }: OperationRequest, severalFiles: boolean): void {
  if (!severalFiles || hasVariable(output?.object ?? '', 'Number')) return
  throw invalidArgument(
    'Operation.Output.Object must have ${Number}, which tells the pieces apart, when Segment.Duration is given.',
  )
}

/** Echoed as it came: the protocol's own example asks for none. Transcode's page calls the switch IsEncrypt. */
function readHlsEncrypt(block: FieldPath): Pick<Params, 'hlsEncrypt'> {
  const [place] = nonEmptyFields(block, 'HlsEncrypt')
  if (!place) return {}
  const isHlsEncrypt = optionalChoice(place, 'IsHlsEncrypt', BOOLEANS)
  const isEncrypt = optionalChoice(place, 'IsEncrypt', BOOLEANS)
  const uriKey = childAt(place, 'UriKey', 'text')?.text.trim()
  for (const [name, asked] of Object.entries({ IsHlsEncrypt: isHlsEncrypt, IsEncrypt: isEncrypt }))
    if (asked === 'true') throw notImplemented(`${pathOf(place, name)} true`, 'pieces are not encrypted')
  return { hlsEncrypt: present({ isHlsEncrypt, isEncrypt, uriKey }) }
}

function readPieces({ output }: OperationRequest): Pick<Params, 'pieces'> {
  if (output?.object === undefined) return {}
  const { region, bucket, object } = output
  return { pieces: { region, bucket, object: `${piecePrefix(object)}*` } }
}
