import { batchDetailSchema } from '../../api-schemas/batches.ts'
import { createCommand } from '../create-command.ts'

export const batchesCreate = createCommand({
  summary: 'start a batch from the body of POST /inventorytriggerjob, and print its id',
  route: 'batches',
  schema: batchDetailSchema,
  bucketHelp: 'that of its objects',
  examples: ['lemnis batches create batch.xml', 'lemnis batches create - < batch.json'],
})
