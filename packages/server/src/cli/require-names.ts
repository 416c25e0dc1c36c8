import { shownSampleSchema } from '../api-schemas/callbacks.ts'
import { queueListSchema } from '../api-schemas/queues.ts'
import { NotFoundError, type ApiClient, type Query } from './api-client.ts'
import { chooseBucket } from './objects/choose-bucket.ts'
import { CommandError } from './command.ts'

/**
 * Throws CommandError for a bucket, a queue or a tag that is not there. Call it only when nothing matched: what is listed
 * outlives them.
 */
export async function requireNames(client: ApiClient, { bucket, queue, tag }: Query): Promise<void> {
  if (bucket !== undefined) await chooseBucket(client, String(bucket))
  if (queue !== undefined) await requireQueue(client, String(queue))
  if (tag !== undefined) await requireTag(client, String(tag))
}

async function requireQueue(client: ApiClient, queue: string): Promise<void> {
  const { queues } = await client.get(queueListSchema, 'queues')
  if (!queues.some(({ id }) => id === queue)) throw new CommandError(`There is no queue ${queue}.`)
}

async function requireTag(client: ApiClient, tag: string): Promise<void> {
  try {
    await client.get(shownSampleSchema, `callbacks/samples/${encodeURIComponent(tag)}`)
  } catch (error) {
    // A tag without a sample.
    if (!(error instanceof NotFoundError)) throw error
  }
}
