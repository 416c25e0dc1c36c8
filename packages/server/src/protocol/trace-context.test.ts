import { expect, test } from 'vitest'
import { readTraceparent } from './trace-context.ts'

const TRACE = '0af7651916cd43dd8448eb211c80319c'
const VALID = `00-${TRACE}-b7ad6b7169203331-01`

test.each([
  [VALID, VALID],
  [`01-${TRACE}-b7ad6b7169203331-01-what-will-be`, `01-${TRACE}-b7ad6b7169203331-01`],
  [`ff-${TRACE}-b7ad6b7169203331-01`, undefined],
  [`00-${'0'.repeat(32)}-b7ad6b7169203331-01`, undefined],
  [`00-${TRACE}-${'0'.repeat(16)}-01`, undefined],
  [VALID.toUpperCase(), undefined],
  [`${VALID}\r\nx: y`, undefined],
  [VALID + '-'.repeat(600), undefined],
  ['', undefined],
  [undefined, undefined],
])('traceparent %j', (header, expected) => {
  expect(readTraceparent(header)).toBe(expected)
})
