import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

export interface ListedStream {
  readonly index: number
  readonly kind: 'audio' | 'video'
}

/** The streams of sound and pictures that the system's ffprobe finds; none of what it can't read. */
export async function listStreams(file: string): Promise<ListedStream[]> {
  const argv = ['-v', 'error', '-show_entries', 'stream=index,codec_type', '-of', 'csv=p=0', file]
  const { stdout } = await promisify(execFile)('ffprobe', argv).catch(() => ({ stdout: '' }))
  const found = new Map<number, ListedStream>()
  for (const [, index = '', kind] of stdout.matchAll(/^(\d+),(audio|video)/gm))
    if (kind === 'audio' || kind === 'video') found.set(Number(index), { index: Number(index), kind })
  return [...found.values()]
}
