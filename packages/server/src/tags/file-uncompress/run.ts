import path from 'node:path'
import { z } from 'zod'
import { mediaTypeOf } from '../../base/media-type.ts'
import { inputOf } from '../read-operation.ts'
import type { TagJob, RunOutcome, TagTools } from '../tag.ts'
import { Params, type Result } from './params.ts'
import { targetPrefix } from './target-prefix.ts'
import type { UnpackLimits } from './unpack-limits.ts'

const CHILD = new URL('./child.ts', import.meta.url)

const Unpacked = z.object({
  files: z.array(z.object({ key: z.string(), file: z.string() })),
  leftOut: z.int(),
})

/** Unpacks the input in a child; every member becomes an object. */
export async function runFileUncompress(
  limits: UnpackLimits,
  job: TagJob,
  tools: TagTools,
  signal: AbortSignal,
): Promise<RunOutcome> {
  const input = inputOf(job)
  if (!job.output) throw new Error(`the job ${job.id} was stored without its output`)
  const { region, bucket } = job.output
  const [inputPath, directory] = await Promise.all([input.file(), job.directory()])
  const prefix = targetPrefix(Params.parse(job.params), input.key)
  const unpacked = await tools.media.run(
    {
      module: CHILD,
      input: { inputPath, directory, prefix, limits: { ...limits } },
      onProgress: job.onProgress,
      limits: { fileBytes: limits.maxBytes },
    },
    signal,
  )
  if (unpacked.kind !== 'done') return unpacked
  const { files, leftOut } = Unpacked.parse(unpacked.value)
  const result: Result = { region, bucket, files: files.length }
  return {
    kind: 'success',
    message: leftOut === 0 ? '' : `${leftOut} links or devices in the archive were left out.`,
    result,
    files: files.map(({ key, file }) => ({
      path: path.join(directory, file),
      place: { region, bucket, object: key },
      contentType: mediaTypeOf(key),
      isPart: true,
    })),
  }
}
