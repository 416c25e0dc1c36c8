import { expect, test } from 'vitest'
import { writeJson, type JsonShape } from './write-json.ts'

const plain: JsonShape = { lists: new Set(), literals: new Set(), keepsEmpty: false }
const keeping: JsonShape = { ...plain, keepsEmpty: true }

test('siblings of one name become an array at the place of the first', () => {
  const written = writeJson(
    [
      ['a', '1'],
      ['b', 'x'],
      ['a', '2'],
    ],
    plain,
  )
  expect(written).toBe('{"a":["1","2"],"b":"x"}')
})

test('a list is an array even with one element, where it stands in the container that has it', () => {
  const shape: JsonShape = { ...plain, lists: new Set(['Response.Name', 'Files.Name']) }
  const files: readonly [string, string][] = [['Name', 'b']]
  expect(
    writeJson(
      [
        ['Name', 'a'],
        ['Files', files],
        ['Other', files],
      ],
      shape,
    ),
  ).toBe('{"Name":["a"],"Files":{"Name":["b"]},"Other":{"Name":"b"}}')
})

test('what is empty is left out, or stays as an empty text, list or container', () => {
  const nodes = [
    ['Text', ''],
    ['List', ''],
    ['Stream', [['Audio', '']]],
    ['Format', []],
  ] as const
  const lists = new Set(['Response.List', 'Stream.Audio'])
  expect(writeJson(nodes, { ...plain, lists })).toBe('{"Stream":{}}')
  expect(writeJson(nodes, { ...keeping, lists })).toBe(
    '{"Text":"","List":[],"Stream":{"Audio":[]},"Format":{}}',
  )
})

test('a number or a boolean is one only where the shape says so, and only if JSON can spell it', () => {
  const shape: JsonShape = { ...keeping, literals: new Set(['Response.Literal']) }
  const written = (text: string) => writeJson([['Literal', text]], shape)
  for (const text of ['0', '417', '-99', '6774.499999', 'true', 'false']) {
    expect(written(text)).toBe(`{"Literal":${text}}`)
  }
  for (const text of ['', '007', '.5', '1.', '1e5', 'NaN', 'True', '1 ', '0x1']) {
    expect(written(text)).toBe(`{"Literal":${JSON.stringify(text)}}`)
  }
  expect(writeJson([['Other', '417']], shape)).toBe('{"Other":"417"}')
})

test('names keep their order and never touch a prototype', () => {
  expect(
    writeJson(
      [
        ['_1', 'a'],
        ['__proto__', 'b'],
        ['"', '"\n目录'],
      ],
      plain,
    ),
  ).toBe(String.raw`{"_1":"a","__proto__":"b","\"":"\"\n目录"}`)
})
