import { pathOf, requiredField, skipFields, type FieldPath } from '../../protocol/xml/read-fields.ts'
import type { OperationRequest } from '../../protocol/jobs/read-job-request.ts'
import { defaultOf } from '../parameters/fields.ts'
import { readBlock } from '../parameters/read-block.ts'
import { present } from '../present.ts'
import { requireOutputObject } from '../read-operation.ts'
import type { ReadContext } from '../tag.ts'
import { PicProcessBlock } from './block.ts'
import { Params } from './params.ts'
import { parseProcessRule } from './process-rule.ts'

/** The PicProcess block, or the template instead of it. Throws InvalidArgument and NotImplemented. */
export function readPicProcess(operation: OperationRequest, { template }: ReadContext): Params {
  requireOutputObject(operation)
  if (!template) return readParams(operation.field)
  skipFields(operation.field, 'PicProcess')
  return Params.parse(template.params)
}

/** The body of POST /template. */
export function readPicProcessTemplate(request: FieldPath): Params {
  return { isPicInfo: defaultOf(PicProcessBlock.shape.IsPicInfo), ...readParams(request) }
}

function readParams(parent: FieldPath): Params {
  const place = requiredField(parent, 'PicProcess')
  const { IsPicInfo: isPicInfo, ProcessRule: processRule } = readBlock(place, PicProcessBlock)
  parseProcessRule(pathOf(place, 'ProcessRule'), processRule)
  return { processRule, ...present({ isPicInfo }) }
}
