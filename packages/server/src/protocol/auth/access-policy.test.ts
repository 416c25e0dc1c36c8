import { expect, test } from 'vitest'
import { parseAccessPolicy, POLICY_MAX_BYTES } from './access-policy.ts'

const statement = { effect: 'allow', action: 'cos:GetObject', resource: '*' }
const policy = { version: '2.0', statement: [statement] }

test('a single action, resource or statement needs no list', () => {
  const read = {
    effect: 'allow',
    actions: ['cos:GetObject'],
    resources: [{ service: '*', region: '*', path: '*' }],
  }
  expect(parseAccessPolicy(JSON.stringify(policy))).toEqual({ statements: [read] })
  expect(parseAccessPolicy(JSON.stringify({ ...policy, statement }))).toEqual({ statements: [read] })
  const lists = { ...statement, action: ['name/cos:GetObject'], resource: ['*'] }
  expect(parseAccessPolicy(JSON.stringify({ ...policy, statement: lists }))).toEqual({ statements: [read] })
})

test.each(['*', { qcs: '*' }, { qcs: ['*'] }])('the principal %j says nothing', (principal) => {
  expect(() =>
    parseAccessPolicy(JSON.stringify({ ...policy, statement: { ...statement, principal } })),
  ).not.toThrow()
})

test.each<[what: object, words: string]>([
  [{ ...statement, condition: { string_equal: { 'cos:x-cos-acl': 'private' } } }, 'has a condition'],
  [{ ...statement, condition: {} }, 'has a condition'],
  [{ ...statement, principal: { qcs: ['qcs::cam::uin/1:uin/2'] } }, 'has a principal'],
  [{ ...statement, notAction: 'cos:*' }, 'notAction'],
  [{ ...statement, effect: 'Allow' }, 'effect'],
  [{ effect: 'allow', action: '*' }, 'resource'],
  [{ ...statement, action: [] }, 'action'],
  [{ ...statement, action: 'PutObject' }, 'the action "PutObject"'],
  [{ ...statement, resource: 'media-1250000000/*' }, 'the resource "media-1250000000/*"'],
  [
    { ...statement, resource: 'qcs::cos:ap-x:uid/1:media-1250000000' },
    'after the bucket media-1250000000 comes',
  ],
  [
    { ...statement, resource: 'qcs::ci:ap-x:uid/1:bucket/media-1250000000/doc/*' },
    'a resource of jobs ends with',
  ],
])('%j is refused, and told by name', (wrong, words) => {
  expect(() => parseAccessPolicy(JSON.stringify({ ...policy, statement: [wrong] }))).toThrow(words)
})

test.each([
  ['{', 'it is not JSON'],
  ['[]', 'The policy is refused: it must be an object.'],
  [JSON.stringify({ ...policy, version: '1.0' }), 'version: it must be 2.0'],
  [JSON.stringify({ ...policy, statement: [] }), 'statement: it must have at least 1 entries'],
  [
    JSON.stringify({ ...policy, statement: { ...statement, resource: 'x'.repeat(POLICY_MAX_BYTES) } }),
    'longer than',
  ],
])('a document that is no policy is refused', (text, words) => {
  expect(() => parseAccessPolicy(text)).toThrow(words)
})
