// @vitest-environment node
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parseMediaInfo } from './media-info.ts'

const golden = new URL('../../../server/src/tags/media-info/golden/MediaInfo.answer.xml', import.meta.url)

test('what the service says of a film is read from its own answer', () => {
  const xml = readFileSync(golden, 'utf8').replaceAll('BITRATE', '123.456')
  expect(parseMediaInfo(xml)).toEqual({
    durationS: 11,
    bitrate: 123.456,
    video: { codec: 'h264', width: 160, height: 120, fps: 10 },
    audio: { codec: 'aac' },
  })
})

test('what there is none of is empty', () => {
  expect(parseMediaInfo('<Response><MediaInfo/></Response>')).toEqual({
    durationS: 0,
    bitrate: 0,
    video: { codec: '', width: 0, height: 0, fps: 0 },
    audio: { codec: '' },
  })
})
