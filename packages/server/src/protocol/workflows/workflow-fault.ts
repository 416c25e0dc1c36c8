import { ProtocolError, type ErrorCode } from '../errors.ts'

/** A workflow that can't be saved, with the nodes that this is about; none: it is about all of it. */
export class WorkflowFault extends ProtocolError {
  readonly nodes: readonly string[]

  constructor(code: ErrorCode, message: string, nodes: readonly string[], cause?: unknown) {
    super(code, message, { cause })
    this.nodes = nodes
  }
}
