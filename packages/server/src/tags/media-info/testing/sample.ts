import { common, container, MediaInfo } from '../../testing/callback-shapes.ts'
import { PICTURE, probeOf, SOUND } from '../../testing/sample-values.ts'
import { TagSample } from '../../testing/tag-sample.ts'

export const sample = new TagSample({
  wrong: '<UserData>é</UserData>',
  finished: {
    result: probeOf(PICTURE, SOUND, {
      ...{ type: 'subtitle', index: 2, codecName: 'mov_text', codecTag: 0x67337874, codecTagString: 'tx3g' },
      ...{ timeBase: { num: 1, den: 1_000 }, language: 'chi' },
    }),
    files: [],
  },
  decoder: container({ ...common, MediaInfo }),
})
