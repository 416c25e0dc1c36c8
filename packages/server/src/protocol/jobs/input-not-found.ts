import { ProtocolError } from '../errors.ts'

/** Returns the error for a missing input: its status is 400, while an unknown id has 404. */
export function inputNotFound(bucket: string, key: string): ProtocolError {
  const message = `The object ${key} does not exist in the bucket ${bucket}.`
  return new ProtocolError('ResourceNotFound', message, { status: 400 })
}
