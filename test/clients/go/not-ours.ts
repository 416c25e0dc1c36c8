import type { Reason } from '../reason.ts'

const GROUP = /^go demo$/
const ANY = /^/

/** What the demos of the Go SDK fail by, and is not the service. */
export const GO: readonly Reason[] = [
  {
    ...{ group: GROUP, name: ANY },
    detail: /^it does not compile: .*(unknown field|undefined|too few values|not used)/,
    why: 'the demo is written for another version of its own SDK',
  },
  {
    ...{ group: GROUP, name: ANY },
    detail: /^it does not compile: .*tencentcloud-sdk-go/,
    why: 'it needs the vendor’s keys and their service',
  },
  {
    group: GROUP,
    name: /generate_token|pm3u8_user_data|NotifyCallback$|ByPresignedURL2?\.go|get_object_url|presigned_url_with_token/,
    detail: /^it sent nothing$/,
    why: 'it prints an address, or decodes a text of its own, and asks a service for nothing',
  },
  {
    group: GROUP,
    name: / createMediaProcessBucket$/,
    detail: /: 403 MediaBucketAlreadyBinded [^;]*$/,
    why: 'the service is active for its bucket, as the answer says',
  },
  {
    group: GROUP,
    name: / imageTargetRecWhenUpload$/,
    detail: /: 404 InvalidUrl [^;]*$/,
    why: 'it puts an object on the host of jobs',
  },
  {
    group: GROUP,
    name: / CreateInventoryTriggerJob$/,
    detail: /: 400 ResourceNotFound The object \S+manifest\.json does not exist/,
    why: 'it names an inventory that only its author’s bucket has',
  },
  {
    group: GROUP,
    name: /getAnonymous|put_from_url/,
    detail: /: 403 AccessDenied The request must be signed/,
    why: 'it asks without a signature, as of a bucket that is open to all',
  },
]
