const NAMED = 'Correct --url, or LEMNIS_HOST.'

/** Why a request failed before an answer, and what to do, by the code of the system, of undici or of TLS. */
const BY_CODE: ReadonlyMap<string, readonly [reason: string, advice: string]> = new Map([
  [
    'ECONNREFUSED',
    ['nothing listens there', 'Start it with "lemnis serve", or name another one with --url.'],
  ],
  ['ENOTFOUND', ['the name of the host is not known', NAMED]],
  ['EAI_AGAIN', ['the DNS server does not answer', 'See whether the network works.']],
  ['EHOSTUNREACH', ['there is no route to the host', NAMED]],
  ['ENETUNREACH', ['there is no route to the host', NAMED]],
  ['ECONNRESET', ['it closed the connection', 'See the log of the service.']],
  ['UND_ERR_SOCKET', ['it closed the connection', 'See whether it is another service, and its log.']],
  ['ERR_TLS_CERT_ALTNAME_INVALID', ['its certificate is for another name', 'Give that name with --url.']],
  ['CERT_HAS_EXPIRED', ['its certificate has expired', 'Renew the file of LEMNIS_TLS_CERT.']],
])
const SPEAKS_NO_TLS = /^(?:EPROTO|ERR_SSL_)/
const CERTIFICATE = /CERT|VERIFY|ISSUER/

/** `nothing listens there (ECONNREFUSED). Start it with …`, for what `fetch` throws. */
export function explainFailure(error: unknown): string {
  if (!(error instanceof Error)) return `${String(error)}.`
  if (error.name === 'TimeoutError') return 'it took too long. See the log of the service.'
  // `fetch failed` says nothing; the reason is the error's cause.
  const cause = error.cause instanceof Error ? error.cause : error
  const errors: readonly unknown[] = cause instanceof AggregateError ? cause.errors : []
  const [first = cause] = errors
  const code = first instanceof Error && 'code' in first ? String(first.code) : ''
  const [reason, advice] = BY_CODE.get(code) ?? byKind(code) ?? []
  if (reason !== undefined && advice !== undefined) return `${reason} (${code}). ${advice}`
  return `${first instanceof Error ? first.message : String(first)}.`
}

function byKind(code: string): readonly [reason: string, advice: string] | undefined {
  if (SPEAKS_NO_TLS.test(code)) return ['it does not speak TLS', 'Write http:// in --url.']
  if (!CERTIFICATE.test(code)) return undefined
  return ['its certificate is not trusted here', 'Name a file with its CA in NODE_EXTRA_CA_CERTS.']
}
