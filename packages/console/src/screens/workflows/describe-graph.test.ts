import { expect, test } from 'vitest'
import { jobOf, stateOf } from './describe-graph.ts'

const tasks = (...states: readonly string[]) =>
  states.map((state, index) => ({ state, jobId: state === 'none' ? null : `j${index}` }))

test.each([
  [['Submitted'], 'Submitted'],
  [['Success', 'Submitted'], 'Running'],
  [['Success', 'Running'], 'Running'],
  [['Success', 'Failed', 'Running'], 'Failed'],
  [['Success', 'Success'], 'Success'],
  [['Cancel', 'Success'], 'Cancel'],
  [['Later'], 'Later'],
  [[], undefined],
])('a node with jobs that are %j is %s', (states, state) => {
  expect(stateOf(tasks(...states))).toBe(state)
})

test('a node leads to the job that says why it stands so', () => {
  expect(jobOf(tasks('Success', 'Failed'))).toBe('j1')
  expect(jobOf([{ state: 'Failed', jobId: null }, ...tasks('Success')])).toBe('j0')
  expect(jobOf([{ state: 'Cancel', jobId: null }])).toBeUndefined()
})
