import { ProtocolError } from '../protocol/errors.ts'
import type { OperationRequest } from '../protocol/read-job-request.ts'
import type { TagInput, TagJob, TagPlace } from './tag.ts'

/** Throws InvalidArgument unless the operation names where its output goes. */
export function requireOutputObject({ tag, output }: OperationRequest): void {
  if (output?.object !== undefined) return
  const missing = output ? 'Operation.Output.Object' : 'Operation.Output'
  throw new ProtocolError('InvalidArgument', `${missing} is required for ${tag}.`)
}

/** The input of a job whose tag takes one. */
export function inputOf({ id, input }: TagJob): TagInput {
  if (!input) throw new Error(`the job ${id} is run without its input`)
  return input
}

/** The output of a job whose tag writes one. */
export function outputObjectOf({ id, output }: TagJob): TagPlace {
  if (output?.object === undefined) throw new Error(`the job ${id} was stored without its output`)
  const { region, bucket, object } = output
  return { region, bucket, object }
}
