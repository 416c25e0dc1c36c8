import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ffmpeg, ffprobe } from '../../../../../tooling/ffprobe.ts'
import type { Conversion } from './conversion.ts'
import { convert } from './convert.ts'
import { graphText } from '../filters/filter-graph.ts'
import { skipWithout } from '../../../../../tooling/skip-without.ts'

test('chains and graphs are joined in order', () => {
  const steps = ['', 'hflip', '[in]split[a][b];[a][b]vstack[out]', 'format=gray']
  expect(graphText({ kind: 'video', source: 'video_size=2x2', steps })).toBe(
    'buffer@in=video_size=2x2[j0];[j0]hflip[j1];[j1]split[a][b];[a][b]vstack[j2];[j2]format=gray[j3];[j3]buffersink@out',
  )
})

describe('a file is converted', skipWithout('ffmpeg'), () => {
  let directory: string
  let clip: string

  beforeAll(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'lemnis-convert-'))
    clip = path.join(directory, 'clip.mp4')
    await ffmpeg([
      ...['-f', 'lavfi', '-i', 'testsrc2=d=3:s=160x120:r=25', '-f', 'lavfi', '-i', 'sine=d=3'],
      ...[
        '-c:v',
        'libx264',
        '-g',
        '50',
        '-preset',
        'ultrafast',
        '-c:a',
        'aac',
        '-metadata',
        'title=A clip',
        clip,
      ],
    ])
  })

  afterAll(() => rm(directory, { recursive: true, force: true }))

  const x264 = {
    kind: 'encode',
    encoder: 'libx264',
    options: { preset: 'ultrafast' },
    filters: '',
    pixelFormat: 'yuv420p',
  } as const
  const aac = { kind: 'encode', encoder: 'aac', options: {}, filters: '' } as const

  let files = 0
  async function converted(
    inputPath: string,
    more: Pick<Conversion, 'muxer'> & Partial<Conversion>,
  ): Promise<{ file: string; percents: number[] }> {
    const file = path.join(directory, `out-${++files}`)
    const percents: number[] = []
    const common = { inputPath, outputPath: file, dropsMetadata: false, threads: 1, maxDurationS: 60 }
    await convert({ ...common, ...more }, (percent) => percents.push(percent))
    return { file, percents }
  }

  test('with a window that begins between key frames, exact to the frame and the sample', async () => {
    const window = { startS: 1.02, durationS: 1 }
    const { file, percents } = await converted(clip, {
      muxer: 'mp4',
      ...window,
      video: { ...x264, filters: 'scale=80:60', frameRate: '10' },
      audio: { ...aac, sampleRate: 48_000, channelLayout: 'stereo' },
    })
    const { streams } = await ffprobe(file)
    expect(streams).toMatchObject([
      { codec_name: 'h264', width: 80, height: 60, r_frame_rate: '10/1', nb_read_frames: 10, duration: 1 },
      { codec_name: 'aac', sample_rate: 48_000, channels: 2, duration: 1 },
    ])
    expect(percents.toSorted((a, b) => a - b)).toEqual(percents)
  })

  test('packets are copied into another container and back', async () => {
    const copied = { video: { kind: 'copy' }, audio: { kind: 'copy' } } as const
    const there = await converted(clip, { muxer: 'mpegts', ...copied })
    const { file } = await converted(there.file, { muxer: 'mp4', ...copied })
    const { streams } = await ffprobe(file)
    expect(streams).toMatchObject([{ codec_name: 'h264', nb_read_frames: 75 }, { codec_name: 'aac' }])
  })

  test('frames keep their times if the rate varies, and are dropped or duplicated for a fixed rate', async () => {
    const varying = path.join(directory, 'varying.mkv')
    // Each frame after a second lasts four times as long.
    await ffmpeg([
      ...['-f', 'lavfi', '-i', 'testsrc2=d=2:s=64x64:r=20', '-vf', "select='lt(t,1)+not(mod(n,4))'"],
      ...['-fps_mode', 'vfr', '-c:v', 'libx264', '-preset', 'ultrafast', varying],
    ])
    const kept = await ffprobe((await converted(varying, { muxer: 'matroska', video: x264 })).file)
    expect(kept.streams).toMatchObject([{ nb_read_frames: 25 }])
    const even = await converted(varying, { muxer: 'matroska', video: { ...x264, frameRate: '10' } })
    const { streams, format } = await ffprobe(even.file)
    expect(streams).toMatchObject([{ r_frame_rate: '10/1', nb_read_frames: 19 }])
    expect(format.duration).toBeCloseTo(1.9, 1)
  })

  test('the full colour range becomes the narrow one if the format requires it', async () => {
    const full = path.join(directory, 'full.mp4')
    const colour = ['-f', 'lavfi', '-i', 'color=0x20c040:d=1:s=64x64:r=5', '-vf', 'scale=out_range=pc']
    await ffmpeg([...colour, '-pix_fmt', 'yuvj420p', full])
    const narrow = await ffprobe((await converted(full, { muxer: 'mp4', video: x264 })).file)
    expect(narrow.streams).toMatchObject([{ pix_fmt: 'yuv420p' }])
    const same = { muxer: 'mp4', video: { ...x264, pixelFormat: 'yuvj420p' } }
    expect((await ffprobe((await converted(full, same)).file)).streams).toMatchObject([
      { pix_fmt: 'yuvj420p' },
    ])
  })

  test('a rotated recording becomes upright', async () => {
    const turned = path.join(directory, 'turned.mp4')
    await writeFile(turned, turnedClockwise(await readFile(clip)))
    const { streams } = await ffprobe((await converted(turned, { muxer: 'mp4', video: x264 })).file)
    expect(streams).toMatchObject([{ width: 120, height: 160 }])
  })

  test('a size that changes is fitted to the first', async () => {
    const [wide, tall] = [path.join(directory, 'wide.ts'), path.join(directory, 'tall.ts')]
    const changing = path.join(directory, 'changing.ts')
    const encode = ['-c:v', 'libx264', '-preset', 'ultrafast']
    await ffmpeg(['-f', 'lavfi', '-i', 'testsrc2=d=1:s=160x120', ...encode, wide])
    await ffmpeg(['-f', 'lavfi', '-i', 'testsrc2=d=1:s=96x128', ...encode, '-output_ts_offset', '1', tall])
    await ffmpeg(['-i', `concat:${wide}|${tall}`, '-c', 'copy', changing])
    const { streams } = await ffprobe((await converted(changing, { muxer: 'mp4', video: x264 })).file)
    expect(streams).toMatchObject([{ width: 160, height: 120, nb_read_frames: 50 }])
  })

  test('a window of a stream without an index, whose key frame is far before it', async () => {
    const sparse = path.join(directory, 'sparse.ts')
    await ffmpeg(['-i', clip, '-c:v', 'libx264', '-preset', 'ultrafast', '-g', '999', '-c:a', 'aac', sparse])
    const window = { startS: 1.52, durationS: 1 }
    const { file } = await converted(sparse, { muxer: 'mp4', ...window, video: x264, audio: aac })
    const { streams } = await ffprobe(file)
    expect(streams).toMatchObject([{ nb_read_frames: 25, duration: 1 }, { codec_name: 'aac' }])
  })

  test('a cut between two pictures shows the one before it, up to its end', async () => {
    const sparse = path.join(directory, 'sparse.mp4')
    const pictures = "select='eq(n,0)+eq(n,2)+eq(n,150)'"
    await ffmpeg([
      ...[
        '-f',
        'lavfi',
        '-i',
        'testsrc2=s=160x120:r=30:d=6',
        '-f',
        'lavfi',
        '-i',
        'sine=d=6',
        '-vf',
        pictures,
      ],
      ...['-fps_mode', 'vfr', '-c:v', 'libx264', '-c:a', 'aac', sparse],
    ])
    const { file } = await converted(sparse, {
      muxer: 'mp4',
      startS: 1,
      durationS: 3,
      video: x264,
      audio: aac,
    })
    const { streams } = await ffprobe(file)
    const video = streams.find(({ codec_type: type }) => type === 'video')
    expect(video).toMatchObject({ nb_read_frames: 1 })
    expect(Number(video?.duration)).toBeCloseTo(3, 0)
  })

  test.each([
    ['upside down in the right channel', 'pan=stereo|c0=c0|c1=-1*c0'],
    ['in the left channel alone', 'pan=stereo|c0=c0|c1=0*c0'],
    ['in the centre of 5.1', 'pan=5.1|FC=c0'],
  ])('sound that is %s keeps its level in mono', async (_, pan) => {
    const source = path.join(directory, 'channels.flac')
    await ffmpeg(['-y', '-f', 'lavfi', '-i', 'sine=d=2', '-af', pan, source])
    const audio = { ...aac, encoder: 'pcm_s16le', channelLayout: '1c' } as const
    const { file } = await converted(source, { muxer: 'wav', audio })
    const samples = (await readFile(file)).subarray(44 + 4_096)
    const tone = await readTone()
    expect(samples.length).toBeGreaterThan(2 * 2 * 44_100 - 8_192)
    expect(level(samples) / level(tone)).toBeCloseTo(1, 1)
  })

  /** Samples of the same tone in one channel. */
  async function readTone(): Promise<Buffer> {
    const mono = path.join(directory, 'mono.wav')
    await ffmpeg(['-y', '-f', 'lavfi', '-i', 'sine=d=2', mono])
    return (await readFile(mono)).subarray(44 + 4_096)
  }

  function level(samples: Buffer): number {
    const values = Array.from({ length: Math.floor(samples.length / 2) }, (_, n) =>
      samples.readInt16LE(n * 2),
    )
    return Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length)
  }

  test('a gap of the sound is silence, in a cut as well', async () => {
    const gap = path.join(directory, 'gap.webm')
    const shift = 'if(gte(T,1),3/TB,0)'
    await ffmpeg(['-f', 'lavfi', '-i', 'sine=d=2', '-c:a', 'libopus', path.join(directory, 'plain.webm')])
    await ffmpeg([
      ...['-i', path.join(directory, 'plain.webm'), '-c', 'copy'],
      ...['-bsf:a', `setts=ts='PTS+${shift.replace('T,', 'PTS*TB,')}'`, gap],
    ])
    const wav = { muxer: 'wav', audio: { ...aac, encoder: 'pcm_s16le' } } as const
    expect((await ffprobe((await converted(gap, wav)).file)).format.duration).toBeCloseTo(5, 1)
    const cut = await converted(gap, { ...wav, startS: 0.5, durationS: 2 })
    expect((await ffprobe(cut.file)).format.duration).toBeCloseTo(2, 2)
  })

  test.each([
    ['what is no media file', Buffer.from('no film in here '.repeat(99)), {}, /not a media file/],
    ['a playlist', Buffer.from('#EXTM3U\n#EXTINF:9,\n/etc/hostname\n'), {}, /m3u8/],
    [
      'what is of no use as an input',
      Buffer.from(';FFMETADATA1\ntitle=a\n'),
      {},
      /FFmpeg metadata.* not read here/,
    ],
    ['a start behind the end', undefined, { startS: 9 }, /ends before/],
    ['a length over the limit', undefined, { maxDurationS: 2 }, /LEMNIS_MAX_DURATION_S/],
  ])('%s is refused', async (_, bytes, more, message) => {
    const file = bytes ? path.join(directory, 'bad') : clip
    if (bytes) await writeFile(file, bytes)
    const refused = converted(file, { muxer: 'mp4', video: x264, ...more })
    await expect(refused).rejects.toMatchObject({ name: 'MediaRefusal', code: 'ResourceNotSupported' })
    await expect(refused).rejects.toThrow(message)
  })
})

/** The same MP4 file, to be shown turned by 90°: the nine numbers of the first track's matrix are set. */
function turnedClockwise(mp4: Buffer): Buffer {
  const header = mp4.indexOf('tkhd')
  const matrix = [0, 0x1_00_00, 0, -0x1_00_00, 0, 0, 0, 0, 0x40_00_00_00]
  matrix.forEach((value, n) => mp4.writeInt32BE(value, header + 4 + 40 + n * 4))
  return mp4
}
