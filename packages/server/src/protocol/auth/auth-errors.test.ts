import { expect, test } from 'vitest'
import { authErrorFor } from './auth-errors.ts'

test.each([
  ['missing', 'ci', 401, 'MissingAuthorization'],
  ['missing', 'cos', 403, 'AccessDenied'],
  ['malformed', 'ci', 401, 'InvalidAuthorization'],
  ['malformed', 'cos', 403, 'AccessDenied'],
  ['unknown-key', 'ci', 401, 'SecretidNotExist'],
  ['unknown-key', 'cos', 403, 'InvalidAccessKeyId'],
  ['token-missing', 'ci', 401, 'SecretidNotExist'],
  ['token-missing', 'cos', 403, 'InvalidAccessKeyId'],
  ['token-wrong', 'ci', 401, 'SecretidNotExist'],
  ['token-wrong', 'cos', 403, 'InvalidAccessKeyId'],
  ['token-expired', 'ci', 401, 'SignatureExpired'],
  ['token-expired', 'cos', 400, 'ExpiredToken'],
  ['expired', 'ci', 401, 'SignatureExpired'],
  ['expired', 'cos', 403, 'AccessDenied'],
  ['not-yet', 'cos', 403, 'RequestTimeTooSkewed'],
  ['mismatch', 'ci', 403, 'AccessDenied'],
  ['mismatch', 'cos', 403, 'SignatureDoesNotMatch'],
] as const)('%s on the %s host is %i %s', (fault, host, status, code) => {
  const error = authErrorFor(fault, host)
  expect([error.statusOn(host), error.code]).toEqual([status, code])
})

test('an expired request on the object host has the message by which clients correct their clock', () => {
  expect(authErrorFor('expired', 'cos').message).toBe('Request has expired')
})
