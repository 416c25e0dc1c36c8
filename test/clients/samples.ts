import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { ffmpeg } from '../../tooling/ffprobe.ts'
import { signedRequest } from '../signed-client.ts'
import { REGION, type Stage } from './stage.ts'

/** An input for each ending that demos name; under any other there are only some bytes. */
export interface Samples {
  /** Puts one under each of these keys of the bucket. */
  putAll(bucket: string, keys: Iterable<string>): Promise<void>
  /** Writes one under each of these names below the directory. */
  writeAll(directory: string, names: Iterable<string>): Promise<void>
}

const SECONDS = 4
const FILM = ['-f', 'lavfi', '-i', 'testsrc=s=320x240']
const SOUND = ['-f', 'lavfi', '-i', 'sine']
const MADE_BY: Readonly<Record<string, readonly string[]>> = {
  '.mp4': [...FILM, ...SOUND, '-shortest', '-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-c:a', 'aac'],
  '.mp3': SOUND,
  '.wav': SOUND,
  '.gif': ['-f', 'lavfi', '-i', 'testsrc=s=160x120:d=1:r=5'],
  '.png': [...FILM, '-frames:v', '1'],
  '.jpg': [...FILM, '-frames:v', '1'],
}
const SAME: Readonly<Record<string, string>> = { '.jpeg': '.jpg' }
const TEXTS: Readonly<Record<string, string>> = { '.m3u8': '#EXTM3U\n', '.json': '{}', '.csv': 'a,b\n1,2\n' }

/** Has one file, a.txt. */
const ZIP = Buffer.from(
  'UEsDBBQAAAAAAAAAIVwn2uw3BQAAAAUAAAAFAAAAYS50eHR0ZXh0ClBLAQIUAxQAAAAAAAAAIVwn2uw3BQAAAAUAAAAFAAAAAAAA' +
    'AAAAAACAAQAAAABhLnR4dFBLBQYAAAAAAQABADMAAAAoAAAAAAA=',
  'base64',
)

/** What looks like the name of a file or of an object in a demo's literals. */
const NAME = /["'](?:\.\/)?((?:[\w-]+\/)*[\w-]+\.[a-z0-9]{2,4}|\w*object(?:_?key)?)["']/gi

/** The names of files in a program, which may be those of its inputs. */
export function namesIn(source: string): ReadonlySet<string> {
  return new Set([...source.matchAll(NAME)].map(([, name = '']) => name))
}

/** Makes them with ffmpeg, in the stage's scratch directory: films and sounds of so many seconds. */
export async function makeSamples(stage: Stage, seconds = SECONDS): Promise<Samples> {
  const directory = path.join(stage.scratch, 'samples')
  await mkdir(directory, { recursive: true })
  const fileOf = (ending: string): string => path.join(directory, `sample${ending}`)
  for (const [ending, options] of Object.entries(MADE_BY))
    await ffmpeg([...options, '-t', String(seconds), fileOf(ending)])
  const bytesOf = (name: string): Promise<Buffer> => {
    const ending = path.extname(name).toLowerCase()
    const kind = SAME[ending] ?? ending
    if (kind === '.zip') return Promise.resolve(ZIP)
    return kind in MADE_BY
      ? readFile(fileOf(kind))
      : Promise.resolve(Buffer.from(TEXTS[kind] ?? 'some text\n'))
  }
  return {
    putAll: async (bucket, keys) => {
      for (const key of keys) await putObject(stage, { bucket, key, body: await bytesOf(key) })
    },
    writeAll: async (into, names) => {
      for (const name of names) {
        const file = path.join(into, name)
        await mkdir(path.dirname(file), { recursive: true })
        await writeFile(file, await bytesOf(name))
      }
    },
  }
}

interface Sample {
  readonly bucket: string
  readonly key: string
  readonly body: Uint8Array | string
}

export async function putObject({ service }: Stage, { bucket, key, body }: Sample): Promise<void> {
  const host = `${bucket}.cos.${REGION}.myqcloud.com`
  const { status } = await signedRequest(service, { method: 'PUT', path: `/${key}`, host, body })
  if (status !== 200) throw new Error(`${key} was not kept: ${status}`)
}
