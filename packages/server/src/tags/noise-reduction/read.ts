import { childAt, optionalField, skipFields, type FieldPath } from '../../protocol/xml/read-fields.ts'
import type { OperationRequest } from '../../protocol/jobs/read-job-request.ts'
import { defaultOf } from '../parameters/fields.ts'
import { readBlock } from '../parameters/read-block.ts'
import { present } from '../present.ts'
import { requireOutputObject } from '../read-operation.ts'
import type { ReadContext } from '../tag.ts'
import { NoiseReductionBlock } from './block.ts'
import { Params } from './params.ts'

/** The NoiseReduction block, which may be absent, or the template instead of it. Throws InvalidArgument. */
export function readNoiseReduction(operation: OperationRequest, { template }: ReadContext): Params {
  requireOutputObject(operation)
  if (!template) return readParams(operation.field)
  skipFields(operation.field, 'NoiseReduction')
  return Params.parse(template.params)
}

/** The body of POST /template. */
export function readNoiseReductionTemplate(request: FieldPath): Params {
  const { spelling: _, ...sent } = readParams(request)
  return { format: 'wav', sampleRate: defaultOf(NoiseReductionBlock.shape.SampleRate), ...sent }
}

function readParams(parent: FieldPath): Params {
  const place = optionalField(parent, 'NoiseReduction')
  if (!place) return {}
  const block = readBlock(place, NoiseReductionBlock)
  return present({
    format: block.Format,
    sampleRate: block.SampleRate,
    spelling: block.SampleRate === undefined ? undefined : spellingIn(place),
    loudness: block.Loudness,
    strength: block.Strength,
  })
}

/** Either spelling is read, and the same one shown again. */
function spellingIn(place: FieldPath): 'SampleRate' | 'Samplerate' {
  return childAt(place, 'SampleRate', 'text')?.name === 'Samplerate' ? 'Samplerate' : 'SampleRate'
}
