import path from 'node:path'
import { CONTAINERS, isContainerName, type ContainerName } from '../../media/containers.ts'
import { expandVariables, inputVariables } from '../../protocol/jobs/output-variables.ts'
import { inputOf } from '../job-files.ts'
import type { TagJob, RunOutcome, TagTools } from '../tag.ts'
import { Extracted, Params } from './params.ts'
import { extensionOf } from './read.ts'

const CHILD = new URL('./child.ts', import.meta.url)

/** Copies single streams of the input into files of their own; a child process does the work. */
export async function runStreamExtract(
  job: TagJob,
  tools: TagTools,
  signal: AbortSignal,
): Promise<RunOutcome> {
  const { region, bucket, streams } = Params.parse(job.params)
  const input = inputOf(job)
  const values = { ...inputVariables(input.key), JobId: job.id }
  const [inputPath, directory] = await Promise.all([input.file(), job.directory()])
  const outputs = streams.map(({ index, object }, number) => ({
    streamIndex: Number(index),
    key: expandVariables(object, { ...values, Number: String(number) }),
    path: path.join(directory, `stream-${number}`),
  }))
  const result = await tools.media.run(
    {
      module: CHILD,
      input: {
        inputPath,
        outputs: outputs.map(({ streamIndex, key, path: outputPath }) => ({
          streamIndex,
          outputPath,
          container: containerOfKey(key),
        })),
      },
      onProgress: job.onProgress,
    },
    signal,
  )
  if (result.kind !== 'done') return result
  const { containers } = Extracted.parse(result.value)
  const files = outputs.map(({ key, path: outputPath }, number) => {
    const container: ContainerName = containers[number] ?? 'mkv'
    const object = expandVariables(key, { Ext: container })
    const { contentType } = CONTAINERS[container]
    return { path: outputPath, place: { region, bucket, object }, contentType }
  })
  return { kind: 'success', message: '', result: {}, files }
}

/** Null: the one that the codec is at home in. */
function containerOfKey(key: string): ContainerName | null {
  const extension = extensionOf(key)
  return isContainerName(extension) ? extension : null
}
