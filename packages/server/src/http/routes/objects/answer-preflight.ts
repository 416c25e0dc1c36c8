import { ProtocolError } from '../../../protocol/errors.ts'
import type { Call, Reply } from '../../call.ts'
import { isAllowedOrigin } from '../../cors.ts'
import { ALL_KNOWN, type Operation } from '../../operation.ts'
import type { RouteContext } from '../../route-context.ts'

const METHODS = 'GET, HEAD, PUT, POST, DELETE'
/** How long a browser may cache the response, s. */
const MAX_AGE_S = 600

/**
 * OPTIONS: the preflight of a browser, without credentials. Headers that depend on the origin are added to every
 * response, including this one.
 */
function answerPreflightRoute({ settings }: RouteContext, { headers }: Call): Promise<Reply> {
  const { origin } = headers
  if (origin === undefined || !isAllowedOrigin(origin, settings.corsOrigins)) {
    const message = 'This origin is not allowed; LEMNIS_CORS_ORIGINS lists those that are.'
    return Promise.reject(new ProtocolError('AccessForbidden', message))
  }
  const requestedHeaders = headers['access-control-request-headers']
  return Promise.resolve({
    status: 200,
    headers: {
      'access-control-allow-methods': METHODS,
      'access-control-max-age': String(MAX_AGE_S),
      ...(requestedHeaders !== undefined && { 'access-control-allow-headers': requestedHeaders }),
    },
  })
}

export const PREFLIGHT: Operation = {
  action: 'open',
  route: 'preflight',
  known: ALL_KNOWN,
  run: answerPreflightRoute,
}
