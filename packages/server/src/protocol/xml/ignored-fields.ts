import type { FieldPath } from './read-fields.ts'

/** Elements that clients send and that have no effect. */
export interface IgnoredFields {
  readonly names: RegExp
  readonly reason: string
}

const PARAMETERS = 'a client writes parameters of its other calls into every body'
const ANSWERS = 'it stands in answers, and a client sends back what it was given'

/**
 * All elements that are ignored although they have a value, by where they occur. Any other unread element is
 * rejected.
 */
export const IGNORED = {
  jobs: [
    {
      names: /^(BucketName|JobId|NextToken|OrderByTime|Size|States|StartCreationTime|EndCreationTime)$/,
      reason: PARAMETERS,
    },
  ],
  call: [{ names: /^BucketName$/, reason: PARAMETERS }],
  input: [{ names: /^(CosHeaders|CompressFileCount|ErrorCount|ErrorDetail)$/, reason: ANSWERS }],
  operation: [{ names: /^(MediaInfo|QualityEstimate|TemplateName|\w+Result)$/, reason: ANSWERS }],
  output: [{ names: /^(CompressFileCount|ErrorCount|ErrorDetail)$/, reason: ANSWERS }],
  template: [
    { names: /^(BucketName|Category|Ids|PageNumber|PageSize|TemplateId)$/, reason: PARAMETERS },
    { names: /^(BucketId|CreateTime|UpdateTime)$/, reason: ANSWERS },
  ],
  workflow: [{ names: /^(BucketId|CreateTime|UpdateTime|WorkflowId)$/, reason: ANSWERS }],
  queue: [
    { names: /^(QueueId|QueueID)$/, reason: PARAMETERS },
    { names: /^(BucketId|Category|CreateTime|UpdateTime)$/, reason: ANSWERS },
  ],
} as const satisfies Readonly<Record<string, readonly IgnoredFields[]>>

/** Marks the children that `ignored` names as read. */
export function skipIgnoredFields({ element, notes }: FieldPath, ignored: readonly IgnoredFields[]): void {
  for (const child of element.children) {
    if (ignored.some(({ names }) => names.test(child.name))) notes.set(child, 'whole')
  }
}
