import { expect, test } from 'vitest'
import { hmacSha1 } from './hmac-sha1.ts'
import { deriveSignKey, rememberSignKeys } from './sign-key.ts'

test('what is remembered is what would be derived, for each secret and time on its own', () => {
  const remembering = rememberSignKeys()
  for (let turn = 0; turn < 2; turn += 1) {
    for (const secretKey of ['one', 'two']) {
      // More than are kept.
      for (let second = 0; second < 1_500; second += 1) {
        const keyTime = `${second};${second + 900}`
        expect(hmacSha1(remembering(secretKey, keyTime), 'text')).toBe(
          hmacSha1(deriveSignKey(secretKey, keyTime), 'text'),
        )
      }
    }
  }
})

test('a key that is still remembered is the same one', () => {
  const remembering = rememberSignKeys()
  expect(remembering('secret', '1;2')).toBe(remembering('secret', '1;2'))
})
