import { container, texts, withMedia } from '../../testing/callback-shapes.ts'
import { TagSample } from '../../testing/tag-sample.ts'
import { outputXml } from '../../testing/test-tag.ts'

export const sample = new TagSample({
  params: '<SmartCover><Format>jpg</Format><Count>1</Count></SmartCover>',
  output: outputXml('out/cover-${Number}.jpg'),
  wrong: '<SmartCover><Count>11</Count></SmartCover>',
  template:
    '<SmartCover><Format>png</Format><Width>128</Width><Height>128</Height><Count>2</Count></SmartCover>',
  finished: { result: {}, files: ['out/cover-0.jpg'], hasUserData: false },
  decoder: container({ ...withMedia, SmartCover: texts('Count', 'Format') }),
  fields: { 'SmartCover.Count': '1' },
})
