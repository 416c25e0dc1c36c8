// @vitest-environment node
import { hash, randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { md5 } from './md5.ts'

test.each([0, 1, 55, 56, 63, 64, 65, 119, 120, 1_000, 1_048_576])(
  '%i bytes have the MD5 that others find',
  (size) => {
    const bytes = randomBytes(size)
    expect(md5(bytes)).toBe(hash('md5', bytes))
  },
)
