import type { ProblemCode } from '../../api-schemas/problem.ts'
import type { Reply } from '../call.ts'

const STATUS: Readonly<Record<ProblemCode, number>> = {
  unauthorized: 401,
  forbidden: 403,
  misdirected: 421,
  too_many: 429,
  not_found: 404,
  invalid_argument: 400,
  conflict: 409,
  method_not_allowed: 405,
  too_large: 413,
  invalid_range: 416,
  unsupported: 422,
  internal: 500,
  unavailable: 503,
}

/** A request that can't be answered: one sentence for its client. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem'
  readonly code: ProblemCode
  readonly headers: Readonly<Record<string, string>>
  /** Of a workflow that can't be saved. */
  readonly nodes: readonly string[]

  constructor(
    code: ProblemCode,
    message: string,
    headers: Readonly<Record<string, string>> = {},
    nodes: readonly string[] = [],
  ) {
    super(message)
    this.code = code
    this.headers = headers
    this.nodes = nodes
  }
}

export function problemReply({ code, message, headers, nodes }: ApiProblem): Reply {
  const error = { code, message, ...(nodes.length > 0 && { nodes }) }
  return jsonReply(STATUS[code], { error }, headers)
}

export function jsonReply(
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(value) }
}
