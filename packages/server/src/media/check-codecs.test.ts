import { expect, test } from 'vitest'
import { matching } from '../base/testing/test-matching.ts'
import { silentLog } from '../base/log.ts'
import { checkCodecs } from './check-codecs.ts'
import { tooLittleMemory } from './pool/check-runtime.ts'

const never = new AbortController().signal
const log = silentLog()

test('the FFmpeg of the children has all codecs that jobs need', async () => {
  expect(await checkCodecs({ log }, never)).toMatchObject({
    figures: { version: matching(/^\d/), encoders: 'pcm_s16le, libmp3lame, aac', missing: '' },
    problems: [],
  })
})

test('a missing decoder is named', async () => {
  expect(await checkCodecs({ log, decoders: ['flac', 'wax_cylinder'] }, never)).toMatchObject({
    problems: [{ state: 'failed', what: 'This FFmpeg lacks the decoder wax_cylinder.' }],
  })
})

test('more children than fit into the memory are reported, with how many fit', () => {
  const GIBIBYTE = 1024 ** 3
  expect(tooLittleMemory(2 * GIBIBYTE, 3)).toEqual([])
  expect(tooLittleMemory(2 * GIBIBYTE, 8)).toMatchObject([
    { state: 'warning', advice: matching('LEMNIS_CONCURRENCY=3,') },
  ])
  expect(tooLittleMemory(GIBIBYTE / 4, 0)).toEqual([])
})
