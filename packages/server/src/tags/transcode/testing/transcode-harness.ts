import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import path from 'node:path'
import { ffmpeg } from '../../../../../../tooling/ffprobe.ts'
import type { RunOutcome } from '../../tag.ts'
import {
  anOperation,
  openTagHarness,
  outputXml,
  type TagHarness,
  type TagRun,
} from '../../testing/test-tag.ts'
import { createTranscode } from '../tag.ts'

export const VIDEO = '<Video><Codec>H.264</Codec><Preset>veryfast</Preset></Video>'
export const AUDIO = '<Audio><Codec>aac</Codec></Audio>'
export const MP4 = '<Container><Format>mp4</Format></Container>'

export interface TranscodeRun extends Partial<TagRun> {
  /** Further elements of the operation. */
  readonly beside?: string
  /** Of the output. */
  readonly key?: string
}

/** Runs jobs of Transcode on clips that the system's FFmpeg made. */
export interface TranscodeHarness extends AsyncDisposable {
  readonly directory: string
  /** Two seconds of 320 × 240 at 25 frames per second, with a tone of 440 Hz, called `A clip`. */
  readonly clip: string
  /** Two seconds of grey, 320 × 240 at 10 frames per second, without sound. */
  readonly grey: string
  run(transcode: string, more?: TranscodeRun): Promise<RunOutcome>
}

export async function openTranscodeHarness(): Promise<TranscodeHarness> {
  const tag = createTranscode({ maxDurationS: 60 })
  const harness: TagHarness = await openTagHarness()
  const { directory } = harness
  const clip = path.join(directory, 'clip.mp4')
  const grey = path.join(directory, 'grey.mp4')
  const x264 = ['-c:v', 'libx264', '-preset', 'ultrafast']
  await ffmpeg([
    ...['-f', 'lavfi', '-i', 'testsrc2=d=2:s=320x240:r=25', '-f', 'lavfi', '-i', 'sine=d=2:r=48000'],
    ...[...x264, '-c:a', 'aac', '-metadata', 'title=A clip', clip],
  ])
  await ffmpeg(['-f', 'lavfi', '-i', 'color=gray:d=2:s=320x240:r=10', ...x264, grey])
  return {
    directory,
    clip,
    grey,
    run(transcode, { beside = '', key = 'out/a.mp4', ...more } = {}) {
      const content = `<Transcode>${transcode}</Transcode>${beside}${outputXml(key)}`
      return harness.runOperation(tag, anOperation('Transcode', content), { input: clip, ...more })
    },
    [Symbol.asyncDispose]: () => harness[Symbol.asyncDispose](),
  }
}

/** The file of a job's last output. */
export function fileOf(outcome: RunOutcome): string {
  if (outcome.kind !== 'success') throw new Error(JSON.stringify(outcome))
  return outcome.files.at(-1)?.path ?? ''
}

/** The bytes of the first frame from a time on, as the system's FFmpeg decodes and filters it. */
export async function frameBytes(
  file: string,
  { filter, format, atS = 0 }: { readonly filter: string; readonly format: string; readonly atS?: number },
): Promise<Buffer> {
  const input = ['-v', 'error', '-ss', String(atS), '-i', file, '-frames:v', '1', '-vf', filter]
  const argv = [...input, '-f', 'rawvideo', '-pix_fmt', format, '-']
  return (await promisify(execFile)('ffmpeg', argv, { encoding: 'buffer' })).stdout
}

/** Red, green and blue of one place in a frame, 0–255. */
export async function pixel(file: string, [x, y]: readonly [number, number], atS = 0): Promise<number[]> {
  const bytes = await frameBytes(file, { filter: `crop=2:2:${x}:${y}`, format: 'rgb24', atS })
  return [...bytes.subarray(0, 3)]
}
