import type { Call } from './call.ts'
import type { HttpSettings } from './config.ts'

/** What scripts may read of an answer beside the few headers that browsers always show. */
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

/** The headers that let the script of an allowed origin see the answer; none while CORS is off or for others. */
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
