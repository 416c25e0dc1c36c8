import {
  invalidArgument,
  optionalChoice,
  pathOf,
  requiredField,
  skipFields,
  textAt,
  type FieldPath,
} from '../../protocol/xml/read-fields.ts'
import type { OperationRequest } from '../../protocol/jobs/read-job-request.ts'
import { requireOutputObject } from '../read-operation.ts'
import type { ReadContext } from '../tag.ts'
import { Params } from './params.ts'
import { parseProcessRule } from './process-rule.ts'

const MAX_RULE_CHARS = 2_048

/** The PicProcess block, or the template instead of it. Throws InvalidArgument and NotImplemented. */
export function readPicProcess(operation: OperationRequest, { template }: ReadContext): Params {
  requireOutputObject(operation)
  if (!template) return readBlock(operation.field)
  skipFields(operation.field, 'PicProcess')
  return Params.parse(template.params)
}

/** The body of POST /template. */
export function readPicProcessTemplate(request: FieldPath): Params {
  return { isPicInfo: 'false', ...readBlock(request) }
}

function readBlock(parent: FieldPath): Params {
  const block = requiredField(parent, 'PicProcess')
  const isPicInfo = optionalChoice(block, 'IsPicInfo', ['true', 'false'])
  const path = pathOf(block, 'ProcessRule')
  const processRule = textAt(block, 'ProcessRule')
  if (processRule === undefined) throw invalidArgument(`${path} is required.`)
  if (processRule.length > MAX_RULE_CHARS)
    throw invalidArgument(`${path} must have at most ${MAX_RULE_CHARS} characters.`)
  parseProcessRule(path, processRule)
  return { processRule, ...(isPicInfo !== undefined && { isPicInfo }) }
}
