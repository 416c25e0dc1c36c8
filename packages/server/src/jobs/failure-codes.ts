/** Why a job failed: its Code. */
export const FAILURE_CODES = [
  'InternalError',
  'InvalidArgument',
  'ResourceDownloadFailed',
  'ResourceNotFound',
  'ResourceNotSupported',
  'WriteTargetBucketDenied',
] as const
export type FailureCode = (typeof FAILURE_CODES)[number]
