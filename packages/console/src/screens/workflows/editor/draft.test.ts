import fc from 'fast-check'
import { expect, test } from 'vitest'
import { textAt, withText, type Json, type JsonObject } from '../../../forms/elements.ts'
import { readValues, writeValues } from '../../../forms/tag-values.ts'
import type { TagDescription } from '../../../forms/tag-parameters.ts'
import {
  addNode,
  linkNodes,
  newDraft,
  nodesOf,
  operationOf,
  removedWith,
  removeNode,
  withOperation,
  type Draft,
} from './draft.ts'

const head = { required: false, description: '' }
const tag: TagDescription = {
  ...{ tag: 'T', input: 'required', hasTemplates: true, templateForm: 'block', isNode: true },
  parameters: [
    { kind: 'group', name: 'A', ...head },
    { kind: 'text', name: 'A.X', ...head },
    { kind: 'group', name: 'A.B', ...head },
    { kind: 'flag', name: 'A.B.Y', ...head },
  ],
}

const names = fc.constantFrom('A', 'B', 'X', 'Y', 'x', 'b', 'Other', 'Output', '__proto', 'TemplateId')
const { elements } = fc.letrec<{ elements: JsonObject; value: Json }>((tie) => ({
  elements: fc.dictionary(names, tie('value'), { maxKeys: 4 }),
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom('', 'true', 'text', 7, false, null),
    tie('elements'),
    fc.array(fc.oneof(fc.constantFrom('one', 'two'), tie('elements')), { maxLength: 3 }),
  ),
}))

test('a form that is opened and saved changes nothing, whatever it does not know', () => {
  fc.assert(
    fc.property(elements, (before) => {
      expect(writeValues(tag, before, readValues(tag, before))).toEqual(before)
    }),
  )
})

test('what is written is read again, and everything else stays', () => {
  const path = fc.constantFrom(['A', 'X'], ['A', 'B', 'Y'])
  fc.assert(
    fc.property(elements, path, (before, at) => {
      const after = withText(before, at, 'new')
      expect(textAt(after, at)).toBe('new')
      const others = (value: JsonObject) =>
        Object.entries(value).filter(([name]) => name.toLowerCase() !== 'a')
      expect(others(after)).toEqual(others(before))
      expect(others(withText(before, at, ''))).toEqual(others(before))
    }),
  )
})

test('of repeated elements the first is changed, and an element without others goes with its last', () => {
  const repeated = { A: [{ X: '1', Z: '2' }, { X: '3' }] }
  expect(withText(repeated, ['A', 'X'], '4')).toEqual({ A: [{ X: '4', Z: '2' }, { X: '3' }] })
  expect(withText({ A: { B: { Y: '1' } }, C: {} }, ['A', 'B', 'Y'], '')).toEqual({ C: {} })
  expect(withText({ A: {} }, ['A', 'X'], '')).toEqual({ A: {} })
})

const operation = { Output: { Object: 'a' } }
const add = (draft: Draft, after: string, type: string) => addNode(draft, { after, type, operation }).draft
const shape = (draft: Draft) =>
  Object.fromEntries(nodesOf(draft).map(({ name, next }) => [name, next.join()]))

test('nodes are added behind others, linked, and removed with what only they lead to', () => {
  const one = add(newDraft(), 'Start', 'NoiseReduction')
  const two = add(one, 'NoiseReduction_1', 'Transcode')
  const three = add(two, 'NoiseReduction_1', 'Snapshot')
  expect(shape(three)).toEqual({
    Start: 'NoiseReduction_1',
    NoiseReduction_1: 'Transcode_2,Snapshot_3',
    Transcode_2: 'End',
    Snapshot_3: 'End',
  })
  expect(shape(removeNode(three, 'Transcode_2'))).toMatchObject({ NoiseReduction_1: 'Snapshot_3' })
  expect(shape(removeNode(one, 'NoiseReduction_1'))).toEqual({ Start: '' })
  expect(removedWith(three, 'NoiseReduction_1').size).toBe(3)
  const joined = linkNodes(three, 'Transcode_2', 'Snapshot_3')
  expect([...removedWith(joined, 'Transcode_2')]).toEqual(['Transcode_2'])
  expect(shape(add(joined, 'Start', 'Snapshot'))).toMatchObject({ Snapshot_4: 'End' })
})

test('an edit of one node leaves what no form shows, in this node and in all others', () => {
  fc.assert(
    fc.property(elements, elements, fc.constantFrom('p', 'q'), (own, other, text) => {
      const node = (value: JsonObject) => ({ Type: 'T', More: 'kept', Operation: value })
      const nodes = { Start: { Type: 'Start', Input: other }, T_1: node(own), T_2: node(other) }
      const draft = { Name: 'n', Extra: other, Topology: { Dependencies: { Start: 'T_1' }, Nodes: nodes } }
      const values = { ...readValues(tag, own), 'A.X': text }
      const after = withOperation(draft, 'T_1', writeValues(tag, operationOf(draft, 'T_1'), values))
      expect(after).toEqual({
        ...draft,
        Topology: { ...draft.Topology, Nodes: { ...nodes, T_1: node(writeValues(tag, own, values)) } },
      })
      expect(readValues(tag, operationOf(after, 'T_1'))['A.X']).toBe(text)
    }),
  )
})
