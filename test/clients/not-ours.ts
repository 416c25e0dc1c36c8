import { GO } from './go/not-ours.ts'
import type { Outcome } from './outcome.ts'
import { JAVA } from './java/not-ours.ts'
import { JS } from './js/not-ours.ts'
import { NODEJS } from './nodejs/not-ours.ts'
import { PHP } from './php/not-ours.ts'
import { PYTHON } from './python/not-ours.ts'
import type { Reason } from './reason.ts'

const ANY = /^/

/** What the vendor documents for a bucket that has none; all that would make one is refused. */
const NOTHING_CONFIGURED =
  /^GET \/: 404 (NoSuch(CORS|Website|Lifecycle|Encryption)?Configuration|NoSuchTagSet|NoSuchBucketPolicy|ReplicationConfigurationNotFoundError) /

/** Failures whose cause was found, and is not the service. */
const REASONS: readonly Reason[] = [
  {
    group: / demo$/,
    name: ANY,
    detail:
      /^(\w+ \S+: 404 (QueueNotFound|TemplateNotFound|ResourceNotFound|NoSuchUpload|NoSuchVersion) [^;]*(; )?)+$/,
    why: 'the demo names something that only its author’s account has',
  },
  {
    group: / demo$/,
    name: ANY,
    detail: NOTHING_CONFIGURED,
    why: 'nothing is configured, because that is refused',
  },
  {
    group: / demo$/,
    name: ANY,
    detail: /: 409 BucketAlreadyOwnedByYou |: 409 BucketNotEmpty /,
    why: 'the bucket is there and in use',
  },
  {
    group: / demo$/,
    name: ANY,
    detail: /: 403 MediaBucketUnBinded /,
    why: 'a step before closed the service',
  },
  {
    group: / demo$/,
    name: /get_(object|presigned)_url/,
    detail: /: 403 AccessDenied The request must be signed/,
    why: 'the demo reads a public bucket',
  },
  ...PYTHON,
  ...JAVA,
  ...NODEJS,
  ...JS,
  ...PHP,
  ...GO,
]

export function excuse(outcome: Outcome): Outcome {
  const { group, name, kind, detail = '' } = outcome
  if (kind !== 'failed') return outcome
  const reason = REASONS.find(
    (known) => known.group.test(group) && known.name.test(name) && known.detail.test(detail),
  )
  return reason ? { ...outcome, kind: 'other', detail: `${reason.why}: ${detail}` } : outcome
}
