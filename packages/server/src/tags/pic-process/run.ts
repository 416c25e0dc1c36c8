import path from 'node:path'
import { z } from 'zod'
import { expandVariables } from '../../protocol/jobs/output-variables.ts'
import { inputOf, outputObjectOf } from '../read-operation.ts'
import type { TagInput, TagJob, RunOutcome, TagTools } from '../tag.ts'
import { Params, Result } from './params.ts'
import { PICTURE_FORMATS, type PictureFormat } from './rule.ts'

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

const Processed = Result.extend({ file: z.string(), format: z.enum(PICTURE_FORMATS) })

/** Processes the input in a child. */
export async function runPicProcess(job: TagJob, tools: TagTools, signal: AbortSignal): Promise<RunOutcome> {
  const input = inputOf(job)
  const place = outputObjectOf(job)
  const { processRule, isPicInfo } = Params.parse(job.params)
  const [inputPath, directory] = await Promise.all([input.file(), job.directory()])
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
  const etag = original && (await findEtag(tools, input))
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

/** Of the input, unless its key was given other bytes meanwhile. */
async function findEtag({ objects }: TagTools, { key, blobId }: TagInput): Promise<string | undefined> {
  const found = await objects.find(key)
  return found?.blobId === blobId ? found.etag : undefined
}
