import { expect, test } from 'vitest'
import { commitProblems } from './commit-problems.ts'

const REASON = '\n\nA reason.'

test('a subject in the imperative with a reason below is as it should be', () => {
  for (const subject of ['Wait for the late line', 'Pass the signal on', 'Feed each one', 'Bring it back'])
    expect(commitProblems(`${subject}${REASON}`)).toEqual([])
})

test.each([
  [`${'Wait '.repeat(15)}${REASON}`, 'the subject has 75 characters, more than 72'],
  [`Wait for it.${REASON}`, 'the subject ends with a period'],
  [`wait for it${REASON}`, 'the subject does not begin with a capital'],
  [`Added a wait${REASON}`, '"Added" is not the imperative of a verb'],
  [`Adds a wait${REASON}`, '"Adds" is not the imperative of a verb'],
  [`Adding a wait${REASON}`, '"Adding" is not the imperative of a verb'],
  ['Wait for it\nA reason.\n\nAnd another.', 'the second line is not empty'],
  ['Wait for it', 'the body gives no reason'],
  ['Wait for it\n\nSigned-off-by: Somebody <somebody@example.com>', 'the body gives no reason'],
])('what is wrong with %j is told', (message, problem) => {
  expect(commitProblems(message)).toEqual([problem])
})
