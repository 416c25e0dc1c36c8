/**
 * Every action that a policy can name here, spelled as in the vendor's access policies. Object storage calls a copy by
 * what it does to its target (PutObject) and its source (GetObject). Jobs of all kinds go by the names of media jobs,
 * as every path of the job protocol serves all of them.
 */
export const ACTIONS = [
  'cos:GetService',
  'cos:PutBucket',
  'cos:HeadBucket',
  'cos:GetBucket',
  'cos:GetBucketLocation',
  'cos:DeleteBucket',
  'cos:PutObject',
  'cos:PostObject',
  'cos:GetObject',
  'cos:HeadObject',
  'cos:DeleteObject',
  'cos:DeleteMultipleObjects',
  'cos:InitiateMultipartUpload',
  'cos:UploadPart',
  'cos:ListParts',
  'cos:ListMultipartUploads',
  'cos:CompleteMultipartUpload',
  'cos:AbortMultipartUpload',
  'ci:CreateMediaJobs',
  'ci:DescribeMediaJob',
  'ci:DescribeMediaJobs',
  'ci:CancelMediaJob',
  'ci:DescribeMediaQueues',
  'ci:UpdateMediaQueue',
  'ci:CreateMediaBucket',
  'ci:DescribeMediaBuckets',
  'ci:DeleteMediaBucket',
] as const
export type Action = (typeof ACTIONS)[number]
