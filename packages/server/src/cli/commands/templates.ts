import { templatePageSchema } from '../../api-schemas/templates.ts'
import { pageCommand } from '../page-command.ts'

export const templatesList = pageCommand({
  summary: 'show the templates that clients made, newest first',
  usage: '[--bucket NAME] [--tag TAG]',
  filters: {
    bucket: '--bucket NAME      of this bucket',
    tag: '--tag TAG          of this tag',
  },
  examples: ['lemnis templates list --bucket media-1250000000 --tag NoiseReduction'],
  path: 'templates',
  schema: templatePageSchema,
  pageOf: ({ templates: rows, next }) => ({ rows, next }),
  columns: [
    { title: 'ID', field: 'id' },
    { title: 'TAG', field: 'tag', shrinkTo: 8 },
    { title: 'NAME', field: 'name', shrinkTo: 12 },
    { title: 'MADE', field: 'createdAt' },
    { title: 'UPDATED', field: 'updatedAt' },
    { title: 'BUCKET', field: 'bucket' },
  ],
  none: 'No client has made a template yet.',
})
