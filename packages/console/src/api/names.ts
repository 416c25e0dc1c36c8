import type { z } from 'zod'
import type { queueListSchema } from '../../../server/src/api-schemas/queues.ts'
import type { workflowPageSchema } from '../../../server/src/api-schemas/workflows.ts'
import { useResource } from './resource.ts'

/** What people call a queue; its id while that is not known. */
export function useQueueName(id: string): string {
  const { data } = useResource<z.infer<typeof queueListSchema>>('queues')
  return data?.queues.find((queue) => queue.id === id)?.name ?? id
}

const MANY = 1_000

/** What people call each workflow, by its id. Nothing is asked for while `off` is true. */
export function useWorkflowNames(off: boolean): ReadonlyMap<string, string> {
  const { data } = useResource<z.infer<typeof workflowPageSchema>>('workflows', {
    query: { limit: MANY },
    off,
  })
  return new Map(data?.workflows.map(({ id, name }) => [id, name]))
}
