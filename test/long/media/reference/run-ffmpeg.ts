import { spawn } from 'node:child_process'

const TIME_LIMIT_MS = 60_000

export interface FfmpegRun {
  readonly output: Buffer
  /** The end of what it complained of. */
  readonly complaints: string
}

/** Runs the system's ffmpeg. What it wrote before it failed counts: so much it got of a damaged file. */
export async function runFfmpeg(argv: readonly string[], input?: Buffer): Promise<FfmpegRun> {
  const child = spawn('ffmpeg', ['-v', 'error', '-y', ...argv], { timeout: TIME_LIMIT_MS })
  const chunks: Buffer[] = []
  let complaints = ''
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => {
    complaints = (complaints + chunk.toString('utf8')).slice(-500)
  })
  // It may end before it has read all.
  child.stdin.on('error', () => undefined)
  child.stdin.end(input ?? Buffer.alloc(0))
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', () => resolve())
  })
  return { output: Buffer.concat(chunks), complaints }
}
