import path from 'node:path'
import { CONTAINERS } from '../../media/containers.ts'
import type { Fragment as JoinFragment } from '../../media/join/join-order.ts'
import { inputOf, outputObjectOf } from '../job-files.ts'
import { CutOutput } from '../segment/cut-order.ts'
import { MOST_PIECES, numberedKey } from '../segment/pieces.ts'
import { playlistFiles } from '../segment/playlist-files.ts'
import type { ProducedFile, TagJob, TagObjects, RunOutcome, TagTools } from '../tag.ts'
import { orderFragments, type Part } from './order-fragments.ts'
import { Params } from './params.ts'
import { PIECE_S, copyPlan, joinPlan, windowOf } from './plan.ts'

const CHILD = new URL('./child.ts', import.meta.url)

/** The encoder keeps some dozens of frames to look ahead: 1.5 GB at 3840 × 2160 pixels, more at 4096 × 4096. */
const MEMORY_BYTES = 3 * 1024 ** 3

export interface ConcatSettings {
  /** Seconds; a longer whole is rejected. */
  readonly maxDurationS: number
}

/** Joins the input and other objects of its bucket; a child process does the work. */
export async function runConcat(
  { maxDurationS }: ConcatSettings,
  { job, tools }: { readonly job: TagJob; readonly tools: TagTools },
  signal: AbortSignal,
): Promise<RunOutcome> {
  const params = Params.parse(job.params)
  const { format } = params
  const place = outputObjectOf(job)
  const found = await findFiles(orderFragments(params, job.input !== undefined), {
    job,
    objects: tools.objects,
  })
  if ('missing' in found) {
    const message = `The object ${found.missing}, which ConcatFragment.Url names, does not exist in the bucket.`
    return { kind: 'failed', code: 'ResourceNotFound', message }
  }
  const directory = await job.directory()
  const outputPath = path.join(directory, `whole.${format === 'hls' ? 'ts' : format}`)
  const options = { fragments: found.fragments, outputPath, maxDurationS }
  const order = params.directConcat === 'true' ? copyPlan(params, options) : joinPlan(params, options)
  const pieceS = format === 'hls' ? PIECE_S : null
  const result = await tools.media.run(
    {
      module: CHILD,
      input: { order, pieceS, maxPieces: MOST_PIECES },
      onProgress: job.onProgress,
      limits: { memoryBytes: MEMORY_BYTES },
    },
    signal,
  )
  if (result.kind !== 'done') return result
  const { probe, pieces } = CutOutput.parse(result.value)
  const files: ProducedFile[] =
    format === 'hls'
      ? await playlistFiles(pieces, { output: place, directory })
      : [
          {
            path: outputPath,
            place: { ...place, object: numberedKey(place.object, 0, format) },
            contentType: CONTAINERS[format].contentType,
          },
        ]
  return { kind: 'success', message: '', result: probe, files }
}

type Found = { readonly fragments: readonly JoinFragment[] } | { readonly missing: string }

/** The files of all parts; an object that is named twice is fetched once. */
async function findFiles(
  parts: readonly Part[],
  { job, objects }: { readonly job: TagJob; readonly objects: TagObjects },
): Promise<Found> {
  const paths = new Map<string, string>()
  const fragments: JoinFragment[] = []
  for (const part of parts) {
    if (part === 'input') {
      fragments.push({ path: await inputOf(job).file() })
      continue
    }
    const { key = '' } = part
    const file = paths.get(key) ?? (await fileOf(key, objects))
    if (file === undefined) return { missing: key }
    paths.set(key, file)
    fragments.push({ path: file, ...windowOf(part) })
  }
  return { fragments }
}

async function fileOf(key: string, objects: TagObjects): Promise<string | undefined> {
  const object = await objects.find(key)
  return object && objects.file(object)
}
