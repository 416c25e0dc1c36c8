import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RunOutcome } from '../tag.ts'
import { anOperation, openTagHarness, shownXml, type TagHarness } from '../testing/test-tag.ts'
import { jobMediaInfo, synchronousMediaInfo } from '../media-info.ts'
import { Probe } from '../../media/probe-shape.ts'
import { writeXml } from '../../protocol/xml/write-xml.ts'
import { ffmpeg } from '../../../../../tooling/ffprobe.ts'
import { mediaInfoTag } from './tag.ts'
import { skipWithout } from '../../../../../tooling/skip-without.ts'

const operation = anOperation('MediaInfo', '<UserData>u</UserData>')
const VIDEO = 'testsrc2=s=320x240:r=25:d=2'

describe('what a file says of itself', skipWithout('ffmpeg'), () => {
  let harness: TagHarness

  beforeAll(async () => {
    harness = await openTagHarness()
  })

  afterAll(() => harness[Symbol.asyncDispose]())

  async function probed(name: string, argv: readonly string[]): Promise<RunOutcome> {
    const file = path.join(harness.directory, name)
    await ffmpeg([...argv, file])
    return harness.runOperation(mediaInfoTag, operation, { input: file })
  }

  function probeOf(outcome: RunOutcome): Probe {
    if (outcome.kind !== 'success') throw new Error(JSON.stringify(outcome))
    return Probe.parse(outcome.result)
  }

  test('a callback shows every element of the documented example, in its order', async () => {
    const audio = ['-f', 'lavfi', '-i', 'sine=r=44100:d=2', '-c:a', 'aac', '-b:a', '64k']
    const colors = ['-colorspace', 'smpte170m', '-color_primaries', 'bt470bg', '-color_trc', 'smpte170m']
    const outcome = await probed('a.mp4', [
      ...['-f', 'lavfi', '-i', VIDEO, ...audio],
      ...['-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-bf', '2', '-color_range', 'tv', ...colors],
    ])
    const shown = shownXml(mediaInfoTag, { operation, order: 'callback', outcome })
    const measured = /(<(Bitrate|Size)>)[\d.]+/g
    expect(shown.replaceAll(measured, '$1N')).toBe(
      '<Operation><JobLevel>0</JobLevel><MediaInfo><Format><Bitrate>N</Bitrate><Duration>2.000000</Duration>' +
        '<FormatLongName>QuickTime / MOV</FormatLongName><FormatName>mov,mp4,m4a,3gp,3g2,mj2</FormatName>' +
        '<NumProgram>0</NumProgram><NumStream>2</NumStream><Size>N</Size><StartTime>0.000000</StartTime></Format>' +
        '<Stream><Audio><Bitrate>N</Bitrate><Channel>1</Channel><ChannelLayout>mono</ChannelLayout>' +
        '<CodecLongName>AAC (Advanced Audio Coding)</CodecLongName><CodecName>aac</CodecName>' +
        '<CodecTag>0x6134706d</CodecTag><CodecTagString>mp4a</CodecTagString><CodecTimeBase>1/44100</CodecTimeBase>' +
        '<Duration>2.000000</Duration><Index>1</Index><Language>und</Language><SampleFmt>fltp</SampleFmt>' +
        '<SampleRate>44100</SampleRate><StartTime>0.000000</StartTime><Timebase>1/44100</Timebase></Audio><Subtitle/>' +
        '<Video><AvgFps>25.000000</AvgFps><Bitrate>N</Bitrate>' +
        '<CodecLongName>H.264 / AVC / MPEG-4 AVC / MPEG-4 part 10</CodecLongName><CodecName>h264</CodecName>' +
        '<CodecTag>0x31637661</CodecTag><CodecTagString>avc1</CodecTagString><CodecTimeBase>1/12800</CodecTimeBase>' +
        '<ColorPrimaries>bt470bg</ColorPrimaries><ColorRange>tv</ColorRange>' +
        '<ColorTransfer>smpte170m</ColorTransfer><Dar>4:3</Dar><Duration>2.000000</Duration>' +
        '<FieldOrder>progressive</FieldOrder><Fps>25.000000</Fps><HasBFrame>2</HasBFrame><Height>240</Height>' +
        '<Index>0</Index><Language>und</Language><Level>13</Level><NumFrames>50</NumFrames>' +
        '<PixFormat>yuv420p</PixFormat><Profile>High</Profile><RefFrames>1</RefFrames>' +
        '<Rotation>0.000000</Rotation><Sar>1:1</Sar><StartTime>0.000000</StartTime><Timebase>1/12800</Timebase>' +
        '<Width>320</Width></Video></Stream></MediaInfo><UserData>u</UserData></Operation>',
    )
    const response = shownXml(mediaInfoTag, { operation, order: 'response', outcome })
    expect(response).toMatch(/^<Operation><UserData>u<.*<MediaInfo><Format>.*<Stream>/)
    const synchronous = writeXml(synchronousMediaInfo(probeOf(outcome)))
    expect(synchronous).toMatch(
      /^<MediaInfo><Stream><Video><Index>0<.*<\/Video><Audio>.*<Subtitle\/><\/Stream><Format>/,
    )
    // Sizes in bits and bytes are checked against the file.
    const bytes = (await readFile(path.join(harness.directory, 'a.mp4'))).byteLength
    expect(shown).toContain(`<Size>${bytes}</Size>`)
    expect(shown).toContain(`<Format><Bitrate>${((bytes * 8) / 2 / 1_000).toFixed(6)}</Bitrate>`)
  })

  test('a turned picture, several tracks with languages, and no sound', async () => {
    const turned = await probed('plain.mp4', ['-f', 'lavfi', '-i', VIDEO])
    expect(probeOf(turned).streams).toHaveLength(1)
    const source = path.join(harness.directory, 'plain.mp4')
    const outcome = await probed('turned.mp4', ['-i', source, '-metadata:s:v', 'rotate=90', '-c', 'copy'])
    // The system's FFmpeg writes a matrix that turns against the clock for its tag `rotate`.
    expect(probeOf(outcome).streams[0]).toMatchObject({ rotation: 270, width: 320, height: 240 })
    const tracks = await probed('tracks.mkv', [
      ...['-f', 'lavfi', '-i', 'sine=d=1', '-f', 'lavfi', '-i', 'sine=f=900:d=1', '-map', '0', '-map', '1'],
      ...['-metadata:s:a:0', 'language=chi', '-c:a', 'libopus'],
    ])
    const shown = writeXml(jobMediaInfo(probeOf(tracks)))
    expect(shown).toMatch(
      /<Stream><Audio>.*<Language>chi<.*<\/Audio><Audio>.*<Language>und<.*<\/Audio><Subtitle\/><Video\/>/,
    )
    expect(shown).toContain('<CodecLongName>Opus (Opus Interactive Audio Codec)</CodecLongName>')
  })

  test('what is no media file, or points at others, is the input’s fault', async () => {
    for (const content of [
      '',
      'no media at all',
      '#EXTM3U\n#EXTINF:5,\na.ts\n',
      'ffconcat version 1.0\nfile a.mp4\n',
    ]) {
      const input = new TextEncoder().encode(content)
      const outcome = await harness.runOperation(mediaInfoTag, operation, { input })
      expect(outcome).toMatchObject({ kind: 'failed', code: 'ResourceNotSupported' })
    }
  })
})

test('a job that has not run shows no MediaInfo', () => {
  expect(shownXml(mediaInfoTag, { operation, order: 'callback' })).toBe(
    '<Operation><JobLevel>0</JobLevel><UserData>u</UserData></Operation>',
  )
})
