import { isBucketName } from './bucket-name.ts'
import { ProtocolError } from './errors.ts'
import { isJobRequest } from './job-paths.ts'
import { percentDecode } from './percent-encoding.ts'
import { parseQuery } from './query.ts'

interface HostBucket {
  readonly name: string
  readonly region: string
}

export interface HostSettings {
  /** Plain names of this service, lower case, without a port. */
  readonly publicNames: readonly string[]
  /** Host names of single buckets, lower case and without a port. */
  readonly hostBuckets?: ReadonlyMap<string, HostBucket>
  /** The bucket of a request that names none. */
  readonly defaultBucket?: HostBucket
}

/** `sts` issues temporary keys. `management` has the operator's paths, on any host. */
type TargetService = 'cos' | 'ci' | 'pic' | 'sts' | 'management'

/** The target of a request, from its request line and Host header. */
export interface Target {
  readonly service: TargetService
  readonly bucket?: string
  /** The number of an account, if the host names that instead of a bucket. */
  readonly account?: string
  readonly region?: string
  /** The path as received, with its first slash and its escapes. */
  readonly rawPath: string
  /** The path decoded once, without its leading slash and, in path style, without the bucket. */
  readonly key: string
  /** The part after the `?`. */
  readonly rawQuery: string
  /** The bucket was the first segment of the path. */
  readonly pathStyle: boolean
  /** Host and port as received. */
  readonly host: string
  /** The host alone determines the bucket. */
  readonly hostNamesBucket: boolean
}

export interface TargetRequest {
  readonly method: string
  /** The request target of the request line: a path, or for a proxy a whole URL. */
  readonly target: string
  readonly hostHeader: string | undefined
  readonly contentType?: string | undefined
  readonly settings: HostSettings
}

/** Returns the target of a request. Throws InvalidURI for a malformed target, InvalidHost for a URL of another host. */
export function routeTarget(request: TargetRequest): Target {
  const { authority, path, rawQuery, absolute } = splitTarget(request)
  const named = readHostName(hostName(authority), request.settings, absolute)
  const decoded = percentDecode(path)
  if (decoded === undefined) {
    throw new ProtocolError('InvalidURI', 'The path has a malformed percent escape, or is not UTF-8.')
  }
  const place = { rawPath: path, rawQuery, host: authority, hostNamesBucket: named.bucket !== undefined }
  const whole = decoded.slice(1)
  if (isReserved(whole, named)) return { ...place, service: 'management', key: whole, pathStyle: false }
  if (asksForKeys(request, { path, rawQuery, named })) {
    return { ...place, service: 'sts', key: whole, pathStyle: false }
  }
  const located =
    named.bucket === undefined && named.service === undefined ? locate(whole, request) : undefined
  const key = located?.key ?? whole
  const service = serviceOf(named, { method: request.method, path: key, rawQuery })
  const bucket = named.bucket ?? located?.bucket
  const region = named.region ?? located?.region
  return {
    ...place,
    service,
    // A published example posts to `/triggerworkflow/`.
    key: service === 'ci' ? key.replace(/\/$/, '') : key,
    pathStyle: located?.pathStyle ?? false,
    ...(bucket !== undefined && { bucket }),
    ...(named.account !== undefined && { account: named.account }),
    ...(region !== undefined && { region }),
  }
}

interface SplitTarget {
  readonly authority: string
  readonly path: string
  readonly rawQuery: string
  readonly absolute: boolean
}

const ABSOLUTE = /^https?:\/\/([^/?#@]+)(\/[^?]*)?(?:\?(.*))?$/is

/** A URL in the request line overrides the Host header (RFC 9112, 3.2.2). */
function splitTarget({ target, hostHeader = '' }: TargetRequest): SplitTarget {
  if (target.startsWith('/')) {
    const mark = target.indexOf('?')
    const [path, rawQuery] = mark === -1 ? [target, ''] : [target.slice(0, mark), target.slice(mark + 1)]
    return { authority: hostHeader.trim(), path, rawQuery, absolute: false }
  }
  const [, authority, path = '', rawQuery = ''] = ABSOLUTE.exec(target) ?? []
  if (authority === undefined) {
    throw new ProtocolError('InvalidURI', 'The request target must be a path, or an http or https address.')
  }
  return { authority, path: path === '' ? '/' : path, rawQuery, absolute: true }
}

/** Lower case, without the port and a trailing dot; an IPv6 address keeps its brackets. */
function hostName(authority: string): string {
  return authority.toLowerCase().replace(/:\d*$/, '').replace(/\.$/, '')
}

interface NamedHost {
  readonly service?: 'cos' | 'ci' | 'pic' | 'sts'
  readonly bucket?: string
  readonly account?: string
  readonly region?: string
}

/**
 * `accelerate` stands in place of a region and means the bucket's own. A last label, as in `cos.localhost`, is no
 * region.
 */
const SERVICE_HOST =
  /^(?:(?<bucket>[^.]+)\.)?(?<service>cos(?:v6|-cdc|-internal)?|ci|pic)\.(?:(?<region>[a-z0-9-]+)\.|[a-z0-9-]+$)/
const PLAIN_HOST = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/

function readHostName(host: string, settings: HostSettings, absolute: boolean): NamedHost {
  if (host.startsWith('service.cos.')) return { service: 'cos' }
  const named = SERVICE_HOST.exec(host)?.groups
  const service = named && serviceNamed(named['service'])
  const owner = named && ownerNamed(named['bucket'], service)
  if (service && owner) {
    return {
      service,
      ...owner,
      ...(named['region'] !== undefined && named['region'] !== 'accelerate' && { region: named['region'] }),
    }
  }
  const configured = settings.hostBuckets?.get(host)
  if (configured) return { bucket: configured.name, region: configured.region }
  const isPlain = (name: string): boolean => PLAIN_HOST.test(name) || settings.publicNames.includes(name)
  if (isPlain(host)) return {}
  if (host.startsWith('sts.')) return { service: 'sts' }
  const [label, suffix] = splitOnce(host, '.')
  if (isBucketName(label) && isPlain(suffix)) return { bucket: label }
  if (service) {
    throw new ProtocolError(
      'InvalidBucketName',
      'The host must begin with the full name of a bucket, such as media-1250000000.',
    )
  }
  // A plain path may arrive under any name that resolves to this service. A URL belongs to another host unless its
  // name is known.
  if (absolute)
    throw new ProtocolError('InvalidHost', 'The address is not one of this service, which forwards nothing.')
  return {}
}

const ACCOUNT = /^\d+$/

/**
 * The owner that the first label of a host names; `undefined` if it is neither a bucket nor, on the job host, an
 * account.
 */
function ownerNamed(
  label: string | undefined,
  service: NamedHost['service'],
): Pick<NamedHost, 'bucket' | 'account'> | undefined {
  if (label === undefined) return {}
  if (isBucketName(label)) return { bucket: label }
  return service === 'ci' && ACCOUNT.test(label) ? { account: label } : undefined
}

function serviceNamed(text: string | undefined): 'cos' | 'ci' | 'pic' | undefined {
  if (text === undefined) return undefined
  return text === 'ci' || text === 'pic' ? text : 'cos'
}

/**
 * The management API is reserved on every host, so that no key can shadow it; the probes only where no bucket is
 * named.
 */
function isReserved(path: string, named: NamedHost): boolean {
  if (path === '_lemnis' || path.startsWith('_lemnis/')) return true
  const plain = named.service === undefined && named.bucket === undefined
  return plain && (path === 'healthz' || path === 'readyz' || path === 'metrics')
}

/**
 * Whether a request is one for temporary keys. Its host name says so. Otherwise, if the host names nothing, it is a
 * form or JSON posted to the root, or a query with an Action. No request for objects has any of these.
 */
function asksForKeys(
  { method, contentType = '' }: TargetRequest,
  { path, rawQuery, named }: { path: string; rawQuery: string; named: NamedHost },
): boolean {
  if (named.service !== undefined || named.bucket !== undefined) return named.service === 'sts'
  if (path !== '/') return false
  if (method === 'GET') return /^(?:.*&)?Action=/.test(rawQuery)
  return (
    method === 'POST' &&
    rawQuery === '' &&
    /^application\/(?:json|x-www-form-urlencoded)\b/i.test(contentType)
  )
}

interface LocatedBucket {
  readonly bucket?: string
  readonly region?: string
  readonly key: string
  readonly pathStyle: boolean
}

/**
 * Finds the bucket of a request whose host names none: the first segment of the path if it is a bucket name, else the
 * default.
 */
function locate(path: string, { settings }: TargetRequest): LocatedBucket {
  const [first, key] = splitOnce(path, '/')
  if (isBucketName(first)) return { bucket: first, key, pathStyle: true }
  const { defaultBucket } = settings
  if (!defaultBucket) return { key: path, pathStyle: false }
  return { bucket: defaultBucket.name, region: defaultBucket.region, key: path, pathStyle: false }
}

function serviceOf(
  { service }: NamedHost,
  { method, path, rawQuery }: { method: string; path: string; rawQuery: string },
): TargetService {
  if (service === 'ci' || service === 'pic' || service === 'sts') return service
  const besideObjects = service === 'cos'
  return isJobRequest({ method, path, query: parseQuery(rawQuery), besideObjects }) ? 'ci' : 'cos'
}

function splitOnce(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator)
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)]
}
