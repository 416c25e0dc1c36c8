export interface Conditions {
  readonly ifMatch: string | undefined
  readonly ifNoneMatch: string | undefined
  readonly ifModifiedSince: string | undefined
  readonly ifUnmodifiedSince: string | undefined
}

/** What conditions are held against. */
export interface Validators {
  /** Without quotes. */
  readonly etag: string
  /** ms since 1970 */
  readonly modifiedAt: number
}

export type ConditionResult = 'go on' | 'not modified' | 'failed'

/** The order of RFC 9110 §13.2.2: a condition on the ETag makes the one on time that goes with it void. */
export function evaluateConditions(conditions: Conditions, validators: Validators): ConditionResult {
  const { ifMatch, ifNoneMatch, ifModifiedSince, ifUnmodifiedSince } = conditions
  if (ifMatch !== undefined) {
    if (!matches(ifMatch, validators.etag)) return 'failed'
  } else if (modifiedAfter(ifUnmodifiedSince, validators) === true) {
    return 'failed'
  }
  if (ifNoneMatch !== undefined) return matches(ifNoneMatch, validators.etag) ? 'not modified' : 'go on'
  return modifiedAfter(ifModifiedSince, validators) === false ? 'not modified' : 'go on'
}

/** Whether a range may be served: If-Range names the very object that is there. */
export function rangeIsCurrent(ifRange: string | undefined, validators: Validators): boolean {
  if (ifRange === undefined) return true
  if (ifRange.includes('"')) return matches(ifRange, validators.etag)
  return Date.parse(ifRange) === wholeSeconds(validators.modifiedAt)
}

/** Clients also send ETags without quotes. An object has no weak ETag, so weak and strong comparison agree. */
function matches(list: string, etag: string): boolean {
  return list.split(',').some((entry) => {
    const text = entry.trim()
    return text === '*' || text.replace(/^W\//, '').replace(/^"(.*)"$/, '$1') === etag
  })
}

/** `undefined` when there is no such condition, or its date can't be read and it counts as absent. */
function modifiedAfter(date: string | undefined, validators: Validators): boolean | undefined {
  const since = Date.parse(date ?? '')
  return Number.isNaN(since) ? undefined : wholeSeconds(validators.modifiedAt) > since
}

/** HTTP dates have no milliseconds: what a client was told must compare as equal. */
function wholeSeconds(ms: number): number {
  return Math.floor(ms / 1_000) * 1_000
}
