import { z } from 'zod'
import { callbackSchema } from './callbacks.ts'
import { isoTime, nextPage, shownElements } from './values.ts'

const workflowSchema = z.object({
  id: z.string(),
  sequence: z.int().min(1),
  bucket: z.string(),
  name: z.string(),
  state: z.enum(['Active', 'Paused']),
  createdAt: isoTime,
  updatedAt: isoTime,
})

const graph = z
  .array(
    z.object({
      node: z.string(),
      type: z.string(),
      next: z.array(z.string()),
      template: z.string().nullable().meta({ description: 'The id of the template of its jobs.' }),
    }),
  )
  .meta({ description: 'Start, and each node with what follows it.' })

/** A workflow alone, with its graph. */
export const workflowDetailSchema = workflowSchema.extend({
  nodes: graph,
  topology: shownElements.meta({ description: 'All that was given, as the protocol names it.' }),
  request: shownElements.meta({
    description: 'The body of POST /workflow of the protocol that makes the same.',
  }),
  xml: z.string().meta({ description: 'The same body as XML.' }),
})

export const workflowPageSchema = z.object({ workflows: z.array(workflowSchema), next: nextPage })

export const deletedWorkflowSchema = z.object({ deleted: z.string() })

/** The id of the run that was started. */
export const startedExecutionSchema = z.object({ started: z.string() })

/** What may stand in a graph, and what it needs there. */
export const workflowNodeListSchema = z.object({
  nodes: z
    .array(
      z.object({
        type: z.string(),
        next: z
          .array(z.string())
          .readonly()
          .meta({ description: 'The types that may follow it; End if nothing needs to.' }),
        hasTemplates: z.boolean(),
        needsParameters: z
          .boolean()
          .meta({ description: 'Whether it can’t do without parameters or a template.' }),
        needsOutput: z.boolean(),
        isNumbered: z.boolean().meta({
          description: 'Whether it may write several objects, whose keys need ${Number}.',
        }),
      }),
    )
    .readonly()
    .meta({ description: 'Start, and each tag whose jobs can be nodes.' }),
})

/** A run of a workflow. */
export const executionSchema = z.object({
  id: z.string(),
  sequence: z.int().min(1),
  bucket: z.string(),
  workflowId: z.string(),
  workflowName: z.string(),
  batchId: z.string().nullable(),
  object: z.string(),
  state: z.enum(['Running', 'Success', 'Failed', 'Cancel']),
  createdAt: isoTime,
  endedAt: isoTime.nullable(),
})

export const executionPageSchema = z.object({ executions: z.array(executionSchema), next: nextPage })

const taskSchema = z.object({
  node: z.string(),
  type: z.string(),
  state: z.string(),
  jobId: z.string().nullable(),
  outputs: z.array(z.string()).meta({ description: 'The keys of what its job made, once it has ended.' }),
  message: z.string().nullable(),
  createdAt: isoTime.nullable(),
  startedAt: isoTime.nullable(),
  endedAt: isoTime.nullable(),
})

/** A run alone, with the jobs of its nodes and the callback of its end. */
export const executionDetailSchema = executionSchema.extend({
  nodes: graph,
  tasks: z.array(taskSchema),
  callbacks: z.array(callbackSchema),
})

/** The id of the run or the batch that was cancelled. */
export const cancelledSchema = z.object({ cancelled: z.string() })
