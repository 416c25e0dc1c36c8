import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { expect } from 'vitest'
import {
  child,
  childrenNamed,
  childText,
  type XmlElement,
} from '../../../packages/server/src/protocol/xml/xml.ts'
import type { FfprobeReport } from '../../../tooling/ffprobe.ts'
import type { TagsBench } from './bench.ts'

/** Looks at what a job wrote with other programs than made it; `operation` is that of its callback. */
export type OutputCheck = (bench: TagsBench, operation: XmlElement) => Promise<void>

/** Each file that the result names is there, with the hash that it says. */
export async function areKept(bench: TagsBench, operation: XmlElement): Promise<void> {
  const result = child(operation, 'MediaResult')
  if (!result) return
  const output = at(result, 'OutputFile')
  for (const info of childrenNamed(output, 'Md5Info').filter(({ children }) => children.length > 0)) {
    expect(childText(info, 'Md5')).toBe(digest('md5', await bench.bytes(textAt(info, 'ObjectName'))))
  }
  for (const files of [output, ...childrenNamed(output, 'SpriteOutputFile')]) {
    const prefix = childText(files, 'ObjectPrefix') ?? ''
    for (const { text } of childrenNamed(files, 'ObjectName'))
      expect((await bench.head(`${prefix}${text}`)).statusCode).toBe(200)
  }
}

/** MediaInfo says of a file what ffprobe does. */
export function isMediaInfo(info: XmlElement, { format, streams }: FfprobeReport): void {
  expect(childText(at(info, 'Format'), 'Size')).toBe(String(format.size))
  expect(childText(at(info, 'Format'), 'FormatName')).toBe(format.format_name)
  expect(Number(childText(at(info, 'Format'), 'Duration'))).toBeCloseTo(format.duration ?? NaN, 1)
  const shown = ['Video', 'Audio'].flatMap((name) => childrenNamed(at(info, 'Stream'), name))
  const known = shown.filter(({ children }) => children.length > 0)
  expect(known).toHaveLength(streams.length)
  for (const element of known) {
    const number = (name: string): number | undefined => {
      const text = childText(element, name)
      return text === undefined ? undefined : Number(text)
    }
    const stream = streams.find(({ index }) => index === number('Index'))
    const size = {
      width: number('Width'),
      height: number('Height'),
      pix_fmt: childText(element, 'PixFormat'),
    }
    const sound = { sample_rate: number('SampleRate'), channels: number('Channel') }
    expect(stream).toMatchObject({
      codec_name: childText(element, 'CodecName'),
      ...(element.name === 'Video' ? { ...size, nb_read_frames: number('NumFrames') } : sound),
    })
    expect(number('Duration')).toBeCloseTo(stream?.duration ?? NaN, 1)
  }
}

/** Of all pictures of a file, as the system's FFmpeg decodes them. */
export async function decodedMd5(file: string): Promise<string> {
  const argv = ['-v', 'error', '-i', file, '-map', '0:v', '-f', 'md5', '-']
  return (await promisify(execFile)('ffmpeg', argv)).stdout
}

export function digest(algorithm: 'md5' | 'sha1' | 'sha256', bytes: Uint8Array): string {
  return createHash(algorithm).update(bytes).digest('hex')
}

export function at(element: XmlElement, name: string): XmlElement {
  const found = child(element, name)
  if (!found) throw new Error(`${element.name} has no ${name}`)
  return found
}

function textAt(element: XmlElement, name: string): string {
  return at(element, name).text
}
