import { ProtocolError } from '../../protocol/errors.ts'
import type { Call } from '../call.ts'

export function methodNotAllowed(call: Call): ProtocolError {
  return new ProtocolError('MethodNotAllowed', `${call.method} is not allowed on /${call.target.key}.`)
}
