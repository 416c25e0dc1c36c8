import { shapeOf } from '../../../../server/src/job-requests/tag-shapes.ts'
import type { JsonObject } from '../../forms/elements.ts'

/** What the jobs of a tag begin with: where their outputs go, each batch to a folder of its own. */
export function operationFor(
  tag: string,
  bucket: { readonly name: string; readonly region: string },
): JsonObject {
  const { onlyAnswers, isNumbered } = shapeOf(tag)
  if (onlyAnswers) return {}
  const key = `out/\${InventoryTriggerJobId}/\${InputName}${isNumbered ? '-${Number}' : ''}.\${Ext}`
  return { Output: { Region: bucket.region, Bucket: bucket.name, Object: key } }
}

export interface BatchChoice {
  readonly name: string
  readonly prefix: string
  /** One of the two. */
  readonly workflowId?: string
  readonly tag?: string
  /** As a job has it. */
  readonly operation?: JsonObject
}

/** The body of POST /inventorytriggerjob, which has the parameters of its jobs in JobParam. */
export function buildBatch({ name, prefix, workflowId, tag, operation = {} }: BatchChoice): JsonObject {
  const head = { Name: name, Input: { Prefix: prefix } }
  if (workflowId !== undefined) return { ...head, Type: 'Workflow', Operation: { WorkflowIds: workflowId } }
  const { Output, ...params } = operation
  return {
    ...head,
    Type: 'Job',
    Operation: {
      ...(tag !== undefined && { Tag: tag }),
      JobParam: params,
      ...(Output !== undefined && { Output }),
    },
  }
}
