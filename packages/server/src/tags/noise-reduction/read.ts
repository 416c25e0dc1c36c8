import {
  childAt,
  optionalChoice,
  optionalField,
  skipFields,
  type FieldPath,
} from '../../protocol/xml/read-fields.ts'
import type { OperationRequest } from '../../protocol/jobs/read-job-request.ts'
import { requireOutputObject } from '../read-operation.ts'
import { optionalNumberText } from '../read-number.ts'
import type { ReadContext } from '../tag.ts'
import { FORMATS, LOUDNESS, Params, SAMPLE_RATES } from './params.ts'

/** Percent */
const STRENGTH = { min: 0, max: 100, whole: true }

/** The NoiseReduction block, which may be absent, or the template instead of it. Throws InvalidArgument. */
export function readNoiseReduction(operation: OperationRequest, { template }: ReadContext): Params {
  requireOutputObject(operation)
  if (!template) return readBlock(operation.field)
  skipFields(operation.field, 'NoiseReduction')
  return Params.parse(template.params)
}

/** The body of POST /template. */
export function readNoiseReductionTemplate(request: FieldPath): Params {
  const { format = 'wav', sampleRate = '16000', spelling: _, ...ours } = readBlock(request)
  return { format, sampleRate, ...ours }
}

function readBlock(parent: FieldPath): Params {
  const block = optionalField(parent, 'NoiseReduction')
  if (!block) return {}
  const format = optionalChoice(block, 'Format', FORMATS)
  const loudness = optionalNumberText(block, 'Loudness', LOUDNESS)
  const strength = optionalNumberText(block, 'Strength', STRENGTH)
  return {
    ...(format !== undefined && { format }),
    ...readSampleRate(block),
    ...(loudness !== undefined && { loudness }),
    ...(strength !== undefined && { strength }),
  }
}

/** Either spelling is read, and the same one shown again. */
function readSampleRate(block: FieldPath): Pick<Params, 'sampleRate' | 'spelling'> {
  const isPlain = childAt(block, 'SampleRate', 'text')?.name !== 'Samplerate'
  const spelling = isPlain ? 'SampleRate' : 'Samplerate'
  const sampleRate = optionalChoice(block, spelling, SAMPLE_RATES)
  return sampleRate === undefined ? {} : { sampleRate, spelling }
}
