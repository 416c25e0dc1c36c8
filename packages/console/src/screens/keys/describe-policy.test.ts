import { expect, test } from 'vitest'
import { describePolicy } from './describe-policy.ts'

test('a policy is told by its actions and the paths of objects', () => {
  const resource = ['qcs::cos:*:uid/*:media-1/team:a/*', 'qcs::ci:*:uid/*:bucket/media-1/*']
  const statement = [
    { effect: 'allow', action: ['cos:GetObject', 'cos:PutObject'], resource },
    { effect: 'deny', action: 'cos:*', resource: '*' },
  ]
  expect(describePolicy({ version: '2.0', statement })).toEqual([
    'cos:GetObject, cos:PutObject · media-1/team:a/*',
    'deny cos:* · *',
  ])
})
