import { ProtocolError } from '../../protocol/errors.ts'
import type { OperationRequest } from '../../protocol/read-job-request.ts'
import { child, childText, type XmlElement } from '../../protocol/xml.ts'
import { FORMATS, SAMPLE_RATES, type Params } from './params.ts'

/** Reads the NoiseReduction block, which may be absent. Throws InvalidArgument. */
export function readNoiseReduction(operation: OperationRequest): Params {
  if (!operation.output) {
    throw new ProtocolError('InvalidArgument', 'Operation.Output is required for NoiseReduction.')
  }
  const block = child(operation.element, 'NoiseReduction')
  if (!block) return {}
  return { ...readFormat(block), ...readSampleRate(block) }
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
    `Operation.NoiseReduction.${element} must be one of ${allowed.join(', ')}.`,
  )
}
