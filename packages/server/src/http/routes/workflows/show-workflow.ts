import type { BucketRecord } from '../../../buckets/store.ts'
import { workflowNode } from '../../../protocol/workflows/workflow-shape.ts'
import type { XmlNode } from '../../../protocol/xml/xml.ts'
import type { WorkflowRecord } from '../../../workflows/store.ts'
import type { RouteContext } from '../../route-context.ts'

interface Shown {
  readonly workflow: WorkflowRecord
  readonly as: 'MediaWorkflow' | 'MediaWorkflowList'
}

/** A workflow as an answer lists it. */
export function showWorkflow(
  { engine }: RouteContext,
  bucket: BucketRecord,
  { workflow, as }: Shown,
): XmlNode {
  const { createdAt, updatedAt } = workflow
  const shown = { ...workflow, bucketId: bucket.name, createTime: createdAt, updateTime: updatedAt }
  return workflowNode(as, { ...shown, timeZone: engine.timeZone })
}
