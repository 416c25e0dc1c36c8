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

/** A workflow alone, with its graph. */
export const workflowDetailSchema = workflowSchema.extend({
  nodes: z
    .array(z.object({ node: z.string(), type: z.string(), next: z.array(z.string()) }))
    .meta({ description: 'Start, and each node with what follows it.' }),
  topology: shownElements.meta({ description: 'All that was given, as the protocol names it.' }),
})

export const workflowPageSchema = z.object({ workflows: z.array(workflowSchema), next: nextPage })

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
  message: z.string().nullable(),
  createdAt: isoTime.nullable(),
  startedAt: isoTime.nullable(),
  endedAt: isoTime.nullable(),
})

/** A run alone, with the jobs of its nodes and the callback of its end. */
export const executionDetailSchema = executionSchema.extend({
  tasks: z.array(taskSchema),
  callbacks: z.array(callbackSchema),
})

/** The id of the run or the batch that was cancelled. */
export const cancelledSchema = z.object({ cancelled: z.string() })
