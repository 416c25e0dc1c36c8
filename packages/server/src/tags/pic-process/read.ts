import {
  invalidArgument,
  optionalChoice,
  pathOf,
  requiredPlace,
  type Place,
} from '../../protocol/read-fields.ts'
import type { OperationRequest } from '../../protocol/read-job-request.ts'
import { childText, type XmlElement } from '../../protocol/xml.ts'
import { requireOutputObject } from '../read-operation.ts'
import type { ReadContext } from '../tag.ts'
import { Params } from './params.ts'
import { parseProcessRule } from './process-rule.ts'

const MAX_RULE_CHARS = 2_048

/** The PicProcess block, or the template instead of it. Throws InvalidArgument and NotImplemented. */
export function readPicProcess(operation: OperationRequest, { template }: ReadContext): Params {
  requireOutputObject(operation)
  return template
    ? Params.parse(template.params)
    : readBlock({ element: operation.element, path: 'Operation' })
}

/** The body of POST /template. */
export function readPicProcessTemplate(root: XmlElement): Params {
  return { isPicInfo: 'false', ...readBlock({ element: root, path: '' }) }
}

function readBlock(parent: Place): Params {
  const block = requiredPlace(parent, 'PicProcess')
  const isPicInfo = optionalChoice(block, 'IsPicInfo', ['true', 'false'])
  const path = pathOf(block, 'ProcessRule')
  const processRule = childText(block.element, 'ProcessRule')
  if (processRule === undefined) throw invalidArgument(`${path} is required.`)
  if (processRule.length > MAX_RULE_CHARS)
    throw invalidArgument(`${path} must have at most ${MAX_RULE_CHARS} characters.`)
  parseProcessRule(path, processRule)
  return { processRule, ...(isPicInfo !== undefined && { isPicInfo }) }
}
