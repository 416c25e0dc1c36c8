import { ProtocolError } from './errors.ts'
import { KEY_MAX_BYTES, keyProblem } from './key-problem.ts'

/** Throws KeyTooLong or InvalidObjectName for an invalid key in a path or form. */
export function assertObjectKey(key: string): void {
  const problem = keyProblem(key)
  if (problem === 'too-long') {
    throw new ProtocolError('KeyTooLong', `The object key is longer than ${KEY_MAX_BYTES} bytes of UTF-8.`)
  }
  if (problem) {
    throw new ProtocolError(
      'InvalidObjectName',
      'The object key must have at least one character, and none that XML has no spelling for.',
    )
  }
}
