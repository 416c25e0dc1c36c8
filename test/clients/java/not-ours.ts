import type { Reason } from '../reason.ts'

/** Of the Java SDK's demos. */
export const JAVA: readonly Reason[] = [
  {
    group: /^java demo$/,
    name: /^BucketDemo\./,
    detail: /^\S+ \S+: 403 MediaBucketAlreadyBinded [^;]*$/,
    why: 'the service was opened before, by a program that checks this answer',
  },
  {
    group: /^java demo$/,
    name: /^DeleteFileMetaIndexDemo\./,
    detail: /^IllegalArgumentException: Bucket Name cannot be null/,
    why: 'it names a bucket where the SDK wants the number of an account',
  },
  {
    group: /^java demo$/,
    name: /^ImageStyleDemo\.getImageStyle$/,
    detail: /^GET \/: 403 SignatureDoesNotMatch [^;]*$/,
    why: 'the SDK signs the length of a body that it does not send with GET',
  },
  {
    group: /^java demo$/,
    name: /^QueueDemo\.updateMediaQueue$/,
    detail: /^PUT \S+: 400 InvalidArgument NotifyConfig\.Url must be an http or https address[^;]*$/,
    why: 'its address has no scheme',
  },
  {
    group: /^java demo$/,
    name: /^SnapshotJobDemo\./,
    detail: /^POST \/jobs: 400 InvalidArgument \S+Columns must be a whole number[^;]*$/,
    why: 'it has words where numbers belong',
  },
  {
    group: /^java demo$/,
    name: /^SplitVideoPartsDemo\./,
    detail: /^NullPointerException: .*SplitVideoInfoResult\.getTimeInfos/,
    why: 'it reads the result of a tag that is not offered',
  },
  {
    group: /^java demo$/,
    name: /^BatchJobDemo\.createBatchJobWithTDMQCallback$/,
    detail: /^POST \S+: 400 InvalidArgument .* no message broker is configured for it[^;]*$/,
    why: 'it needs a message broker, and the service that is run has none',
  },
]
