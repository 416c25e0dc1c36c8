import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { ffmpeg } from '../../../tooling/ffprobe.ts'
import { python } from '../../../tooling/python.ts'
import { pcmWav } from '../../../tooling/wav.ts'
import { createSeededRandom } from '../../crash/seeded-random.ts'
import { noisyTone } from '../../tone.ts'
import { ANY, FEW, TORN_OF_EACH, tornKey } from './inputs.ts'
import { urlOf } from './hosts.ts'

const MOVING = ['-f', 'lavfi', '-i', 'testsrc2=d=1:s=64x64:r=10'] as const
const ODD_MOVING = ['-f', 'lavfi', '-i', 'testsrc2=d=0.5:s=66x34:r=15'] as const
const TONE = ['-f', 'lavfi', '-i', 'sine=d=1:r=44100'] as const
const STILL = ['-f', 'lavfi', '-i', 'testsrc2=s=33x24', '-frames:v', '1'] as const
const H264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-g', '5'] as const

/** The arguments that make the file of each key with FFmpeg. */
const MADE: Readonly<Record<string, readonly string[]>> = {
  'in/tone.mp3': [...TONE, '-c:a', 'libmp3lame'],
  'in/tone.m4a': [...TONE, '-c:a', 'aac'],
  'in/clip.mp4': [...MOVING, ...TONE, ...H264, '-c:a', 'aac'],
  'in/silent.mp4': [...ODD_MOVING, ...H264],
  'in/odd.mkv': [...ODD_MOVING, ...TONE, '-c:v', 'mpeg4', '-c:a', 'flac'],
  'in/clip.ts': [...MOVING, ...TONE, ...H264, '-c:a', 'mp2'],
  'in/still.png': STILL,
  'in/still.jpg': STILL,
  'in/still.webp': STILL,
  'in/still.gif': STILL,
  'in/moving.gif': MOVING,
}

const ARCHIVES = `
import sys, zipfile, tarfile, io
members = {'a.txt': b'one', 'd/b.html': b'two' * 999, '\\u4e2d/c.bin': bytes(256), 'empty': b''}
with zipfile.ZipFile(sys.argv[1] + '/a.zip', 'w', zipfile.ZIP_DEFLATED) as archive:
    for name, data in members.items(): archive.writestr(name, data)
for name, mode in (('a.tar', 'w'), ('a.tar.gz', 'w:gz')):
    with tarfile.open(sys.argv[1] + '/' + name, mode) as archive:
        for member, data in members.items():
            info = tarfile.TarInfo(member)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
`

/** The objects that orders are about, by key: whole ones, and torn ones that the seed repeats. */
export async function makeInputs(seed: number): Promise<ReadonlyMap<string, Buffer>> {
  const directory = await mkdtemp(path.join(tmpdir(), 'lemnis-fuzz-'))
  try {
    const files = new Map<string, Buffer>([
      ['in/tone.wav', noisyTone(0.5)],
      [
        'in/stereo.wav',
        pcmWav(
          Float32Array.from({ length: 9_600 }, (_, at) => Math.sin(at / 9) / 2),
          48_000,
        ),
      ],
      ['in/text.txt', Buffer.from('no film in here '.repeat(20))],
      ['in/empty', Buffer.alloc(0)],
      ['lists/urls.txt', Buffer.from([urlOf('in/text.txt'), urlOf('few/a.txt'), 'in/none', ''].join('\n'))],
      ...FEW.map((key) => [key, Buffer.from(key)] as const),
    ])
    for (const [key, argv] of Object.entries(MADE)) {
      const file = path.join(directory, path.basename(key))
      await ffmpeg([...argv, file])
      files.set(key, await readFile(file))
    }
    await python(ARCHIVES, [directory])
    for (const name of ['a.zip', 'a.tar', 'a.tar.gz'])
      files.set(`in/${name}`, await readFile(path.join(directory, name)))
    return new Map([...files, ...tornOf(files, seed)])
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

function tornOf(files: ReadonlyMap<string, Buffer>, seed: number): [string, Buffer][] {
  const seeded = createSeededRandom(seed)
  return ANY.flatMap((key) => {
    const whole = files.get(key)
    if (!whole || whole.length === 0) return []
    return Array.from({ length: TORN_OF_EACH }, (_, which): [string, Buffer] => {
      const torn = Buffer.from(whole)
      // The first half of a file is where its headers are.
      const flips = which === 0 ? 0 : seeded.between(1, which * 8)
      for (let flip = 0; flip < flips; flip += 1) {
        const at = seeded.between(0, Math.floor((torn.length - 1) / which))
        torn[at] = (torn[at] ?? 0) ^ (1 << seeded.between(0, 7))
      }
      return [tornKey(key, which), which === 0 ? torn.subarray(0, seeded.between(1, torn.length)) : torn]
    })
  })
}
