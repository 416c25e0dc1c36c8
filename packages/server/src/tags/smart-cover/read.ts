import { PICTURE_FORMATS } from '../../media/pictures/picture-formats.ts'
import { hasVariable } from '../../protocol/jobs/output-variables.ts'
import {
  invalidArgument,
  optionalChoice,
  optionalField,
  requiredField,
  skipFields,
  type FieldPath,
} from '../../protocol/xml/read-fields.ts'
import type { OperationRequest } from '../../protocol/jobs/read-job-request.ts'
import { present } from '../present.ts'
import { optionalNumberText, type NumberRange } from '../read-number.ts'
import { requireOutputObject } from '../read-operation.ts'
import type { ReadContext } from '../tag.ts'
import { Params } from './params.ts'

const SIDE: NumberRange = { min: 128, max: 4_096, whole: true }

/** The SmartCover block, which may be absent, or the template instead of it. Throws InvalidArgument. */
export function readSmartCover(operation: OperationRequest, { template }: ReadContext): Params {
  requireOutputObject(operation)
  if (template) skipFields(operation.field, 'SmartCover')
  const params = template
    ? Params.parse(template.params)
    : readBlock(optionalField(operation.field, 'SmartCover'))
  // One cover needs no number.
  if (params.Count !== '1' && !hasVariable(operation.output?.object ?? '', 'Number')) {
    throw invalidArgument('Operation.Output.Object must contain ${Number}.')
  }
  return params
}

/** The body of POST /template, with the documented defaults. */
export function readSmartCoverTemplate(request: FieldPath): Params {
  const params = readBlock(requiredField(request, 'SmartCover'))
  return {
    ...params,
    Format: params.Format ?? 'jpg',
    Count: params.Count ?? '3',
    DeleteDuplicates: params.DeleteDuplicates ?? 'false',
  }
}

function readBlock(place: FieldPath | undefined): Params {
  if (!place) return {}
  return Params.parse(
    present({
      Format: optionalChoice(place, 'Format', PICTURE_FORMATS),
      Width: optionalNumberText(place, 'Width', SIDE),
      Height: optionalNumberText(place, 'Height', SIDE),
      Count: optionalNumberText(place, 'Count', { min: 1, max: 10, whole: true }),
      DeleteDuplicates: optionalChoice(place, 'DeleteDuplicates', ['true', 'false']),
    }),
  )
}
