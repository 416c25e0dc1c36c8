// @vitest-environment node
import { expect, test } from 'vitest'
import { readSnapshotParams, spriteKeys, timeOf } from './snapshot-params.ts'

const params = {
  Snapshot: {
    Start: '1',
    TimeInterval: '2',
    Count: '3',
    SpriteSnapshotConfig: { Columns: '2', Lines: '3', Padding: '4' },
  },
}
const read = (more: Record<string, string> = {}) => {
  const found = readSnapshotParams({ params: { Snapshot: { ...params.Snapshot, ...more } } })
  if (!found) throw new Error('no params')
  return found
}
const times = (more: Record<string, string>, durationS: number) =>
  [0, 1, 2].map((number) => timeOf(number, read(more), durationS))

test('what was asked for says how pictures lie on a sheet', () => {
  expect(read().sprite).toEqual({ columns: 2, lines: 3, margin: 0, padding: 4 })
  expect(readSnapshotParams({ params: { PicProcess: {} } })).toBeUndefined()
})

test.each([
  ['at an interval', {}, 20, [1, 3, 5]],
  ['spread evenly', { Mode: 'Average' }, 10, [1, 4, 7]],
  ['spread, as the film is too short', { IsCheckCount: 'true' }, 4, [1, 2, 3]],
  ['at the interval, as it is long enough', { IsCheckCount: 'true' }, 20, [1, 3, 5]],
  ['at key frames', { Mode: 'KeyFrame' }, 20, [undefined, undefined, undefined]],
  ['without black ones', { IsCheckBlack: 'true' }, 20, [undefined, undefined, undefined]],
])('pictures %s have their times', (_, more, durationS, expected) => {
  expect(times(more, durationS)).toEqual(expected)
})

test.each([
  ['0.jpg', ['s/0.jpg']],
  [
    ['0.jpg', '1.jpg'],
    ['s/0.jpg', 's/1.jpg'],
  ],
])('sheets are named by the result: %j', (ObjectName, keys) => {
  const SpriteOutputFile = { ObjectName, ObjectPrefix: 's/' }
  expect([...spriteKeys({ result: { MediaResult: { OutputFile: { SpriteOutputFile } } } })]).toEqual(keys)
  expect(spriteKeys({ result: null }).size).toBe(0)
})
