import { availableParallelism } from 'node:os'
import { BUCKET, REGION } from './lemnis.ts'
import type { Work } from './work.ts'

/** As many as the service gives a job that is alone. */
export const THREADS = String(availableParallelism())

/** A run of the program. */
export function ffmpeg(input: readonly string[], output: readonly string[]): readonly string[] {
  const threads = ['-threads', THREADS]
  return ['ffmpeg', '-v', 'error', '-nostdin', '-y', ...threads, ...input, ...threads, ...output]
}

export function job(tag: string, input: string, operation: string): Work['asked'] {
  return { kind: 'job', tag, input, operation }
}

/** Where a job writes. `OUT` becomes a prefix of its own. */
export const out = (object: string): string =>
  `<Output><Region>${REGION}</Region><Bucket>${BUCKET}</Bucket><Object>OUT/${object}</Object></Output>`

/** The address of an object of the bucket. */
export const urlOf = (key: string): string => `https://${BUCKET}.cos.${REGION}.myqcloud.com/${key}`
