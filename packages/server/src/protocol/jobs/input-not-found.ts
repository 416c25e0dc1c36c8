import { ProtocolError } from '../errors.ts'

/** An object that a request is to read: the protocol answers 400 there, and 404 for an id that nobody has. */
export function inputNotFound(bucket: string, key: string): ProtocolError {
  const message = `The object ${key} does not exist in the bucket ${bucket}.`
  return new ProtocolError('ResourceNotFound', message, { status: 400 })
}
