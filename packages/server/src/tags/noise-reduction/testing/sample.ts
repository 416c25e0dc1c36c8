import { container, texts, withOutput } from '../../testing/callback-shapes.ts'
import { TagSample } from '../../testing/tag-sample.ts'
import { sampleJob } from '../sample-job.ts'

export const sample = new TagSample({
  ...sampleJob,
  wrong: '<NoiseReduction><Format>ogg</Format></NoiseReduction>',
  template: '<NoiseReduction><Format>mp3</Format><Samplerate>8000</Samplerate></NoiseReduction>',
  decoder: container({ ...withOutput, NoiseReduction: texts('Format') }),
  fields: { 'NoiseReduction.Format': 'mp3' },
})
