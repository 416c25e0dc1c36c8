import path from 'node:path'
import { CONTAINERS, isContainerName } from '../../media/containers.ts'
import { hasVariable } from '../../protocol/jobs/output-variables.ts'
import { assertObjectKeyAt, invalidArgument, pathOf, requiredField } from '../../protocol/xml/read-fields.ts'
import type { OperationRequest } from '../../protocol/jobs/read-job-request.ts'
import { readBlock } from '../parameters/read-block.ts'
import { StreamOutputs, type StreamBlock } from './block.ts'
import type { Params } from './params.ts'

/** The StreamExtract elements of Output. Throws InvalidArgument. */
export function readStreamExtract({ field: operation, output }: OperationRequest): Params {
  const place = requiredField(operation, 'Output')
  if (!output) throw new Error('an Output was not read')
  const at = pathOf(place, 'StreamExtract')
  const streams = readBlock(place, StreamOutputs).StreamExtract.map((block) => streamOf(block, at))
  if (new Set(streams.map(({ object }) => object)).size < streams.length) {
    throw invalidArgument(`${at}.Object must differ from one stream to the other.`)
  }
  const { region, bucket } = output
  return { region, bucket, streams }
}

/** The vendor's own answers call the key Output, and a request may be made of an answer, which has both. */
function streamOf(
  { Index, Object: named, Output: shown }: StreamBlock,
  at: string,
): Params['streams'][number] {
  const object = named ?? shown
  if (object === undefined) throw invalidArgument(`${at}.Object is required.`)
  if (shown !== undefined && shown !== object)
    throw invalidArgument(`${at}.Object and Output name different objects.`)
  assertObjectKeyAt(`${at}.Object`, object)
  const extension = extensionOf(object)
  if (extension !== '' && !isContainerName(extension) && !hasVariable(object, 'Ext')) {
    const known = Object.keys(CONTAINERS).join(', ')
    throw invalidArgument(`${at}.Object must end like one of ${known}, or have no extension.`)
  }
  return { index: Index, object }
}

/** In lower case, without its dot. */
export function extensionOf(key: string): string {
  return path.posix.extname(key).slice(1).toLowerCase()
}
