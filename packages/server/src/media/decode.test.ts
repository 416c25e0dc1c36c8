import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ffmpeg } from '../../../../tooling/ffprobe.ts'
import { skipWithout } from '../../../../tooling/skip-without.ts'
import { openAudioInput } from './audio-input.ts'
import { AudioDecoder } from './decode.ts'

const RATE = 16_000

describe('sound is where the times of a recording say', skipWithout('ffmpeg'), () => {
  let directory: string

  beforeAll(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'lemnis-decode-'))
  })

  afterAll(() => rm(directory, { recursive: true }))

  const at = (name: string): string => path.join(directory, name)

  async function tone(name: string, ...options: readonly string[]): Promise<Buffer> {
    await ffmpeg(['-f', 'lavfi', '-i', 'sine=f=440:d=2', ...options, at(name)])
    return readFile(at(name))
  }

  /** Seconds of the whole, and those of every tenth that are louder than −40 dB. */
  async function heard(
    name: string,
    ...parts: readonly Buffer[]
  ): Promise<{ wholeS: number; loudS: number }> {
    if (parts.length > 0) await writeFile(at(name), Buffer.concat(parts))
    using input = openAudioInput(at(name))
    using decoder = new AudioDecoder(input, { sampleRate: RATE, maxDurationS: 60 })
    const samples: number[] = []
    for (const chunk of decoder.chunks()) samples.push(...chunk)
    const tenth = RATE / 10
    const tenths = Array.from({ length: Math.floor(samples.length / tenth) }, (_, n) =>
      Math.hypot(...samples.slice(n * tenth, (n + 1) * tenth)),
    )
    const loud = tenths.filter((level) => level / Math.sqrt(tenth) > 0.01)
    expect(samples.length / RATE).toBeCloseTo(decoder.decodedS, 3)
    return { wholeS: samples.length / RATE, loudS: loud.length / 10 }
  }

  test.each([
    ['ogg', ['-c:a', 'libvorbis'], ['-c:a', 'libvorbis', '-ar', '22050', '-ac', '2']],
    ['opus', ['-c:a', 'libopus'], ['-c:a', 'libopus', '-ac', '2']],
    ['ogg', ['-c:a', 'libopus'], ['-c:a', 'libvorbis']],
    ['oga', ['-c:a', 'flac'], ['-c:a', 'flac', '-ar', '22050', '-ac', '2']],
    ['aac', ['-c:a', 'aac'], ['-c:a', 'aac', '-ar', '22050', '-ac', '2']],
    ['mp3', ['-c:a', 'libmp3lame'], ['-c:a', 'libmp3lame', '-ar', '22050', '-ac', '2']],
    ['ts', ['-c:a', 'aac'], ['-c:a', 'aac', '-output_ts_offset', '3000']],
    ['ts', ['-c:a', 'aac', '-output_ts_offset', '3000'], ['-c:a', 'aac']],
  ])('two %s files in one (%j, %j) are heard one after the other', async (extension, first, second) => {
    const parts = [
      await tone(`a.${extension}`, ...first, '-y'),
      await tone(`b.${extension}`, ...second, '-y'),
    ]
    const { wholeS, loudS } = await heard(`both.${extension}`, ...parts)
    expect(wholeS).toBeGreaterThan(3.95)
    expect(wholeS).toBeLessThan(4.2)
    expect(loudS).toBeGreaterThanOrEqual(3.8)
  })

  test.each(['webm', 'mkv', 'mp4'])('a gap in %s is silence of its length', async (extension) => {
    await tone(`plain.${extension}`, '-c:a', extension === 'mp4' ? 'aac' : 'libopus', '-y')
    const shift = 'if(gte(PTS*TB,1),3/TB,0)'
    const gap = `setts=pts='PTS+${shift}':dts='DTS+${shift}'`
    const options = ['-i', at(`plain.${extension}`), '-c', 'copy', '-bsf:a', gap, '-y']
    await ffmpeg([...options, at(`gap.${extension}`)])
    const { wholeS, loudS } = await heard(`gap.${extension}`)
    expect(wholeS).toBeCloseTo(5, 0)
    expect(loudS).toBeCloseTo(2, 0)
  })

  test('sound that begins after the picture has silence before it', async () => {
    const picture = ['-f', 'lavfi', '-i', 'testsrc2=s=64x48:d=4']
    const late = ['-itsoffset', '3', '-f', 'lavfi', '-i', 'sine=d=1']
    await ffmpeg([...picture, ...late, '-c:v', 'libx264', '-c:a', 'aac', at('late.mkv')])
    const { wholeS, loudS } = await heard('late.mkv')
    expect(wholeS).toBeCloseTo(4, 1)
    expect(loudS).toBeCloseTo(1, 0)
  })
})
