import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { expect } from 'vitest'
import type { FfprobeReport } from '../../../../../tooling/ffprobe.ts'
import { readXml } from '../../protocol/xml/read-xml.ts'
import { child, childrenNamed, childText, type XmlElement } from '../../protocol/xml/xml.ts'
import type { JobHarness } from './tag-outputs.ts'

/** Each file that the result names is there, with the hash that it says. */
export async function areKept(harness: JobHarness, operation: XmlElement): Promise<void> {
  const result = child(operation, 'MediaResult')
  if (!result) return
  const output = elementAt(result, 'OutputFile')
  for (const info of childrenNamed(output, 'Md5Info').filter(({ children }) => children.length > 0)) {
    expect(childText(info, 'Md5')).toBe(digest('md5', await harness.bytes(textAt(info, 'ObjectName'))))
  }
  for (const files of [output, ...childrenNamed(output, 'SpriteOutputFile')]) {
    const prefix = childText(files, 'ObjectPrefix') ?? ''
    for (const { text } of childrenNamed(files, 'ObjectName'))
      expect((await harness.head(`${prefix}${text}`)).statusCode).toBe(200)
  }
}

/** MediaInfo says of a file what ffprobe does. */
export function isMediaInfo(info: XmlElement, { format, streams }: FfprobeReport): void {
  expect(childText(elementAt(info, 'Format'), 'Size')).toBe(String(format.size))
  expect(childText(elementAt(info, 'Format'), 'FormatName')).toBe(format.format_name)
  expect(Number(childText(elementAt(info, 'Format'), 'Duration'))).toBeCloseTo(format.duration ?? NaN, 1)
  const shown = ['Video', 'Audio'].flatMap((name) => childrenNamed(elementAt(info, 'Stream'), name))
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

/** Returns one MD5 of all pictures of a file, as the system's FFmpeg decodes them. */
export async function decodedMd5(file: string): Promise<string> {
  const argv = ['-v', 'error', '-i', file, '-map', '0:v', '-f', 'md5', '-']
  return (await promisify(execFile)('ffmpeg', argv)).stdout
}

export function digest(algorithm: 'md5' | 'sha1' | 'sha256', bytes: Uint8Array): string {
  return createHash(algorithm).update(bytes).digest('hex')
}

export function elementAt(element: XmlElement, name: string): XmlElement {
  const found = child(element, name)
  if (!found) throw new Error(`${element.name} has no ${name}`)
  return found
}

function textAt(element: XmlElement, name: string): string {
  return elementAt(element, name).text
}

/** Returns Operation of a callback in XML. */
export function operationOf(callback: string): XmlElement {
  return elementAt(elementAt(readXml(new TextEncoder().encode(callback)), 'JobsDetail'), 'Operation')
}
