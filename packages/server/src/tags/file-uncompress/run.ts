import path from 'node:path'
import { mediaTypeOf } from '../../base/media-type.ts'
import { inputOf, outputOf } from '../job-files.ts'
import type { TagJob, RunOutcome, TagTools } from '../tag.ts'
import { leftOutMessage } from './left-out.ts'
import { Params, Unpacked, type Result } from './params.ts'
import { targetPrefix } from './target-prefix.ts'
import type { UnpackLimits } from './unpack-limits.ts'

const CHILD = new URL('./child.ts', import.meta.url)

/** Unpacks the input in a child; every member becomes an object. */
export async function runFileUncompress(
  limits: UnpackLimits,
  job: TagJob,
  tools: TagTools,
  signal: AbortSignal,
): Promise<RunOutcome> {
  const input = inputOf(job)
  const { region, bucket } = outputOf(job)
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
    message: leftOutMessage(leftOut),
    result,
    files: files.map(({ key, file }) => ({
      path: path.join(directory, file),
      place: { region, bucket, object: key },
      contentType: mediaTypeOf(key),
      isPart: true,
    })),
  }
}
