import { expect, test } from 'vitest'
import { rangeIsCurrent, evaluateConditions, type Conditions } from './conditions.ts'

const MODIFIED_AT = Date.parse('Mon, 06 May 2024 02:00:00 GMT') + 700
const object = { etag: 'abc', modifiedAt: MODIFIED_AT }
const LAST_MODIFIED = new Date(MODIFIED_AT).toUTCString()
const BEFORE = 'Mon, 06 May 2024 01:59:59 GMT'

const none = {
  ifMatch: undefined,
  ifNoneMatch: undefined,
  ifModifiedSince: undefined,
  ifUnmodifiedSince: undefined,
}
const evaluate = (given: Partial<Conditions>): string => evaluateConditions({ ...none, ...given }, object)

test('a request without conditions is served', () => {
  expect(evaluate({})).toBe('met')
})

test('a condition on the ETag overrides the one on time, as in RFC 9110', () => {
  expect(evaluate({ ifMatch: '"abc"', ifUnmodifiedSince: BEFORE })).toBe('met')
  expect(evaluate({ ifNoneMatch: '"other"', ifModifiedSince: LAST_MODIFIED })).toBe('met')
  expect(evaluate({ ifMatch: '"other"', ifNoneMatch: '"abc"' })).toBe('failed')
})

test('ETags match in lists, weak, bare and as a star', () => {
  for (const list of ['"abc"', '"x", "abc"', 'W/"abc"', 'abc', '*']) {
    expect(evaluate({ ifMatch: list })).toBe('met')
    expect(evaluate({ ifNoneMatch: list })).toBe('not modified')
  }
})

test('a Last-Modified that a client received counts as unchanged, despite its milliseconds', () => {
  expect(evaluate({ ifModifiedSince: LAST_MODIFIED })).toBe('not modified')
  expect(evaluate({ ifUnmodifiedSince: LAST_MODIFIED })).toBe('met')
  expect(evaluate({ ifModifiedSince: BEFORE })).toBe('met')
  expect(evaluate({ ifUnmodifiedSince: BEFORE })).toBe('failed')
  expect(rangeIsCurrent(LAST_MODIFIED, object)).toBe(true)
  expect(rangeIsCurrent(BEFORE, object)).toBe(false)
})

test('an invalid date is no condition', () => {
  expect(evaluate({ ifModifiedSince: 'yesterday', ifUnmodifiedSince: 'tomorrow' })).toBe('met')
})
