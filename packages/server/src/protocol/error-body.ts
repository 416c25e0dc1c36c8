import type { ProtocolError } from './errors.ts'
import { writeXml, XML_PROLOG } from './xml/write-xml.ts'

export interface ErrorContext {
  /** The requested resource: the path, or host and key. */
  readonly resource: string
  readonly requestId: string
  readonly traceId: string
}

/**
 * Returns the body of an error on either host. All five elements always have text: one client reports the code of an
 * error without a Resource as unknown.
 */
export function errorBody(
  error: Pick<ProtocolError, 'code' | 'message'>,
  { resource, requestId, traceId }: ErrorContext,
): string {
  const body = writeXml([
    'Error',
    [
      ['Code', error.code],
      ['Message', error.message || error.code],
      ['Resource', resource || '/'],
      ['RequestId', requestId],
      ['TraceId', traceId],
    ],
  ])
  return `${XML_PROLOG}${body}`
}
