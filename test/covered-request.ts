import { z } from 'zod'
import type { SignatureForm } from '../packages/server/src/protocol/auth/coverage-rules.ts'
import type { RunningService } from '../tooling/start-service.ts'
import { authorization } from './authorization.ts'
import { rawRequest, type Answer } from './signed-client.ts'

type Values = Readonly<Record<string, string>>

export interface CoveredRequest {
  readonly method: string
  readonly host: string
  /** Decoded, with the leading slash. */
  readonly path: string
  readonly form: SignatureForm
  /** The part that the signature covers. */
  readonly covered?: { readonly query?: Values; readonly headers?: Values }
  /** The part that it does not cover. */
  readonly added?: { readonly query?: Values; readonly headers?: Values }
  readonly body?: string
}

/** Sends a request whose signature covers only a part of it, in either form. Host is covered only if it is named. */
export function coveredRequest(service: RunningService, request: CoveredRequest): Promise<Answer> {
  const { method, host, path, form, covered = {}, added = {}, body } = request
  const now = Math.floor(Date.now() / 1_000)
  const signed = authorization({
    secretId: service.secretId,
    secretKey: service.secretKey,
    method,
    path,
    query: covered.query ?? {},
    headers: covered.headers ?? {},
    keyTime: `${now - 60};${now + 900}`,
  })
  const carried = form === 'header' ? {} : fieldsOf(signed)
  const query = new URLSearchParams({ ...carried, ...covered.query, ...added.query }).toString()
  return rawRequest(service.port, {
    method,
    path: encodeURI(path) + (query === '' ? '' : `?${query.replaceAll('+', '%20')}`),
    headers: {
      host,
      ...covered.headers,
      ...added.headers,
      ...(form === 'header' && { authorization: signed }),
    },
    body,
  })
}

function fieldsOf(signed: string): Values {
  const pairs = signed.split('&').map((field) => field.split(/=(.*)/s))
  return Object.fromEntries(pairs.map((pair) => z.tuple([z.string(), z.string()]).parse(pair.slice(0, 2))))
}

/** Returns whether the request was rejected because of its coverage; other errors don't matter. */
export function coverageResult({ status, code, body }: Answer): 'refused' | 'taken' {
  if (status !== 403) return 'taken'
  if (code === 'AccessDenied' && body.includes('is not covered by the signature')) return 'refused'
  throw new Error(`neither taken nor refused for what it does not cover: ${body}`)
}
