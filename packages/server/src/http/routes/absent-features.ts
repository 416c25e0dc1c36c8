import { ProtocolError, type ErrorCode } from '../../protocol/errors.ts'
import type { Call, Route } from '../call.ts'

/** Sub-resources of a bucket that are never set here: reading one says so in the words that clients know. */
const NEVER_SET: ReadonlyMap<string, ErrorCode> = new Map([
  ['cors', 'NoSuchCORSConfiguration'],
  ['lifecycle', 'NoSuchLifecycleConfiguration'],
  ['tagging', 'NoSuchTagSet'],
  ['website', 'NoSuchWebsiteConfiguration'],
])

const ABSENT_OF_BUCKET = [
  ...NEVER_SET.keys(),
  'accelerate',
  'acl',
  'domain',
  'encryption',
  'intelligenttiering',
  'inventory',
  'logging',
  'notification',
  'object-lock',
  'origin',
  'policy',
  'referer',
  'replication',
  'versioning',
  'versions',
]
const ABSENT_OF_OBJECT = ['acl', 'append', 'restore', 'retention', 'select', 'symlink', 'tagging']

/** Image processing is asked for by a query name that goes on with its parameters, as in `imageMogr2/thumbnail/50x`. */
const IMAGE_PROCESS = /^(imageMogr2|imageView2|imageInfo|imageAve|imageSlim|exif|watermark)(\/|$)/

/** A route that refuses what is documented and not offered; ignoring it would answer something else than was asked. */
export function absentBucketFeature(call: Call): Route | undefined {
  const name = ABSENT_OF_BUCKET.find((candidate) => call.query.has(candidate))
  if (name === undefined) return undefined
  const code = call.method === 'GET' ? NEVER_SET.get(name) : undefined
  if (code) return refuse(code, `The bucket has no ${name} configuration.`)
  return notImplemented(`?${name} of a bucket`)
}

export function absentObjectFeature({ query }: Call): Route | undefined {
  const process = query.get('ci-process')
  if (process !== undefined) return notImplemented(`?ci-process=${process.slice(0, 50)}`)
  const name = ABSENT_OF_OBJECT.find((candidate) => query.has(candidate))
  if (name !== undefined) return notImplemented(`?${name} of an object`)
  const image = query.entries.find(([candidate]) => IMAGE_PROCESS.test(candidate))?.[0]
  return image === undefined ? undefined : notImplemented(`Image processing (${image.slice(0, 50)})`)
}

const notImplemented = (what: string): Route =>
  refuse('NotImplemented', `${what} is not offered by this service.`)

function refuse(code: ErrorCode, message: string): Route {
  return () => Promise.reject(new ProtocolError(code, message))
}
