import { NameIndex, type Named } from '../protocol/name-index.ts'
import { REPLACEABLE_HEADERS } from '../protocol/objects/replaceable-headers.ts'

/**
 * A header or parameter that clients send and that has no effect. All others that an operation does not know are
 * rejected.
 */
export interface IgnoredName extends Named {
  readonly kind: 'header' | 'parameter'
  /** One clause, as the docs show it. */
  readonly reason: string
}

const header = (names: string, because: string): IgnoredName => ({
  kind: 'header',
  names: names.split(' '),
  reason: because,
})
const parameter = (names: string, because: string): IgnoredName => ({
  kind: 'parameter',
  names: names.split(' '),
  reason: because,
})

/** docs/objects.md shows this table. */
export const IGNORED_NAMES: readonly IgnoredName[] = [
  header(
    'x-cos-security-token x-ci-security-token',
    'the token of a temporary key; the PHP SDK sends both to every host',
  ),
  header('x-cos-sdk-log-debug', 'the Java SDK sends with each request whether it logs'),
  header('x-cos-sdk-retry', 'SDKs mark retries'),
  header('x-cos-request-payer', 'selects who is billed; there is no billing'),
  header(
    'x-cos-meta-*',
    'stored by an upload, a copy and the start of a multipart upload; encryption clients repeat them with each part',
  ),
  parameter(
    'q-sign-algorithm q-ak q-sign-time q-key-time q-header-list q-url-param-list q-signature sign',
    'the signature of a presigned URL',
  ),
  parameter('x-cos-security-token x-ci-security-token', 'the token of a temporary key'),
  parameter(
    REPLACEABLE_HEADERS.map((name) => `response-${name}`).join(' '),
    'replace response headers of a GET; Python programs send them with every call',
  ),
  parameter(
    'token clientIP clientUA',
    'the SDKs for Node and browsers pass on values of their `getAuthorization`',
  ),
]

const indexOf = (kind: IgnoredName['kind']): NameIndex<IgnoredName> =>
  new NameIndex(IGNORED_NAMES.filter((habit) => habit.kind === kind))

/** Accepted by every operation beside its own names. */
export const IGNORED = { header: indexOf('header'), parameter: indexOf('parameter') } as const
