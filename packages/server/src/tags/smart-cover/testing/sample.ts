import { container, texts, withMedia } from '../../testing/callback-shapes.ts'
import { TagSample } from '../../testing/tag-sample.ts'
import { sampleJob } from '../sample-job.ts'

export const sample = new TagSample({
  ...sampleJob,
  wrong: '<SmartCover><Count>11</Count></SmartCover>',
  template:
    '<SmartCover><Format>png</Format><Width>128</Width><Height>128</Height><Count>2</Count></SmartCover>',
  decoder: container({ ...withMedia, SmartCover: texts('Count', 'Format') }),
  fields: { 'SmartCover.Count': '1' },
})
