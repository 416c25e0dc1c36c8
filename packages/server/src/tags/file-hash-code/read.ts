import { requiredField } from '../../protocol/xml/read-fields.ts'
import type { OperationRequest } from '../../protocol/jobs/read-job-request.ts'
import { readBlock } from '../parameters/read-block.ts'
import { present } from '../present.ts'
import { FileHashCodeBlock } from './block.ts'
import type { Params } from './params.ts'

/** The FileHashCodeConfig block. Throws InvalidArgument. */
export function readFileHashCode({ field }: OperationRequest): Params {
  const block = readBlock(requiredField(field, 'FileHashCodeConfig'), FileHashCodeBlock)
  return { type: block.Type, ...present({ addToHeader: block.AddToHeader }) }
}
