import { container, texts, withMedia } from '../../testing/callback-shapes.ts'
import { TagSample } from '../../testing/tag-sample.ts'
import { sampleJob } from '../sample-job.ts'

export const sample = new TagSample({
  ...sampleJob,
  wrong:
    '<Animation><Container><Format>gif</Format></Container><Video><Codec>gif</Codec><Width>1</Width></Video></Animation>',
  template: '<Container><Format>gif</Format></Container><Video><Codec>gif</Codec><Width>128</Width></Video>',
  decoder: container({
    ...withMedia,
    Animation: container({ Container: texts('Format'), Video: texts('Codec', 'Width') }),
  }),
  fields: { 'Animation.Container.Format': 'gif', 'Animation.Video.Codec': 'gif' },
})
