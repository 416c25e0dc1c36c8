import type { BucketRecord } from '../buckets/store.ts'
import type { WorkflowContent } from '../engine/workflows/save-workflow.ts'
import { ProtocolError } from '../protocol/errors.ts'
import { readWorkflow } from '../protocol/workflows/read-workflow.ts'
import { WorkflowFault } from '../protocol/workflows/workflow-fault.ts'
import type { XmlElement } from '../protocol/xml/xml.ts'
import type { RouteContext } from './route-context.ts'
import { assertCallbackAddress } from './routes/assert-callback-address.ts'

export interface RequestedWorkflow {
  readonly bucket: BucketRecord
  /** The body of POST /workflow. */
  readonly body: XmlElement
}

/** A message that begins with the path of an element of a node. */
const OF_NODE = /^MediaWorkflow\.Topology\.Nodes\.([^.\s]+)/

/**
 * Reads what shall be saved; the graph and its nodes are checked as it is saved. Throws the protocol's error, which says
 * which node it is about.
 */
export function readWorkflowRequest(
  context: Pick<RouteContext, 'callbackAddresses'>,
  { bucket, body }: RequestedWorkflow,
): WorkflowContent {
  const request = readNamingNodes(body)
  const url = request.start.notify?.url
  try {
    assertCallbackAddress(context, { path: 'Start.Input.NotifyConfig.Url', url })
  } catch (error) {
    throw ofNodes(error, ['Start'])
  }
  return { bucket, ...request }
}

function readNamingNodes(body: XmlElement): ReturnType<typeof readWorkflow> {
  try {
    return readWorkflow(body)
  } catch (error) {
    const node = error instanceof Error ? OF_NODE.exec(error.message)?.[1] : undefined
    throw ofNodes(error, node === undefined ? [] : [node])
  }
}

function ofNodes(error: unknown, nodes: readonly string[]): unknown {
  return error instanceof ProtocolError ? new WorkflowFault(error.code, error.message, nodes, error) : error
}
