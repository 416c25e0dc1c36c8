import { invalidArgument, optionalChoice, requiredField } from '../../protocol/xml/read-fields.ts'
import type { OperationRequest } from '../../protocol/jobs/read-job-request.ts'
import { HASH_TYPES } from './hash-bytes.ts'
import type { Params } from './params.ts'

/** The FileHashCodeConfig block. Throws InvalidArgument. */
export function readFileHashCode({ field }: OperationRequest): Params {
  const config = requiredField(field, 'FileHashCodeConfig')
  const type = optionalChoice(config, 'Type', HASH_TYPES)
  if (type === undefined) throw invalidArgument(`${config.path}.Type is required.`)
  const addToHeader = optionalChoice(config, 'AddToHeader', ['true', 'false'])
  return { type, ...(addToHeader !== undefined && { addToHeader }) }
}
