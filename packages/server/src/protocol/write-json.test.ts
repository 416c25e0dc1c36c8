import { expect, test } from 'vitest'
import { writeJson } from './write-json.ts'

const none: ReadonlySet<string> = new Set()

test('siblings of one name become an array at the place of the first', () => {
  const written = writeJson(
    [
      ['a', '1'],
      ['b', 'x'],
      ['a', '2'],
    ],
    none,
  )
  expect(written).toBe('{"a":["1","2"],"b":"x"}')
})

test('a named array is one even when alone, and absent when empty', () => {
  expect(writeJson([['Tasks', [['Type', 'Snapshot']]]], new Set(['Tasks']))).toBe(
    '{"Tasks":[{"Type":"Snapshot"}]}',
  )
  expect(writeJson([['Tasks', '']], new Set(['Tasks']))).toBe('{}')
})

test('a container whose children are all empty stays as an empty object', () => {
  expect(
    writeJson(
      [
        [
          'Stream',
          [
            ['Audio', ''],
            ['Video', []],
          ],
        ],
      ],
      none,
    ),
  ).toBe('{"Stream":{}}')
})

test('names keep their order and never touch a prototype', () => {
  expect(
    writeJson(
      [
        ['_1', 'a'],
        ['__proto__', 'b'],
        ['"', '"\n目录'],
      ],
      none,
    ),
  ).toBe(String.raw`{"_1":"a","__proto__":"b","\"":"\"\n目录"}`)
})
