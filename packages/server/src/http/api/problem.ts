import type { Reply } from '../call.ts'

export const PROBLEMS = {
  unauthorized: 401,
  not_found: 404,
  invalid_argument: 400,
  conflict: 409,
  method_not_allowed: 405,
  too_large: 413,
  internal: 500,
  unavailable: 503,
} as const

export type ProblemCode = keyof typeof PROBLEMS

/** A request that is refused: one sentence for whoever made it. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem'
  readonly code: ProblemCode
  readonly headers: Readonly<Record<string, string>>

  constructor(code: ProblemCode, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message)
    this.code = code
    this.headers = headers
  }
}

export function problemReply({ code, message, headers }: ApiProblem): Reply {
  return jsonReply(PROBLEMS[code], { error: { code, message } }, headers)
}

export function jsonReply(
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(value) }
}
