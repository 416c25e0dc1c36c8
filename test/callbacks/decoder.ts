import { z } from 'zod'
import { container, listOf, text, texts } from '../../packages/server/src/tags/testing/callback-shapes.ts'

const header = texts('Key', 'Value')

/** Decodes a callback in native JSON whose Operation is one that `operation` decodes. */
export function taskFinish(tag: string, operation: z.ZodType): z.ZodType {
  return container({
    EventName: z.literal('TaskFinish'),
    JobsDetail: listOf(
      container({
        Code: text,
        CreationTime: text,
        EndTime: text,
        Input: container({
          BucketId: text,
          CosHeaders: listOf(header).optional(),
          Object: text,
          Region: text,
        }),
        JobId: text,
        Message: text,
        Operation: operation,
        Progress: text.optional(),
        QueueId: text,
        ...(tag !== 'NoiseReduction' && { QueueType: text }),
        StartTime: text,
        State: z.enum(['Success', 'Failed']),
        Tag: z.literal(tag),
        Workflow: texts('Name', 'RunId', 'WorkflowId', 'WorkflowName').optional(),
      }),
    ),
  })
}

/** Decodes the callback of a run. */
export const WORKFLOW_FINISH: z.ZodType = container({
  EventName: z.literal('WorkflowFinish'),
  WorkflowExecution: container({
    WorkflowId: text,
    WorkflowName: text,
    RunId: text,
    State: text,
    BucketId: text,
    Object: text,
    CreateTime: text,
    CosHeaders: listOf(header),
    Tasks: listOf(
      texts('Type', 'CreateTime', 'EndTime', 'State', 'JobId', 'Name', 'TemplateId', 'TemplateName'),
    ),
  }),
})
