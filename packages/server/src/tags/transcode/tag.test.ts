import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ffmpeg, ffprobe, type FfprobeReport } from '../../../../../tooling/ffprobe.ts'
import type { RunOutcome } from '../tag.ts'
import { AUDIO, fileOf, MP4, openTranscodeHarness, pixel, VIDEO } from './testing/transcode-harness.ts'
import type { TranscodeHarness, TranscodeRun } from './testing/transcode-harness.ts'
import { skipWithout } from '../../../../../tooling/skip-without.ts'

describe('what a job makes', skipWithout('ffmpeg'), () => {
  let harness: TranscodeHarness

  beforeAll(async () => {
    harness = await openTranscodeHarness()
  })

  afterAll(() => harness[Symbol.asyncDispose]())

  function run(transcode: string, more?: TranscodeRun): Promise<RunOutcome> {
    return harness.run(transcode, more)
  }

  async function probed(transcode: string, more?: TranscodeRun): Promise<FfprobeReport> {
    return ffprobe(fileOf(await run(transcode, more)))
  }

  test('an mp4 of another size and rate, with its sound', async () => {
    const video = `<Video><Codec>H.264</Codec><Width>160</Width><Fps>10</Fps><Profile>main</Profile></Video>`
    const audio = `<Audio><Codec>aac</Codec><Samplerate>44100</Samplerate><Channels>2</Channels></Audio>`
    const outcome = await run(MP4 + video + audio)
    expect(outcome).toMatchObject({
      message: 'success',
      result: { probe: { streams: [{ codecName: 'h264', width: 160 }, { codecName: 'aac' }] } },
      files: [{ contentType: 'video/mp4', place: { object: 'out/a.mp4' } }],
    })
    const { streams } = await ffprobe(fileOf(outcome))
    expect(streams).toMatchObject([
      {
        codec_name: 'h264',
        profile: 'Main',
        width: 160,
        height: 120,
        r_frame_rate: '10/1',
        nb_read_frames: 20,
      },
      { codec_name: 'aac', sample_rate: 44_100, channels: 2 },
    ])
  })

  test.each([
    [
      'webm',
      '<Video><Codec>VP9</Codec><Preset>realtime</Preset></Video>',
      '<Audio><Codec>opus</Codec></Audio>',
      ['vp9', 'opus'],
    ],
    ['webm', '<Video><Preset>realtime</Preset></Video>', '<Audio/>', ['vp8', 'vorbis']],
    [
      'mkv',
      '<Video><Codec>AV1</Codec><Crf>40</Crf></Video>',
      '<Audio><Codec>mp3</Codec></Audio>',
      ['av1', 'mp3'],
    ],
    ['mov', VIDEO, AUDIO, ['h264', 'aac']],
    ['flv', VIDEO, '<Audio><Codec>mp3</Codec></Audio>', ['h264', 'mp3']],
    ['avi', VIDEO, AUDIO, ['h264', 'aac']],
    ['ts', VIDEO, AUDIO, ['h264', 'aac']],
    [
      'mp4',
      '<Video><Codec>H.265</Codec><Preset>veryfast</Preset><Pixfmt>yuv420p10le</Pixfmt></Video>',
      '',
      ['hevc'],
    ],
    ['mp3', VIDEO, '<Audio><Samplerate>22050</Samplerate><Bitrate>64</Bitrate></Audio>', ['mp3']],
    ['flac', '', '<Audio><SampleFormat>s16p</SampleFormat></Audio>', ['flac']],
    ['m4a', '', '<Audio/>', ['aac']],
    ['aac', '', '<Audio/>', ['aac']],
    ['wav', '', '<Audio><Channels>1</Channels></Audio>', ['pcm_s16le']],
  ])('%s with %s%s', async (format, video, audio, codecs) => {
    const container = `<Container><Format>${format}</Format></Container>`
    const report = await probed(container + video + audio, { key: `out/a.\${Ext}` })
    expect(report.streams.map(({ codec_name: name }) => name)).toEqual(codecs)
    const counted = report.streams.find(({ codec_type: type }) => type === 'video')?.nb_read_frames
    if (counted !== undefined) expect(counted).toBe(50)
    if (report.format.duration !== undefined && format !== 'aac')
      expect(report.format.duration).toBeCloseTo(2, 0)
  })

  test('a part of the input, exact to the frame', async () => {
    const time = '<TimeInterval><Start>0.52</Start><Duration>1</Duration></TimeInterval>'
    const { streams } = await probed(MP4 + VIDEO + AUDIO + time)
    expect(streams).toMatchObject([{ nb_read_frames: 25, duration: 1 }, { duration: 1 }])
  })

  test('hls: segments of the length that is asked for, beside the playlist that names them', async () => {
    const container =
      '<Container><Format>hls</Format><ClipConfig><Duration>1</Duration></ClipConfig></Container>'
    const outcome = await run(container + VIDEO + AUDIO, { key: 'out/my film.m3u8' })
    if (outcome.kind !== 'success') throw new Error(JSON.stringify(outcome))
    expect(
      outcome.files.map(({ place, isPart, contentType }) => [place.object, isPart, contentType]),
    ).toEqual([
      ['out/my film_00000.ts', true, 'video/mp2t'],
      ['out/my film_00001.ts', true, 'video/mp2t'],
      ['out/my film.m3u8', undefined, 'application/vnd.apple.mpegurl'],
    ])
    const list = await readFile(fileOf(outcome), 'utf8')
    expect(list.match(/^[^#].*$/gm)).toEqual(['my%20film_00000.ts', 'my%20film_00001.ts'])
    expect(list).toContain('#EXT-X-PLAYLIST-TYPE:VOD')
    for (const { path: file } of outcome.files.slice(0, 2)) {
      const { streams } = await ffprobe(file)
      expect(streams).toMatchObject([{ nb_read_frames: 25 }, { codec_name: 'aac' }])
    }
    expect(outcome.result).toMatchObject({ probe: { streams: [{ width: 320 }, { codecName: 'aac' }] } })
  })

  test('dash: a manifest and its segments', async () => {
    const container = '<Container><Format>dash</Format></Container>'
    const outcome = await run(container + VIDEO + AUDIO, { key: 'out/a.mpd' })
    if (outcome.kind !== 'success') throw new Error(JSON.stringify(outcome))
    const objects = outcome.files.map(({ place }) => place.object)
    expect(objects).toEqual([
      'out/a_0_00001.m4s',
      'out/a_1_00001.m4s',
      'out/a_init_0.m4s',
      'out/a_init_1.m4s',
      'out/a.mpd',
    ])
    expect(await readFile(fileOf(outcome), 'utf8')).toContain(
      'initialization="a_init_$RepresentationID$.m4s"',
    )
  })

  test.each([
    ['pad', [160, 320], [128, 128, 128], [0, 0, 0]],
    ['crop', [160, 320], [128, 128, 128], [128, 128, 128]],
    ['scale', [160, 320], [128, 128, 128], [128, 128, 128]],
  ] as const)('%s to other proportions', async (method, [width, height], middle, top) => {
    const video = `<Video><Width>${width}</Width><Height>${height}</Height><Preset>veryfast</Preset></Video>`
    const config = `<TransConfig><AdjDarMethod>${method}</AdjDarMethod></TransConfig>`
    const file = fileOf(await run(MP4 + video + config, { input: harness.grey }))
    expect((await ffprobe(file)).streams).toMatchObject([{ width, height }])
    for (const [at, wanted] of [
      [[80, 160], middle],
      [[80, 4], top],
    ] as const) {
      const colour = await pixel(file, at)
      colour.forEach((value, n) => expect(Math.abs(value - (wanted[n] ?? 0))).toBeLessThan(12))
    }
  })

  test('a sound of the bucket is mixed in, or stands instead of the input’s own', async () => {
    const song = path.join(harness.directory, 'song.wav')
    await ffmpeg(['-f', 'lavfi', '-i', 'sine=f=2000:d=0.5:r=48000', '-af', 'volume=4', song])
    const objects = { 'songs/a.wav': await readFile(song) }
    const mix = (more: string): string =>
      `<AudioMix><AudioSource>https://media-1250000000.cos.ap-guangzhou.myqcloud.com/songs/a.wav</AudioSource>${more}</AudioMix>`
    const wav = '<Container><Format>wav</Format></Container><Audio><Samplerate>16000</Samplerate></Audio>'
    const loudness = async (file: string, hz: number, fromS: number): Promise<number> => {
      const filter = `atrim=${fromS}:${fromS + 0.4},bandpass=f=${hz}:width_type=h:w=100,volumedetect`
      const { stderr } = await promisify(execFile)('ffmpeg', ['-i', file, '-af', filter, '-f', 'null', '-'])
      return Number(/mean_volume: (-?[\d.]+)/.exec(stderr)?.[1])
    }
    const both = fileOf(await run(wav + mix(''), { objects }))
    expect((await ffprobe(both)).format.duration).toBeCloseTo(2, 1)
    for (const hz of [440, 2_000]) expect(await loudness(both, hz, 1.5)).toBeGreaterThan(-35)
    const once = fileOf(await run(wav + mix('<MixMode>Once</MixMode><Replace>true</Replace>'), { objects }))
    expect(await loudness(once, 2_000, 0)).toBeGreaterThan(-35)
    expect(await loudness(once, 2_000, 1.5)).toBeLessThan(-60)
    // The input's own is not there where the other has ended.
    expect(await loudness(once, 440, 1.5)).toBeLessThan(-60)
  })

  test('a job that minds a source that is too small fails, or keeps its size', async () => {
    const video = '<Video><Width>640</Width><Preset>veryfast</Preset></Video>'
    const config = (method: string): string =>
      `<TransConfig><IsCheckReso>true</IsCheckReso><ResoAdjMethod>${method}</ResoAdjMethod></TransConfig>`
    expect((await probed(MP4 + video + config('0'))).streams).toMatchObject([{ width: 320, height: 240 }])
    expect(await run(MP4 + video + config('1'))).toMatchObject({ kind: 'failed', code: 'InvalidArgument' })
  })

  test.each([
    ['<Rotate>90</Rotate>', { width: 240, height: 320 }],
    ['<Rotate>45</Rotate><Width>200</Width><Height>200</Height>', { width: 200, height: 200 }],
    [
      '<Width>240</Width><Height>128</Height><LongShortMode>true</LongShortMode><Rotate>270</Rotate>',
      { width: 128, height: 240 },
    ],
    ['<Pixfmt>yuv444p</Pixfmt>', { pix_fmt: 'yuv444p', profile: 'High 4:4:4 Predictive' }],
    ['<Pixfmt>yuvj420p</Pixfmt>', { pix_fmt: 'yuvj420p' }],
  ])('video with %s', async (more, wanted) => {
    const video = `<Video><Preset>veryfast</Preset>${more}</Video>`
    expect((await probed(MP4 + video)).streams).toMatchObject([wanted])
  })

  test.each([
    ['webm', 'VP8'],
    ['webm', 'VP9'],
    ['mkv', 'H.265'],
  ])('a gif in %s as %s, in a pixel format that players know', async (format, codec) => {
    const gif = path.join(harness.directory, 'moving.gif')
    await ffmpeg(['-f', 'lavfi', '-i', 'testsrc2=d=1:s=64x64:r=10', gif])
    const video = `<Video><Codec>${codec}</Codec><Pixfmt>auto</Pixfmt></Video>`
    const { streams } = await probed(`<Container><Format>${format}</Format></Container>${video}`, {
      input: gif,
    })
    expect(streams).toMatchObject([{ pix_fmt: 'yuv420p', nb_read_frames: 10 }])
  })

  test('a film of red, green and blue as H.265 is one that players show', async () => {
    const rgb = path.join(harness.directory, 'rgb.mkv')
    await ffmpeg([
      '-f',
      'lavfi',
      '-i',
      'testsrc2=d=0.3:s=96x96:r=10',
      '-c:v',
      'ffv1',
      '-pix_fmt',
      'gbrp',
      rgb,
    ])
    const { streams } = await probed(`${MP4}<Video><Codec>H.265</Codec><Pixfmt>auto</Pixfmt></Video>`, {
      input: rgb,
    })
    expect(streams).toMatchObject([{ pix_fmt: 'yuv444p' }])
  })

  test('a picture that is narrower than the blocks of H.265 is rejected', async () => {
    const narrow = path.join(harness.directory, 'narrow.mkv')
    await ffmpeg(['-f', 'lavfi', '-i', 'testsrc2=d=0.2:s=34x66', '-c:v', 'ffv1', narrow])
    expect(await run(`${MP4}<Video><Codec>H.265</Codec></Video>`, { input: narrow })).toMatchObject({
      kind: 'failed',
      code: 'ResourceNotSupported',
    })
  })

  test('an odd size loses a line, and a rate of bits is kept', async () => {
    const odd = path.join(harness.directory, 'odd.mkv')
    await ffmpeg(['-f', 'lavfi', '-i', 'testsrc2=d=2:s=321x241', '-c:v', 'ffv1', '-pix_fmt', 'yuv444p', odd])
    const video = '<Video><Bitrate>100</Bitrate><Maxrate>120</Maxrate><Preset>veryfast</Preset></Video>'
    const { streams, format } = await probed(MP4 + video, { input: odd })
    expect(streams).toMatchObject([{ width: 320, height: 240, pix_fmt: 'yuv420p' }])
    expect(format.bit_rate).toBeGreaterThan(60_000)
    expect(format.bit_rate).toBeLessThan(170_000)
  })

  test('what is too bright for a usual screen is brought down to it', async () => {
    const hdr = path.join(harness.directory, 'hdr.mkv')
    const colours = ['-color_primaries', 'bt2020', '-color_trc', 'smpte2084', '-colorspace', 'bt2020nc']
    const encode = ['-c:v', 'libx265', '-x265-params', 'log-level=none', '-preset', 'ultrafast']
    await ffmpeg([
      ...[
        '-f',
        'lavfi',
        '-i',
        'testsrc2=d=1:s=160x120',
        '-pix_fmt',
        'yuv420p10le',
        ...encode,
        ...colours,
        hdr,
      ],
    ])
    const outcome = await run(`${MP4}${VIDEO}<TransConfig><IsHdr2Sdr>true</IsHdr2Sdr></TransConfig>`, {
      input: hdr,
    })
    expect(outcome).toMatchObject({
      result: {
        probe: { streams: [{ colorTransfer: 'bt709', colorPrimaries: 'bt709', pixelFormat: 'yuv420p' }] },
      },
    })
  })

  test('metadata stay, or go', async () => {
    const title = async (config: string): Promise<string> => {
      const file = fileOf(await run(MP4 + VIDEO + config))
      const argv = ['-v', 'error', '-show_entries', 'format_tags=title', '-of', 'csv=p=0', file]
      return (await promisify(execFile)('ffprobe', argv)).stdout.trim()
    }
    expect(await title('')).toBe('A clip')
    expect(await title('<TransConfig><DeleteMetadata>true</DeleteMetadata></TransConfig>')).toBe('')
  })

  test('an input that is no film is at fault, and one without the streams', async () => {
    const input = new TextEncoder().encode('no film at all')
    expect(await run(MP4 + VIDEO, { input })).toMatchObject({ kind: 'failed', code: 'ResourceNotSupported' })
    const silent = await run(`<Container><Format>mp3</Format></Container><Audio/>`, { input: harness.grey })
    expect(silent).toMatchObject({ kind: 'failed', message: 'The input has no audio stream.' })
  })
})
