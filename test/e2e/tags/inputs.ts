import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { TEXTS } from '../../../packages/server/src/tags/testing/sample-texts.ts'
import { ffmpeg } from '../../../tooling/ffprobe.ts'

interface Input {
  readonly key: string
  readonly file: string
}

/** Said rather than left to the encoder, as MediaInfo tells it. */
const H264 =
  '-c:v libx264 -profile:v high -level 1.3 -preset ultrafast -x264-params ref=1:bframes=0:cabac=1:8x8dct=1 -pix_fmt yuv420p'

/** The objects that requests of several tags name, made in `directory` by other programs than those that are tested. */
export async function makeInputs(directory: string): Promise<readonly Input[]> {
  const at = (name: string): string => path.join(directory, name)
  const media = (name: string, options: string): Promise<void> =>
    ffmpeg([...options.split(' '), '-bitexact', at(name)])
  await Promise.all([
    media('clip.mp4', clip('testsrc2=s=160x120:r=10:d=11', 'sine=f=440:r=44100:d=11')),
    media('second.mp4', clip('color=blue:s=160x120:r=10:d=1', 'sine=f=880:r=44100:d=1')),
    media('picture.jpg', '-f lavfi -i color=0x3060c0:s=80x60 -frames:v 1 -q:v 3'),
    media('logo.png', '-f lavfi -i color=red:s=32x32 -frames:v 1'),
    writeTexts(at('text')),
  ])
  await promisify(execFile)('tar', ['-czf', at('packed.tar.gz'), '-C', at('text'), ...Object.keys(TEXTS)])
  const names = ['clip.mp4', 'second.mp4', 'picture.jpg', 'logo.png', 'packed.tar.gz']
  return [...names, ...Object.keys(TEXTS).map((name) => `text/${name}`)].map((name) => ({
    key: `in/${name}`,
    file: at(name),
  }))
}

function clip(video: string, audio: string): string {
  return `-f lavfi -i ${video} -f lavfi -i ${audio} ${H264} -g 10 -c:a aac -b:a 64k -movflags +faststart`
}

async function writeTexts(directory: string): Promise<void> {
  for (const [name, text] of Object.entries(TEXTS)) {
    const file = path.join(directory, name)
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, text)
  }
}
