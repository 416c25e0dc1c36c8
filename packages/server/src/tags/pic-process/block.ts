import { z } from 'zod'
import { optional, required } from '../parameters/fields.ts'
import { flag, text } from '../parameters/kinds.ts'

export const PicProcessBlock = z.object({
  IsPicInfo: optional(flag(), 'Whether the result describes the input as well.', { default: 'false' }),
  ProcessRule: required(text(2_048), 'What is done to the picture, such as imageMogr2/rotate/90.'),
})

export const PicProcessOperation = z.object({
  PicProcess: required(PicProcessBlock, 'What is done, unless TemplateId names a template.'),
})
