import { hasVariable } from '../../protocol/jobs/output-variables.ts'
import { invalidArgument, requiredField, skipFields, type FieldPath } from '../../protocol/xml/read-fields.ts'
import type { OperationRequest } from '../../protocol/jobs/read-job-request.ts'
import { defaultOf } from '../parameters/fields.ts'
import { optionalBlock, readBlock } from '../parameters/read-block.ts'
import { requireOutputObject } from '../read-operation.ts'
import type { ReadContext } from '../tag.ts'
import { SmartCoverBlock } from './block.ts'
import { Params } from './params.ts'

/** The SmartCover block, which may be absent, or the template instead of it. Throws InvalidArgument. */
export function readSmartCover(operation: OperationRequest, { template }: ReadContext): Params {
  requireOutputObject(operation)
  if (template) skipFields(operation.field, 'SmartCover')
  const params = template
    ? Params.parse(template.params)
    : (optionalBlock(operation.field, 'SmartCover', SmartCoverBlock) ?? {})
  // One cover needs no number.
  if (params.Count !== '1' && !hasVariable(operation.output?.object ?? '', 'Number')) {
    throw invalidArgument('Operation.Output.Object must contain ${Number}.')
  }
  return params
}

/** The body of POST /template, with the documented defaults. */
export function readSmartCoverTemplate(request: FieldPath): Params {
  const params = readBlock(requiredField(request, 'SmartCover'), SmartCoverBlock)
  return {
    ...params,
    Format: params.Format ?? defaultOf(SmartCoverBlock.shape.Format),
    Count: params.Count ?? defaultOf(SmartCoverBlock.shape.Count),
    DeleteDuplicates: params.DeleteDuplicates ?? defaultOf(SmartCoverBlock.shape.DeleteDuplicates),
  }
}
