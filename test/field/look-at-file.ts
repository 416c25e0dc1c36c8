import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** Of decoded sound, Hz: enough for the tones of the cases. */
const RATE = 8_000
/** Pictures looked at in a second. */
export const LOOKS = 20

export interface Sound {
  /** Samples of each channel, -1 to 1. */
  readonly channels: readonly Float32Array[]
  readonly rate: number
}

export type Colour = readonly [number, number, number]

/** Returns the sound of a file from its beginning, with silence where it has none. */
export async function decodeSound(file: string, channelCount: number): Promise<Sound> {
  const filter = `aresample=async=1:first_pts=0,aresample=${RATE}`
  const argv = ['-i', file, '-map', '0:a:0', '-af', filter, '-f', 'f32le', '-c:a', 'pcm_f32le', '-']
  const bytes = await decode(argv)
  const samples = new Float32Array(new Uint8Array(bytes).buffer)
  const length = Math.floor(samples.length / channelCount)
  const channels = Array.from({ length: channelCount }, (_, channel) =>
    Float32Array.from({ length }, (_, n) => samples[n * channelCount + channel] ?? 0),
  )
  return { channels, rate: RATE }
}

/** Returns the colour in the middle of what a file shows, `LOOKS` times a second; of a picture once. */
export async function decodeColours(file: string): Promise<readonly Colour[]> {
  const filter = `crop=iw/3:ih/3,scale=1:1:flags=area,fps=${LOOKS}:start_time=0:round=up`
  const isPicture = /\.(jpg|png|webp)$/.test(file)
  const argv = [
    '-i',
    file,
    '-map',
    '0:v:0',
    '-vf',
    isPicture ? 'crop=iw/3:ih/3,scale=1:1:flags=area' : filter,
  ]
  const bytes = await decode([...argv, '-pix_fmt', 'rgb24', '-f', 'rawvideo', '-'])
  return Array.from({ length: Math.floor(bytes.length / 3) }, (_, n) => [
    bytes[n * 3] ?? 0,
    bytes[n * 3 + 1] ?? 0,
    bytes[n * 3 + 2] ?? 0,
  ])
}

async function decode(argv: readonly string[]): Promise<Buffer> {
  const options = { encoding: 'buffer', maxBuffer: 256 * 1_024 * 1_024 } as const
  const { stdout } = await promisify(execFile)('ffmpeg', ['-v', 'error', '-nostdin', ...argv], options)
  return stdout
}
