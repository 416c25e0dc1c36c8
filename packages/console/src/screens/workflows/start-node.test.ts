import { expect, test } from 'vitest'
import { kindsOf, prefixOf } from './start-node.ts'

const starting = (input: object) => ({ Nodes: { Start: { Input: input } } })

test('the prefix is read where the protocol has it', () => {
  expect(prefixOf(starting({ ObjectPrefix: '/in/' }))).toBe('in/')
  expect(prefixOf(starting({ ObjectPrefix: '/' }))).toBe('')
  expect(prefixOf({ Nodes: [] })).toBe('')
})

test('kinds count while the filter is on', () => {
  const filter = { State: 'On', Audio: 'true', Video: 'false', Custom: 'true', CustomExts: 'pcm/.raw' }
  const none = { labels: [], extensions: [] }
  expect(kindsOf(starting({ ExtFilter: filter }))).toEqual({
    labels: ['editor.audio'],
    extensions: ['.pcm', '.raw'],
  })
  expect(kindsOf(starting({ ExtFilter: { ...filter, State: 'Off' } }))).toEqual(none)
  expect(kindsOf(starting({ ExtFilter: { ...filter, AllFile: 'true' } }))).toEqual(none)
})
