import { ProtocolError } from '../../protocol/errors.ts'
import type { OperationRequest } from '../../protocol/read-job-request.ts'
import { child, childText, type XmlElement } from '../../protocol/xml.ts'
import { requireOutputObject } from '../read-operation.ts'
import type { ReadContext } from '../tag.ts'
import { FORMATS, Params, SAMPLE_RATES } from './params.ts'

/** The NoiseReduction block, which may be absent, or the template instead of it. Throws InvalidArgument. */
export function readNoiseReduction(operation: OperationRequest, { template }: ReadContext): Params {
  requireOutputObject(operation)
  return template ? Params.parse(template.params) : readBlock(operation.element)
}

/** The body of POST /template. */
export function readNoiseReductionTemplate(root: XmlElement): Params {
  const { format = 'wav', sampleRate = '16000' } = readBlock(root)
  return { format, sampleRate }
}

function readBlock(parent: XmlElement): Params {
  const block = child(parent, 'NoiseReduction')
  return block ? { ...readFormat(block), ...readSampleRate(block) } : {}
}

function readFormat(block: XmlElement): Pick<Params, 'format'> {
  const text = childText(block, 'Format')
  if (text === undefined) return {}
  const format = FORMATS.find((candidate) => candidate === text.toLowerCase())
  if (format) return { format }
  throw refuse('Format', FORMATS)
}

function readSampleRate(block: XmlElement): Pick<Params, 'sampleRate' | 'spelling'> {
  for (const spelling of ['SampleRate', 'Samplerate'] as const) {
    const text = childText(block, spelling)
    if (text === undefined) continue
    const sampleRate = SAMPLE_RATES.find((candidate) => candidate === text)
    if (sampleRate) return { sampleRate, spelling }
    throw refuse(spelling, SAMPLE_RATES)
  }
  return {}
}

function refuse(element: string, allowed: readonly string[]): ProtocolError {
  return new ProtocolError(
    'InvalidArgument',
    `NoiseReduction.${element} must be one of ${allowed.join(', ')}.`,
  )
}
