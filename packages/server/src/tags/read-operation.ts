import { ProtocolError } from '../protocol/errors.ts'
import type { JsonValue } from '../base/json.ts'
import type { OperationRequest } from '../protocol/jobs/read-job-request.ts'
import type { FieldPath } from '../protocol/xml/read-fields.ts'
import { assertAllRead } from '../protocol/xml/assert-all-read.ts'
import type { ReadContext, Tag, TagTemplate } from './tag.ts'

/** What is stored with a job. Throws what the tag does, and NotImplemented for whatever it does not read. */
export function readParams(tag: Tag, operation: OperationRequest, context: ReadContext): JsonValue {
  const params = tag.read(operation, context)
  assertAllRead(operation.field)
  return params
}

/** The body of POST /template. Throws what the kind does, and NotImplemented for whatever it does not read. */
export function readTemplateParams(kind: TagTemplate, request: FieldPath): JsonValue {
  const params = kind.read(request)
  assertAllRead(request)
  return params
}

/** Throws InvalidArgument unless the operation names where its output goes. */
export function requireOutputObject({ tag, output }: OperationRequest): void {
  if (output?.object !== undefined) return
  const missing = output ? 'Operation.Output.Object' : 'Operation.Output'
  throw new ProtocolError('InvalidArgument', `${missing} is required for ${tag}.`)
}
