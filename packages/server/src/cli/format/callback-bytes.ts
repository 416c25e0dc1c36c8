import type { CallbackMessage } from '../answer.ts'

/** The exact bytes of a callback's body. */
export function callbackBytes({ body, bodyBase64 }: Pick<CallbackMessage, 'body' | 'bodyBase64'>): Buffer {
  return bodyBase64 === undefined ? Buffer.from(body ?? '', 'utf8') : Buffer.from(bodyBase64, 'base64')
}
