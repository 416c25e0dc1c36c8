import { ProtocolError, type ErrorCode } from '../../../protocol/errors.ts'
import { requireBucket, type Call, type Reply } from '../../call.ts'
import { xmlReply } from '../xml-reply.ts'

/** The vendor's error for a bucket without the configuration. Here no bucket has one. */
const ABSENT: ReadonlyMap<string, ErrorCode> = new Map([
  ['cors', 'NoSuchCORSConfiguration'],
  ['encryption', 'NoSuchEncryptionConfiguration'],
  ['inventory', 'NoSuchConfiguration'],
  ['lifecycle', 'NoSuchLifecycleConfiguration'],
  ['policy', 'NoSuchBucketPolicy'],
  ['replication', 'ReplicationConfigurationNotFoundError'],
  ['tagging', 'NoSuchTagSet'],
  ['website', 'NoSuchWebsiteConfiguration'],
])
const EMPTY: ReadonlyMap<string, string> = new Map([
  ['accelerate', 'AccelerateConfiguration'],
  ['logging', 'BucketLoggingStatus'],
  ['referer', 'RefererConfiguration'],
  ['versioning', 'VersioningConfiguration'],
])

export const CONFIGURATIONS: readonly string[] = [...ABSENT.keys(), ...EMPTY.keys()]

/** GET /?{configuration} of a bucket. */
export function readConfigurationRoute(_context: unknown, call: Call): Promise<Reply> {
  requireBucket(call)
  const name = CONFIGURATIONS.find((candidate) => call.query.has(candidate)) ?? ''
  const code = ABSENT.get(name)
  if (code) throw new ProtocolError(code, `The bucket has no ${name} configuration.`)
  return Promise.resolve(xmlReply([EMPTY.get(name) ?? '', []]))
}
