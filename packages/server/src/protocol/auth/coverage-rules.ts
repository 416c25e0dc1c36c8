/** The place of a signature: the Authorization header, or the query of a presigned URL. */
export type SignatureForm = 'header' | 'presigned'

/** Whether the signature must name a header or parameter. */
export type CoverageRequirement = 'must be covered' | 'may be uncovered'

/** The requests in which a parameter is read. */
export type ParameterScope = 'bucket' | 'object' | 'ci-process' | 'jobs' | 'everywhere'

export interface CoverageRule {
  readonly kind: 'header' | 'parameter'
  /** Not case-sensitive; a star at the end matches any rest. */
  readonly names: readonly string[]
  readonly scope: ParameterScope
  readonly requirements: Readonly<Record<SignatureForm, CoverageRequirement>>
  /** Values that may be uncovered nevertheless. */
  readonly unless?: { readonly pattern: RegExp; readonly description: string }
  /** One clause, as the docs show it. */
  readonly reason: string
}

const MUST = 'must be covered'
const MAY = 'may be uncovered'
/** Every official SDK signs these headers, in either form. */
const ALWAYS = { header: MUST, presigned: MUST } as const
/**
 * In a client's own calls parameters may be unsigned, since SDKs have an option for it. A presigned URL is passed on
 * to others.
 */
const PRESIGNED_ONLY = { header: MAY, presigned: MUST } as const
const NEVER = { header: MAY, presigned: MAY } as const

type Rest = Omit<CoverageRule, 'kind' | 'names'>

const header = (names: string, rest: Omit<Rest, 'scope'>): CoverageRule => ({
  kind: 'header',
  names: names.split(' '),
  scope: 'everywhere',
  ...rest,
})
const parameter = (names: string, rest: Rest): CoverageRule => ({
  kind: 'parameter',
  names: names.split(' '),
  ...rest,
})

/**
 * Every header and parameter that affects what is read, written or allowed, once. A rule for the full name takes
 * precedence over one with a star. Names without a rule are not read. docs/keys.md shows this table, and a test
 * compares the two.
 */
export const COVERAGE: readonly CoverageRule[] = [
  header('x-cos-copy-source*', {
    requirements: ALWAYS,
    reason: 'reads another object, in any bucket that the signer may read',
  }),
  header('x-cos-metadata-directive', {
    requirements: ALWAYS,
    reason: 'determines whose headers a copy gets',
  }),
  header('x-cos-acl', {
    requirements: ALWAYS,
    unless: { pattern: /^(?:private|default)$/i, description: 'it is `private` or `default`' },
    reason: 'would give others access, once ACLs are supported',
  }),
  header('x-cos-grant-*', {
    requirements: ALWAYS,
    reason: 'would give others access, once ACLs are supported',
  }),
  header('x-cos-tagging*', {
    requirements: ALWAYS,
    reason: 'would set tags that rules select by, once they are supported',
  }),
  header('x-cos-callback* x-cos-return-body', {
    requirements: ALWAYS,
    reason: 'would make the service call a URL or change its response, once supported',
  }),
  header('x-cos-server-side-encryption* pic-operations', {
    requirements: ALWAYS,
    reason: 'would change the stored bytes or write more objects, once supported',
  }),
  header('Host', {
    requirements: NEVER,
    reason: 'SDKs have an option to leave it out; see below for the effect',
  }),
  header('Content-Type Cache-Control Content-Disposition Content-Encoding Expires', {
    requirements: NEVER,
    reason:
      'metadata of an object that the signer may write; browsers add some, and SDKs leave some unsigned',
  }),
  header('x-cos-meta-* x-cos-storage-class', {
    requirements: NEVER,
    reason: 'metadata of an object that the signer may write',
  }),
  header('x-cos-forbid-overwrite If-Match If-None-Match If-Modified-Since If-Unmodified-Since', {
    requirements: NEVER,
    reason: 'can only reject more requests',
  }),
  header('x-cos-traffic-limit', { requirements: NEVER, reason: 'can only slow the transfer down' }),
  header('Range If-Range', { requirements: NEVER, reason: 'can only return less; browsers add it' }),
  header('Content-Length Content-MD5 Transfer-Encoding Expect', {
    requirements: NEVER,
    reason: 'frames and checks the body, which no signature covers',
  }),
  header('Origin Access-Control-Request-Headers', {
    requirements: NEVER,
    reason: 'added by browsers; affects only what a script can read',
  }),
  header('x-cos-security-token x-ci-security-token', {
    requirements: NEVER,
    reason: 'authenticated by itself; some SDKs add it after signing',
  }),
  parameter('q-* sign x-cos-security-token x-ci-security-token token clientIP clientUA', {
    scope: 'everywhere',
    requirements: NEVER,
    reason: 'part of the signature, or sent with it by an SDK',
  }),
  parameter('uploads delete location', {
    scope: 'bucket',
    requirements: PRESIGNED_ONLY,
    reason: 'selects another operation',
  }),
  parameter(
    'accelerate acl cors domain encryption intelligenttiering inventory lifecycle logging notification object-lock ' +
      'origin policy referer replication tagging versioning versions website',
    {
      scope: 'bucket',
      requirements: PRESIGNED_ONLY,
      reason: 'selects another operation, once it is supported',
    },
  ),
  parameter('uploads uploadId partNumber', {
    scope: 'object',
    requirements: PRESIGNED_ONLY,
    reason: 'selects another operation, or another part',
  }),
  parameter('acl append restore retention select symlink tagging', {
    scope: 'object',
    requirements: PRESIGNED_ONLY,
    reason: 'selects another operation, once it is supported',
  }),
  parameter('ci-process', {
    scope: 'object',
    requirements: PRESIGNED_ONLY,
    reason: 'selects another operation',
  }),
  parameter('type addtoheader time width height format rotate mode', {
    scope: 'ci-process',
    requirements: PRESIGNED_ONLY,
    reason: 'determines what the process reads, and whether it writes',
  }),
  parameter('x-cos-traffic-limit', {
    scope: 'object',
    requirements: NEVER,
    reason: 'can only slow the transfer down',
  }),
  parameter('versionId', { scope: 'object', requirements: PRESIGNED_ONLY, reason: 'selects other bytes' }),
  parameter('response-content-disposition', {
    scope: 'object',
    requirements: PRESIGNED_ONLY,
    unless: { pattern: /^attachment\b/i, description: 'it begins with `attachment`' },
    reason:
      'could make a browser show a file that should be saved; the vendor’s examples append `attachment` to a presigned URL',
  }),
  parameter(
    'response-content-type response-content-language response-content-encoding response-cache-control response-expires',
    {
      scope: 'object',
      requirements: PRESIGNED_ONLY,
      reason: 'could make a browser run a file as a page, or a shared cache store it',
    },
  ),
  parameter('prefix delimiter marker key-marker upload-id-marker', {
    scope: 'bucket',
    requirements: PRESIGNED_ONLY,
    reason: 'determines the contents of a list',
  }),
  parameter('part-number-marker', {
    scope: 'object',
    requirements: PRESIGNED_ONLY,
    reason: 'determines the contents of a list',
  }),
  parameter('max-keys max-uploads encoding-type', {
    scope: 'bucket',
    requirements: NEVER,
    reason: 'can only return less, or encode it differently',
  }),
  parameter('max-parts encoding-type', {
    scope: 'object',
    requirements: NEVER,
    reason: 'can only return less, or encode it differently',
  }),
  parameter('imageMogr2* imageView2* imageInfo* imageAve* imageSlim* exif* watermark*', {
    scope: 'object',
    requirements: NEVER,
    reason: 'always rejected; SDKs append it unsigned',
  }),
  parameter('*', {
    scope: 'jobs',
    requirements: PRESIGNED_ONLY,
    reason: 'determines what is listed, started or cancelled',
  }),
]
