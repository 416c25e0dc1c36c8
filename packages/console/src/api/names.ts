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

/** What people call a workflow; its id while that is not known. */
export function useWorkflowName(id: string): string {
  const { data } = useResource<z.infer<typeof workflowPageSchema>>('workflows', {
    query: { limit: MANY },
    off: id === '',
  })
  return data?.workflows.find((workflow) => workflow.id === id)?.name ?? id
}
