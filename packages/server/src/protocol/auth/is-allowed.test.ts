import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseAccessPolicy, type AccessPolicy } from './access-policy.ts'
import { ACTIONS, type Action } from './actions.ts'
import {
  ALL_RIGHTS,
  matchesPattern,
  isAllowed,
  onlyBucketOf,
  overlaps,
  type AccessResource,
} from './is-allowed.ts'

const ON = { bucket: 'media-1250000000', region: 'ap-beijing' }
const COS = 'qcs::cos:ap-beijing:uid/1250000000:media-1250000000'

function allow(action: string | string[], resource: string | string[]): AccessPolicy {
  return parseAccessPolicy(
    JSON.stringify({ version: '2.0', statement: { effect: 'allow', action, resource } }),
  )
}

function withPolicy(policy: AccessPolicy, action: Action, resource: AccessResource): boolean {
  return isAllowed({ ...ALL_RIGHTS, policies: [policy] }, action, resource)
}

test.each<[action: string, resource: string, asked: Action, target: AccessResource, answer: boolean]>([
  ['name/cos:PutObject', `${COS}/doc/*`, 'cos:PutObject', { ...ON, key: 'doc/a' }, true],
  ['name/cos:PutObject', `${COS}/doc/*`, 'cos:PutObject', { ...ON, key: 'doc' }, false],
  ['name/cos:PutObject', `${COS}/doc/*`, 'cos:GetObject', { ...ON, key: 'doc/a' }, false],
  ['cos:PutObject', `${COS}/doc/a.txt`, 'cos:PutObject', { ...ON, key: 'doc/a.txt' }, true],
  ['cos:PutObject', `${COS}/doc/a.txt`, 'cos:PutObject', { ...ON, key: 'doc/a.txt2' }, false],
  ['cos:putobject', `${COS}/*`, 'cos:PutObject', { ...ON, key: 'a' }, false],
  ['cos:*Object', `${COS}/*`, 'cos:HeadObject', { ...ON, key: 'a' }, true],
  ['cos:*', `${COS}/*`, 'cos:GetBucket', { ...ON, key: '' }, true],
  ['cos:*', `${COS}/doc/*`, 'cos:GetBucket', { ...ON, key: '' }, false],
  ['cos:*', `${COS}/doc/*`, 'cos:GetBucket', { ...ON, key: 'doc/' }, true],
  ['*', '*', 'ci:CreateMediaJobs', { ...ON, key: 'job/' }, true],
  ['*', '*', 'cos:GetService', {}, true],
  ['*', `${COS}/*`, 'cos:GetService', {}, false],
  ['*', `${COS}/*`, 'ci:CreateMediaJobs', { ...ON, key: 'job/' }, false],
  ['*', `${COS}/*`, 'cos:GetObject', { ...ON, region: 'ap-other', key: 'a' }, false],
  ['*', `${COS}/*`, 'cos:PutBucket', { bucket: ON.bucket }, false],
  ['*', `${COS}/*`, 'cos:GetObject', { ...ON, bucket: 'media-12500000001', key: 'a' }, false],
  ['*', 'qcs::cos::uid/1:media-1250000000/*', 'cos:GetObject', { ...ON, key: 'a' }, true],
  ['*', 'qcs::cos:ap-beijing:uid/1250000000:*', 'cos:GetObject', { ...ON, key: 'a' }, true],
  [
    '*',
    'qcs::cos:ap-beijing:uid/1250000000:prefix//1250000000/media/in/*',
    'cos:GetObject',
    { ...ON, key: 'in/a' },
    true,
  ],
  [
    '*',
    'qcs::cos:ap-beijing:uid/1250000000:prefix//1250000000/media/in/*',
    'cos:GetObject',
    { ...ON, key: 'a' },
    false,
  ],
  ['ci:*', 'qcs::ci:ap-beijing:uid/1:bucket/media-1250000000/*', 'ci:UpdateMediaQueue', ON, true],
  [
    'ci:*',
    'qcs::ci:ap-beijing:uid/1:bucket/media-1250000000/job/*',
    'ci:CreateMediaJobs',
    { ...ON, key: 'job/' },
    true,
  ],
  ['ci:*', 'qcs::ci:ap-beijing:uid/1:bucket/media-1250000000/job/*', 'ci:UpdateMediaQueue', ON, false],
  ['*', 'qcs::ci:ap-beijing:uid/1:bucket/media-1250000000/*', 'cos:GetObject', { ...ON, key: 'a' }, false],
  ['*', 'qcs::cam::uin/1:roleName/CI_QCSRole', 'cos:GetObject', { ...ON, key: 'a' }, false],
])('%s on %s: %s %j is %s', (action, resource, asked, target, answer) => {
  expect(withPolicy(allow(action, resource), asked, target)).toBe(answer)
})

describe('independent of the policy', () => {
  const name = fc.constantFrom('a-1', 'b-1', 'ab-1')
  const resource = fc.record({
    bucket: name,
    region: fc.constantFrom('x', 'y', undefined),
    key: fc.stringMatching(/^[ab/]{0,5}$/),
  })
  const action = fc.constantFrom(...ACTIONS)
  const statement = fc.record({
    effect: fc.constantFrom('allow', 'deny'),
    action: fc.array(fc.constantFrom('*', 'cos:*', 'name/ci:*', 'cos:*Object', ...ACTIONS), {
      minLength: 1,
      maxLength: 3,
    }),
    resource: fc.array(
      fc.oneof(
        fc.constantFrom('*', 'qcs::ci:*:uid/1:bucket/a-1/*', 'qcs::cos:x:uid/1:*'),
        fc
          .tuple(name, fc.stringMatching(/^[ab/*]{0,4}$/))
          .map(([bucket, path]) => `qcs::cos::uid/1:${bucket}/${path}`),
      ),
      { minLength: 1, maxLength: 3 },
    ),
  })
  const statements = fc.array(statement, { minLength: 1, maxLength: 4 })
  type Written = typeof statements extends fc.Arbitrary<infer S> ? S : never
  const policyOf = (statement: Written): AccessPolicy =>
    parseAccessPolicy(JSON.stringify({ version: '2.0', statement }))

  test('of two policies, each has to allow an action', () => {
    fc.assert(
      fc.property(statements, statements, action, resource, (one, other, asked, on) => {
        const policies = [policyOf(one), policyOf(other)]
        expect(isAllowed({ ...ALL_RIGHTS, policies }, asked, on)).toBe(
          policies.every((policy) => withPolicy(policy, asked, on)),
        )
      }),
    )
  })

  test('a temporary key has access to no bucket that its parent has not', () => {
    fc.assert(
      fc.property(statements, action, resource, fc.uniqueArray(name), (written, asked, on, own) => {
        const policy = policyOf(written)
        const buckets = new Set(own)
        const both = isAllowed({ buckets, policies: [policy] }, asked, on)
        expect(both).toBe(isAllowed({ buckets, policies: [] }, asked, on) && withPolicy(policy, asked, on))
      }),
    )
  })

  test('an added allow removes nothing, an added deny grants nothing, and a deny of everything denies everything', () => {
    fc.assert(
      fc.property(statements, statement, action, resource, (written, more, asked, on) => {
        const before = withPolicy(policyOf(written), asked, on)
        const after = withPolicy(policyOf([...written, more]), asked, on)
        if (more.effect === 'allow' && before) expect(after).toBe(true)
        if (more.effect === 'deny' && !before) expect(after).toBe(false)
        const nothing = { effect: 'deny', action: ['*'], resource: ['*'] } as const
        expect(
          withPolicy(policyOf([...written, { ...nothing, action: ['*'], resource: ['*'] }]), asked, on),
        ).toBe(false)
      }),
    )
  })
})

test('a deny applies if the region is not known, an allow does not', () => {
  const statement = [
    { effect: 'allow', action: '*', resource: '*' },
    { effect: 'deny', action: 'cos:PutBucket', resource: 'qcs::cos:ap-x:uid/1:new-1/*' },
  ]
  const policy = parseAccessPolicy(JSON.stringify({ version: '2.0', statement }))
  expect(withPolicy(policy, 'cos:PutBucket', { bucket: 'new-1' })).toBe(false)
  expect(withPolicy(policy, 'cos:PutBucket', { bucket: 'new-1', region: 'ap-y' })).toBe(true)
})

test('a pattern matches like the equivalent regular expression', () => {
  const text = fc.stringMatching(/^[ab*.]{0,12}$/)
  fc.assert(
    fc.property(text, text, (pattern, subject) => {
      const parts = pattern.split('*').map((part) => part.replaceAll('.', '\\.'))
      expect(matchesPattern(pattern, subject)).toBe(new RegExp(`^${parts.join('.*')}$`).test(subject))
    }),
    { numRuns: 2_000 },
  )
})

test('a pattern that makes regular expressions slow is fast', () => {
  const startedAt = performance.now()
  expect(matchesPattern(`${'*a'.repeat(1_000)}b`, 'a'.repeat(850))).toBe(false)
  expect(matchesPattern(`${'*a'.repeat(400)}b`, 'a'.repeat(850))).toBe(false)
  expect(performance.now() - startedAt).toBeLessThan(1_000)
})

test('two patterns overlap when there is a text that both match', () => {
  const longer = (text: string): readonly string[] =>
    text.length < 8 ? [text, ...longer(`${text}a`), ...longer(`${text}b`)] : [text]
  const texts = longer('')
  const pattern = fc.stringMatching(/^[ab*]{0,4}$/)
  fc.assert(
    fc.property(pattern, pattern, (one, other) => {
      const found = texts.some((text) => matchesPattern(one, text) && matchesPattern(other, text))
      expect(overlaps(one, other)).toBe(found)
    }),
  )
})

test('a deny of any of several possible keys applies to all', () => {
  const statement = [
    { effect: 'allow', action: '*', resource: '*' },
    { effect: 'deny', action: '*', resource: `${COS}/secret/*` },
  ]
  const policy = parseAccessPolicy(JSON.stringify({ version: '2.0', statement }))
  const mayRead = (keys: string): boolean => withPolicy(policy, 'cos:GetObject', { ...ON, key: keys, keys })
  expect(['*', 'sec*', 'secret/*', '*/a'].map(mayRead)).toEqual([false, false, false, false])
  expect(['in/*', 'secrets*', 'a'].map(mayRead)).toEqual([true, true, true])
})

test.each<[resources: string[], only: string | undefined]>([
  [[`${COS}/*`], 'media-1250000000'],
  [[`${COS}/in/*`, `${COS}/out/*`, 'qcs::ci::uid/1:bucket/media-1250000000/*'], 'media-1250000000'],
  [[`${COS}/*`, 'qcs::cam::uin/1:roleName/x'], 'media-1250000000'],
  [[`${COS}/*`, 'qcs::cos::uid/1:other-1250000000/*'], undefined],
  [['qcs::cos::uid/1:media-125000000*'], undefined],
  [[`${COS}/*`, 'qcs::ci::uid/1:bucket/*'], undefined],
  [[`${COS}/*`, '*'], undefined],
  [['qcs::cam::uin/1:roleName/x'], undefined],
])('a policy for %j reaches the one bucket %s', (resources, only) => {
  expect(onlyBucketOf({ ...ALL_RIGHTS, policies: [allow('*', resources)] })).toBe(only)
})

test('a key’s list determines its only bucket, and a deny removes none', () => {
  expect(onlyBucketOf({ buckets: new Set(['a-1']), policies: [] })).toBe('a-1')
  expect(onlyBucketOf({ buckets: new Set(['a-1', 'b-1']), policies: [] })).toBeUndefined()
  expect(onlyBucketOf(ALL_RIGHTS)).toBeUndefined()
  const statement = [
    { effect: 'allow', action: '*', resource: ['qcs::cos::uid/1:a-1/*', 'qcs::cos::uid/1:b-1/*'] },
    { effect: 'deny', action: '*', resource: 'qcs::cos::uid/1:b-1/x*' },
  ]
  const policy = parseAccessPolicy(JSON.stringify({ version: '2.0', statement }))
  expect(onlyBucketOf({ ...ALL_RIGHTS, policies: [policy] })).toBeUndefined()
})
