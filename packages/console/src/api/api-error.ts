import type { z } from 'zod'
import type { problemSchema } from '../../../server/src/api-schemas/problem.ts'

/** An answer that reports an error: a sentence for a person. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number
  /** Of the management API, such as `not_found`; of the object protocol its own, such as `NoSuchKey`. */
  readonly code: string
  /** The nodes of a workflow that it is about. */
  readonly nodes: readonly string[]

  constructor(status: number, code: string, message: string, nodes: readonly string[] = []) {
    super(message)
    this.status = status
    this.code = code
    this.nodes = nodes
  }
}

/** What an answer that is no success says. */
export async function readError(answer: Response): Promise<ApiError> {
  return errorOf(answer.status, answer.headers.get('content-type') ?? '', await answer.text())
}

/** What the body of such an answer says, in JSON or in the XML of the object protocol. */
export function errorOf(status: number, type: string, text: string): ApiError {
  if (type.includes('json')) {
    const { error }: z.infer<typeof problemSchema> = JSON.parse(text)
    return new ApiError(status, error.code, error.message, error.nodes)
  }
  const code = /<Code>([^<]*)/.exec(text)?.[1] ?? 'error'
  const message = /<Message>([^<]*)/.exec(text)?.[1] ?? `The service answered ${status}.`
  return new ApiError(status, code, message)
}
