import { expect, test } from 'vitest'
import { emptyPage } from './page-command.ts'

test.each([
  [{}, 'There are no jobs yet.'],
  [{ limit: 50, state: undefined }, 'There are no jobs yet.'],
  [{ limit: 50, state: 'Failed' }, 'Nothing matches these options.'],
  [{ limit: 50, before: '12', state: 'Failed' }, 'There are no older ones.'],
])('an empty page of %o says %s', (query, sentence) => {
  expect(emptyPage(query, 'There are no jobs yet.')).toBe(sentence)
})
