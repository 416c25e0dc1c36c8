import type { z } from 'zod'
import type { queueListSchema } from '../../../server/src/api-schemas/queues.ts'
import { useResource } from './resource.ts'

/** What people call a queue; its id while that is not known. */
export function useQueueName(id: string): string {
  const { data } = useResource<z.infer<typeof queueListSchema>>('queues')
  return data?.queues.find((queue) => queue.id === id)?.name ?? id
}
