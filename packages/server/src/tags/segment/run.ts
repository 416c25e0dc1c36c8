import path from 'node:path'
import { z } from 'zod'
import { CONTAINERS } from '../../media/containers.ts'
import { Probe } from '../../media/probe-shape.ts'
import { keyPrefix } from '../media-result.ts'
import { inputOf, outputObjectOf } from '../read-operation.ts'
import type { ProducedFile, TagJob, RunOutcome, TagPlace, TagTools } from '../tag.ts'
import { Params, isPlaylist } from './params.ts'
import { MOST_PIECES, numberedKey } from './pieces.ts'
import { playlistFiles } from './playlist-files.ts'

const CHILD = new URL('./child.ts', import.meta.url)

const ChildResult = z.object({
  /** In the job's directory. */
  pieces: z.array(z.object({ name: z.string(), durationS: z.number() })),
  probe: Probe,
})
type ChildResult = z.infer<typeof ChildResult>

/** Cuts the input into pieces; a child process does the work. */
export async function runSegment(job: TagJob, tools: TagTools, signal: AbortSignal): Promise<RunOutcome> {
  const params = Params.parse(job.params)
  const output = outputObjectOf(job)
  const reads = params.startTime === undefined && params.endTime === undefined ? 'whole' : 'part'
  const [inputPath, directory] = await Promise.all([inputOf(job).file(reads), job.directory()])
  const numberOf = (text: string | undefined): number | null => (text === undefined ? null : Number(text))
  const result = await tools.media.run(
    {
      module: CHILD,
      input: {
        inputPath,
        directory,
        container: containerOf(params),
        continues: isPlaylist(params),
        pieceS: numberOf(params.duration),
        startS: numberOf(params.startTime),
        endS: numberOf(params.endTime),
        streamIndex: numberOf(params.transcodeIndex),
        maxPieces: MOST_PIECES,
      },
      onProgress: job.onProgress,
    },
    signal,
  )
  if (result.kind !== 'done') return result
  const made = ChildResult.parse(result.value)
  const files = isPlaylist(params)
    ? await playlistFiles(made.pieces, { output, directory })
    : pieceFiles(made, params, { output, directory })
  return {
    kind: 'success',
    message: '',
    result: { probe: made.probe, prefix: isPlaylist(params) ? '' : keyPrefix(output.object) },
    files,
  }
}

function containerOf({ format }: Params): Exclude<Params['format'], 'hls' | 'm3u8'> {
  return format === 'hls' || format === 'm3u8' ? 'ts' : format
}

interface Places {
  readonly output: TagPlace
  readonly directory: string
}

function pieceFiles({ pieces }: ChildResult, params: Params, { output, directory }: Places): ProducedFile[] {
  const container = containerOf(params)
  return pieces.map(({ name }, number) => ({
    path: path.join(directory, name),
    place: { ...output, object: numberedKey(output.object, number, container) },
    contentType: CONTAINERS[container].contentType,
  }))
}
