import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ACTIONS } from './actions.ts'

test('the documentation names every action, and no other', () => {
  const text = readFileSync(new URL('../../../../../docs/keys.md', import.meta.url), 'utf8')
  const table = text.slice(text.indexOf('| what is asked for'), text.indexOf('\nThe rights to'))
  const named = [...table.matchAll(/`((?:cos|ci):\w+)`/g)].map(([, action]) => action)
  expect([...new Set(named)].toSorted()).toEqual(ACTIONS.toSorted())
})
