import { expect, test } from 'vitest'
import { writeXml } from '../protocol/xml/write-xml.ts'
import { keyPrefix, mediaResult } from './media-result.ts'

const place = { region: 'ap-chongqing', bucket: 'test-123456789' }

function kept(object: string): {
  region: string
  bucket: string
  object: string
  md5: string
  bytes: number
} {
  return { ...place, object, md5: 'aa', bytes: 1 }
}

test('one output shows its whole key, and an empty prefix in a callback alone', () => {
  const options = { ...place, files: [kept('out/a.mp4')] }
  const content =
    '<Md5Info><Md5>aa</Md5><ObjectName>out/a.mp4</ObjectName></Md5Info><ObjectName>out/a.mp4</ObjectName>'
  const shown = (prefix: string): string =>
    `<MediaResult><OutputFile><Bucket>test-123456789</Bucket>${content}${prefix}<Region>ap-chongqing</Region>` +
    '</OutputFile></MediaResult>'
  expect(writeXml(mediaResult({ ...options, order: 'callback' }))).toBe(shown('<ObjectPrefix/>'))
  expect(writeXml(mediaResult({ ...options, order: 'response' }))).toBe(shown(''))
})

test('numbered outputs are shown without what stands before the number, and sprites beside them', () => {
  const prefix = keyPrefix('out/s-${number}.jpg')
  const files = [kept('out/s-0.jpg'), kept('out/s-1.jpg')]
  const sprite = { ...place, files: [kept('out/p-0.jpg')], prefix: 'out/p-', showsMd5: false }
  expect(writeXml(mediaResult({ ...place, files, prefix, showsMd5: false, sprite, order: 'callback' }))).toBe(
    '<MediaResult><OutputFile><Bucket>test-123456789</Bucket><Md5Info/><ObjectName>0.jpg</ObjectName>' +
      '<ObjectName>1.jpg</ObjectName><ObjectPrefix>out/s-</ObjectPrefix><Region>ap-chongqing</Region>' +
      '<SpriteOutputFile><Bucket>test-123456789</Bucket><Md5Info/><ObjectName>0.jpg</ObjectName>' +
      '<ObjectPrefix>out/p-</ObjectPrefix><Region>ap-chongqing</Region></SpriteOutputFile></OutputFile></MediaResult>',
  )
})
