import { expect, test } from 'vitest'
import { buildJob } from './build-job.ts'
import { writeAll } from './write-request.ts'

const bucket = { name: 'media-1250000000', region: 'ap-guangzhou' }

test('what is filled in stands where the protocol has it', () => {
  const request = buildJob({
    tag: 'NoiseReduction',
    values: { 'NoiseReduction.Format': 'mp3', 'NoiseReduction.Strength': '60' },
    bucket,
    input: 'in/a talk.wav',
    callback: '',
  })
  expect(request).toEqual({
    Tag: 'NoiseReduction',
    Input: { Object: 'in/a talk.wav' },
    Operation: {
      NoiseReduction: { Format: 'mp3', Strength: '60' },
      Output: { Region: 'ap-guangzhou', Bucket: 'media-1250000000', Object: 'in/out/a talk.mp3' },
    },
    CallBack: 'no',
  })
})

test('several outputs are numbered, and what only answers has none', () => {
  const job = { values: {}, bucket, input: 'in/film.mp4', callback: 'http://h/' }
  expect(buildJob({ ...job, tag: 'Snapshot' })).toMatchObject({
    Operation: { Output: { Object: 'in/out/film-${Number}.jpg' } },
    CallBack: 'http://h/',
  })
  expect(buildJob({ ...job, tag: 'MediaInfo' })).toEqual({
    Tag: 'MediaInfo',
    Input: { Object: 'in/film.mp4' },
    CallBack: 'http://h/',
  })
})

test('values can’t leave the text that they are in', () => {
  const texts = writeAll({ Tag: 'a<b>&\'"$(x)' }, { origin: 'http://127.0.0.1:8080', bucket })
  expect(texts['XML']).toBe('<Request>\n  <Tag>a&lt;b>&amp;\'"$(x)</Tag>\n</Request>')
  expect(texts['curl']).toContain(String.raw`a<b>&'\''\"$(x)`)
  expect(texts['Node']).toContain(JSON.stringify('a<b>&\'"$(x)'))
})
