import { ProtocolError, type ErrorCode } from '../../protocol/errors.ts'
import type { Call } from '../call.ts'

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

/** Refuses what is documented and not offered; ignoring it would answer something else than was asked. */
export function refuseAbsentBucketFeature(call: Call): void {
  const name = ABSENT_OF_BUCKET.find((candidate) => call.query.has(candidate))
  if (name === undefined) return
  const code = call.method === 'GET' ? NEVER_SET.get(name) : undefined
  if (code) throw new ProtocolError(code, `The bucket has no ${name} configuration.`)
  throw notOffered(`?${name} of a bucket`)
}

export function refuseAbsentObjectFeature({ query }: Call): void {
  const process = query.get('ci-process')
  if (process !== undefined) throw notOffered(`?ci-process=${process.slice(0, 50)}`)
  const name = ABSENT_OF_OBJECT.find((candidate) => query.has(candidate))
  if (name !== undefined) throw notOffered(`?${name} of an object`)
  const image = query.entries.find(([candidate]) => IMAGE_PROCESS.test(candidate))?.[0]
  if (image !== undefined) throw notOffered(`Image processing (${image.slice(0, 50)})`)
}

function notOffered(what: string): ProtocolError {
  return new ProtocolError('NotImplemented', `${what} is not offered by this service.`)
}
