import { texts, withOutput, container } from '../../testing/callback-shapes.ts'
import { TagSample } from '../../testing/tag-sample.ts'
import { outputXml } from '../../testing/test-tag.ts'

export const sample = new TagSample({
  params: '<NoiseReduction><Format>wav</Format></NoiseReduction>',
  output: outputXml('out/talk.wav'),
  wrong: '<NoiseReduction><Format>ogg</Format></NoiseReduction>',
  template: '<NoiseReduction><Format>mp3</Format><Samplerate>8000</Samplerate></NoiseReduction>',
  finished: { result: {}, files: ['out/talk.wav'], message: 'SUCCESS' },
  decoder: container({ ...withOutput, NoiseReduction: texts('Format') }),
  fields: { 'NoiseReduction.Format': 'mp3' },
})
