import { describe, expect, test } from 'vitest'
import { parseAccessPolicy } from './access-policy.ts'
import { ACTIONS } from './actions.ts'
import { assertEffectiveDenials } from './check-denials.ts'
import { ABSENT_ACTIONS, OTHER_NAMES } from './vendor-actions.ts'

const COS = 'qcs::cos:ap-x:uid/1:media-1250000000/*'

function check(effect: 'allow' | 'deny', action: string | readonly string[], resource = '*'): void {
  const statement = [
    { effect: 'allow', action: '*', resource: '*' },
    { effect, action, resource },
  ]
  assertEffectiveDenials(parseAccessPolicy(JSON.stringify({ version: '2.0', statement })))
}

describe('a deny is accepted', () => {
  test.each(['*', 'cos:*', 'name/cos:PutBucket*', 'ci:*Workflow', ...ACTIONS, ...ABSENT_ACTIONS])(
    'of %s',
    (action) => {
      expect(() => {
        check('deny', action)
      }).not.toThrow()
    },
  )

  test('of the vendor’s name beside the one that it has here', () => {
    expect(() => {
      check('deny', ['name/cos:PutObjectCopy', 'name/cos:PutObject'])
    }).not.toThrow()
  })
})

describe('a deny without effect is rejected', () => {
  test.each([
    ['cos:PutObjekt', 'which neither this service nor the vendor knows'],
    ['cos:putObject', 'which neither this service nor the vendor knows'],
    ['name/cos:PutObjects*', 'which neither this service nor the vendor knows'],
    ['coz:*', 'which neither this service nor the vendor knows'],
    ['cos:CreateMediaJobs', 'which neither this service nor the vendor knows'],
    ['cos:PutObjectCopy', 'it is called cos:PutObject here'],
    ['ci:CreateAsrJobs', 'it is called ci:CreateMediaJobs here'],
    ['ci:Describe*MediaWorkflow*', 'it is called ci:DescribeWorkflow, ci:DescribeWorkflowExecutions here'],
    ['ci:*PicProcess*', 'ci:CreateMediaJobs, ci:CancelMediaJob'],
  ])('%s', (action, words) => {
    expect(() => {
      check('deny', action)
    }).toThrow(words)
    expect(() => {
      check('deny', ['cos:DeleteObject', action])
    }).toThrow(words)
  })

  test('for resources of another service', () => {
    expect(() => {
      check('deny', 'ci:CreateMediaJobs', COS)
    }).toThrow('none of its resources is of that service')
    expect(() => {
      check('deny', '*', COS)
    }).not.toThrow()
  })
})

test('an allow of an unknown action is accepted, and allows nothing more', () => {
  expect(() => {
    check('allow', ['cos:PutObjekt', 'cos:PutObjectACL'])
  }).not.toThrow()
})

test('no name is in two of the lists', () => {
  const all = [...ACTIONS, ...ABSENT_ACTIONS, ...OTHER_NAMES.keys()]
  expect(all.filter((name, index) => all.indexOf(name) !== index)).toEqual([])
})
