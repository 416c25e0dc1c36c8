import { ProtocolError } from '../protocol/errors.ts'
import type { JsonValue } from '../base/json.ts'
import type { OperationRequest } from '../protocol/jobs/read-job-request.ts'
import type { Place } from '../protocol/xml/read-fields.ts'
import { refuseUnread } from '../protocol/xml/refuse-unread.ts'
import type { ReadContext, Tag, TagInput, TagJob, TagPlace, TagTemplate } from './tag.ts'

/** What is stored with a job. Throws what the tag does, and NotImplemented for whatever it does not read. */
export function readParams(tag: Tag, operation: OperationRequest, context: ReadContext): JsonValue {
  const params = tag.read(operation, context)
  refuseUnread(operation.place)
  return params
}

/** The body of POST /template. Throws what the kind does, and NotImplemented for whatever it does not read. */
export function readTemplateParams(kind: TagTemplate, request: Place): JsonValue {
  const params = kind.read(request)
  refuseUnread(request)
  return params
}

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
