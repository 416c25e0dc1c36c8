import { expect, test } from 'vitest'
import { groupsOf, lastOf, rangeOf, type Field, type TagDescription } from './tag-parameters.ts'

const head = { required: false, description: '' }
const number = (range: object): Field => ({ kind: 'number', name: 'A.N', ...head, ...range })

test('a range is written as people read it', () => {
  expect(rangeOf(number({ minimum: 0, maximum: 100, unit: '%' }))).toBe('0 – 100 %')
  expect(rangeOf(number({ exclusiveMinimum: 0, unit: 's' }))).toBe('> 0 s')
  expect(rangeOf(number({ maximum: 8 }))).toBe('≤ 8')
  expect(rangeOf(number({ unit: 'Hz' }))).toBe('Hz')
  expect(rangeOf({ kind: 'flag', name: 'A.F', ...head })).toBe('')
})

test('fields are below the element that they are in, and what is off is left out', () => {
  const tag: TagDescription = {
    tag: 'T',
    input: 'required',
    hasTemplates: false,
    templateForm: null,
    isNode: true,
    parameters: [
      { kind: 'group', name: 'A', ...head },
      { kind: 'text', name: 'A.X', ...head },
      { kind: 'group', name: 'A.B', ...head },
      { kind: 'flag', name: 'A.B.Y', ...head },
      { kind: 'off', name: 'A.Z', choices: ['0'], ...head },
      { kind: 'group', name: 'A.Empty', ...head },
    ],
  }
  const groups = groupsOf(tag).map(({ name, fields }) => [name, fields.map((field) => lastOf(field.name))])
  expect(groups).toEqual([
    ['A', ['X']],
    ['A.B', ['Y']],
  ])
})
