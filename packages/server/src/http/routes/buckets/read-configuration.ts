import { ProtocolError, type ErrorCode } from '../../../protocol/errors.ts'
import { requireBucket, type Call, type Reply } from '../../call.ts'
import { xmlReply } from '../xml-reply.ts'

/** What a bucket of the vendor's answers that was never given such a configuration: here none ever is. */
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
