import { z } from 'zod'
import { isoTime, nextPage, shownElements } from './values.ts'

const templateSchema = z.object({
  id: z.string(),
  sequence: z.int().min(0).meta({ description: 'The order of creation; 0 for the official ones.' }),
  bucket: z
    .string()
    .nullable()
    .meta({ description: 'null: an official one, which belongs to every bucket.' }),
  category: z.enum(['Custom', 'Official']).meta({
    description: 'Official ones come with the release, and can’t be changed.',
  }),
  tag: z.string(),
  name: z.string(),
  createdAt: isoTime,
  updatedAt: isoTime,
})

export const templatePageSchema = z.object({ templates: z.array(templateSchema), next: nextPage })

export const templateDetailSchema = templateSchema.extend({
  params: shownElements.meta({ description: 'As the protocol names them.' }),
  request: shownElements.meta({
    description: 'The body of POST /template of the protocol that makes the same.',
  }),
  xml: z.string().meta({ description: 'The same body as XML.' }),
})

export const deletedTemplateSchema = z.object({ deleted: z.string() })
