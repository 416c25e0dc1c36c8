import type { z } from 'zod'
import { hasVariable } from '../../protocol/jobs/output-variables.ts'
import {
  childAt,
  invalidArgument,
  nonEmptyFields,
  notImplemented,
  pathOf,
  requiredField,
  type FieldPath,
} from '../../protocol/xml/read-fields.ts'
import type { OperationRequest } from '../../protocol/jobs/read-job-request.ts'
import { readBlock } from '../parameters/read-block.ts'
import { present } from '../present.ts'
import { requireOutputObject } from '../read-operation.ts'
import { SegmentBlock } from './block.ts'
import { isPlaylist, type Params } from './params.ts'
import { piecePrefix } from './pieces.ts'

/** The Segment block, which has no template. Throws InvalidArgument, or NotImplemented for encryption. */
export function readSegment(operation: OperationRequest): Params {
  requireOutputObject(operation)
  const place = requiredField(operation.field, 'Segment')
  const block = readBlock(place, SegmentBlock)
  const { Format: format, Duration: duration, StartTime = '0', EndTime } = block
  if (EndTime !== undefined && Number(EndTime) <= Number(StartTime))
    throw invalidArgument(`${pathOf(place, 'EndTime')} must be later than StartTime.`)
  requireNumber(operation, duration !== undefined && !isPlaylist({ format }))
  return {
    format,
    ...present({
      duration,
      startTime: block.StartTime,
      endTime: EndTime,
      transcodeIndex: block.TranscodeIndex,
      hlsEncrypt: hlsEncryptOf(place, block),
    }),
    ...(isPlaylist({ format }) && readPieces(operation)),
  }
}

function requireNumber({ output }: OperationRequest, severalFiles: boolean): void {
  if (!severalFiles || hasVariable(output?.object ?? '', 'Number')) return
  throw invalidArgument(
    'Operation.Output.Object must have ${Number}, which tells the pieces apart, when Segment.Duration is given.',
  )
}

/** Echoed as it came, with an UriKey that is empty. */
function hlsEncryptOf(
  parent: FieldPath,
  { HlsEncrypt: block }: z.infer<typeof SegmentBlock>,
): Params['hlsEncrypt'] {
  const [place] = nonEmptyFields(parent, 'HlsEncrypt')
  if (!block || !place) return undefined
  for (const name of ['IsHlsEncrypt', 'IsEncrypt'] as const)
    if (block[name] === 'true')
      throw notImplemented(`${pathOf(place, name)} true`, 'pieces are not encrypted')
  const uriKey = childAt(place, 'UriKey', 'text')?.text.trim()
  return present({ isHlsEncrypt: block.IsHlsEncrypt, isEncrypt: block.IsEncrypt, uriKey })
}

function readPieces({ output }: OperationRequest): Pick<Params, 'pieces'> {
  if (output?.object === undefined) return {}
  const { region, bucket, object } = output
  return { pieces: { region, bucket, object: `${piecePrefix(object)}*` } }
}
