import type { CallbackFields } from './callback-fields.ts'
import type { Callback } from './callback.ts'
import { CallbackFormatError } from './callback-format-error.ts'
import { fieldsOfJson, fieldsOfXml } from './read-fields.ts'
import { MAX_BODY_BYTES } from './limits.ts'
import { readTaskFinish, readWorkflowFinish } from './read-events.ts'
import { readXml } from './read-xml.ts'

export interface ParseOptions {
  /** 10 MiB by default. */
  readonly maxBytes?: number
}

/**
 * Parses the body of a callback. The first character decides between XML and JSON, and the same callback gives the same
 * value from both. Call `verify` on the bytes first.
 * @throws CallbackFormatError, and nothing else, for any body.
 */
export function parseCallback(
  body: Uint8Array | string,
  { maxBytes = MAX_BODY_BYTES }: ParseOptions = {},
): Callback {
  // A string never has more UTF-16 units than UTF-8 bytes.
  if (body.length > maxBytes) throw new CallbackFormatError('too-large', `larger than ${maxBytes} bytes`)
  const fields = readFields(typeof body === 'string' ? body.replace(/^\uFEFF/, '') : decodeUtf8(body))
  switch (fields['EventName']) {
    case 'TaskFinish':
      return readTaskFinish(fields)
    case 'WorkflowFinish':
      return readWorkflowFinish(fields)
    case undefined:
      throw new CallbackFormatError('unexpected-shape', 'EventName is missing')
    default:
      throw new CallbackFormatError('unknown-event', 'EventName is neither TaskFinish nor WorkflowFinish')
  }
}

function readFields(source: string): CallbackFields {
  if (/^\s*</.test(source)) return fieldsOfXml(readXml(source))
  let value: unknown
  try {
    value = JSON.parse(source)
  } catch {
    // The parser's own message quotes the body.
    throw new CallbackFormatError('malformed', 'the body is neither XML nor JSON')
  }
  return fieldsOfJson(value)
}

function decodeUtf8(body: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch {
    throw new CallbackFormatError('malformed', 'the body is not valid UTF-8')
  }
}
