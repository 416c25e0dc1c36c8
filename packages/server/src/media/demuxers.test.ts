import { InputFormat } from 'node-av/lib'
import { expect, test } from 'vitest'
import { READABLE_DEMUXERS, isPlaylist, isReadable } from './demuxers.ts'

test('every listed demuxer exists in this FFmpeg', () => {
  const missing = [...READABLE_DEMUXERS].filter((name) => !InputFormat.findInputFormat(name))
  expect(missing).toEqual([])
})

test.each([
  ...['hls', 'dash', 'concat', 'imf', 'sdp', 'rtsp', 'webm_dash_manifest', 'vobsub', 'mlv', 'image2'],
  ...['svg_pipe', 'lavfi', 'ffmetadata', 'data', 'rawvideo', 'tty', ''],
])('what opens more than its file, or takes anything for its own, is not read: %s', (name) => {
  expect(isReadable(name)).toBe(false)
})

test('a demuxer with several names matches by any of them', () => {
  expect(isReadable('mov,mp4,m4a,3gp,3g2,mj2')).toBe(true)
  expect(isPlaylist('hls')).toBe(true)
  expect(isPlaylist('mov,mp4,m4a,3gp,3g2,mj2')).toBe(false)
})
