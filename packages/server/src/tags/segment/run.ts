import path from 'node:path'
import { CONTAINERS } from '../../media/containers.ts'
import { keyPrefix } from '../media-result.ts'
import { inputOf, outputObjectOf } from '../job-files.ts'
import type { ProducedFile, TagJob, RunOutcome, TagTools } from '../tag.ts'
import { CutOutput } from './cut-order.ts'
import { Params, isPlaylist } from './params.ts'
import { MOST_PIECES, numberedKey } from './pieces.ts'
import { playlistFiles, type PlaylistLocations } from './playlist-files.ts'

const CHILD = new URL('./child.ts', import.meta.url)

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
  const made = CutOutput.parse(result.value)
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

function pieceFiles(
  { pieces }: CutOutput,
  params: Params,
  { output, directory }: PlaylistLocations,
): ProducedFile[] {
  const container = containerOf(params)
  return pieces.map(({ name }, number) => ({
    path: path.join(directory, name),
    place: { ...output, object: numberedKey(output.object, number, container) },
    contentType: CONTAINERS[container].contentType,
  }))
}
