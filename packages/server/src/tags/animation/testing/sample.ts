import { container, texts, withMedia } from '../../testing/callback-shapes.ts'
import { PICTURE, probeOf } from '../../testing/sample-values.ts'
import { TagSample } from '../../testing/tag-sample.ts'
import { outputXml } from '../../testing/test-tag.ts'

export const sample = new TagSample({
  params:
    '<Animation><Container><Format>gif</Format></Container><Video><Codec>gif</Codec><Width>128</Width></Video></Animation>',
  output: outputXml('out/film.gif'),
  wrong:
    '<Animation><Container><Format>gif</Format></Container><Video><Codec>gif</Codec><Width>1</Width></Video></Animation>',
  template: '<Container><Format>gif</Format></Container><Video><Codec>gif</Codec><Width>128</Width></Video>',
  finished: { result: probeOf({ ...PICTURE, codecName: 'gif', level: -99 }), files: ['out/film.gif'] },
  decoder: container({
    ...withMedia,
    Animation: container({ Container: texts('Format'), Video: texts('Codec', 'Width') }),
  }),
  fields: { 'Animation.Container.Format': 'gif', 'Animation.Video.Codec': 'gif' },
})
