import { execFile } from 'node:child_process'
import { constants } from 'node:fs'
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { anOperation, openTagHarness, type TagHarness } from '../testing/test-tag.ts'
import { mediaInfoTag } from './tag.ts'

const dash = (foreign: string): string =>
  `<?xml version="1.0"?><MPD profiles="urn:mpeg:dash:profile:isoff-on-demand:2011" type="static" ` +
  `mediaPresentationDuration="PT9S"><Period><AdaptationSet mimeType="video/mp4"><Representation id="1" bandwidth="1000"><BaseURL>file://${foreign}` +
  `</BaseURL><SegmentBase indexRange="0-9"><Initialization range="0-9"/></SegmentBase></Representation>` +
  `</AdaptationSet></Period></MPD>`

const hls = (foreign: string): string =>
  `#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nfile://${foreign}\n#EXT-X-ENDLIST\n`

const concat = (foreign: string): string => `ffconcat version 1.0\nfile ${path.basename(foreign)}\n`

const vobsub = (): string =>
  '# VobSub index file, v7 (do not modify this line!)\nsize: 720x480\nid: en, index: 0\n' +
  'timestamp: 00:00:01:000, filepos: 000000000\n'

let harness: TagHarness
let directory: string

beforeAll(async () => {
  harness = await openTagHarness()
  directory = await mkdtemp(path.join(tmpdir(), 'lemnis-foreign-'))
})

afterAll(async () => {
  await harness[Symbol.asyncDispose]()
  await rm(directory, { recursive: true })
})

test.each([
  { what: 'a manifest of DASH', text: dash, name: 'a.mpd', foreign: 'other.mp4' },
  { what: 'a playlist of HLS', text: hls, name: 'a.m3u8', foreign: 'other.ts' },
  { what: 'a list of files', text: concat, name: 'a.txt', foreign: 'other.wav' },
  { what: 'an index of subtitles', text: vobsub, name: 'a.idx', foreign: 'a.sub' },
])('$what is rejected before the file that it names is opened', async ({ text, name, foreign }) => {
  const input = path.join(directory, name)
  const pipe = path.join(directory, foreign)
  await writeFile(input, text(pipe))
  await promisify(execFile)('mkfifo', [pipe])
  // Opening a pipe for writing waits until somebody opens it for reading.
  const opened = open(pipe, 'w').then((writer) => writer.close())
  const outcome = harness.runOperation(mediaInfoTag, anOperation('MediaInfo', ''), { input })
  const first = await Promise.race([opened.then(() => 'the foreign file was opened'), outcome])
  await (await open(pipe, constants.O_RDONLY | constants.O_NONBLOCK)).close()
  await opened
  expect(first).toMatchObject({ kind: 'failed', code: 'ResourceNotSupported' })
})
