import path from 'node:path'
import { expandVariables } from '../../protocol/jobs/output-variables.ts'
import { findInputObject, inputOf, outputObjectOf } from '../job-files.ts'
import type { TagJob, RunOutcome, TagTools } from '../tag.ts'
import { Params, Processed, type Result } from './params.ts'
import type { PictureFormat } from './rule.ts'

const CHILD = new URL('./child.ts', import.meta.url)
const MINUTE_MS = 60_000
/** The library works on a whole picture without a word, and holds it decoded, some steps twice. */
const LIMITS = {
  timeoutMs: 10 * MINUTE_MS,
  stallMs: 10 * MINUTE_MS,
  cpuSeconds: 600,
  memoryBytes: 1024 ** 3,
} as const

const EXTENSIONS = {
  jpeg: 'jpg',
  png: 'png',
  webp: 'webp',
  gif: 'gif',
  avif: 'avif',
  tiff: 'tiff',
} as const satisfies Record<PictureFormat, string>

/** Processes the input in a child. */
export async function runPicProcess(job: TagJob, tools: TagTools, signal: AbortSignal): Promise<RunOutcome> {
  const place = outputObjectOf(job)
  const { processRule, isPicInfo } = Params.parse(job.params)
  const [inputPath, directory] = await Promise.all([inputOf(job).file(), job.directory()])
  const describesOriginal = isPicInfo === 'true'
  const ran = await tools.media.run(
    {
      module: CHILD,
      input: { inputPath, directory, rule: processRule, describesOriginal },
      onProgress: job.onProgress,
      limits: LIMITS,
    },
    signal,
  )
  if (ran.kind !== 'done') return ran
  const { file, format, processed, original } = Processed.parse(ran.value)
  const etag = original && (await findInputObject(job, tools))?.etag
  const result: Result = {
    processed,
    ...(original && { original: { ...original, ...(etag !== undefined && { etag }) } }),
  }
  const object = expandVariables(place.object, { Ext: EXTENSIONS[format] })
  return {
    kind: 'success',
    message: '',
    result,
    files: [
      { path: path.join(directory, file), place: { ...place, object }, contentType: `image/${format}` },
    ],
  }
}
