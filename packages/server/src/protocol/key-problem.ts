/** UTF-8 bytes. */
export const KEY_MAX_BYTES = 850

/** Characters that XML can't represent: such a key could never be listed, nor named in a job or a callback. */
const NOT_IN_XML = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u

const UTF8 = new TextEncoder()

/** Returns why `key` can't be the key of an object; `undefined` if it can. The console asks the same, so no `Buffer`. */
export function keyProblem(key: string): 'empty' | 'too-long' | 'not-in-xml' | undefined {
  if (key === '') return 'empty'
  if (UTF8.encode(key).length > KEY_MAX_BYTES) return 'too-long'
  return NOT_IN_XML.test(key) ? 'not-in-xml' : undefined
}
