import path from 'node:path'
import { CONTAINERS, isContainerName } from '../../media/containers.ts'
import { hasVariable } from '../../protocol/jobs/output-variables.ts'
import {
  assertObjectKeyAt,
  childrenAt,
  fieldOf,
  invalidArgument,
  pathOf,
  requiredField,
  textAt,
  type FieldPath,
} from '../../protocol/xml/read-fields.ts'
import type { OperationRequest } from '../../protocol/jobs/read-job-request.ts'
import { optionalNumberText } from '../read-number.ts'
import type { Params } from './params.ts'

const MOST_OUTPUTS = 10
const MOST_STREAMS = 1_000

/** The StreamExtract elements of Output. Throws InvalidArgument. */
export function readStreamExtract({ field: operation, output }: OperationRequest): Params {
  const place = requiredField(operation, 'Output')
  if (!output) throw new Error('an Output was not read')
  const elements = childrenAt(place, 'StreamExtract', 'children')
  const at = pathOf(place, 'StreamExtract')
  if (elements.length === 0) throw invalidArgument(`${at} is required.`)
  if (elements.length > MOST_OUTPUTS)
    throw invalidArgument(`At most ${MOST_OUTPUTS} ${at} elements are allowed.`)
  const streams = elements.map((child) => readStream(fieldOf(place, child)))
  if (new Set(streams.map(({ object }) => object)).size < streams.length) {
    throw invalidArgument(`${at}.Object must differ from one stream to the other.`)
  }
  const { region, bucket } = output
  return { region, bucket, streams }
}

function readStream(place: FieldPath): Params['streams'][number] {
  const index = optionalNumberText(place, 'Index', { min: 0, max: MOST_STREAMS, whole: true })
  if (index === undefined) throw invalidArgument(`${pathOf(place, 'Index')} is required.`)
  // The vendor's own answers call it Output, and a request may be made of an answer, which has both.
  const shown = textAt(place, 'Output')
  const object = textAt(place, 'Object') ?? shown
  if (object === undefined) throw invalidArgument(`${pathOf(place, 'Object')} is required.`)
  if (shown !== undefined && shown !== object)
    throw invalidArgument(`${pathOf(place, 'Object')} and Output name different objects.`)
  assertObjectKeyAt(pathOf(place, 'Object'), object)
  const extension = extensionOf(object)
  if (extension !== '' && !isContainerName(extension) && !hasVariable(object, 'Ext')) {
    const known = Object.keys(CONTAINERS).join(', ')
    throw invalidArgument(`${pathOf(place, 'Object')} must end like one of ${known}, or have no extension.`)
  }
  return { index, object }
}

/** In lower case, without its dot. */
export function extensionOf(key: string): string {
  return path.posix.extname(key).slice(1).toLowerCase()
}
