// @vitest-environment node
import { expect, test } from 'vitest'
import { kindOf } from './media-kind.ts'

test.each([
  ['audio/wav', 'a', 'sound'],
  ['video/mp4', 'a.wav', 'film'],
  ['image/webp', 'a.mp4', 'picture'],
  ['image/svg+xml', 'a.png', 'other'],
  ['application/vnd.apple.mpegurl', 'a', 'playlist'],
  ['application/x-mpegURL', 'a', 'playlist'],
  ['audio/mpegurl', 'a', 'playlist'],
  ['text/plain; charset=utf-8', 'a', 'text'],
  ['text/html', 'a', 'text'],
  ['application/zip', 'a.mp4', 'other'],
  ['application/octet-stream', 'in/a.MP4', 'film'],
  ['', 'in/a.m3u8', 'playlist'],
  ['', 'in/a', 'other'],
])('%s of %s is a %s', (type, key, kind) => {
  expect(kindOf(type, key)).toBe(kind)
})
