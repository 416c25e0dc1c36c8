import type { z } from 'zod'
import type {
  executionDetailSchema,
  workflowDetailSchema,
} from '../../../../server/src/api-schemas/workflows.ts'

export type WorkflowDetail = z.infer<typeof workflowDetailSchema>
export type RunDetail = z.infer<typeof executionDetailSchema>
export type Task = RunDetail['tasks'][number]

/** The worst or the least advanced state comes first. */
const ORDER = ['Failed', 'Running', 'Pause', 'Submitted', 'Cancel', 'Success'] as const

/** How a node stands whose jobs stand so: one that waits beside one that has ended is running. */
export function stateOf(tasks: readonly Pick<Task, 'state'>[]): string | undefined {
  const states = new Set(tasks.map(({ state }) => state))
  if (states.has('Success') && (states.has('Submitted') || states.has('Pause')) && !states.has('Failed'))
    return 'Running'
  return ORDER.find((state) => states.has(state)) ?? tasks[0]?.state
}

/** The job that a node's link leads to: that of its state. */
export function jobOf(tasks: readonly Pick<Task, 'state' | 'jobId'>[]): string | undefined {
  const state = stateOf(tasks)
  const withJob = tasks.filter(({ jobId }) => jobId !== null)
  return (withJob.find((task) => task.state === state) ?? withJob[0])?.jobId ?? undefined
}
