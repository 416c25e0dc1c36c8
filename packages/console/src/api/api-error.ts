/** An answer that reports an error: a sentence for a person. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number
  /** Of the management API, such as `not_found`; of the object protocol its own, such as `NoSuchKey`. */
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

/** What an answer that is no success says. */
export async function readError(answer: Response): Promise<ApiError> {
  const text = await answer.text()
  if (answer.headers.get('content-type')?.includes('json')) {
    const { error }: { error: { code: string; message: string } } = JSON.parse(text)
    return new ApiError(answer.status, error.code, error.message)
  }
  const code = /<Code>([^<]*)/.exec(text)?.[1] ?? 'error'
  const message = /<Message>([^<]*)/.exec(text)?.[1] ?? `The service answered ${answer.status}.`
  return new ApiError(answer.status, code, message)
}
