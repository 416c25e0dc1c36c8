import { z } from 'zod'
import { PICTURE_FORMATS } from '../../media/pictures/picture-formats.ts'
import { optional } from '../parameters/fields.ts'
import { choice, flag, wholeNumber } from '../parameters/kinds.ts'

export const SmartCoverBlock = z.object({
  Format: optional(choice(PICTURE_FORMATS), 'The format of the pictures.', { default: 'jpg' }),
  Width: optional(
    wholeNumber(128, 4_096, { unit: 'px' }),
    'The width; else from Height, or that of the input.',
  ),
  Height: optional(
    wholeNumber(128, 4_096, { unit: 'px' }),
    'The height; else from Width, or that of the input.',
  ),
  Count: optional(wholeNumber(1, 10), 'How many pictures are taken.', { default: '3' }),
  DeleteDuplicates: optional(flag(), 'Whether pictures that show the same are left out.', {
    default: 'false',
  }),
})

export const SmartCoverOperation = z.object({
  SmartCover: optional(SmartCoverBlock, 'Which pictures are taken, unless TemplateId names a template.'),
})
