export interface Conditions {
  readonly ifMatch: string | undefined
  readonly ifNoneMatch: string | undefined
  readonly ifModifiedSince: string | undefined
  readonly ifUnmodifiedSince: string | undefined
}

/** What conditions are compared with. */
export interface Validators {
  /** Without quotes. */
  readonly etag: string
  /** ms since 1970 */
  readonly modifiedAt: number
}

export type ConditionResult = 'met' | 'not modified' | 'failed'

/** Evaluates conditions in the order of RFC 9110 §13.2.2: one on the ETag overrides the corresponding one on time. */
export function evaluateConditions(conditions: Conditions, validators: Validators): ConditionResult {
  const { ifMatch, ifNoneMatch, ifModifiedSince, ifUnmodifiedSince } = conditions
  if (ifMatch !== undefined) {
    if (!matches(ifMatch, validators.etag)) return 'failed'
  } else if (modifiedAfter(ifUnmodifiedSince, validators) === true) {
    return 'failed'
  }
  if (ifNoneMatch !== undefined) return matches(ifNoneMatch, validators.etag) ? 'not modified' : 'met'
  return modifiedAfter(ifModifiedSince, validators) === false ? 'not modified' : 'met'
}

/** Whether a range may be served: If-Range must match the current object. */
export function rangeIsCurrent(ifRange: string | undefined, validators: Validators): boolean {
  if (ifRange === undefined) return true
  if (ifRange.includes('"')) return matches(ifRange, validators.etag)
  return Date.parse(ifRange) === wholeSeconds(validators.modifiedAt)
}

/** Clients also send ETags without quotes. An object has no weak ETag, so weak and strong comparison are the same. */
function matches(list: string, etag: string): boolean {
  return list.split(',').some((entry) => {
    const text = entry.trim()
    return text === '*' || text.replace(/^W\//, '').replace(/^"(.*)"$/, '$1') === etag
  })
}

/** `undefined` if there is no such condition, or its date is invalid and it counts as absent. */
function modifiedAfter(date: string | undefined, validators: Validators): boolean | undefined {
  const since = Date.parse(date ?? '')
  return Number.isNaN(since) ? undefined : wholeSeconds(validators.modifiedAt) > since
}

/** HTTP dates have no milliseconds: a date that a client received must compare as equal. */
function wholeSeconds(ms: number): number {
  return Math.floor(ms / 1_000) * 1_000
}
