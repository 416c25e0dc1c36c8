import { readFile } from 'node:fs/promises'
import { runFfmpeg } from './run-ffmpeg.ts'

const WIDTH = 8
const HEIGHT = 4
const BYTES = WIDTH * HEIGHT * 2
/** Ticks of a second: fine enough for every container. */
const CLOCK = 90_000
/** Brightness and one colour, so that each frame of a recording differs from the others. */
const SMALL = `scale=${WIDTH}:${HEIGHT}:flags=area,format=yuv444p,split[a][b];[a]extractplanes=y[y];[b]extractplanes=u[u];[y][u]vstack`

export interface Picture {
  /** Seconds from the beginning of the file. */
  readonly timeS: number
  /** How long it lasts; 0: unknown. */
  readonly lengthS: number
  readonly pixels: Uint8Array
}

export const PICTURES_FILTER = `[0:v:0]${SMALL},split[one][two]`

/** The arguments that write the pictures of that filter to a file, and their times to the output. */
export function picturesArgs(to: string): string[] {
  const common = ['-fps_mode', 'vfr', '-enc_time_base', `1:${CLOCK}`, '-c:v', 'rawvideo']
  return ['-map', '[one]', ...common, '-f', 'rawvideo', to, '-map', '[two]', ...common, '-f', 'framecrc', '-']
}

export function toPictures(bytes: Buffer, times: string): Picture[] {
  const lines = times.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return lines.slice(0, Math.floor(bytes.length / BYTES)).map((line, at) => {
    const [, , pts = 0, duration = 0] = line.split(',').map(Number)
    const pixels = bytes.subarray(at * BYTES, (at + 1) * BYTES)
    return { timeS: pts / CLOCK, lengthS: duration / CLOCK, pixels }
  })
}

/** The contents of single pictures, in order. */
export async function readStills(files: readonly string[]): Promise<Uint8Array[]> {
  const bytes = Buffer.concat(await Promise.all(files.map((file) => readFile(file))))
  const argv = ['-f', 'image2pipe', '-c:v', 'png', '-i', '-', '-vf', SMALL, '-fps_mode', 'passthrough']
  const { output } = await runFfmpeg([...argv, '-f', 'rawvideo', '-'], bytes)
  return Array.from({ length: Math.floor(output.length / BYTES) }, (_, at) =>
    output.subarray(at * BYTES, (at + 1) * BYTES),
  )
}

/** The mean difference of two pictures, in steps of 255. */
export function difference(one: Uint8Array, other: Uint8Array): number {
  let sum = 0
  for (const [at, value] of one.entries()) sum += Math.abs(value - (other[at] ?? 0))
  return sum / one.length
}

/** Which frame of a recording it shows, seconds, as far as its brightness tells; for messages. */
export function shownTime(pixels: Uint8Array): string {
  const mean = (from: number, to: number): number => {
    let sum = 0
    for (let row = 0; row < HEIGHT; row++)
      for (let column = from; column < to; column++) sum += pixels[row * WIDTH + column] ?? 0
    return sum / (HEIGHT * (to - from))
  }
  const second = Math.round((mean(0, WIDTH / 2) - 40) / 25)
  return (second + Math.max(mean(WIDTH / 2, WIDTH) - 40, 0) / 175).toFixed(2)
}
