import { expect, test } from 'vitest'
import type { Conversion } from '../../media/convert/conversion.ts'
import { readParams } from '../read-operation.ts'
import { FILM } from '../sample-values.ts'
import { aContext, anOperation, outputXml } from '../testing/test-tag.ts'
import { Params } from './params.ts'
import { planTranscode } from './plan.ts'
import { createTranscode } from './tag.ts'
import { MP4 } from './testing/transcode-harness.ts'

const tag = createTranscode({ maxDurationS: 60 })

function plan(video: string): Conversion {
  const content = `<Transcode>${MP4}<Video>${video}</Video></Transcode>${outputXml('out/a.mp4')}`
  const params = Params.parse(readParams(tag, anOperation('Transcode', content), aContext()))
  return planTranscode(params, FILM, {
    ...{ inputPath: 'in.mp4', outputPath: 'out.mp4', threads: 2, maxDurationS: 60 },
    files: { images: [], texts: [], mixes: [], font: 'font.ttf' },
  })
}

// Bytes can't be compared: with threads an encoder makes slightly different ones each time.
test('settings that are 0 are planned as if they were absent', () => {
  const zero = '<Bitrate>0</Bitrate><Crf>0</Crf><Gop>0</Gop><Bufsize>0</Bufsize><Maxrate>0</Maxrate>'
  expect(plan(zero)).toEqual(plan('<Codec>H.264</Codec>'))
  expect(plan('<Crf>30</Crf>')).not.toEqual(plan('<Codec>H.264</Codec>'))
})
