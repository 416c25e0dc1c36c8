import { OutageError } from '../base/outages/outage.ts'
import { unreachable } from '../base/unreachable.ts'
import type { MediaResult } from '../media/pool/result.ts'
import { ProtocolError } from '../protocol/errors.ts'

/** Returns what a child that a request waits for found. Throws the error that says why there is nothing. */
export function valueOf(result: MediaResult): unknown {
  switch (result.kind) {
    case 'done':
      return result.value
    case 'failed':
      throw new ProtocolError(result.code, result.message)
    case 'broken':
      if (result.reason === 'crashed' || result.reason === 'error') {
        throw new ProtocolError('InternalError', result.message)
      }
      throw new ProtocolError('ServiceUnavailable', result.message)
    case 'unavailable':
      throw new OutageError(result.resource, result.message)
    case 'aborted':
      throw new ProtocolError('ServiceUnavailable', 'The service is stopping; try again.')
    default:
      return unreachable(result)
  }
}
