import { expect, test } from 'vitest'
import type { ExtFilter } from '../../workflows/topology.ts'
import { isStartedBy } from './trigger-workflows.ts'

const nothing: ExtFilter = {
  isOn: true,
  video: false,
  audio: false,
  image: false,
  contentType: false,
  customExts: [],
  allFile: false,
}

function starts(filter: Partial<ExtFilter> | undefined, key: string, type?: string): boolean {
  const start = { queues: {}, objectPrefix: 'in/', extFilter: filter && { ...nothing, ...filter } }
  return isStartedBy(start, { key, headers: type === undefined ? {} : { 'content-type': type } })
}

test.each<[Partial<ExtFilter> | undefined, string, string | undefined, boolean]>([
  [undefined, 'in/a', undefined, true],
  [undefined, 'out/a', undefined, false],
  [undefined, 'in/', undefined, false],
  [{ isOn: false }, 'in/a.txt', undefined, true],
  [{ video: true }, 'in/a.MP4', undefined, true],
  [{ video: true }, 'in/a.mp3', undefined, false],
  [{ audio: true, image: true }, 'in/a.webp', undefined, true],
  [{ video: true }, 'in/a.bin', 'video/mp4', false],
  [{ video: true, contentType: true }, 'in/a.bin', 'video/mp4', true],
  [{ video: true, contentType: true }, 'in/a.bin', 'audio/mpeg', false],
  [{ customExts: ['abc'] }, 'in/a.Abc', undefined, true],
  [{ allFile: true }, 'in/a', undefined, true],
  [{}, 'in/a.mp4', 'video/mp4', false],
])('filter %o, key %s of type %s: %s', (filter, key, type, expected) => {
  expect(starts(filter, key, type)).toBe(expected)
})
