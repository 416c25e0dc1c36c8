import { expect, test } from 'vitest'
import { matching } from '../../base/testing/test-matching.ts'
import { parseProcessRule } from './process-rule.ts'
import { parseThumbnail, thumbnailSize } from './thumbnail.ts'

test.each([
  ['!50p', [200, 100]],
  ['!50px', [200, 200]],
  ['!x50p', [400, 100]],
  ['300x', [300, 150]],
  ['x300', [600, 300]],
  ['100x100', [100, 50]],
  ['800x800', [800, 400]],
  ['800x800>', [400, 200]],
  ['100x800>', [100, 50]],
  ['100x100<', [400, 200]],
  ['800x800<', [800, 400]],
  ['!100x100r', [200, 100]],
  ['100x100r', [200, 100]],
  ['100x100!', [100, 100]],
  ['20000@', [200, 100]],
  ['19999@', [199, 99]],
  ['99999999@', [400, 200]],
  ['1x', [1, 1]],
])('thumbnail/%s of 400x200 is %j', (text, [width, height]) => {
  const thumbnail = parseThumbnail(text)
  expect(thumbnail && thumbnailSize(thumbnail, { width: 400, height: 200 })).toEqual({ width, height })
})

test('a chain is read in order, encoded or not', () => {
  const rule =
    'imageMogr2/auto-orient/thumbnail/100x80%3E/gravity/center/crop/50x|imageMogr2/rotate/90/format/jpg'
  expect(parseProcessRule('Rule', `${rule}/quality/90!/interlace/1/strip/grayscale/0`)).toEqual({
    steps: [
      { name: 'auto-orient' },
      { name: 'thumbnail', thumbnail: { kind: 'within', width: 100, height: 80, only: 'shrink' } },
      { name: 'crop', width: 50, gravity: 'center' },
      { name: 'rotate', degrees: 90 },
    ],
    format: 'jpeg',
    quality: { kind: 'forced', value: 90 },
    interlace: true,
    strip: true,
  })
})

test.each([
  ['imageView2/1/w/10', 'NotImplemented', /^Rule: imageView2 is not/],
  ['imageMogr2/thumbnail/10x|watermark/2/text/aGk', 'NotImplemented', /^Rule: watermark is not/],
  ['imageMogr2/iradius/10', 'NotImplemented', /^Rule: iradius is not/],
  ['imageMogr2/scrop/10x10', 'NotImplemented', /^Rule: scrop is not/],
  ['imageMogr2/thumbnail/10x10/pad/1', 'NotImplemented', /^Rule: pad is not/],
  ['imageMogr2/format/heif', 'NotImplemented', /^Rule: format\/heif is not/],
  ['imageMogr2/format/doc', 'InvalidArgument', /format must be one of jpg/],
  ['imageMogr2/thumbnail', 'InvalidArgument', /thumbnail needs a value/],
  ['imageMogr2/thumbnail/0x', 'InvalidArgument', /size of 1 to 9999/],
  ['imageMogr2/thumbnail/10000x', 'InvalidArgument', /size of 1 to 9999/],
  ['imageMogr2/thumbnail/big', 'InvalidArgument', /size of 1 to 9999/],
  ['imageMogr2/crop/x', 'InvalidArgument', /crop must be/],
  ['imageMogr2/cut/10x10', 'InvalidArgument', /cut must be/],
  ['imageMogr2/rotate/361', 'InvalidArgument', /rotate must be a whole number from 0 to 360/],
  ['imageMogr2/quality/101', 'InvalidArgument', /quality must be 0 to 100/],
  ['imageMogr2/blur/51x1', 'InvalidArgument', /radius of 1 to 50/],
  ['imageMogr2/sharpen/9', 'InvalidArgument', /from 10 to 300/],
  ['imageMogr2/bright/-101', 'InvalidArgument', /from -100 to 100/],
  [`imageMogr2${'/rotate/1'.repeat(21)}`, 'InvalidArgument', /more than 20 operations/],
])('%s: %s', (rule, code, message) => {
  expect(() => parseProcessRule('Rule', rule)).toThrow(
    expect.objectContaining({ code, message: matching(message) }),
  )
})
