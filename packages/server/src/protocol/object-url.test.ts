import { expect, test } from 'vitest'
import { keyOfUrl, objectUrl } from './object-url.ts'

const place = { bucket: 'media-1250000000', region: 'ap-guangzhou' }

test.each(['a', 'out/film one.mp4', '目录/é+%2F?&#.mp4', "a//b/../c (1)!*'"])(
  'an address names its object: %s',
  (key) => {
    const url = objectUrl({ ...place, key })
    expect(keyOfUrl('Url', url, place.bucket)).toBe(key)
  },
)
