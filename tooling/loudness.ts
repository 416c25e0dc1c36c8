import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { z } from 'zod'

const summary = z.object({ lufs: z.coerce.number(), truePeakDb: z.coerce.number() })

/** Measures integrated loudness (LUFS) and true peak (dBTP) with the system's ffmpeg, to a tenth. */
export async function measureLoudness(file: string): Promise<z.infer<typeof summary>> {
  const argv = ['-nostdin', '-hide_banner', '-nostats', '-i', file, '-af', 'ebur128=peak=true']
  const { stderr } = await promisify(execFile)('ffmpeg', [...argv, '-f', 'null', '-'], {
    maxBuffer: 64 * 1024 * 1024,
  })
  const text = stderr.slice(stderr.lastIndexOf('Summary:'))
  const [, lufs] = /I:\s+(\S+) LUFS/.exec(text) ?? []
  const [, truePeakDb] = /Peak:\s+(\S+) dBFS/.exec(text) ?? []
  return summary.parse({ lufs, truePeakDb: truePeakDb === '-inf' ? '-Infinity' : truePeakDb })
}
