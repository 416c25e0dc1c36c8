import { z } from 'zod'
import { isoTime, nextPage, shownElements } from './values.ts'

const templateSchema = z.object({
  id: z.string(),
  sequence: z.int().min(1),
  bucket: z.string(),
  tag: z.string(),
  name: z.string(),
  createdAt: isoTime,
  updatedAt: isoTime,
})

export const templatePageSchema = z.object({ templates: z.array(templateSchema), next: nextPage })

export const templateDetailSchema = templateSchema.extend({
  params: shownElements.meta({ description: 'As the protocol names them.' }),
})
