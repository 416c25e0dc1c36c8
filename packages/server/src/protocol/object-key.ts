import { ProtocolError } from './errors.ts'

/** UTF-8 bytes. */
export const KEY_MAX_BYTES = 850

/** Characters that XML can't represent: such a key could never be listed, nor named in a job or a callback. */
const NOT_IN_XML = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u

/** Returns why `key` can't be the key of an object; `undefined` if it can. */
export function keyProblem(key: string): 'empty' | 'too-long' | 'not-in-xml' | undefined {
  if (key === '') return 'empty'
  if (Buffer.byteLength(key) > KEY_MAX_BYTES) return 'too-long'
  return NOT_IN_XML.test(key) ? 'not-in-xml' : undefined
}

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
