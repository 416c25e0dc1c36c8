import type { Call } from './call.ts'
import type { HttpSettings } from './config.ts'

/** The response headers that scripts may read, beside the few that browsers always expose. */
const EXPOSED = [
  'ETag',
  'Content-Length',
  'Content-Range',
  'Accept-Ranges',
  'Last-Modified',
  'Location',
  'x-cos-request-id',
  'x-cos-hash-crc64ecma',
  'x-cos-bucket-region',
  'x-ci-request-id',
]

/**
 * Returns the headers that let a script of an allowed origin read the response. There are none while CORS is off, or
 * for other origins.
 */
export function corsHeaders(
  call: Pick<Call, 'headers'>,
  { corsOrigins }: Pick<HttpSettings, 'corsOrigins'>,
): Record<string, string> {
  const { origin } = call.headers
  if (origin === undefined || !isAllowedOrigin(origin, corsOrigins)) return {}
  return {
    'access-control-allow-origin': corsOrigins.includes('*') ? '*' : origin,
    'access-control-expose-headers': EXPOSED.join(', '),
    vary: 'Origin',
  }
}

export function isAllowedOrigin(origin: string, corsOrigins: readonly string[]): boolean {
  return corsOrigins.includes('*') || corsOrigins.includes(origin)
}
